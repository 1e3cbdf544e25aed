"""The yardstick: a route written by hand for this one purpose, five queries on the same tables, sqlite3 and orjson.

It runs inside the event loop, validates nothing but what the framework does, and has neither totals, tags nor links.
"""

import os
from collections import defaultdict
from typing import Any

import orjson
import pysqlite3.dbapi2 as sqlite3
from fastapi import FastAPI, Response

app = FastAPI()
db = sqlite3.connect(f"file:{os.environ['BENCH_DATABASE']}?mode=ro", uri=True, check_same_thread=False)

_PAGE = """SELECT claim.key, claim.id, claim.version, claim.created, claim.updated, claim.text, claim.kind,
claim.author_stance, claim.polarity, claim.modality, claim.ironic, claim.said, claim.about, claim.status,
claim.curator_note, claim.position, source.id, source.title
FROM claim JOIN source ON source.key = claim.source_key"""
_SPANS = 'SELECT record_key, field, position, "start", "end", exact FROM span WHERE record_key IN (%s)'
_VOICES = """SELECT v.claim_key, v.directness, a.id, a.name FROM claim_voice v JOIN actor a ON a.key = v.actor_key
WHERE v.claim_key IN (%s) ORDER BY v.claim_key, v.position"""
_ROLES = """SELECT r.claim_key, r.role, a.id, a.name FROM claim_actor r JOIN actor a ON a.key = r.actor_key
WHERE r.claim_key IN (%s) ORDER BY r.claim_key, r.position"""
_TOPICS = """SELECT t.claim_key, t2.id, t2.label FROM claim_topic t JOIN topic t2 ON t2.key = t.topic_key
WHERE t.claim_key IN (%s) ORDER BY t.claim_key, t.position"""


def _ref(noun: str, record_id: str, label: str) -> dict[str, str]:
    return {"id": record_id, "label": label, "url": f"/v1/{noun}/{record_id}"}


def _grouped(query: str, marks: str, keys: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for key, *rest in db.execute(query % marks, keys):
        found[key].append(rest)
    return found


def _records(rows: list[Any]) -> list[dict[str, Any]]:
    keys = [row[0] for row in rows]
    marks = ",".join("?" * len(keys))
    spans, voices, roles, topics = (_grouped(query, marks, keys) for query in (_SPANS, _VOICES, _ROLES, _TOPICS))
    return [
        {
            "id": row[1],
            "url": f"/v1/claims/{row[1]}",
            "version": row[2],
            "created": row[3],
            "updated": row[4],
            "text": row[5],
            "kind": row[6],
            "author_stance": row[7],
            "polarity": row[8],
            "modality": row[9],
            "ironic": bool(row[10]),
            "said": row[11],
            "about": row[12],
            "status": row[13],
            "curator_note": row[14],
            "source": _ref("sources", row[16], row[17]),
            "quotes": [
                {"exact": exact, "start": start, "end": end}
                for field, _, start, end, exact in spans[row[0]]
                if field == "quotes"
            ],
            "attribution": [
                {"voice": _ref("actors", actor, name), "directness": directness}
                for directness, actor, name in voices[row[0]]
            ],
            "actors": [{"role": role, "actor": _ref("actors", actor, name)} for role, actor, name in roles[row[0]]],
            "topics": [_ref("topics", topic, label) for topic, label in topics[row[0]]],
        }
        for row in rows
    ]


@app.get("/claims")
async def list_claims(kind: str, after: str, limit: int = 25) -> Response:
    rows = db.execute(
        f"{_PAGE} WHERE claim.kind = ? AND claim.position > ? ORDER BY claim.position, claim.id LIMIT ?",
        (kind, after, limit),
    ).fetchall()
    following = rows[-1][15] if rows else None
    return Response(orjson.dumps({"items": _records(rows), "next": following}), media_type="application/json")


@app.get("/claims/{claim_id}")
async def get_claim(claim_id: str) -> Response:
    rows = db.execute(f"{_PAGE} WHERE claim.id = ?", (claim_id,)).fetchall()
    return Response(orjson.dumps(_records(rows)[0]), media_type="application/json")
