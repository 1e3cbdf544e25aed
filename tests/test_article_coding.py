"""The final coding of the article: the fields that coders get wrong most often, held through the API."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import app
from tests.conftest import ARTICLE, SEED, SOURCE

FOLDER = SEED / "sources" / SOURCE
PUBLISHED = "2009-01-23"

DOCUMENTS = "declassified-japanese-documents"
CHAINS: dict[str, list[tuple[str, str, str | None]]] = {
    "sato-urged-nuclear-use-against-china": [
        (DOCUMENTS, "indirect", "have disclosed that"),
        ("eisaku-sato", "indirect", "urged"),
    ],
    "sato-expects-nuclear-retaliation": [
        (DOCUMENTS, "indirect", "have disclosed that"),
        ("eisaku-sato", "direct", "told"),
    ],
    "sato-and-mcnamara-discussed-strike-logistics": [(DOCUMENTS, "indirect", None)],
    "mcnamara-asked-for-larger-defence-budget": [
        (DOCUMENTS, "indirect", None),
        ("robert-mcnamara", "indirect", "asked"),
    ],
    "mcnamara-suggested-500-percent-increase": [
        (DOCUMENTS, "indirect", None),
        ("robert-mcnamara", "indirect", "suggesting that"),
    ],
    "japan-seeks-reassurance-of-defence": [("japan", "indirect", "seeking")],
    "united-states-reassures-japan-of-defence": [("united-states", "indirect", "reassurance")],
    "united-states-demands-more-defence-spending": [("united-states", "indirect", "demanding")],
    "nuclear-umbrella-may-have-holes": [("unnamed-observers", "indirect", "worry")],
    "japan-fears-being-bullied-by-china": [("japan", "indirect", "concerned")],
    "tokyo-chagrined-at-delisting": [("government-of-japan", "indirect", "chagrin")],
    "washington-dismayed-at-road-map-roadblocks": [("government-of-the-united-states", "indirect", "dismay")],
    "washington-coaxes-tokyo-into-larger-role": [("government-of-the-united-states", "indirect", "coax")],
    "talk-that-tokyo-is-stepping-up": [("unnamed-commentators", "indirect", "talk about")],
    "china-tested-nuclear-weapon-1964": [],
    "japanese-strategists-debate-nuclear-option": [],
}
HEDGES = {
    "mcnamara-suggested-500-percent-increase": ("possible", ["might"]),
    "little-seems-to-have-changed": ("probable", ["At first glance", "seems"]),
    "nuclear-umbrella-may-have-holes": ("possible", ["some worry", "might"]),
    "ldp-is-likely-to-lose-power": ("probable", ["likely"]),
    "tokyo-let-domestic-interests-tie-diplomacy": ("probable", ["it seems that"]),
    "japan-misses-even-obvious-opportunities": ("probable", ["seems"]),
    "talk-seemed-sufficient-in-1965": ("probable", ["it seemed"]),
    "reaffirming-alliance-was-easy-in-1965": ("certain", ["relatively"]),
    "allies-may-lose-interest": ("possible", ["lest"]),
}
CONDITIONS = {
    "sato-urged-nuclear-use-against-china": "in the event of hostilities",
    "sato-expects-nuclear-retaliation": "If war breaks out [with China]",
    "alliance-will-collapse-without-protection": "Should such protection not be forthcoming in an emergency",
    "allies-may-lose-interest": "lest",
    "deeds-matter-more-than-words": "Under current conditions",
}
STANCES = {
    "rejects": {"little-seems-to-have-changed", "talk-that-tokyo-is-stepping-up"},
    "doubts": {"talk-seemed-sufficient-in-1965"},
    "concedes": {
        "cold-war-threats-were-colossal",
        "goal-of-stability-has-not-changed",
        "goal-of-openness-has-not-changed",
        "goal-of-security-has-not-changed",
        "strategic-ambiguity-has-virtues",
        "allies-are-stronger-together",
        "shared-interests-remain-true",
        "shared-values-remain-true",
    },
}
IRONIC = {
    "nuclear-umbrella-may-have-holes",
    "tokyo-let-domestic-interests-tie-diplomacy",
    "japan-misses-even-obvious-opportunities",
    "talk-cost-little-in-1965",
    "united-states-had-japan-as-base",
    "ambiguity-between-partners-leads-to-disaster",
}
NEGATED = {
    "spending-demands-had-no-notable-success",
    "constitution-as-read-bars-protecting-us-forces",
    "goal-of-stability-has-not-changed",
    "goal-of-openness-has-not-changed",
    "goal-of-security-has-not-changed",
    "thresholds-for-intervention-are-unclear",
    "scope-of-military-action-is-unclear",
    "nature-of-military-action-is-unclear",
}
DATES = {
    "china-tested-nuclear-weapon-1964": (PUBLISHED, "1964-10"),
    "sato-expects-nuclear-retaliation": ("1965~", None),
    "mcnamara-asked-for-larger-defence-budget": ("1965~", None),
    "japan-ended-iraq-ground-mission-2007": (PUBLISHED, "2007"),
    "japan-concluded-iraq-kuwait-air-shuttle": (PUBLISHED, "2008-12"),
    "reaffirming-alliance-was-easy-in-1965": (PUBLISHED, "1965"),
    "north-korea-tested-nuclear-device": (PUBLISHED, None),
    "japanese-aid-cut-by-40-percent": (PUBLISHED, None),
}
ADDRESSEES = {
    "obama-administration-must-attend-to-cracks": ["obama-administration"],
    "tokyo-must-attend-to-cracks": ["government-of-japan"],
    "allies-should-recalibrate-burden-sharing": ["united-states", "japan"],
    "allies-should-recalibrate-decision-making": ["united-states", "japan"],
    "japan-should-contribute-more-to-global-order": ["japan"],
    "japan-could-contribute-to-maritime-security": ["japan"],
    "japan-could-help-failed-states": ["japan"],
    "japan-could-bolster-un-peacekeeping": ["japan"],
    "washington-should-cede-decision-power": ["government-of-the-united-states"],
    "washington-should-accept-japanese-refusal": ["government-of-the-united-states"],
    "washington-should-welcome-japan-as-partner": ["government-of-the-united-states"],
}
GRIEVANCES = {
    "japan-fears-war-with-china-1960s": ("japan", "china", "inferred"),
    "japan-doubts-american-protection": ("japan", "united-states", "inferred"),
    "united-states-finds-japan-spends-too-little": ("united-states", "japan", "implied"),
    "observers-fear-holes-in-umbrella": ("unnamed-observers", "united-states", "explicit"),
    "japan-fears-chinese-bullying": ("japan", "china", "explicit"),
    "japan-fears-north-korean-blackmail": ("japan", "north-korea", "explicit"),
    "tokyo-resents-delisting-of-north-korea": ("government-of-japan", "government-of-the-united-states", "explicit"),
    "tokyo-resents-ceded-leadership": ("government-of-japan", "government-of-the-united-states", "explicit"),
    "washington-resents-stalled-road-map": ("government-of-the-united-states", "government-of-japan", "explicit"),
    "japan-lacks-share-in-decisions": ("japan", "government-of-the-united-states", "inferred"),
    "japan-fears-entanglement-in-american-wars": ("japan", "government-of-the-united-states", "inferred"),
    "japan-not-truly-welcomed-as-partner": ("japan", "government-of-the-united-states", "inferred"),
}


@pytest.fixture(scope="module")
def claims(client: TestClient) -> dict[str, dict[str, Any]]:
    return everything(client, "claims")


@pytest.fixture(scope="module")
def grievances(client: TestClient) -> dict[str, dict[str, Any]]:
    return everything(client, "grievances")


def everything(client: TestClient, noun: str) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in client.get(f"/v1/{noun}?limit=1000").json()["items"]}


def listed(client: TestClient, query: str) -> set[str]:
    return {item["id"] for item in client.get(f"/v1/claims?limit=1000&{query}").json()["items"]}


@pytest.mark.parametrize("claim", CHAINS)
def test_the_chain_of_voices(claims: dict[str, dict[str, Any]], claim: str) -> None:
    chain = [
        (step["voice"]["id"], step["directness"], step["cue"] and step["cue"]["exact"])
        for step in claims[claim]["attribution"]
    ]
    assert chain == CHAINS[claim]
    innermost = [chain[-1][0]] if chain else ["richard-j-samuels", "james-l-schoff"]
    assert [speaker["id"] for speaker in claims[claim]["speakers"]] == innermost


def test_hedges_and_how_sure(claims: dict[str, dict[str, Any]]) -> None:
    hedged = {
        claim["id"]: (claim["modality"], [hedge["exact"] for hedge in claim["hedges"]])
        for claim in claims.values()
        if claim["hedges"]
    }
    assert hedged == HEDGES


def test_conditions(claims: dict[str, dict[str, Any]]) -> None:
    found = {claim["id"]: claim["condition"]["span"]["exact"] for claim in claims.values() if claim["condition"]}
    assert found == CONDITIONS


@pytest.mark.parametrize("stance", STANCES)
def test_what_the_authors_do_not_hold(client: TestClient, stance: str) -> None:
    assert listed(client, f"author_stance={stance}") == STANCES[stance]


def test_irony_and_negation(client: TestClient) -> None:
    assert listed(client, "ironic=true") == IRONIC
    assert listed(client, "polarity=negated") == NEGATED


@pytest.mark.parametrize("claim", DATES)
def test_dates(claims: dict[str, dict[str, Any]], claim: str) -> None:
    assert (claims[claim]["said"], claims[claim]["about"]) == DATES[claim]


def test_each_date_names_the_words_it_rests_on(claims: dict[str, dict[str, Any]]) -> None:
    text = ARTICLE.read_text()
    for claim in claims.values():
        dated = claim["about"] is not None or claim["said"] not in (None, PUBLISHED)
        _, said, words = (claim["curator_note"] or "").partition("Dated by ")
        assert bool(said) == dated, claim["id"]
        for each in re.findall("“(.+?)”", words):
            assert each in text, claim["id"]


def test_every_recommendation_has_its_addressees(client: TestClient) -> None:
    recommended = client.get("/v1/claims?kind=recommendation").json()["items"]
    assert {
        claim["id"]: [role["actor"]["id"] for role in claim["actors"] if role["role"] == "addressee"]
        for claim in recommended
    } == ADDRESSEES


@pytest.mark.parametrize("grievance", GRIEVANCES)
def test_who_holds_what_against_whom(grievances: dict[str, dict[str, Any]], grievance: str) -> None:
    found = grievances[grievance]
    assert (found["holder"]["id"], found["target"]["id"], found["explicitness"]) == GRIEVANCES[grievance]
    assert (found["cue"] is not None) == (found["explicitness"] == "explicit")


def test_chagrin_and_dismay_point_at_each_other(grievances: dict[str, dict[str, Any]]) -> None:
    washington = {each["id"] for each in grievances["washington-resents-stalled-road-map"]["reciprocal_of"]}
    assert washington == {"tokyo-resents-delisting-of-north-korea", "tokyo-resents-ceded-leadership"}
    for tokyo in washington:
        assert [each["id"] for each in grievances[tokyo]["reciprocal_of"]] == ["washington-resents-stalled-road-map"]


def test_the_bargain_and_the_alternatives(client: TestClient, claims: dict[str, dict[str, Any]]) -> None:
    given = client.get("/v1/relations?type=reciprocates").json()["items"]
    assert {(each["from"]["id"], each["to"]["id"], each["marker"]["exact"]) for each in given} == {
        (f"washington-should-{what}", "japan-should-contribute-more-to-global-order", "In return")
        for what in ("cede-decision-power", "accept-japanese-refusal", "welcome-japan-as-partner")
    }
    alternatives = ["contribute-to-maritime-security", "help-failed-states", "bolster-un-peacekeeping"]
    assert {claims[f"japan-could-{what}"]["modality"] for what in alternatives} == {"possible"}


def test_the_turn_of_the_argument(client: TestClient) -> None:
    rebuttals = client.get("/v1/relations?type=rebuts").json()["items"]
    assert {(each["from"]["id"], each["to"]["id"], each["marker"]["exact"]) for each in rebuttals} == {
        ("security-alliance-has-changed", "little-seems-to-have-changed", "But"),
        ("japan-misses-even-obvious-opportunities", "talk-that-tokyo-is-stepping-up", "despite"),
    }


def test_it_is_as_large_as_an_expert_would_make_it(client: TestClient) -> None:
    def total(noun: str) -> int:
        return int(client.get(f"/v1/{noun}?limit=1").json()["total"])

    assert 80 <= total("claims") <= 110
    assert 25 <= total("actors") <= 40
    assert 15 <= total("grievances") <= 25
    assert 60 <= total("relations") <= 110
    assert 8 <= len(ADDRESSEES) <= 15


def test_every_sentence_is_coded_or_excused(client: TestClient) -> None:
    coverage = client.get(f"/v1/sources/{SOURCE}/coverage").json()
    assert coverage["coded"] + len(coverage["items"]) == coverage["sentences"]
    assert all(item["reason"] for item in coverage["items"])


def test_check_has_nothing_left_to_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALLIANCE_DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite")
    checked = CliRunner().invoke(app, ["check", str(SEED)])
    assert checked.exit_code == 0
    assert "0 warnings" in checked.output


def test_each_difference_of_the_two_first_codings_is_decided_in_writing() -> None:
    codings = [str(FOLDER / "codings" / name) for name in ("first", "second")]
    compared = json.loads(CliRunner().invoke(app, ["compare", *codings, "--json"]).stdout)
    decided = (FOLDER / "adjudication.md").read_text()
    for noun in ("claims", "grievances"):
        for only in (*compared[noun]["only_a"], *compared[noun]["only_b"]):
            assert only["id"] in decided
        for pair in compared[noun]["pairs"]:
            if pair["differences"]:
                assert pair["a"] in decided or pair["b"] in decided, pair
    ids_in_a = {pair["b"]: pair["a"] for noun in ("claims", "grievances") for pair in compared[noun]["pairs"]}
    linked = [*compared["relations"]["only_a"], *compared["relations"]["only_b"]]
    linked += [link for pair in compared["relations"]["pairs"] if pair["differences"] for link in pair["a"]]
    for link in linked:
        ends = [ids_in_a.get(link[end], link[end]) for end in ("from", "to")]
        assert any(end in decided for end in ends), link
