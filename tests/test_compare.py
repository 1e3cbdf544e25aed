"""Comparing two codings: the command on the article's two, and on small ones whose figures are known."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from typer.testing import CliRunner, Result

from app.cli import app
from app.comparing.agreement import alphas, distances_of
from app.comparing.codings import Quoted
from app.comparing.matching import match
from app.drafts.grievances import GrievanceDraft
from tests.bundling import TEXT, Files, Written, line_of
from tests.conftest import ROOT, SEED, SOURCE

CODINGS = SEED / "sources" / SOURCE / "codings"
ACTORS = ["amy", "bob", "cec", "dee"]
SPOKEN = "".join(f"Nobody doubts that matter{number} stands open today. " for number in range(1, 21)).strip()
"""Twenty sentences, each with words of its own."""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


def compared(a: Path, b: Path) -> Written:
    result = run(a, b, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: Written = json.loads(result.stdout)
    return found


def of_field(figures: Written, name: str) -> Written:
    [found] = [field for field in figures["fields"] if field["field"] == name]
    return {key: value for key, value in found.items() if key not in ("field", "level")}


def claim(number: int, **changed: Any) -> Written:
    """A claim that quotes the sentence of this number."""
    return {
        "id": f"claim-{number}",
        "text": f"Matter {number} is open.",
        "kind": "factual",
        "quotes": [f"matter{number} stands open"],
        "author_stance": "endorses",
        "polarity": "affirmed",
        "modality": "certain",
        **changed,
    }


def grievance(number: int, holder: str, target: str | None, **changed: Any) -> Written:
    return {
        "id": f"grievance-{number}",
        "text": f"Matter {number} hurts.",
        "holder": holder,
        "target": target,
        "explicitness": "explicit",
        "intensity": 1,
        "quotes": [f"matter{number} stands open"],
        **changed,
    }


def coding(
    folder: Path,
    claims: Sequence[Written] = (),
    grievances: Sequence[Written] = (),
    relations: Sequence[Written] = (),
    actors: Sequence[Written] | None = None,
) -> Path:
    """A bundle with one coding of `SPOKEN`, by amy; JSON is YAML."""
    source = {
        "id": "spoken",
        "title": "Spoken",
        "authors": [{"family": "Amy", "actor": "amy"}],
        "issued": "2009",
        "language": "en",
        "genre": "report",
        "rights": {"statement": "Free.", "text_policy": "full"},
    }
    inside = folder / "sources" / "spoken"
    inside.mkdir(parents=True)
    (inside / "text.txt").write_text(SPOKEN)
    (inside / "source.yaml").write_text(json.dumps(source))
    statements = {"claims": [*claims], "grievances": [*grievances], "relations": [*relations]}
    (inside / "coding.yaml").write_text(json.dumps(statements))
    (folder / "actors.yaml").write_text(json.dumps([person(name) for name in ACTORS] if actors is None else actors))
    return folder


def person(name: str, *aliases: str) -> Written:
    known = [{"name": alias, "kind": "short"} for alias in aliases]
    return {"id": name, "name": name.title(), "kind": "person", "aliases": known}


def steps(*voices: str) -> list[Written]:
    return [{"voice": voice, "directness": "indirect"} for voice in voices]


def alpha(pairs: Sequence[tuple[Any, Any]], distance: Callable[[Any, Any, Counter[Any]], float]) -> float:
    """Krippendorff's alpha for two coders, straight from its definition: the oracle."""
    seen = Counter(value for pair in pairs for value in pair)
    total = sum(seen.values())
    observed = sum(2 * distance(a, b, seen) for a, b in pairs) / total
    expected = sum(seen[a] * seen[b] * distance(a, b, seen) for a, b in product(seen, repeat=2))
    return 1 - observed / (expected / (total * (total - 1)))


# The article's two codings


@pytest.mark.parametrize("name", ["first", "second"])
def test_a_coding_agrees_with_itself(name: str) -> None:
    found = compared(CODINGS / name, CODINGS / name)
    for noun in ("claims", "grievances", "relations"):
        shares = found[noun]["found"]
        assert (shares["both"] > 0, shares["only_a"], shares["only_b"], shares["f1"]) == (True, 0, 0, 1)
        assert {field["agreement"] for field in found[noun]["fields"]} == {1}
        assert {(field["alpha"], field["low"], field["high"]) for field in found[noun]["fields"]} == {(1, 1, 1)}
        assert not any(pair["differences"] for pair in found[noun]["pairs"])
    assert all(pair["a"] == pair["b"] for noun in ("claims", "grievances") for pair in found[noun]["pairs"])
    assert found["relations"]["same_direction"] == found["relations"]["found"]["both"]


@pytest.fixture(scope="module")
def first_and_second() -> Written:
    return compared(CODINGS / "first", CODINGS / "second")


def test_the_articles_codings(first_and_second: Written) -> None:
    found = first_and_second
    counts = {noun: list(found[noun]["found"].values())[:3] for noun in ("claims", "grievances", "relations")}
    assert counts == {"claims": [100, 6, 2], "grievances": [23, 4, 2], "relations": [94, 18, 15]}
    assert [each["id"] for each in found["claims"]["only_b"]] == [
        "government-had-sought-reinterpretation",
        "shared-goals-have-not-changed",
    ]
    pairs = {pair["a"]: pair["b"] for pair in found["claims"]["pairs"]}
    # Their quotes are all but the same words: only the texts tell these apart.
    assert pairs["constitution-as-read-bars-protecting-us-forces"] == "constitution-does-not-allow-protecting-us-forces"
    assert pairs["japan-had-tried-to-reinterpret-constitution"] == "reinterpretation-would-allow-protecting-us-forces"


def test_every_statement_and_relation_is_counted_once(first_and_second: Written) -> None:
    found = first_and_second
    for coding_name, only, unmatched in (("a", "only_a", "ends_unmatched_a"), ("b", "only_b", "ends_unmatched_b")):
        for noun in ("claims", "grievances"):
            ids = [pair[coding_name] for pair in found[noun]["pairs"]] + [each["id"] for each in found[noun][only]]
            assert len(set(ids)) == len(ids) == found[coding_name][noun]
        links = [link for pair in found["relations"]["pairs"] for link in pair[coding_name]]
        links += found["relations"][only]
        assert len(links) + found["relations"][unmatched] == found[coding_name]["relations"]


def test_swapping_the_codings_swaps_the_answer(first_and_second: Written) -> None:
    forth, back = first_and_second, compared(CODINGS / "second", CODINGS / "first")
    for noun in ("claims", "grievances", "relations"):
        assert (forth[noun]["only_a"], forth[noun]["only_b"]) == (back[noun]["only_b"], back[noun]["only_a"])
        for one, other in zip(forth[noun]["fields"], back[noun]["fields"], strict=True):
            assert one == pytest.approx(other)
        for one, other in zip(forth[noun]["pairs"], back[noun]["pairs"], strict=True):
            assert (one["a"], one["b"]) == (other["b"], other["a"])
            assert [(each["field"], each["a"], each["b"]) for each in one["differences"]] == [
                (each["field"], each["b"], each["a"]) for each in other["differences"]
            ]


def test_the_text_shows_the_same_figures(first_and_second: Written) -> None:
    result = run(CODINGS / "first", CODINGS / "second", "--differences")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    kind = of_field(first_and_second["claims"], "kind")
    figures = f"{kind['agreement']:.2f}    {kind['alpha']:.2f}  {kind['low']:.2f} to {kind['high']:.2f}"
    assert f"  kind          nominal     100       {figures}" in lines
    assert "claims: 100 in both, 6 only in A, 2 only in B (94 % of A, 98 % of B, F1 0.96)" in lines
    assert "  deeds-matter-more-than-words ~ deeds-matter-more-than-words: conditional yes | no" in lines
    assert sum(" ~ " in line for line in lines) == sum(
        bool(pair["differences"]) for noun in ("claims", "grievances") for pair in first_and_second[noun]["pairs"]
    )


def test_the_documented_example_is_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    example = (ROOT / "docs" / "comparing.md").read_text().partition("    $ alliance-claims ")[2]
    command, _, rest = example.partition("\n")
    printed = dedent(rest.partition("\n\n`--differences`")[0])
    assert CliRunner().invoke(app, command.split()).stdout == f"{printed}\n"


def test_a_coding_is_found_in_each_way(tmp_path: Path) -> None:
    folder = coding(tmp_path / "bundle", [claim(1), claim(2, kind="causal")])
    inside = folder / "sources" / "spoken"
    elsewhere = inside / "codings" / "other"
    elsewhere.mkdir(parents=True)
    shutil.copyfile(inside / "coding.yaml", elsewhere / "mine.yaml")
    found = [compared(path, folder) for path in (folder, inside, inside / "coding.yaml", elsewhere / "mine.yaml")]
    assert [each["a"].pop("name") for each in found] == [
        str(path) for path in (folder, inside, inside / "coding.yaml", elsewhere / "mine.yaml")
    ]
    assert found == [found[0]] * 4
    assert found[0]["claims"]["found"]["both"] == 2


def test_a_bundle_of_two_texts(tmp_path: Path) -> None:
    """The same words at the same place of another text are other words, said by its own author."""
    folders = []
    for name, number in (("a", 1), ("b", 2)):
        folder = coding(tmp_path / name, [claim(3, id="of-spoken"), claim(number)])
        inside = shutil.copytree(folder / "sources" / "spoken", folder / "sources" / "written")
        (inside / "text.txt").write_text(f"{SPOKEN} Written down.")
        source = json.loads((inside / "source.yaml").read_text())
        source |= {"id": "written", "authors": [{"family": "Bob", "actor": "bob"}]}
        (inside / "source.yaml").write_text(json.dumps(source))
        claims = [claim(3, id="of-written"), claim(3 - number)]
        (inside / "coding.yaml").write_text(json.dumps({"claims": claims}))
        folders.append(folder)
    found = compared(*folders)
    assert list(found["a"]["sources"]) == ["spoken", "written"]
    assert {(pair["a"], pair["b"]) for pair in found["claims"]["pairs"]} == {
        ("of-spoken", "of-spoken"),
        ("of-written", "of-written"),
    }
    assert of_field(found["claims"], "speakers")["alpha"] == 1
    assert refused(folders[0], folders[1] / "sources" / "spoken")[0] == "these are codings of different texts"


# The figures

BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")


def test_alpha_of_published_binary_data(tmp_path: Path) -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part A: ten units, alpha 0.095."""
    a, b = (
        coding(
            tmp_path / name,
            [
                claim(number, polarity={"0": "affirmed", "1": "negated"}[value])
                for number, value in enumerate(values, start=1)
            ],
        )
        for name, values in zip("ab", BINARY, strict=True)
    )
    polarity = of_field(compared(a, b)["claims"], "polarity")
    assert (polarity["n"], polarity["agreement"], round(polarity["alpha"], 3)) == (10, 0.6, 0.095)
    assert polarity["low"] < 0.095 < polarity["high"] < 1


def test_alpha_of_published_nominal_data(tmp_path: Path) -> None:
    """The same, part B: twelve units, five values, alpha 0.692."""
    kinds = dict(zip("abcde", ["factual", "causal", "demand", "concern", "predictive"], strict=True))
    a, b = (
        coding(tmp_path / name, [claim(at, kind=kinds[value]) for at, value in enumerate(values, start=1)])
        for name, values in zip("ab", NOMINAL, strict=True)
    )
    kind = of_field(compared(a, b)["claims"], "kind")
    assert (kind["n"], kind["agreement"], round(kind["alpha"], 3)) == (12, 0.75, 0.692)


def test_sureness_is_ordinal_and_unknown_is_left_out(tmp_path: Path) -> None:
    scale = ["possible", "probable", "certain"]
    values = [("certain", "certain")] * 5 + [("certain", "probable"), ("possible", "certain"), ("probable", "probable")]
    unlike = [("unknown", "certain"), ("unknown", "unknown")]
    a, b = both(tmp_path, [({"modality": one}, {"modality": other}) for one, other in [*values, *unlike]])
    found = compared(a, b)["claims"]

    def distance(one: str, other: str, seen: Counter[str]) -> float:
        between = scale[min(map(scale.index, (one, other))) : max(map(scale.index, (one, other))) + 1]
        return float((sum(seen[value] for value in between) - (seen[one] + seen[other]) / 2) ** 2)

    modality = of_field(found, "modality")
    assert (modality["n"], modality["agreement"]) == (8, 0.75)
    assert modality["alpha"] == pytest.approx(alpha(values, distance))
    [unknown] = [pair for pair in found["pairs"] if pair["a"] == "claim-9"]
    assert unknown["differences"] == [{"field": "modality", "a": "unknown", "b": "certain"}]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12),
    st.sampled_from(["nominal", "ordinal"]),
    st.data(),
)
def test_alpha_of_every_sample_is_what_the_package_computes(
    pairs: list[tuple[int, int]], level: Literal["nominal", "ordinal"], data: st.DataObject
) -> None:
    codes = np.array(pairs)
    drawn = st.lists(st.integers(0, len(pairs) - 1), min_size=len(pairs), max_size=len(pairs))
    samples = np.array(data.draw(st.lists(drawn, min_size=1, max_size=3)))
    found = alphas(codes, samples, distances_of(level, range(4)))
    for sample, each in zip(samples, found, strict=True):
        if len(np.unique(codes[sample])) < 2:
            assert np.isnan(each)
        else:
            right = krippendorff.alpha(codes[sample].T, level_of_measurement=level, value_domain=range(4))
            assert each == pytest.approx(right, abs=1e-9)


def test_the_order_of_the_chain_counts(tmp_path: Path) -> None:
    chains: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
        (("bob", "cec"), ("bob", "cec")),
        (("bob", "cec"), ("cec", "bob")),
        (("bob", "cec", "dee"), ("bob", "dee")),
        ((), ()),
        ((), ("bob",)),
        (("dee",), ("dee",)),
    ]
    a, b = both(tmp_path, [({"attribution": steps(*one)}, {"attribution": steps(*other)}) for one, other in chains])
    found = compared(a, b)["claims"]
    expected = alpha(chains, lambda one, other, _: Levenshtein.normalized_distance(one, other) ** 2)
    chain = of_field(found, "chain")
    assert (chain["n"], chain["agreement"]) == (6, 0.5)
    assert chain["alpha"] == pytest.approx(expected)
    assert expected > alpha(chains, lambda one, other, _: one != other)
    # Speakers follow from the chain: the innermost voice, or the author.
    assert [[each for each in pair["differences"] if each["field"] == "speakers"] for pair in found["pairs"]] == [
        [],
        [{"field": "speakers", "a": ["cec"], "b": ["bob"]}],
        [],
        [],
        [{"field": "speakers", "a": ["amy"], "b": ["bob"]}],
        [],
    ]


def test_alpha_is_undefined_where_one_value_occurs(tmp_path: Path) -> None:
    found = compared(*both(tmp_path, [({}, {}), ({}, {})]))["claims"]
    none = {"alpha": None, "low": None, "high": None, "undefined_resamples": 0}
    assert of_field(found, "kind") == {"n": 2, "agreement": 1, **none}
    assert of_field(found, "hedged") == {"n": 2, "agreement": 1, **none}
    nothing = compared(*both(tmp_path / "nothing", []))["claims"]
    assert nothing["found"] == {**dict.fromkeys(("both", "only_a", "only_b"), 0), **NO_SHARES}
    assert of_field(nothing, "kind") == {"n": 0, "agreement": None, **none}


NO_SHARES = dict.fromkeys(("share_of_a", "share_of_b", "f1"))


def test_samples_without_alpha_are_counted(tmp_path: Path) -> None:
    """Of two pairs, half of the samples draw the same one twice."""
    kind = of_field(compared(*both(tmp_path, [({}, {}), ({"kind": "causal"},) * 2]))["claims"], "kind")
    assert (kind["alpha"], kind["low"], kind["high"]) == (1, 1, 1)
    assert kind["undefined_resamples"] == pytest.approx(1000, abs=100)


def both(folder: Path, claims: Sequence[tuple[Written, Written]]) -> tuple[Path, Path]:
    """Two codings that both have these claims, as each codes them."""
    a, b = (
        coding(folder / name, [claim(number, **pair[side]) for number, pair in enumerate(claims, start=1)])
        for side, name in enumerate("ab")
    )
    return a, b


def test_hedges_conditions_and_irony(tmp_path: Path) -> None:
    marked = {"hedges": ["doubts"], "condition": {"text": "if", "span": "today"}, "ironic": True}
    found = compared(*both(tmp_path, [(marked, {}), ({}, {})]))["claims"]
    assert found["pairs"][0]["differences"] == [
        {"field": field, "a": True, "b": False} for field in ("hedged", "conditional", "ironic")
    ]
    lines = run(tmp_path / "a", tmp_path / "b", "--differences").stdout.splitlines()
    assert "  claim-1 ~ claim-1: hedged yes | no; conditional yes | no; ironic yes | no" in lines


# Matching


def words_of(first: int, last: int) -> str:
    """From the beginning of one sentence to the matter of another."""
    start, end = (
        SPOKEN.index(f"Nobody doubts that matter{first} "),
        SPOKEN.index(" stands", SPOKEN.index(f"matter{last} ")),
    )
    return SPOKEN[start:end]


@pytest.mark.parametrize(
    ("one", "other", "matches"),
    [
        (["matter1 stands open"], ["matter1 stands open"], True),
        (["matter1 stands", "today. Nobody"], ["matter1 stands open"], True),  # 2 of 4 and 3 words: 0.57
        (["Nobody doubts that matter1 stands"], ["matter1 stands open today"], True),  # 2 of 5 and 4: 0.44
        (["Nobody doubts that matter1"], ["matter1 stands open today"], False),  # 1 of 4 and 4: 0.25
        (["matter1 stands open"], [words_of(1, 3)], True),  # A part of 3 in 18 words: a sixth
        (["matter1 stands open"], [words_of(1, 3) + " stands"], False),  # 3 in 19
        (["matter1 stands"], [words_of(1, 2)], False),  # 2 in 10 are too few for a part, and Dice is below a third
        (["matter1 stands open"], ["matter2 stands open"], False),  # The same words elsewhere
        (["matter1 stands "], ["open today"], False),  # Up to a word is without it
    ],
)
def test_what_quotes_may_match(tmp_path: Path, one: list[str], other: list[str], matches: bool) -> None:
    placed = [[{"exact": words, "start": SPOKEN.index(words)} for words in quotes] for quotes in (one, other)]
    for number, (quotes, others) in enumerate((placed, placed[::-1])):
        a = coding(tmp_path / f"a{number}", [claim(1, quotes=quotes)])
        b = coding(tmp_path / f"b{number}", [claim(2, quotes=others)])
        found = compared(a, b)["claims"]
        assert found["found"]["both"] == matches
        assert [len(found["only_a"]), len(found["only_b"])] == [not matches] * 2


def test_claims_on_the_same_words_are_told_apart_by_their_texts(tmp_path: Path) -> None:
    """Never by what is coded: the fields here point the other way."""
    fear, hope = {"text": "Amy fears rain."}, {"text": "Bob hopes for ships."}
    quotes = claim(1)["quotes"]
    a = [claim(1, kind="causal", **fear), claim(2, **hope, quotes=quotes)]
    b = [claim(3, kind="causal", quotes=quotes, **hope), claim(4, **fear, quotes=quotes)]
    found = compared(coding(tmp_path / "a", a), coding(tmp_path / "b", b))["claims"]
    assert {(pair["a"], pair["b"]) for pair in found["pairs"]} == {("claim-1", "claim-4"), ("claim-2", "claim-3")}


SPANS = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda span: range(span[0], sum(span)))
TEXTS = st.sampled_from(["rain falls", "rain falls hard", "ships sail", "snow"])
STATEMENTS = st.lists(st.tuples(SPANS, TEXTS), max_size=8)


def quoted(name: str, statements: list[tuple[range, str]]) -> list[Quoted[GrievanceDraft]]:
    written = [
        grievance(0, "amy", None, id=f"{name}{number}", text=text, source="s")
        for number, (_, text) in enumerate(statements)
    ]
    words = [frozenset(("text", word) for word in words) for words, _ in statements]
    return list(map(Quoted, map(GrievanceDraft.model_validate, written), words))


@given(STATEMENTS, STATEMENTS)
def test_matching_is_one_to_one_and_the_same_from_both_sides(
    a: list[tuple[range, str]], b: list[tuple[range, str]]
) -> None:
    forth, back = match(quoted("a", a), quoted("b", b)), match(quoted("b", b), quoted("a", a))
    assert [(pair.a, pair.b) for pair in forth.pairs] == [(pair.b, pair.a) for pair in back.pairs]
    assert (forth.only_a, forth.only_b) == (back.only_b, back.only_a)
    seen = [pair.a.draft.id for pair in forth.pairs] + [one.draft.id for one in forth.only_a]
    assert sorted(seen) == sorted(f"a{number}" for number in range(len(a)))
    assert all(pair.a.words & pair.b.words for pair in forth.pairs)


@given(STATEMENTS)
def test_statements_match_themselves(statements: list[tuple[range, str]]) -> None:
    distinct = list({(words.start, words.stop, text): (words, text) for words, text in statements}.values())
    assert all(pair.a == pair.b for pair in match(quoted("a", distinct), quoted("a", distinct)).pairs)


@pytest.mark.parametrize(
    ("of_a", "of_b", "agreed"),
    [
        ([person("bob")], [person("robert", "BOB")], True),
        ([person("bob")], [person("robert"), person("bobby")], False),
        ([person("bob")], [person("robert", "Bob"), person("bobby", "Bob")], False),
        ([person("bo", "B."), person("bob", "B.")], [person("robert", "B."), person("bobby", "B.")], False),
    ],
)
def test_actors_are_the_same_by_a_name_that_only_they_share(
    tmp_path: Path, of_a: list[Written], of_b: list[Written], agreed: bool
) -> None:
    amy = person("amy")
    a = coding(tmp_path / "a", [claim(1, attribution=steps("bob")), claim(2)], actors=[amy, *of_a])
    b = coding(tmp_path / "b", [claim(1, attribution=steps("robert")), claim(2)], actors=[amy, *of_b])
    for one, other in ((a, b), (b, a)):
        found = compared(one, other)["claims"]
        assert {of_field(found, field)["agreement"] for field in ("speakers", "chain")} == {1 if agreed else 0.5}


# Grievances and relations


def test_grievances_turned_round(tmp_path: Path) -> None:
    of_a = [grievance(1, "amy", "bob"), grievance(2, "cec", None), grievance(3, "cec", "dee")]
    of_b = [grievance(1, "bob", "amy"), grievance(2, "cec", "dee"), grievance(3, "cec", "dee", explicitness="implied")]
    a, b = coding(tmp_path / "a", grievances=of_a), coding(tmp_path / "b", grievances=of_b)
    found = compared(a, b)["grievances"]
    assert found["turned_round"] == 1
    shares = {field["field"]: round(3 * field["agreement"]) for field in found["fields"]}
    assert shares == {"holder": 2, "target": 1, "direction": 1, "explicitness": 2}
    assert found["pairs"][1]["differences"] == [
        {"field": "target", "a": None, "b": "dee"},
        {"field": "direction", "a": ["cec", "–"], "b": ["cec", "dee"]},
    ]
    lines = run(a, b, "--differences").stdout.splitlines()
    assert "  grievance-2 ~ grievance-2: target – | dee; direction cec → – | cec → dee" in lines
    assert "  holder and target turned round: 1" in lines


def link(type_: str, from_: int | str, to: int | str) -> Written:
    ends = [each if isinstance(each, str) else f"claim-{each}" for each in (from_, to)]
    return {"type": type_, "from": ends[0], "to": ends[1]}


def test_relations_are_compared_by_pair_and_type(tmp_path: Path) -> None:
    claims, hurt = [claim(number) for number in range(1, 6)], [grievance(11, "amy", "bob")]
    of_a = [
        link("supports", 1, 2),
        link("supports", 2, 3),
        link("explains", 3, 4),
        link("answers", 1, "grievance-11"),
        link("rebuts", 4, 5),
        link("causes", 5, 7),
    ]
    of_b = [
        link("supports", 1, 2),
        link("supports", 3, 2),
        link("causes", 3, 4),
        link("explains", 3, 4),
        link("answers", 1, "grievance-11"),
        link("contrasts", 1, 5),
        link("contrasts", 2, 5),
        link("answers", 9, 1),
    ]
    a = coding(tmp_path / "a", [*claims, claim(7)], hurt, of_a)
    b = coding(tmp_path / "b", [*claims, claim(9)], hurt, of_b)
    found = compared(a, b)["relations"]
    shares = {"share_of_a": 4 / 5, "share_of_b": 4 / 6, "f1": 8 / 11}
    assert found["found"] == {"both": 4, "only_a": 1, "only_b": 2, **shares}
    assert (found["same_direction"], found["ends_unmatched_a"], found["ends_unmatched_b"]) == (3, 1, 1)
    assert [pair["differences"] for pair in found["pairs"] if pair["differences"]] == [
        [{"field": "type", "a": ["explains"], "b": ["causes", "explains"]}]
    ]
    of_type = of_field(found, "type")
    types = [("supports",) * 2, ("supports",) * 2, ("explains", "causes, explains"), ("answers",) * 2]
    expected = alpha(types, lambda one, other, _: one != other)
    assert (of_type["n"], of_type["agreement"]) == (4, 0.75)
    assert of_type["alpha"] == pytest.approx(expected)
    assert [(each["from"], each["type"], each["to"]) for each in found["only_a"]] == [("claim-4", "rebuts", "claim-5")]
    lines = run(a, b, "--differences").stdout.splitlines()
    assert "  claim-3 explains claim-4 | claim-3 causes claim-4 + claim-3 explains claim-4" in lines
    assert "  claim-2 supports claim-3 | claim-3 supports claim-2" in lines


# What can't be compared


def refused(*paths: Path) -> list[str]:
    result = run(*paths)
    assert (result.exit_code, result.stdout) == (1, "")
    assert isinstance(result.exception, SystemExit)
    return result.stderr.splitlines()


def test_codings_of_different_texts(tmp_path: Path) -> None:
    a, b = coding(tmp_path / "a"), coding(tmp_path / "b")
    text = b / "sources" / "spoken" / "text.txt"
    text.write_text(f"{SPOKEN} ")
    said = refused(a, b)
    assert said[0] == "these are codings of different texts"
    assert [line.partition(", SHA-256 ")[0] for line in said[1:]] == [f"{a}: spoken", f"{b}: spoken"]


def test_missing_files(tmp_path: Path) -> None:
    good = coding(tmp_path / "good")
    assert refused(tmp_path / "nowhere", good) == [f"{tmp_path / 'nowhere'}: no such file or folder"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert refused(good, empty) == [f"{empty}: holds neither coding.yaml nor sources/*/coding.yaml"]
    for name in ("actors.yaml", "sources/spoken/text.txt"):
        folder = coding(tmp_path / Path(name).stem)
        (folder / name).unlink()
        missing = f"there is no {Path(name).name} in its folder or in one above it"
        assert refused(folder, good) == [f"{folder}/sources/spoken/coding.yaml: {missing}"]
    (good / "sources" / "spoken" / "source.yaml").unlink()
    assert refused(good, good) == [f"{good}/sources/spoken/source.yaml: this file is missing"]


def test_unreadable_files(tmp_path: Path) -> None:
    folder = coding(tmp_path / "bundle")
    inside = folder / "sources" / "spoken"
    (inside / "coding.yaml").write_text("claims:\n- [\n")
    [said] = refused(folder, folder)
    assert said.startswith(f"{inside}/coding.yaml:3: ")
    (inside / "coding.yaml").write_bytes(b"\xff")
    [said] = refused(folder, folder)
    assert said.startswith(f"{inside}/coding.yaml: not readable as YAML: ")
    (inside / "coding.yaml").write_text("claims: []\n")
    (inside / "text.txt").write_bytes(b"\xff")
    assert refused(folder, folder) == [f"{inside}/text.txt: not UTF-8: invalid start byte at byte 0"]


def test_faults_have_the_line_of_a_coding_that_lies_elsewhere(tmp_path: Path) -> None:
    folder = Files().write(tmp_path / "bundle")
    inside = folder / "sources" / "quarrel"
    (inside / "mine").mkdir()
    mine = inside / "mine" / "coding.yaml"

    def said(old: str, new: str, marked: str) -> list[str]:
        mine.write_text((inside / "coding.yaml").read_text().replace(old, new))
        line = line_of(folder, "sources/quarrel/mine/coding.yaml", marked)
        lines = refused(mine, folder)
        assert all(each.startswith(f"{mine}:{line}: ") for each in lines)
        return [each.removeprefix(f"{mine}:{line}: ") for each in lines]

    assert said("[We want them back]", "[We want it back]", "We want it back") == [
        "claims.1.quotes.0.exact: “We want it back”: these words do not stand in the text "
        "— did you mean ““We want them back,””?"
    ]
    assert said("kind: demand", "kind: demnd", "demnd")[0].endswith(" — did you mean “demand”?")
    assert said("id: ships-wanted", "id: ships-owed", "id: ships-owed, text: Northland wants") == [
        "claims.1.id: “ships-owed”: another claim or grievance has this id"
    ]
    [missing] = said("sentence: It is late", "sentences: It is late", "sentences")[:1]
    assert missing.startswith("uncoded.0.")
    assert TEXT.startswith("A quarrel")


def test_other_commands_do_not_load_numpy() -> None:
    code = "import sys, app.cli; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
