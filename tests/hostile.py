"""Texts that try to be markup, in every field of a small bundle that takes words."""

import json

from tests.bundling import SOURCE_YAML, Files

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "`code` ``` fence",
    "~~~\nfence\n~~~",
    "# heading #",
    "heading\n===",
    "heading\n---",
    "- item\n- item",
    "1. item\n2) item",
    "> quote",
    "a | b\n--- | ---\nc | d",
    "**bold** _italic_ ~~gone~~ ==marked==",
    "[ref]: https://evil.example",
    "&lt;b&gt; &#60; &amp;",
    "line one\\\nline two",
    "{{ 7 * 7 }} {% raw %} ${x} <%= y %>",
    "</title></style><!-- --> ]]> <![CDATA[",
    "\u202eright to left\u202c",
    "www.evil.example evil@evil.example https://evil.example",
]

ADDRESS = "https://evil.example/)[x](y)<b>`\"&copy;*_'"
"""An address that would end the link it stands in."""


def hostile_bundle() -> Files:
    """The small bundle with each of these texts as a topic, and some in the fields of other records."""
    files = Files()
    for at, text in enumerate(HOSTILE):
        topic = {"id": f"hostile-{at}", "label": text, "definition": text, "example": text}
        files.add("topics.yaml", json.dumps(topic))
        actor = {
            "id": f"villain-{at}",
            "name": text,
            "kind": "person",
            "description": text,
            "aliases": [{"name": f"<i>Villain</i> {at}", "kind": "short"}],
            "positions": [{"title": text, "organisation": text}],
            "same_as": [ADDRESS],
        }
        files.add("actors.yaml", json.dumps(actor))
        claim = {
            "id": f"claimed-{at}",
            "text": text,
            "kind": "factual",
            "quotes": ["owes it ten ships"],
            "attribution": [{"voice": f"villain-{at}", "directness": "indirect"}],
            "author_stance": "endorses",
            "topics": [f"hostile-{at}"],
            "polarity": "negated",
            "modality": "certain",
            "condition": {"text": text, "span": "If the king insists"},
            "curator_note": text,
        }
        files.add("claims", json.dumps(claim))
    files.others["sources/quarrel/source.yaml"] = SOURCE_YAML.replace("Free.", "'<script>alert(2)</script>'").replace(
        "A quarrel", "'A <b>quarrel</b>'"
    )
    return files
