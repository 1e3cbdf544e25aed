"""Columns in memory: they are what SQL would say, whatever is asked of them, and they follow every write."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app import columns, touched
from app.bundles.load import load
from app.columns import found, kept, matching, order
from app.columns.codes import Codes
from app.columns.found import Found, Members
from app.columns.matching import Conditions, Matching
from app.columns.order import Order
from app.columns.read import place_in
from app.columns.ties import Ties
from app.counting import _counted
from app.db import Database
from app.drafts.checking import Placed
from app.drafts.sources import SourceDraft
from app.drafts.topics import TopicDraft
from app.erasing import erase
from app.memory import Edit
from app.searching import terms
from app.searching.ranking import Ranked, Search
from app.searching.terms import HitsOf
from app.text.sought import Sought, Term, sought
from app.writing import mark_changed, write
from tests.asking import got
from tests.bundling import Files
from tests.columns import every_column, stale_columns
from tests.conftest import copied, examples, settings_for
from tests.states import OTHER_TEXT
from tests.writers import changed, writing_to

SIZE = 600
"""Keys of the made-up records."""


@pytest.fixture
def quarrel(empty_database: Database, tmp_path: Path) -> Iterator[TestClient]:
    assert not load(empty_database, Files().write(tmp_path / "bundle")).faults
    with writing_to(empty_database) as client:
        yield client


# Lists

Tables = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], list[set[int]]]


@st.composite
def tables(draw: st.DrawFn) -> Tables:
    """By key whether there is a record, a single value (0 for none), and several values, each as thick as drawn."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    there = chance.random(SIZE) < draw(st.sampled_from([0.0, 0.02, 0.5, 1.0]))
    there[0] = False
    single = np.where(
        there, chance.choice(draw(st.sampled_from([[0], [0, 1, 3], [1, 2, 2, 2, 2, 2, 2, 2, 4]])), SIZE), 0
    )
    thickness = draw(st.sampled_from([0.0, 0.01, 0.3]))
    several = [{value for value in range(1, 6) if chance.random() < thickness * 3 / value} for _ in range(SIZE)]
    return there, single, [values if there[key] else set() for key, values in enumerate(several)]


@st.composite
def asked(draw: st.DrawFn) -> list[tuple[str, set[int], bool]]:
    """Conditions: on which of the two, any of which values, and whether they are excluded."""
    values = st.sets(st.integers(1, 6), min_size=1, max_size=3)
    return draw(st.lists(st.tuples(st.sampled_from(["single", "several"]), values, st.booleans()), max_size=3))


def conditions(of: list[tuple[str, set[int], bool]], single: Codes, several: Ties) -> Conditions:
    wanted: list[Found] = []
    unwanted: list[Found] = []
    for which, values, excluded in of:
        held: Codes | Ties = single if which == "single" else several
        (unwanted if excluded else wanted).append(held.having(values))
    return Conditions(wanted, unwanted)


def meets(key: int, of: list[tuple[str, set[int], bool]], table: Tables) -> bool:
    _, single, several = table
    own = {"single": {int(single[key])}, "several": several[key]}
    return all(bool(own[which] & values) is not excluded for which, values, excluded in of)


@settings(max_examples=examples(200), deadline=None)
@given(tables(), asked(), st.booleans(), st.data())
def test_a_page_is_what_sorting_all_of_it_would_give(
    table: Tables, ask: list[tuple[str, set[int], bool]], descending: bool, data: st.DataObject
) -> None:
    """Few or many, thick or thin, from any position on; the limits are low so that each way is taken."""
    there, single, several = table
    codes = Codes.made(((key, int(value)) for key, value in enumerate(single) if value), SIZE)
    ties = Ties.made(((key, value) for key, values in enumerate(several) for value in values), SIZE)
    places = {key: (not single[key], int(single[key]), key) for key in np.flatnonzero(there).tolist()}
    ranked = sorted(places, key=lambda key: places[key])
    valued = sum(not places[key][0] for key in ranked)
    ordered = Order(np.array(ranked, np.int32), valued, SIZE)
    members = Members(there)
    turned = [*ranked[:valued][::-1], *ranked[valued:][::-1]] if descending else ranked
    right = [key for key in turned if meets(key, ask, table)]
    start, wanted = data.draw(st.integers(0, len(turned) + 1)), data.draw(st.integers(1, 40))
    few = data.draw(st.sampled_from([0, 256]))
    with pytest.MonkeyPatch.context() as patched:
        for module, name, value in (
            (matching, "_FEW", few),
            (found, "_MARKED", 20),
            (order, "_NEAR", data.draw(st.integers(0, 2))),
            (order, "_PIECE", 7),
            (order, "_WALKED", 100),
        ):
            patched.setattr(module, name, value)
        which = Matching(members, conditions(ask, codes, ties), SIZE)
        rest = [key for key in turned[start:] if meets(key, ask, table)]
        assert ordered.next(start, wanted, which, descending=descending).tolist() == rest[:wanted]
        pieces = ordered.pieces(start, which, descending=descending)
        assert [key for piece in pieces for key in piece.tolist()] == rest
        assert which.total() == len(right)
        assert which.keys.tolist() == sorted(right)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.lists(st.tuples(st.none() | st.integers(0, 9), st.integers(0, 9)), unique=True, max_size=20),
    st.tuples(st.none() | st.integers(0, 9), st.integers(0, 9)),
    st.booleans(),
)
def test_a_place_need_not_be_taken(
    rows: list[tuple[int | None, int]], after: tuple[int | None, int], descending: bool
) -> None:
    """What a cursor stands on may have been changed or removed since: its page begins after all that comes before."""
    places = [place_in([None, *row]) for row in rows]
    ranked = sorted(range(len(rows)), key=lambda at: places[at])
    valued = sum(not place[0] for place in places)
    ordered = Order(np.array(ranked, np.int32) + 1, valued, len(rows) + 1)
    place = place_in([None, *after])

    def up_to(other: Any) -> bool:
        if other[0] != place[0]:
            return not other[0]
        return bool(other >= place if descending else other <= place)

    found = ordered.after(place, lambda key: places[key - 1], descending=descending)
    assert found == sum(map(up_to, places))


@settings(max_examples=examples(100), deadline=None)
@given(tables(), st.booleans())
def test_counts_are_what_counting_one_by_one_would_give(table: Tables, many: bool) -> None:
    there, single, several = table
    codes = Codes.made(((key, int(value)) for key, value in enumerate(single) if value), SIZE)
    ties = Ties.made(((key, value) for key, values in enumerate(several) for value in values), SIZE)
    keys = np.flatnonzero(there).astype(np.int32)
    with pytest.MonkeyPatch.context() as patched:
        if many:
            patched.setattr("app.counting._COUNTED_ONE_BY_ONE", 0)
        combined, counts = _counted(keys, [ties, codes])
    firsts, seconds = ([None, *held.values] for held in (ties, codes))
    pairs = [divmod(number, len(seconds)) for number in combined.tolist()]
    named = {(firsts[a], seconds[b]): count for (a, b), count in zip(pairs, counts.tolist(), strict=True)}
    right: dict[tuple[int | None, int | None], int] = {}
    for key in keys.tolist():
        for value in several[key] or [None]:
            pair = (value, int(single[key]) or None)
            right[pair] = right.get(pair, 0) + 1
    assert named == right


# Writes


def test_an_actor_is_found_by_the_source_that_its_claim_moved_to(quarrel: TestClient) -> None:
    """Nothing of the actor itself is written then, and its own record is served as before."""
    other = {**quarrel.get("/v1/sources/quarrel").json(), "id": "peace", "text": OTHER_TEXT}
    sent = {name: other[name] for name in ("id", "title", "authors", "issued", "language", "genre", "rights", "text")}
    sent["authors"] = []
    assert quarrel.post("/v1/sources", json=sent).status_code == 201
    assert got(quarrel, "/v1/actors", source="peace")["total"] == 0
    claim = quarrel.get("/v1/claims/ships-owed").json()
    moved = {"source": "peace", "quotes": ["Nobody asked us"], "attribution": [], "author_stance": "endorses"}
    assert quarrel.delete("/v1/relations/ships-owed-supports-ships-wanted", headers=current(quarrel)).status_code == 204
    assert changed(quarrel, claim["url"], moved).status_code == 200
    assert [each["id"] for each in got(quarrel, "/v1/actors", source="peace")["items"]] == ["southland"]


def current(client: TestClient) -> dict[str, str]:
    answer = client.get("/v1/relations/ships-owed-supports-ships-wanted", headers={"Accept-Encoding": "identity"})
    return {"If-Match": answer.headers["etag"]}


def test_columns_follow_many_writes_and_are_read_anew_after_too_many(
    seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(settings_for(copied(seeded_file, tmp_path)))
    with writing_to(database) as client:
        for kept_in_mind in (touched.REMEMBERED, 2):
            monkeypatch.setattr(touched, "REMEMBERED", kept_in_mind)
            assert not stale_columns(database)
            for at in range(4):
                text = {"text": f"Japan was told {at} times, {kept_in_mind}."}
                assert changed(client, "/v1/claims/sato-expects-nuclear-retaliation", text).status_code == 200
            assert not stale_columns(database)
    with database.writing() as db:
        db.exec_driver_sql("UPDATE claim SET kind = 'demand'")
        monkeypatch.setattr(touched, "MOST", 3)
        mark_changed(db, range(1, 5))
    assert not stale_columns(database)
    database.close()


def test_a_reading_that_began_earlier_sees_what_was_then(seeded_file: Path, tmp_path: Path) -> None:
    """Its columns are read for it alone: those that are kept have gone on."""
    database = Database(settings_for(copied(seeded_file, tmp_path)))

    kind = dict(every_column())["claims by kind"]

    async def totals() -> list[int]:
        held = []
        async with database.reading() as early:
            with database.writing() as db:
                db.exec_driver_sql("UPDATE claim SET kind = 'demand'")
                mark_changed(db, range(1, 400))
            async with database.reading() as late:
                for reading in (late, early, late):
                    codes: Codes = await columns.held(database, reading, kind)
                    held.append(codes.having(["demand"]).most)
        return held

    late, early, again = asyncio.run(totals())
    assert late == again == 101 > early
    database.close()


def test_a_large_database_is_read_in_threads(seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that ask together share what one of them reads."""
    kind, readers = dict(every_column())["claims by kind"], []
    read = type(kind).read

    def watched(column: Any, rows: Any, size: int) -> Any:
        readers.append(threading.get_ident())
        return read(column, rows, size)

    monkeypatch.setattr(type(kind), "read", watched)
    monkeypatch.setattr(kept, "_MANY", 0)
    database = Database(settings_for(seeded_file))

    async def ask() -> Any:
        async with database.reading() as reading:
            return await columns.held(database, reading, kind)

    async def ask_together() -> list[Any]:
        return await asyncio.gather(*(ask() for _ in range(8)))

    first, *others = asyncio.run(ask_together())
    assert all(each is first for each in others)
    assert len(readers) == 1
    assert readers[0] != threading.get_ident()
    database.close()


def test_a_source_that_is_taken_away_has_no_label(seeded_file: Path, tmp_path: Path) -> None:
    database = Database(settings_for(copied(seeded_file, tmp_path)))
    said = {"family": "Writer"}, {"statement": "Free.", "text_policy": "full"}
    source = {"id": "alone", "title": "Alone", "authors": [said[0]], "rights": said[1], "text": OTHER_TEXT}
    draft = SourceDraft.model_validate({**source, "issued": "2009", "language": "en", "genre": "report"})
    with database.writing() as db:
        assert not write(db, [Placed(draft, ())]).faults
    assert not stale_columns(database)
    with database.writing() as db:
        key = db.exec_driver_sql("SELECT key FROM source WHERE id = 'alone'").scalar_one()
        erase(db, SourceDraft, key, Edit.now("test"), None)
    assert not stale_columns(database)
    database.close()


def test_words_that_were_not_asked_for_lately_are_forgotten(seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(settings_for(seeded_file))
    monkeypatch.setattr(kept, "_PASSING_BYTES", 6000)

    async def ask(word: str) -> Any:
        async with database.reading() as reading:
            return await columns.held(database, reading, HitsOf(Term((word,))))

    first, second = asyncio.run(ask("japan")), asyncio.run(ask("korea"))
    for at in range(20):
        assert asyncio.run(ask("japan")) is first
        asyncio.run(ask(f"other{at}"))
    assert asyncio.run(ask("korea")) is not second
    database.close()


@pytest.mark.parametrize("word", ["japan", "nuclear", "sato", "nowhere"])
def test_a_word_is_read_whole_however_many_places_are_read_at_once(
    word: str, seeded_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hits(database: Database) -> Any:
        async with database.reading() as reading:
            held = await columns.held(database, reading, HitsOf(Term((word,))))
            return held.keys.tolist(), held.weights.tolist()

    found = []
    for most in (10_000, *range(1, 200, 7)):
        monkeypatch.setattr(terms, "_AT_ONCE", most)
        database = Database(settings_for(seeded_file))
        found.append(asyncio.run(hits(database)))
        database.close()
    assert all(each == found[0] for each in found)
    assert bool(found[0][0]) == (word != "nowhere")


# Words

SAID = ["alpha", "beta", "gamma", "delta"]
TEXTS = st.lists(st.sampled_from(SAID), max_size=9).map(" ".join)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=20),
    st.lists(st.sampled_from([*SAID, "gam*", '"alpha beta"', '"beta gam*"', "-delta", "OR"]), min_size=1, max_size=4),
)
def test_scores_are_those_of_fts5(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]], said: list[str]
) -> None:
    """The engine's own ranking of the same words, which is slow where many match, is what ours is held to."""
    database = Database(settings_for(copied(migrated_file, tmp_path_factory.mktemp("ranked"))))
    topics = [
        TopicDraft(id=f"t{at}", label=label or "Epsilon", definition=defined or "Zeta")
        for at, (label, defined) in enumerate(texts)
    ]
    with database.writing() as db:
        assert not write(db, [Placed(topic, ()) for topic in topics]).faults
    wanted = sought(" ".join(said))
    if wanted.groups:
        assert asyncio.run(ours(database, wanted)) == pytest.approx(theirs(database, wanted), rel=1e-9)
    database.close()


async def ours(database: Database, wanted: Sought) -> dict[int, float]:
    async with database.reading() as reading:
        ranked = (await Search.of(database, reading, wanted)).ranked(Conditions([], []), reading.size)
        return dict(zip(ranked.keys.tolist(), ranked.scores.tolist(), strict=True))


def theirs(database: Database, wanted: Sought) -> dict[int, float]:
    def told(term: Term) -> str:
        return f'"{" ".join(term.words)}"{" *" if term.begins else ""}'

    groups = dict.fromkeys(f"({' OR '.join(dict.fromkeys(map(told, group)))})" for group in wanted.groups)
    names: list[tuple[str, ...]] = []
    if all(len(group) == 1 for group in wanted.groups):
        asked_for = [[term for [term] in wanted.groups], wanted.terms()]
        names = list(dict.fromkeys(tuple(word for term in terms for word in term.words) for terms in asked_for))
    whole = "".join(f' OR names : "¶{"¶".join(name)}"' * len(name) for name in names)
    unwanted = " OR ".join(dict.fromkeys(map(told, wanted.without)))
    expression = f"({' AND '.join(groups)}{whole})" + (f" NOT ({unwanted})" if unwanted else "")
    query = "SELECT rowid, -bm25(search_words, 8, 4, 1, 0.5) FROM search_words WHERE search_words MATCH ?"
    with database.consulting() as db:
        return {row[0]: row[1] for row in db.exec_driver_sql(query, (expression,))}


def test_ranking_leaves_nothing_out_where_thousands_are_equal() -> None:
    """However many share a score, the best come first, and equals in their order."""
    chance = np.random.default_rng(2009)
    for records, kinds in ((5000, 3), (5000, 4000), (70, 1)):
        scores = chance.choice(chance.random(kinds) + 0.01, records)
        keys = np.arange(1, records + 1, dtype=np.int32)
        equals = Order(chance.permutation(keys).astype(np.int32), records, records + 1)
        ranks = equals.ranks(keys)
        right = sorted(range(records), key=lambda at: (-scores[at], ranks[at]))
        for start, wanted in ((0, 20), (50, 50), (records - 3, 10), (records, 5)):
            best = Ranked(keys, scores, equals).best(start, wanted)
            assert [key for key, _ in best] == [int(keys[at]) for at in right[start : start + wanted]]
            assert [score for _, score in best] == pytest.approx([scores[at] for at in right[start : start + wanted]])
