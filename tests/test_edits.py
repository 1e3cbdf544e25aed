"""Changed bundles: which versions count up, which representations follow, and that none is ever stale."""

import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from app import full_text
from app.bundles.load import load
from app.db import Database
from app.drafts.relations import made_id
from app.memory import Edit
from app.records.base import Built
from app.records.building import BUILDERS, represent
from app.records.facts import Facts
from app.records.wording import entry
from app.text.words import words
from app.vocabulary import Noun, RelationType
from tests.bundling import (
    Files,
    Written,
    bodies,
    by_id,
    dataset_version,
    load_parts,
    records,
    references,
    seed_coding,
    seed_part,
)
from tests.columns import stale_columns
from tests.conftest import SEED, SOURCE, copied, examples, settings_for

CODING = seed_coding()
ACTORS = seed_part("actors.yaml")
TOPICS = seed_part("topics.yaml")


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}


def versions(database: Database) -> dict[str, int]:
    return {address: record["version"] for address, record in records(database).items()}


def counts(database: Database, noun: str) -> dict[str, Written]:
    """The counts of a noun's records by id."""
    return {record["id"]: record["counts"] for at, record in records(database).items() if at.startswith(f"/v1/{noun}/")}


def rebuilt(database: Database) -> int:
    """How many stored representations or words differ from what the rows say, all of them built anew."""
    with database.writing() as db:
        keys = {key: Noun(noun) for key, noun in db.execute(text("SELECT key, noun FROM representation"))}
        labels = dict(tuple(row) for row in db.execute(text("SELECT key, label FROM representation")))
        stored, rows = searched(db), {row[0]: row for row in db.execute(text("SELECT * FROM search_row"))}
        built: dict[int, Built] = {}
        for noun, build in BUILDERS.items():
            built.update(build(Facts(db), [key for key, of in keys.items() if of is noun]))
        assert built.keys() == rows.keys() == keys.keys() >= stored.keys()
        right = {key: entry(key, keys[key], labels[key], record) for key, record in built.items()}
        unlike = [
            key
            for key, each in right.items()
            if columns(each) != stored[key]
            or rows[key] != (key, each.noun, each.id, each.source, sum(map(len, columns(each).values())))
        ]
        return represent(Facts(db), keys, Edit.now("test")) + len(unlike) + len(stale_columns(database))


def searched(db: Connection) -> dict[int, dict[str, list[str]]]:
    """The words in each column of the search index, by the key of their record."""
    db.execute(text("CREATE VIRTUAL TABLE IF NOT EXISTS temp.held USING fts5vocab(main, search_words, instance)"))
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for word, key, column in db.execute(text("SELECT term, doc, col FROM held ORDER BY doc, col, offset")):
        found[key][column].append(word)
    return found


def columns(right: full_text.Entry) -> dict[str, list[str]]:
    """What the search index should hold of a record, without the columns that are empty."""
    texts = {"quotes": right.quotes, "texts": right.texts, "ends": right.ends}
    names = [token for name in right.names for token in (*words(name), whole(words(name)))]
    rest = {name: [token for each in said for token in (*words(each), "¶")] for name, said in texts.items()}
    return {name: held for name, held in {"names": names, **rest}.items() if held}


def whole(name: list[str]) -> str:
    return "¶" + "¶".join(name if len(name) <= 12 else [])


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
        [label] = set(references(json.loads(before[each]), address))
        assert after[each] == before[each].replace(json.dumps(label, ensure_ascii=False), json.dumps(new))
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
    parents = {topic["id"]: topic["parent"] for topic in TOPICS}
    own, parent = next((topic, above) for topic, above in parents.items() if above and parents[above] is None)
    tree = {topic for topic, above in parents.items() if parent in (topic, above)}
    claim = next(each for each in CODING["claims"] if tree & set(each["topics"]) == {own})
    before = counts(database, "topics")
    assert set(before) == set(parents)
    fewer = {**claim, "topics": [each for each in claim["topics"] if each != own]}
    loaded = load_parts(database, tmp_path / "edit", {"claims": [fewer]})
    assert loaded.changed == [(Noun.CLAIMS, claim["id"])]
    lowered = {topic: {**before[topic], "claims": before[topic]["claims"] - 1} for topic in (own, parent)}
    assert counts(database, "topics") == {**before, **lowered}
    assert rebuilt(database) == 0


def test_a_moved_topic_takes_its_counts_along(database: Database, tmp_path: Path) -> None:
    topic = next(each for each in TOPICS if each["parent"])
    elsewhere = next(each["id"] for each in TOPICS if each["parent"] is None and each["id"] != topic["parent"])
    loaded = load_parts(database, tmp_path / "edit", topics=[{**topic, "parent": elsewhere}])
    assert loaded.changed == [(Noun.TOPICS, topic["id"])]
    below = {topic["id"]: elsewhere} | {each["id"]: each["parent"] for each in TOPICS if each["id"] != topic["id"]}
    for top in (topic["parent"], elsewhere):
        tree = {top, *(child for child, parent in below.items() if parent == top)}
        assert counts(database, "topics")[top] == {
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


def test_what_kind_of_actor_it_is_shows_in_sentences_at_once(database: Database, tmp_path: Path) -> None:
    address = "/v1/claims/sato-expects-nuclear-retaliation"
    before = records(database)[address]
    load_parts(database, tmp_path / "edit", actors=[{**by_id(ACTORS, "eisaku-sato"), "kind": "document"}])
    after = records(database)[address]
    assert after["attribution_sentence"] != before["attribution_sentence"]
    assert {**after, "attribution_sentence": before["attribution_sentence"]} == before
    assert rebuilt(database) == 0


def test_what_nobody_else_shows_changes_one_record(database: Database, tmp_path: Path) -> None:
    before = records(database)
    load_parts(database, tmp_path / "edit", actors=[{**by_id(ACTORS, "japan"), "description": "Islands."}])
    after = records(database)
    assert [address for address in after if after[address] != before[address]] == ["/v1/actors/japan"]
    assert rebuilt(database) == 0


def test_words_that_were_replaced_are_no_longer_found(database: Database, tmp_path: Path) -> None:
    topic = {**TOPICS[0], "label": "Zymurgy", "definition": "Brewing.", "example": None}
    load_parts(database, tmp_path / "edit", topics=[topic])
    with database.engine.connect() as db:
        query = text("SELECT key FROM representation WHERE noun = 'topics' AND id = :id")
        key = db.execute(query, {"id": topic["id"]}).scalar_one()
        assert searched(db)[key] == {"names": ["zymurgy", "¶zymurgy"], "texts": ["brewing", "¶"]}


def ids(written: list[Written]) -> st.SearchStrategy[str]:
    return st.sampled_from([str(each["id"]) for each in written])


WORDS = st.sampled_from(["Something", "Something else", "Quite another thing"])
ACTOR, TOPIC, CLAIM, GRIEVANCE = ids(ACTORS), ids(TOPICS), ids(CODING["claims"]), ids(CODING["grievances"])
SOME_ACTORS, SOME_TOPICS, SOME_CLAIMS, SOME_GRIEVANCES = (
    st.lists(each, max_size=3, unique=True) for each in (ACTOR, TOPIC, CLAIM, GRIEVANCE)
)
CHANGES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "source": {
        "title": WORDS,
        # With heading and byline in the body every sentence has another number.
        "body_starts_with": st.none(),
        "authors": st.lists(st.fixed_dictionaries({"family": WORDS, "actor": ACTOR}), max_size=1),
    },
    "actors": {
        "name": WORDS,
        "description": WORDS,
        "parent": st.none() | ACTOR,
        "positions": st.lists(st.fixed_dictionaries({"title": WORDS, "organisation": ACTOR}), max_size=2),
        "aliases": st.lists(st.fixed_dictionaries({"name": WORDS, "kind": st.just("short")}), max_size=1),
    },
    "topics": {"label": WORDS, "definition": WORDS, "parent": st.none() | TOPIC},
    "claims": {
        "text": WORDS,
        "topics": SOME_TOPICS,
        "actors": SOME_ACTORS.map(lambda each: [{"role": "mentioned", "actor": actor} for actor in each]),
        "attribution": SOME_ACTORS.map(lambda each: [{"voice": actor, "directness": "mixed"} for actor in each]),
        "kind": st.just("factual"),
        "speakers": st.none(),
    },
    "grievances": {
        "text": WORDS,
        "topics": SOME_TOPICS,
        "holder": ACTOR,
        "target": st.none() | ACTOR,
        "voiced_by": st.none() | SOME_ACTORS,
        "evidence": SOME_CLAIMS,
        "remedies": SOME_CLAIMS,
        "reciprocal_of": SOME_GRIEVANCES,
    },
    "relations": {
        "type": st.sampled_from([each.value for each in RelationType]),
        "from": CLAIM,
        "to": GRIEVANCE,
        "marker": st.none(),
    },
}


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, Written]:
    """One record changed in some ways, by the name of its list."""
    noun = draw(st.sampled_from(sorted(CHANGES)))
    change = {name: draw(new) for name, new in CHANGES[noun].items() if draw(st.booleans())}
    if noun == "source":
        return noun, change
    record = dict(draw(st.sampled_from({"actors": ACTORS, "topics": TOPICS, **CODING}[noun])))
    if noun == "relations":
        # With its id given, the relation is changed; its ends and type would else name another one.
        record.setdefault("id", made_id(record["from"], record["type"], record["to"]))
    return noun, record | change


def parts(noun: str, written: Written) -> dict[str, Any]:
    """What `load_parts` takes for one record."""
    if noun == "source":
        return {"source": written}
    return {noun: [written]} if noun in ("actors", "topics") else {"coding": {noun: [written]}}


# Shrinking would take minutes: each example is a database of its own.
@settings(
    max_examples=examples(6),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(edits(), min_size=2, max_size=5))
def test_nothing_is_ever_stale(
    tmp_path_factory: pytest.TempPathFactory, seeded_file: Path, chosen: list[tuple[str, Written]]
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    database = Database(settings_for(copied(seeded_file, folder)))
    assert not stale_columns(database)
    for step, edit in enumerate(chosen):
        # An edit that is refused, such as a circle of parents, changes nothing.
        load_parts(database, folder / str(step), **parts(*edit))
        assert not stale_columns(database)
    assert rebuilt(database) == 0
    database.close()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"x": "supports", "y": "causes"}, {"x": "causes", "y": "supports"}),
        ({"x": "supports", "y": "causes"}, {"x": "causes", "y": "rebuts"}),
        ({"x": "supports"}, {"x": "causes", "y": "supports"}),
    ],
    ids=["exchange", "make room", "hand over"],
)
def test_what_two_relations_say_is_compared_as_it_is_after_the_write(
    before: dict[str, str], after: dict[str, str], empty_database: Database, tmp_path: Path
) -> None:
    for step, types in enumerate((before, after)):
        files = Files()
        files.lists["relations"] = [
            f"{{id: {name}, type: {kind}, from: ships-owed, to: ships-wanted}}" for name, kind in types.items()
        ]
        assert load(empty_database, files.write(tmp_path / str(step))).faults == []
    stored = records(empty_database)
    assert {name: stored[f"/v1/relations/{name}"]["type"] for name in after} == after
    assert rebuilt(empty_database) == 0
