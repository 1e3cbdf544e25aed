"""Writes of every noun in whatever order, against a model in plain Python: what is served is what was written."""

import hashlib
import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.bundles.load import load
from app.db import Database
from app.main import create_app
from tests.bundling import SOURCE_YAML, TEXT, Files, small_lists
from tests.client import Client
from tests.columns import stale_columns
from tests.conftest import copied, everything, examples, migrated, settings_for
from tests.oracle import NOUNS, STATEMENTS
from tests.states import NEEDED, OTHER_TEXT, Model, Name, Written, address, labels, merged, missing, told
from tests.test_edits import rebuilt
from tests.writers import JSON, MERGE_PATCH, bearing, key_for, mirrored, tag

Values = st.SearchStrategy[Any]

SOURCE: Written = yaml.safe_load(SOURCE_YAML)
OFTEN = (*NOUNS, *STATEMENTS, "relations", *STATEMENTS, "relations")
"""Nouns as they are chosen: most can go wrong with those that quote and link."""
FEWEST = 6
"""Where there is less, nothing would refer to anything."""
MISPRINT, MEANT = "owes it tan ships", "owes it ten ships"
WORDS: dict[str, list[Any]] = {
    TEXT: [
        "owes it ten ships",
        "We want them back",
        "the council will refuse",
        # The king stands in two places, so that it must be said which is meant.
        *({"exact": "the king", "start": start} for start in (TEXT.index("the king"), TEXT.rindex("the king"))),
    ],
    OTHER_TEXT: ["Nobody asked us", "The ships are ours"],
}
WRONG_QUOTES: list[Any] = [MISPRINT, "the king", {"exact": "the king", "start": 1}]
SAID = st.sampled_from(["Alpha", "Beta", "Gamma ray"])
MAYBE_SAID = st.none() | SAID


def seldom(wrong: Values, right: Values, one_in: int = 20) -> Values:
    return st.integers(1, one_in).flatmap(lambda number: wrong if number == one_in else right)


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def some(each: Values) -> Values:
    return st.lists(each, max_size=2, unique_by=canonical)


def parts(**values: Values) -> Values:
    return some(st.fixed_dictionaries(values))


def one_of(*values: str) -> Values:
    return st.sampled_from(values)


def ids(model: Model, noun: str) -> Values:
    """Ids of records that are there; seldom of one that is gone or never was."""
    gone = [record_id for of, record_id in model.gone if of in (noun, *STATEMENTS)]
    wrong = st.sampled_from(["nobody", *gone])
    present = model.ids(noun)
    return seldom(wrong, st.sampled_from(present)) if present else wrong


def fields(model: Model, noun: str, source: str | None) -> dict[str, Values]:
    """What may be written into each field of a noun; statements quote the text of the source."""
    actor, topic, claim = (ids(model, each) for each in ("actors", "topics", "claims"))
    text = model.held["sources", source]["text"] if source else TEXT
    right = st.sampled_from(WORDS[text])
    span = seldom(st.sampled_from([MISPRINT, *WORDS[TEXT]]), right)
    quotes = st.lists(seldom(st.sampled_from(WRONG_QUOTES), right), min_size=1, max_size=2, unique_by=canonical)
    sources = st.just(source) if source else ids(model, "sources")
    match noun:
        case "sources":
            rights = st.fixed_dictionaries({"statement": SAID, "text_policy": one_of("full", "quotes")})
            uncoded = st.fixed_dictionaries({"sentence": one_of("It is late", "Some fear"), "reason": SAID})
            return {
                "title": SAID,
                "authors": parts(family=SAID, given=MAYBE_SAID, affiliation=MAYBE_SAID, actor=st.none() | actor),
                "publisher": MAYBE_SAID,
                "issued": one_of("2009-01-23", "1964~"),
                "language": st.just("en"),
                "genre": one_of("report", "book"),
                "rights": rights | st.fixed_dictionaries({"statement": SAID}),
                "body_starts_with": st.none() | one_of("Northland says", "Southland might", "Nobody asked us"),
                "text": st.sampled_from([TEXT, OTHER_TEXT]),
                "uncoded": st.lists(uncoded, max_size=2, unique_by=lambda each: each["sentence"]),
            }
        case "actors":
            organisation = st.none() | st.just("Plain words") | actor
            return {
                "name": SAID,
                "kind": one_of("state", "person", "document"),
                "aliases": parts(name=SAID, kind=one_of("short", "official")),
                "parent": st.none() | actor,
                "positions": parts(
                    **{
                        "title": SAID,
                        "organisation": organisation,
                        "from": st.none() | st.just("2009"),
                        "to": st.none(),
                    }
                ),
                "same_as": some(st.just("https://www.wikidata.org/wiki/Q17")),
                "iso3166": st.none() | st.just("JP"),
                "description": MAYBE_SAID,
            }
        case "claims":
            condition = st.fixed_dictionaries({"text": SAID, "span": span}) | st.fixed_dictionaries({"text": SAID})
            return {
                "source": sources,
                "text": SAID,
                "kind": one_of("factual", "demand", "recommendation"),
                "quotes": quotes,
                "speakers": st.none() | st.lists(actor, min_size=1, max_size=2, unique=True),
                "attribution": parts(voice=actor, directness=one_of("direct", "indirect"), cue=st.none() | span),
                "author_stance": one_of("reports", "endorses"),
                "actors": parts(role=one_of("subject", "addressee"), actor=actor),
                "topics": some(topic),
                "polarity": one_of("affirmed", "negated"),
                "modality": one_of("certain", "probable"),
                "hedges": some(span),
                "condition": st.none() | condition,
                "ironic": st.booleans(),
                "said": st.none() | one_of("1965", "1965-01"),
                "about": st.none() | one_of("2009", "2007/2009"),
                "status": one_of("accepted", "disputed"),
                "curator_note": MAYBE_SAID,
            }
        case "grievances":
            return {
                "source": sources,
                "text": SAID,
                "holder": actor,
                "target": st.none() | actor,
                "topics": some(topic),
                "explicitness": one_of("explicit", "implied"),
                "intensity": st.integers(1, 3),
                "cue": st.none() | span,
                "quotes": quotes,
                "voiced_by": st.none() | some(actor),
                "evidence": some(claim),
                "remedies": some(claim),
                "reciprocal_of": some(ids(model, "grievances")),
                "status": one_of("open", "resolved"),
                "curator_note": MAYBE_SAID,
            }
        case "relations":
            return {
                "source": sources,
                "type": one_of("supports", "rebuts"),
                "from": ids(model, "statements"),
                "to": ids(model, "statements"),
                "marker": st.none() | span,
            }
        case _:
            return {
                "label": SAID,
                "definition": SAID,
                "parent": st.none() | topic,
                "example": MAYBE_SAID,
            }


class Writing(RuleBasedStateMachine):
    """Records over HTTP, those of the small bundle to begin with, and the same in a dictionary."""

    started: ClassVar[Path]
    key: ClassVar[str]
    folders: ClassVar[pytest.TempPathFactory]

    @initialize()
    def start(self) -> None:
        self.database = Database(settings_for(copied(Writing.started, Writing.folders.mktemp("states"))))
        self.client = Client(create_app(settings_for(self.database.path))).__enter__()
        self.client.headers.update(bearing(Writing.key))
        self.model = small_model()
        self.mirror: dict[Name, Written] = {}
        self.read: dict[Name, str] = {}
        """The tag under which each record was first read."""
        self.seen = self.keys = 0
        assert not stale_columns(self.database)

    def teardown(self) -> None:
        try:
            assert rebuilt(self.database) == 0
        finally:
            self.client.__exit__(None, None, None)
            self.database.close()

    @rule()
    def columns_keep_up(self) -> None:
        assert not stale_columns(self.database)

    # Writes

    @rule(data=st.data(), noun=st.sampled_from(OFTEN), own_id=st.booleans(), again=st.booleans())
    def create(self, data: st.DataObject, noun: str, own_id: bool, again: bool) -> None:
        written = self._written(data, noun)
        if own_id:
            kind = STATEMENTS if noun in STATEMENTS else (noun,)
            gone = [record_id for of, record_id in self.model.gone if of in kind]
            taken = st.sampled_from(gone or [record_id for _, record_id in self.model.held])
            written["id"] = data.draw(seldom(taken, one_of("one", "two", "three"), one_in=3))
        name = (noun, str(written.get("id")))
        answer = self._send("POST", f"/v1/{noun}", again, json=written)
        faults = self.model.faults(name, written)
        if name in self.model.held and not missing(noun, written):
            self._refused(answer, 409, {"id"})
            return
        twin = {"claims": "grievances", "grievances": "claims"}.get(noun, noun)
        if name in self.model.gone or (twin, name[1]) in self.model.held:
            faults = faults if missing(noun, written) else faults | {"id"}
        if faults:
            self._refused(answer, 422, faults)
            return
        assert answer.status_code == 201, answer.text
        made = (noun, str(answer.json()["id"]))
        assert answer.headers["location"] == address(made)
        assert made == name if own_id else made not in {**self.model.held, **self.model.gone}
        self.model.write(made, written)

    @rule(data=st.data(), again=st.booleans())
    def patch(self, data: st.DataObject, again: bool) -> None:
        name = self._any(data)
        source = self.model.held[name].get("source")
        values = fields(self.model, name[0], source)
        if "source" in values:
            values["source"] = ids(self.model, "sources")
        chosen = data.draw(st.lists(st.sampled_from(sorted(values)), max_size=3, unique=True))
        change = {each: data.draw(seldom(st.none(), values[each])) for each in chosen}
        answer = self._put(data, "PATCH", name, change, again)
        if answer:
            self._judge(answer, name, merged(self.model.rewritten(name), change))

    @rule(data=st.data(), as_it_is=st.booleans(), again=st.booleans())
    def put(self, data: st.DataObject, as_it_is: bool, again: bool) -> None:
        name = self._any(data)
        written = self.model.rewritten(name)
        if not as_it_is:
            text = written.get("text")
            written = self._written(data, name[0], written.get("source"))
            if name[0] == "sources" and data.draw(st.integers(0, 4)):
                written["text"] = text
        answer = self._put(data, "PUT", name, written, again)
        if answer:
            self._judge(answer, name, written)

    @precondition(lambda self: len(self.model.held) > FEWEST)
    @rule(data=st.data(), alone=st.booleans(), again=st.booleans())
    def delete(self, data: st.DataObject, alone: bool, again: bool) -> None:
        """Half of the time what nobody refers to."""
        free = sorted(name for name in self.model.held if not self.model.referring(name))
        name = data.draw(st.sampled_from(free)) if alone and free else self._any(data)
        instead = data.draw(st.none() | ids(self.model, name[0]))
        query = f"?why=Wrong&replaced_by={instead}" if instead else "?why=Wrong"
        answer = self._send("DELETE", address(name) + query, again, headers={"If-Match": "*"})
        others = self.model.referring(name)
        if others:
            self._refused(answer, 409, {"id"})
            assert {error["value"] for error in answer.json()["errors"]} == others
        elif instead is not None and (instead == name[1] or instead not in self.model.ids(name[0])):
            self._refused(answer, 422, {"replaced_by"})
        else:
            assert answer.status_code == 204, answer.text
            again_as_it_was = {**self.model.rewritten(name), "id": name[1]}
            del self.model.held[name], self.model.versions[name]
            self.model.gone[name] = instead
            self._refused(self.client.post(f"/v1/{name[0]}", json=again_as_it_was), 422, {"id"})

    # What is the same after each

    @invariant()
    def what_is_served_is_what_was_written(self) -> None:
        """In the feed, and in lists."""
        self.seen = mirrored(self.client, self.mirror, self.seen)
        assert self.mirror.keys() == self.model.held.keys()
        for name, served in self.mirror.items():
            written = {**self.model.held[name], **self.model.shows(name), "id": name[1]}
            assert _comparable(name[0], served, written) == written | {"version": self.model.versions[name]}
            assert all(self.model.label(other) == label for other, label in labels(served))
        for noun in NOUNS:
            listed = everything(self.client, noun)
            assert listed == [self.mirror[noun, record_id] for record_id in self.model.in_order(noun)]

        self._what_is_gone_stays_gone()
        assert self.client.get("/v1/verify").json()["ok"]

    def _what_is_gone_stays_gone(self) -> None:
        for name, instead in self.model.gone.items():
            answer = self.client.get(address(name))
            assert (answer.status_code, told(answer.json()["replaced_by"])) == (410, instead)
            assert self.client.delete(address(name)).status_code == 410

    # How it is done

    def _any(self, data: st.DataObject) -> Name:
        noun = data.draw(st.sampled_from([noun for noun in OFTEN if self.model.ids(noun)]))
        return noun, data.draw(st.sampled_from(self.model.ids(noun)))

    def _written(self, data: st.DataObject, noun: str, source: str | None = None) -> Written:
        """A record of a noun with all that it needs, hardly ever without, and some of what it may have."""
        if noun in (*STATEMENTS, "relations") and self.model.ids("sources"):
            source = source or data.draw(st.sampled_from(self.model.ids("sources")))
        values = fields(self.model, noun, source)
        more = data.draw(
            st.sets(st.sampled_from(["nothing", *(each for each in values if each not in NEEDED[noun])]), max_size=5)
        )
        written = {each: data.draw(value) for each, value in values.items() if each in (*NEEDED[noun], *more)}
        if not data.draw(st.integers(0, 19)):
            del written[data.draw(st.sampled_from(sorted(written)))]
        return written

    def _put(self, data: st.DataObject, method: str, name: Name, written: Written, again: bool) -> Any:
        """The answer to a write of a record that is there; none where its tag was refused, as it must be."""
        present = tag(self.client, address(name))
        old = self.read.setdefault(name, present)
        sent = data.draw(
            seldom(st.sampled_from([None, old]), st.sampled_from([present, "*", f'"never", {present}']), one_in=3)
        )
        headers = {"Content-Type": MERGE_PATCH if method == "PATCH" else JSON} | ({"If-Match": sent} if sent else {})
        answer = self._send(method, address(name), again, json=written, headers=headers)
        if sent is None or (sent == old and old != present):
            assert answer.status_code == (428 if sent is None else 412)
            return None
        return answer

    def _judge(self, answer: Any, name: Name, written: Written) -> None:
        """A record was written where nothing is wrong with it."""
        faults = self.model.faults(name, written)
        if faults:
            self._refused(answer, 422, faults)
            return
        assert answer.status_code == 200, answer.text
        self.model.write(name, written)

    def _refused(self, answer: Any, status: int, names: set[str]) -> None:
        assert answer.status_code == status, answer.text
        errors = answer.json()["errors"]
        assert {error["name"] for error in errors} == names
        for error in errors:
            near = error["did_you_mean"]
            assert error["value"] != MISPRINT or near is None or MEANT in near or near in OTHER_TEXT

    def _send(self, method: str, path: str, again: bool, **request: Any) -> Any:
        """The answer to a request; where it is sent again under the same key, it is done once."""
        if not again:
            return self.client.request(method, path, **request)
        self.keys += 1
        request["headers"] = {**request.get("headers", {}), "Idempotency-Key": str(self.keys)}
        answer, repeated = (self.client.request(method, path, **request) for _ in range(2))
        assert repeated.status_code == answer.status_code
        if answer.is_success:
            assert (repeated.content, repeated.headers.get("etag")) == (answer.content, answer.headers.get("etag"))
            assert repeated.headers.get("location") == answer.headers.get("location")
            other = path.replace("why=Wrong", "why=Other") if method == "DELETE" else f"{path}?summary=Other"
            self._refused(self.client.request(method, other, **request), 422, {"Idempotency-Key"})
        return answer


def _comparable(noun: str, served: Written, written: Written) -> Written:
    """A served record with the keys of a written one, and its version."""
    record = told(served)
    if noun == "sources":
        assert record["text_sha256"] == hashlib.sha256(written["text"].encode()).hexdigest()
        # These are not shown.
        record |= {name: written[name] for name in ("text", "body_starts_with", "uncoded")}
        del record["counts"]["actors"]
    if noun in STATEMENTS:
        record["relations"] = sorted((each["direction"], each["type"], each["other"]) for each in record["relations"])
    return {key: record[key] for key in (*written, "version")}


def small_model() -> Model:
    """The small bundle."""
    model = Model()
    lists = {name: yaml.safe_load("\n".join(f"- {each}" for each in given)) for name, given in small_lists().items()}
    for noun in ("topics", "actors"):
        for record in lists[f"{noun}.yaml"]:
            model.write((noun, record["id"]), record)
    model.write(("sources", "quarrel"), SOURCE | {"text": TEXT, "uncoded": lists["uncoded"]})
    for noun in ("claims", "grievances", "relations"):
        for record in lists[noun]:
            made = record.get("id", f"{record.get('from')}-{record.get('type')}-{record.get('to')}")
            # YAML reads a year as a number.
            dates = {"about": str(record["about"])} if "about" in record else {}
            model.write((noun, made), record | dates | {"source": "quarrel"})
    return model


def test_any_order_of_writes(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("start")
    database = migrated(folder / "claims.sqlite")
    assert load(database, Files().write(folder / "bundle")).faults == []
    Writing.key, Writing.folders, Writing.started = key_for(database), tmp_path_factory, database.path
    database.close()
    # Shrinking would take minutes: each example is a database of its own.
    run_state_machine_as_test(
        Writing,
        settings=settings(
            max_examples=examples(10),
            stateful_step_count=35,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
