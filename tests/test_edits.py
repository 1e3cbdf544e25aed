"""Changed bundles: which versions count up, which representations follow, and that none is ever stale."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app import full_text
from app.bundles.load import load
from app.db import Database
from app.records.base import Record
from app.records.building import BUILDERS, represent
from app.records.facts import Facts
from app.vocabulary import Noun, RelationType
from tests.bundling import (
    Written,
    bodies,
    by_id,
    dataset_version,
    load_parts,
    records,
    references,
    seed_coding,
    seed_part,
    tables,
)
from tests.conftest import SEED, SOURCE, copied, settings_for

CODING = seed_coding()
ACTORS = seed_part("actors.yaml")
TOPICS = seed_part("topics.yaml")


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}


def versions(database: Database) -> dict[str, int]:
    return {address: record["version"] for address, record in records(database).items()}


def counts(database: Database, noun: str, record_id: str) -> Written:
    found: Written = records(database)[f"/v1/{noun}/{record_id}"]["counts"]
    return found


def rebuilt(database: Database) -> int:
    """How many stored representations or words differ from what the rows say, all of them built anew."""
    with database.writing() as db:
        keys = {key: Noun(noun) for key, noun in db.execute(text("SELECT key, noun FROM representation"))}
        stored = dict(tuple(row) for row in db.execute(text("SELECT record_key, words FROM record_words")))
        built: dict[int, Record] = {}
        for noun, build in BUILDERS.items():
            built.update(build(Facts(db), [key for key, of in keys.items() if of is noun]))
        words = {key: full_text.indexed(record.texts()) for key, record in built.items()}
        assert words.keys() == stored.keys() == keys.keys()
        return represent(db, keys) + sum(words[key] != stored[key] for key in keys)


def test_nothing_is_stale_after_seeding(database: Database) -> None:
    assert rebuilt(database) == 0


def test_a_changed_claim_counts_up_alone(database: Database, tmp_path: Path) -> None:
    """Loaded from the whole bundle; what refers to the claim shows its new words, and nothing else changes."""
    claim = by_id(CODING["claims"], "sato-expects-nuclear-retaliation")
    address = f"/v1/claims/{claim['id']}"
    folder = shutil.copytree(SEED, tmp_path / "seed")
    coding = folder / "sources" / SOURCE / "coding.yaml"
    new = "Japan expects retaliation."
    coding.write_text(coding.read_text().replace(claim["text"], new))
    before, old_versions, version = bodies(database), versions(database), dataset_version(database)
    loaded = load(database, folder)
    assert (loaded.added, loaded.changed, loaded.faults) == ([], [(Noun.CLAIMS, claim["id"])], [])
    assert dataset_version(database) == version + 1
    assert versions(database) == {**old_versions, address: 2}
    after = bodies(database)
    was, is_now = json.loads(before[address]), json.loads(after[address])
    assert (is_now["text"], is_now["created"]) == (new, was["created"])
    assert is_now["updated"] > was["updated"]
    shows = {each for each, body in before.items() if references(json.loads(body), address)}
    assert shows
    assert differing(before, after) == {address} | shows
    for each in shows:
        assert set(references(json.loads(after[each]), address)) == {new}
        assert after[each] == before[each].replace(json.dumps(claim["text"], ensure_ascii=False), json.dumps(new))
    assert rebuilt(database) == 0


def test_loading_the_old_bundle_again_brings_the_old_words_back(database: Database, tmp_path: Path) -> None:
    before = records(database)
    claim = {**by_id(CODING["claims"], "sato-expects-nuclear-retaliation"), "topics": []}
    load_parts(database, tmp_path / "edit", {"claims": [claim]})
    loaded = load(database, SEED)
    assert loaded.changed == [(Noun.CLAIMS, claim["id"])]
    address = f"/v1/claims/{claim['id']}"
    after = records(database)
    assert after[address]["version"] == 3
    assert {**after[address], "version": 1, "updated": before[address]["updated"]} == before[address]
    assert {**after, address: None} == {**before, address: None}


def test_a_removed_topic_lowers_the_counts_above(database: Database, tmp_path: Path) -> None:
    above = {topic["id"]: topic["parent"] for topic in TOPICS}
    own, parent = next(
        (topic["id"], topic["parent"]) for topic in TOPICS if above.get(topic["parent"]) is None and topic["parent"]
    )
    below = {topic for topic in above if topic == parent or above[topic] == parent}
    claim = next(each for each in CODING["claims"] if below & set(each["topics"]) == {own})
    before = {topic: counts(database, "topics", topic) for topic in above}
    loaded = load_parts(
        database,
        tmp_path / "edit",
        {"claims": [{**claim, "topics": [each for each in claim["topics"] if each != own]}]},
    )
    assert loaded.changed == [(Noun.CLAIMS, claim["id"])]
    lowered = {topic: {**before[topic], "claims": before[topic]["claims"] - 1} for topic in (own, parent)}
    assert {topic: counts(database, "topics", topic) for topic in above} == {**before, **lowered}
    assert rebuilt(database) == 0


def test_a_moved_topic_takes_its_counts_along(database: Database, tmp_path: Path) -> None:
    topic = next(each for each in TOPICS if each["parent"])
    elsewhere = next(each["id"] for each in TOPICS if each["parent"] is None and each["id"] != topic["parent"])
    loaded = load_parts(database, tmp_path / "edit", topics=[{**topic, "parent": elsewhere}])
    assert loaded.changed == [(Noun.TOPICS, topic["id"])]
    below = {topic["id"]: elsewhere} | {each["id"]: each["parent"] for each in TOPICS if each["id"] != topic["id"]}
    for top in (topic["parent"], elsewhere):
        tree = {top, *(child for child, parent in below.items() if parent == top)}
        assert counts(database, "topics", top) == {
            noun: sum(bool(tree & set(each["topics"])) for each in CODING[noun]) for noun in ("claims", "grievances")
        }
    assert rebuilt(database) == 0


@pytest.mark.parametrize("actor_id", ["japan", "eisaku-sato", "richard-j-samuels"])
def test_a_relabelled_actor_is_relabelled_everywhere(actor_id: str, database: Database, tmp_path: Path) -> None:
    address = f"/v1/actors/{actor_id}"
    before = records(database)
    referring = {each: len(references(record, address)) for each, record in before.items()}
    loaded = load_parts(database, tmp_path / "edit", actors=[{**by_id(ACTORS, actor_id), "name": "Somebody Else"}])
    assert loaded.changed == [(Noun.ACTORS, actor_id)]
    after = records(database)
    assert sum(referring.values()) > 0
    for each, times in referring.items():
        assert references(after[each], address) == ["Somebody Else"] * times
    unchanged = {each for each in before if each != address}
    assert {each: after[each]["version"] for each in unchanged} == {each: before[each]["version"] for each in unchanged}
    assert rebuilt(database) == 0


def test_a_short_name_is_used_in_sentences_at_once(database: Database, tmp_path: Path) -> None:
    sato = by_id(ACTORS, "eisaku-sato")
    short = {**sato, "aliases": [{"name": "Eisaku", "kind": "short"}]}
    load_parts(database, tmp_path / "edit", actors=[short])
    sentence = records(database)["/v1/claims/sato-expects-nuclear-retaliation"]["attribution_sentence"]
    assert "Eisaku told" in sentence
    assert rebuilt(database) == 0


def test_words_that_were_replaced_are_no_longer_found(database: Database, tmp_path: Path) -> None:
    topic = {**TOPICS[0], "label": "Zymurgy", "definition": "Brewing.", "example": None}
    load_parts(database, tmp_path / "edit", topics=[topic])
    with database.engine.connect() as db:
        found = db.execute(text("SELECT words FROM record_words WHERE words LIKE '% zymurgy %'")).scalars().all()
    assert found == [" zymurgy brewing "]


def one_of(written: list[Written]) -> st.SearchStrategy[Written]:
    return st.sampled_from(written)


IDS: Callable[[list[Written]], st.SearchStrategy[str]] = lambda written: one_of(written).map(
    lambda each: str(each["id"])
)  # noqa: E731
WORDS = st.sampled_from(["Something", "Something else", "Quite another thing"])
SOME_ACTORS = st.lists(IDS(ACTORS), max_size=3, unique=True)
SOME_TOPICS = st.lists(IDS(TOPICS), max_size=3, unique=True)
SOME_CLAIMS = st.lists(IDS(CODING["claims"]), max_size=3, unique=True)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, Written]:
    """One record changed, by the name of its list."""
    change: dict[str, Any]
    noun = draw(st.sampled_from(["actors", "topics", "source", "claims", "grievances", "relations"]))
    if noun == "source":
        return noun, {
            "title": draw(WORDS),
            "authors": draw(st.sampled_from([[], [{"family": draw(WORDS), "actor": draw(IDS(ACTORS))}]])),
        }
    record = dict(draw(one_of({"actors": ACTORS, "topics": TOPICS, **CODING}[noun])))
    if noun == "actors":
        change = {"name": draw(WORDS), "parent": draw(st.none() | IDS(ACTORS))}
        change["positions"] = [{"title": "Head", "organisation": each} for each in draw(SOME_ACTORS)]
        change["aliases"] = [{"name": each, "kind": "short"} for each in draw(st.lists(WORDS, max_size=1))]
    elif noun == "topics":
        change = {"label": draw(WORDS), "parent": draw(st.none() | IDS(TOPICS))}
    elif noun == "claims":
        change = {"text": draw(WORDS), "topics": draw(SOME_TOPICS), "kind": "factual"}
        change["actors"] = [{"role": "mentioned", "actor": each} for each in draw(SOME_ACTORS)]
        change["attribution"] = [{"voice": each, "directness": "mixed"} for each in draw(SOME_ACTORS)]
        change["speakers"] = None
    elif noun == "grievances":
        change = {"text": draw(WORDS), "topics": draw(SOME_TOPICS), "holder": draw(IDS(ACTORS))}
        change |= {"target": draw(st.none() | IDS(ACTORS)), "voiced_by": draw(st.none() | SOME_ACTORS)}
        change |= {"evidence": draw(SOME_CLAIMS), "remedies": draw(SOME_CLAIMS)}
        change["reciprocal_of"] = draw(st.lists(IDS(CODING["grievances"]), max_size=2, unique=True))
    else:
        own = f"{record['from']}-{record['type']}-{record['to']}"
        change = {
            "id": record.get("id", own if len(own) <= 100 else None),
            "type": draw(st.sampled_from([*RelationType])).value,
        }
        change |= {"from": draw(IDS(CODING["claims"])), "to": draw(IDS(CODING["grievances"])), "marker": None}
    return noun, record | change


def apply(database: Database, folder: Path, edit: tuple[str, Written]) -> None:
    noun, written = edit
    before = tables(database)
    if noun == "source":
        loaded = load_parts(database, folder, source=written)
    elif noun in ("actors", "topics"):
        loaded = load_parts(database, folder, **{noun: [written]})
    else:
        loaded = load_parts(database, folder, {noun: [written]})
    if loaded.faults:
        assert tables(database) == before


# Shrinking would take minutes: each example is a database of its own.
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(edits(), min_size=3, max_size=8))
def test_nothing_is_ever_stale(
    tmp_path_factory: pytest.TempPathFactory, seeded_file: Path, chosen: list[tuple[str, Written]]
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    database = Database(settings_for(copied(seeded_file, folder)))
    for step, edit in enumerate(chosen):
        apply(database, folder / str(step), edit)
    assert rebuilt(database) == 0
    database.close()
