"""Our citations beside those of citeproc-js: `python -m bench.citations FOLDER`, as docs/citing.md tells.

The judge is given our CSL-JSON, so that what other programs make of it is compared, too.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from app.citing.citation import citation
from app.citing.reference import reference
from app.citing.speakers import Speaker, Speakers
from app.citing.styles import MANUALS, Style
from app.formats import Export, csl
from app.vocabulary import Genre, Noun

_TWO = [("Samuels", "Richard J."), ("Schoff", "James L.")]
_TITLE, _PAPER = "An alliance in need of attention", "International Herald Tribune"
_TITLES = """U.S. and Japan: a new iPhone deal in the NATO era
The "Sato" line
What now?
Long-negotiated road map for the U.S.-Japan alliance
It's the US's turn to pay $5
“Quoted” title
Japan 'ready' to act
The alliance vs. the world
From Tokyo with love - and with questions about it""".splitlines()


def _claims() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Claims, each with its source."""
    for at, source in enumerate(_sources()):
        quotes = [{"exact": "so", "paragraph": 1}]
        yield (
            {
                "id": f"claim-{at}",
                "url": f"/v1/claims/claim-{at}",
                "attribution_sentence": "It is so.",
                "quotes": quotes,
            },
            source,
        )


def _sources() -> Iterator[dict[str, Any]]:
    for genre in Genre:
        yield _source(genre=genre.value, container=None, publisher="A Press")
    yield _source(genre="book", publisher="A Press")
    for title in _TITLES:
        yield _source(title=title)
    for issued in ("2009", "2009-01", "2007/2009"):
        yield _source(issued=issued)
    for authors in (_TWO[:1], [*_TWO, ("Doe", "Jane")], [("Doe", "Jane")] * 8, [("Foreign Ministry", None)], []):
        yield _source(authors=authors)
    yield _source(title="Ein Bündnis braucht Pflege", container="Die Zeit", language="de")


def _source(
    genre: str = "op-ed",
    title: str = _TITLE,
    authors: Any = _TWO,
    container: str | None = _PAPER,
    publisher: str | None = None,
    issued: str = "2009-01-23",
    language: str = "en",
) -> dict[str, Any]:
    return {
        "genre": genre,
        "title": title,
        "authors": [{"family": family, "given": given} for family, given in authors],
        "container_title": container,
        "publisher": publisher,
        "issued": issued,
        "language": language,
        "location": "https://example.org/x",
    }


def main(folder: Path) -> None:
    claims = {claim["id"]: (claim | {"source": {"id": claim["id"]}}, source) for claim, source in _claims()}
    export = Export(Noun.CLAIMS, "", "", {}, False, 0, False, lambda noun, name: claims[name][1], (), {})
    items = b"".join(csl.write([claim for claim, _ in claims.values()], export))
    judge = ["node", str(Path(__file__).with_suffix(".mjs")), str(folder)]
    judged = orjson.loads(subprocess.run(judge, input=items, capture_output=True, check=True).stdout)
    same = 0
    for style in Style:
        for name, (claim, _) in claims.items():
            cited = reference(claim, Noun.CLAIMS, "", {}, export.find)
            ours = citation(cited, Speakers([Speaker("X", "X")], quoted=False), style)
            right = judged[style][name]["cited" if MANUALS[style].notes else "listed"]
            same += ours.text == right
            if ours.text != right:
                print(f"{style}\n   ours   {ours.text}\n   judge  {right}")
    print(f"{same} of {len(claims) * len(Style)} are the same")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
