"""The yardstick for search: Tantivy on the texts and quotes of the claims in `BENCH_DATABASE`, behind one route.

It gives ids, scores and texts of the best twenty and how many there are; where it is asked for snippets, these instead
of the texts. It has no facets.
"""

import os
from pathlib import Path
from typing import Any

import orjson
import tantivy
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.asking import read

LIMIT = 20
_TEXTS = """SELECT id, text, (SELECT group_concat(exact, ' ') FROM span WHERE record_key = key AND field = 'quotes')
FROM claim"""


def indexed(file: Path) -> tantivy.Index:
    """An index in memory, all of it committed and merged."""
    schema = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    index = tantivy.Index(schema.add_text_field("text", stored=True).build())
    writer = index.writer()
    for record_id, *texts in read(file, _TEXTS):
        writer.add_document(tantivy.Document(id=str(record_id), text=" ".join(map(str, texts))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def search(index: tantivy.Index, words: str) -> tuple[Any, tantivy.Searcher]:
    """The best records that hold all of these words."""
    searcher = index.searcher()
    return searcher.search(parsed(index, words), LIMIT, count=True), searcher


def parsed(index: tantivy.Index, words: str) -> tantivy.Query:
    return index.parse_query(" AND ".join(words.split()), ["text"])


def _marked(marks: tantivy.SnippetGenerator, document: tantivy.Document) -> str:
    return str(marks.snippet_from_doc(document).to_html())


async def _answer(request: Request) -> Response:
    words = request.query_params["q"]
    found, searcher = search(_INDEX, words)
    documents = [(score, searcher.doc(address)) for score, address in found.hits]
    if "snippets" in request.query_params:
        marks = tantivy.SnippetGenerator.create(searcher, parsed(_INDEX, words), _INDEX.schema, "text")
        items = [{"score": score, "id": each["id"], "snippet": _marked(marks, each)} for score, each in documents]
    else:
        items = [{"score": score, **each.to_dict()} for score, each in documents]
    return Response(orjson.dumps({"items": items, "total": found.count}), media_type="application/json")


if "BENCH_DATABASE" in os.environ:
    _INDEX = indexed(Path(os.environ["BENCH_DATABASE"]))
app = Starlette(routes=[Route("/search", _answer)])
