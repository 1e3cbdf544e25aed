"""Whatever the claims are, a list holds each once, in order, and every filter means what the oracle says."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.db import Database
from app.drafts.actors import ActorDraft
from app.drafts.base import Draft
from app.drafts.checking import Placed
from app.drafts.claims import ClaimDraft
from app.drafts.sources import SourceDraft
from app.drafts.topics import TopicDraft
from app.main import create_app
from app.vocabulary import Noun
from app.writing import Stamp, write
from tests.asking import agrees, walk
from tests.client import Client
from tests.conftest import copied, examples, settings_for
from tests.oracle import SINGLE, SORTS, VALUES, World, world_of
from tests.oracle_texts import own_spans

TEXT = (
    "A heading 🜁 without sentences\n\n𝔸lpha fears b\u00e9ta. 🦊 Gamma may trust d\u0065\u0301lta 😀 fully; perhaps.\n\n"
    "Epsilon 中文 asks 𠀀 for “zeta” and for zeta. 🇯🇵 Eta said: “théta!” Iota\u00a0left.\n"
)
BODY = "𝔸lpha fears"
WORDS: list[dict[str, Any]] = [{"exact": match.group(), "start": match.start()} for match in re.finditer(r"\S+", TEXT)]
NAMES = ["Straße", "İstanbul", "Éire", "ﬁnland", "Σίσυφος", "ＡＢ", "가나", "O'Neill", "50% _x_", "Ångström  Z", "𝔸"]
ACTORS = [f"actor-{at}" for at in range(len(NAMES))]
TOPICS = {"t": None, "t-u": "t", "t-u-v": "t-u", "w": None}
LEVEL_0 = ("1964", "1964-10", "1964-10-16", "1900-02", "2000-02", "-0044", "0001", "9999", "9999-12-31", "2007/2009")
LEVEL_1 = ("196X", "19XX", "2009-XX", "2009-01-XX", "1965~", "2007?", "../1964", "1964/..", "1964~/1965?")
DATES = (*LEVEL_0, *LEVEL_1, "-0044/0001", "1964-10/1965")
MOMENTS = [f"2026-0{month}-15T12:00:00.{fraction}Z" for month in (1, 2) for fraction in ("000000", "000001", "999999")]

words = st.sampled_from(WORDS)
plain = st.text("aÄ𝔸🦊 %_'\"<,ﬁ\u0301", min_size=1, max_size=20).map(str.strip).filter(bool)
actors = st.sampled_from(ACTORS)
dates = st.none() | st.sampled_from(DATES) | st.dates().map(str)
roles = st.fixed_dictionaries({"role": st.sampled_from(["subject", "target", "addressee"]), "actor": actors})
claims: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "id": st.lists(st.sampled_from(["a", "ab", "b", "0", "z9"]), min_size=1, max_size=3).map("-".join),
        "source": st.just("made-up"),
        "text": plain,
        "kind": st.sampled_from(["factual", "demand", "concern"]),
        "quotes": st.lists(words, min_size=1, max_size=2, unique_by=lambda span: span["start"]),
        "author_stance": st.sampled_from(["endorses", "rejects"]),
        "polarity": st.sampled_from(["affirmed", "negated"]),
        "modality": st.sampled_from(["certain", "possible"]),
        "said": dates,
        "about": dates,
        "ironic": st.booleans(),
        "curator_note": st.none() | plain,
        "hedges": st.lists(words, max_size=1),
        "condition": st.none() | st.fixed_dictionaries({"text": plain, "span": words}),
        "attribution": st.lists(
            st.fixed_dictionaries(
                {"voice": actors, "directness": st.sampled_from(["direct", "mixed"]), "cue": st.none() | words}
            ),
            max_size=2,
        ),
        "actors": st.lists(roles, max_size=2, unique_by=lambda role: (role["role"], role["actor"])),
        "topics": st.lists(st.sampled_from(sorted(TOPICS)), max_size=2, unique=True),
    }
)
stamps = st.builds(Stamp, st.integers(1, 3), st.sampled_from(MOMENTS), st.sampled_from(MOMENTS))
datasets = st.integers(0, 60).flatmap(
    lambda size: st.lists(
        st.tuples(claims, stamps), max_size=size, min_size=size // 2, unique_by=lambda one: str(one[0]["id"])
    )
)
Dataset = Sequence[tuple[dict[str, Any], Stamp]]
few = settings(max_examples=examples(6), deadline=None, database=None, suppress_health_check=list(HealthCheck))


def around() -> Iterator[Draft]:
    """The source, the actors and the topics of the claims."""
    for topic, parent in TOPICS.items():
        yield TopicDraft(id=topic, label=topic, definition="Made up.", parent=parent)
    for actor, name in zip(ACTORS, NAMES, strict=True):
        aliases = [{"name": unicodedata.normalize("NFD", name).upper(), "kind": "short"}]
        yield ActorDraft.model_validate({"id": actor, "name": name, "kind": "person", "aliases": aliases})
    yield SourceDraft.model_validate(
        {
            "id": "made-up",
            "title": "Made up",
            "authors": [{"family": "Straße", "given": "Zoë", "actor": ACTORS[0]}],
            "issued": "2009",
            "language": "en",
            "genre": "op-ed",
            "rights": {"statement": "None.", "text_policy": "full"},
            "body_starts_with": BODY,
            "text": TEXT,
        }
    )


@contextmanager
def serving(empty: Path, folder: Path, dataset: Dataset) -> Iterator[TestClient]:
    """The API on a database with these claims."""
    database = Database(settings_for(copied(empty, folder)))
    drafts = [*around(), *(ClaimDraft.model_validate(claim) for claim, _ in dataset)]
    given = {(Noun.CLAIMS, claim["id"]): stamp for claim, stamp in dataset}
    with database.writing() as db:
        assert write(db, [Placed(draft, (draft.id,)) for draft in drafts], given).faults == []
    database.close()
    with Client(create_app(settings_for(database.path))) as client:
        yield client


def spans_hold(world: World) -> None:
    """Every span stands where it says, in code points and in UTF-16, with its context, paragraph and sentence."""
    for span in (span for claim in world.records["claims"] for span in own_spans(claim)):
        before, within = TEXT[: span["start"]], span["exact"]
        assert TEXT[span["start"] : span["end"]] == within
        assert span["utf16_start"] == len(before.encode("utf-16-le")) // 2
        assert span["utf16_end"] == len((before + within).encode("utf-16-le")) // 2
        assert (span["prefix"], span["suffix"]) == (before[-32:], TEXT[span["end"] :][:32])
        in_heading = span["start"] < TEXT.index(BODY)
        assert [span["paragraph"], span["sentence"]].count(None) == (2 if in_heading else 0)
        assert in_heading or span["paragraph"] == before.count("\n\n")


def speakers_hold(world: World, dataset: Dataset) -> None:
    """The innermost voice speaks, or else the authors."""
    speaking = {claim["id"]: [ref["id"] for ref in claim["speakers"]] for claim in world.records["claims"]}
    voices = {claim["id"]: [step["voice"] for step in claim["attribution"]] for claim, _ in dataset}
    assert speaking == {claim_id: chain[-1:] or ACTORS[:1] for claim_id, chain in voices.items()}


@given(dataset=datasets, data=st.data())
@few
def test_claims_come_whole_and_once_and_in_order(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, dataset: Dataset, data: st.DataObject
) -> None:
    with serving(migrated_file, tmp_path_factory.mktemp("paging"), dataset) as client:
        world = world_of(client)
        assert sorted(world.ids("claims")) == sorted(claim["id"] for claim, _ in dataset)
        spans_hold(world)
        speakers_hold(world, dataset)
        for sort in (sign + name for name in SORTS["claims"] for sign in ("", "-")):
            limit = data.draw(st.integers(1, 12), label=sort)
            right = world.ordered("claims", {}, sort)
            pages = list(walk(client, f"/v1/claims?sort={sort}&limit={limit}"))
            assert [item["id"] for page in pages for item in page["items"]] == right
            assert [len(page["items"]) for page in pages[:-1]] == [limit] * (len(pages) - 1)
            assert {page["total"] for page in pages} == {len(right)}
            assert bool(pages[-1]["items"]) == bool(right)


@given(dataset=datasets, data=st.data())
@few
def test_filters_agree_with_the_oracle(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, dataset: Dataset, data: st.DataObject
) -> None:
    with serving(migrated_file, tmp_path_factory.mktemp("filters"), dataset) as client:
        world = world_of(client)
        for name in VALUES["claims"]:
            for value in world.values("claims", name)[:5]:
                agrees(client, world, "claims", {name: [value]})
                agrees(client, world, "claims", {name: [f"!{value}"]})
        pools = {name: st.sampled_from(DATES) for name in SINGLE["claims"] if name.endswith(("_from", "_to"))}
        pools |= {"updated_since": st.sampled_from(MOMENTS), "q": plain}
        for name in [*pools, *pools]:
            agrees(client, world, "claims", {name: data.draw(pools[name], label=name)})
            asked = data.draw(st.fixed_dictionaries({}, optional=pools), label="several")
            agrees(client, world, "claims", asked)


def test_names_are_compared_without_case_accents_and_width(migrated_file: Path, tmp_path: Path) -> None:
    with serving(migrated_file, tmp_path, []) as client:
        world = world_of(client)
        for at, name in enumerate(NAMES):
            for written in (
                name,
                name.upper(),
                name.lower(),
                *(unicodedata.normalize(f, name) for f in ("NFD", "NFKC")),
            ):
                assert names_of(client, world, written) == {ACTORS[at]}, written
        for written in ("Strasse", "istanbul", "eire", "Finland", "ΣΊΣΥΦΟΣ", "ab", "angstrom z"):
            assert len(names_of(client, world, written)) == 1, written
        agrees(client, world, "sources", {"author": ["zoe STRASSE"]})
        agrees(client, world, "sources", {"author": ["!strasse"]})
        assert client.get("/v1/sources?author=zoe%20strasse").json()["total"] == 1


def names_of(client: TestClient, world: World, name: str) -> set[str]:
    agrees(client, world, "actors", {"name": [name]})
    return {item["id"] for item in client.get("/v1/actors", params={"name": name}).json()["items"]}
