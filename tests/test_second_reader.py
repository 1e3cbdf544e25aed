"""What `check` warns of, what it leaves alone, and how a written reason answers a warning."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.bundles.load import check
from app.bundles.second_reader.warnings import WARNINGS
from app.cli import app
from app.db import Database
from tests.broken import BROKEN, add_vocabulary
from tests.bundling import SOURCE_YAML, Files, line_of
from tests.conftest import ROOT, copied, settings_for
from tests.wrong import CODING, WRONG, add_circle

CLAIM = {
    "id": "it",
    "text": "Something.",
    "kind": "factual",
    "author_stance": "endorses",
    "actors": [{"role": "subject", "actor": "king"}],
    "polarity": "affirmed",
    "modality": "certain",
}
ACTORS = ["{id: king, name: The King, kind: person}", "{id: writer, name: A. Writer, kind: person}"]
SAID = {"voice": "king", "directness": "indirect"}

Change = dict[str, Any]
"""What differs from CLAIM."""

# Warning, text, claim, and the words that are shown.
RAISED: list[tuple[str, str, Change, list[str]]] = [
    ("unmarked-hedge", "Southland might pay.", {"quotes": ["Southland might pay"]}, ["might"]),
    ("unmarked-hedge", "It seems that he is unlikely to.", {"quotes": ["It seems that he is"]}, ["seems"]),
    ("unmarked-hedge", "Perhaps it pays,\nand perhaps not.", {"quotes": ["Perhaps it pays"]}, ["Perhaps"]),
    ("missing-condition", "If he insists, they pay.", {"quotes": ["they pay"]}, ["If"]),
    ("missing-condition", "They pay unless he\ngives way.", {"quotes": ["They pay unless he"]}, ["unless"]),
    ("missing-condition", "Should he not insist, they pay.", {"quotes": ["they pay"]}, ["Should"]),
    ("missing-condition", "They pay, should the king not insist.", {"quotes": ["They pay"]}, ["should"]),
    (
        "missing-condition",
        "They pay lest he insist, in the event of war.",
        {"quotes": ["pay"]},
        ["lest", "in the event of"],
    ),
    (
        "quotation-without-direct-voice",
        "“They pay,” he said.",
        {"quotes": ["They pay"], "attribution": [SAID]},
        ["“They pay,”"],
    ),
    ("quotation-without-direct-voice", 'The "debt" is paid.', {"quotes": ["is paid", 'The "debt"']}, ['"debt"']),
    ("quotation-without-direct-voice", "“They pay now.\n\nIt is late.", {"quotes": ["They pay"]}, ["“They pay now."]),
    ("reporting-verb-without-chain", "The king told us that they pay.", {"quotes": ["they pay"]}, ["told"]),
    (
        "reporting-verb-without-chain",
        "The king urged them to pay.",
        {"quotes": ["The king urged them to pay"]},
        ["urged"],
    ),
    ("reporting-verb-without-chain", "They pay, the council said.", {"quotes": ["They pay"]}, ["said"]),
    (
        "reporting-verb-without-chain",
        "Much to his dismay, they pay.",
        {"quotes": ["Much to his dismay", "they pay"]},
        ["to his dismay"],
    ),
    ("negation-affirmed", "Little has changed.", {"quotes": ["Little has changed"]}, ["Little"]),
    ("negation-affirmed", "They didn’t pay.", {"quotes": ["They didn’t pay"]}, ["didn’t"]),
    (
        "negation-affirmed",
        "They failed to pay without reason.",
        {"quotes": ["failed to pay without"]},
        ["failed to", "without"],
    ),
    (
        "one-claim-several-clauses",
        "They will pay; he is glad.",
        {"quotes": ["They will pay"]},
        ["They will pay; he is glad."],
    ),
    (
        "one-claim-several-clauses",
        "They came because he paid.",
        {"quotes": ["They came"]},
        ["They came because he paid."],
    ),
    (
        "one-claim-several-clauses",
        "He ended it in May and wanted the ships.",
        {"quotes": ["He ended it"]},
        ["He ended it in May and wanted the ships."],
    ),
]

SILENT: list[tuple[str, str, Change]] = [
    ("a marked hedge", "Southland might pay.", {"quotes": ["might pay"], "modality": "possible", "hedges": ["might"]}),
    ("a claim that is not certain", "Southland might pay.", {"quotes": ["might pay"], "modality": "possible"}),
    ("a hedge outside the quotes", "It seems Southland pays.", {"quotes": ["Southland pays"]}),
    (
        "a hedge in a cue",
        "He suggests that they pay.",
        {"quotes": ["He suggests that they pay"], "attribution": [{**SAID, "cue": "suggests that"}]},
    ),
    ("a month", "They pay in May.", {"quotes": ["They pay in May"]}),
    (
        "a condition",
        "If he insists, they pay.",
        {"quotes": ["they pay"], "condition": {"text": "if he insists", "span": "If he insists"}},
    ),
    ("a comparison", "They pay as if by law.", {"quotes": ["They pay as if by law"]}),
    ("a duty", "They should pay the king.", {"quotes": ["They should pay"]}),
    ("a question", "Should he pay?", {"quotes": ["he pay"]}),
    ("a direct voice", "“They pay.”", {"quotes": ["They pay"], "attribution": [{**SAID, "directness": "direct"}]}),
    ("a mixed voice", "“They pay.”", {"quotes": ["They pay"], "attribution": [{**SAID, "directness": "mixed"}]}),
    (
        "a quotation beside the quotes",
        "“Good day.” They pay.",
        {"quotes": ["Good day", "They pay"], "attribution": [{**SAID, "directness": "direct"}]},
    ),
    ("apostrophes", "The king's debt is the ships' debt.", {"quotes": ["king's debt is the ships' debt"]}),
    ("a reported claim", "He said that they pay.", {"quotes": ["they pay"], "attribution": [SAID]}),
    ("a verb that reports nothing", "Papers now disclosed say little.", {"quotes": ["Papers now disclosed"]}),
    ("a demand as a noun", "The king's demand is just.", {"quotes": ["The king's demand is just"]}),
    ("the authors' own voice", "That is what we say to them.", {"quotes": ["That is what we say to them"]}),
    (
        "a verb of something else",
        "He told a joke, ate well, slept long, rose late, and they pay.",
        {"quotes": ["they pay"]},
    ),
    ("a negation that is coded", "They never pay.", {"quotes": ["They never pay"], "polarity": "negated"}),
    ("irony", "There is no debt too small.", {"quotes": ["There is no debt too small"], "ironic": True}),
    (
        "a negated condition",
        "Should he not come, they pay.",
        {"quotes": ["Should he not come, they pay"], "condition": {"text": "c", "span": "Should he not come"}},
    ),
    ("a few", "They pay a few, not only one.", {"quotes": ["They pay a few, not only one"]}),
    ("one clause", "They have always been paying.", {"quotes": ["They have always been paying"]}),
    (
        "a clause that reports",
        "He has said that they have paid.",
        {"quotes": ["they have paid"], "attribution": [{**SAID, "cue": "has said that"}]},
    ),
]


@pytest.fixture(autouse=True)
def file(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database that the environment configures, without records."""
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("ALLIANCE_DATABASE_URL", f"sqlite:///{copied(migrated_file, own)}")


@pytest.fixture(scope="module")
def unwritten(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database without records, for checking, which leaves it as it is."""
    made = Database(settings_for(copied(migrated_file, tmp_path_factory.mktemp("unwritten"))))
    yield made
    made.close()


def run(folder: Path, command: str = "check") -> Result:
    return CliRunner().invoke(app, [command, str(folder)])


def coded(text: str, *changes: Change) -> Files:
    """A bundle of one text and claims about it."""
    lists = {
        "topics.yaml": [],
        "actors.yaml": list(ACTORS),
        "claims": [json.dumps({**CLAIM, **each}) for each in changes],
    }
    source = SOURCE_YAML.replace("body_starts_with: Northland says\n", "")
    return Files(lists, {"sources/quarrel/source.yaml": source, "sources/quarrel/text.txt": f"{text}\n"})


def warned(result: Result) -> list[tuple[str, str, str]]:
    """Place, record and name of each warning."""
    lines = [line.split(": ") for line in result.stderr.splitlines()]
    return [(line[0], line[1], line[-1].rpartition("[")[2].rstrip("]")) for line in lines]


def test_a_warning_as_it_is_printed(tmp_path: Path) -> None:
    folder = coded("Southland might pay.", {"quotes": ["might pay"]}).write(tmp_path / "bundle")
    result = run(folder)
    assert result.exit_code == 0
    assert result.stderr == (
        f"{CODING}:2: claims/it: “might”: a hedging word in the quotes of a claim that is certain and has no hedges; "
        "mark it under hedges and weigh the modality [unmarked-hedge]\n"
    )
    assert result.stdout == "4 added, 0 changed, 0 unchanged (nothing was loaded)\n1 warnings\n"


@pytest.mark.parametrize(
    ("name", "text", "claim", "words"), RAISED, ids=[f"{name}: {text}" for name, text, *_ in RAISED]
)
def test_raised(name: str, text: str, claim: Change, words: list[str], unwritten: Database, tmp_path: Path) -> None:
    checked = check(unwritten, coded(text, claim).write(tmp_path / "bundle"))
    shown = ", ".join(f"“{each}”" for each in words)
    assert checked.loaded.faults == []
    assert [str(each) for each in checked.warnings if each.name == name] == [
        f"{CODING}:2: claims/it: {shown}: {WARNINGS[name].looks_for}; {WARNINGS[name].advice} [{name}]"
    ]


@pytest.mark.parametrize(("text", "claim"), [each[1:] for each in SILENT], ids=[each[0] for each in SILENT])
def test_silent(text: str, claim: Change, unwritten: Database, tmp_path: Path) -> None:
    checked = check(unwritten, coded(text, claim).write(tmp_path / "bundle"))
    assert (checked.loaded.faults, checked.warnings, checked.answered) == ([], [], 0)


def test_words_are_english(tmp_path: Path) -> None:
    for text, name in [("Der Krieg if might “not”.", "de"), ("Some might “not”.", "en-GB")]:
        files = coded(text, {"quotes": [text.rstrip(".")]})
        source = files.others["sources/quarrel/source.yaml"]
        assert isinstance(source, str)
        files.others["sources/quarrel/source.yaml"] = source.replace("language: en", f"language: {name}")
        assert (run(files.write(tmp_path / name)).stderr == "") == (name == "de")


def test_a_condition_of_another_claim(tmp_path: Path) -> None:
    """One claim has the condition; the other, beside it, is left alone."""
    text, condition = "If he insists, they pay the old debt.", {"text": "if he insists", "span": "If he insists"}
    other = {"id": "other", "quotes": ["old debt"]}
    folder = coded(text, {"quotes": ["they pay"], "condition": condition}, other).write(tmp_path / "one")
    assert run(folder).stderr == ""
    folder = coded(text, {"quotes": ["they pay"]}, other).write(tmp_path / "none")
    assert [record for _, record, _ in warned(run(folder))] == ["claims/it", "claims/other"]
    other["quotes"] = ["If he insists"]
    folder = coded(text, {"quotes": ["they pay"], "condition": condition}, other).write(tmp_path / "quoted")
    assert [record for _, record, _ in warned(run(folder))] == ["claims/other"]


def test_two_claims_in_a_sentence_of_two_clauses(tmp_path: Path) -> None:
    text = "They will pay; he is glad."
    files = coded(text, {"quotes": ["They will pay"]}, {"id": "other", "quotes": ["he is glad"]})
    assert run(files.write(tmp_path / "bundle")).stderr == ""


def test_a_grievance_without_evidence(tmp_path: Path) -> None:
    grievance = "{id: debt, text: T., holder: king, explicitness: implied, intensity: 1, quotes: [They pay]"
    for evidence, names in [("}", ["grievance-without-evidence"]), (", evidence: [it]}", [])]:
        files = coded("They pay.", {"quotes": ["They pay"]})
        files.lists["grievances"] = [grievance + evidence]
        folder = files.write(tmp_path / f"{len(names)}")
        at = f"{CODING}:{line_of(folder, CODING, 'id: debt')}"
        assert warned(run(folder)) == [(at, "grievances/debt", name) for name in names]


def test_actors_that_are_referred_to(tmp_path: Path) -> None:
    files = coded("They pay.", {"quotes": ["They pay"], "attribution": [{"voice": "voice", "directness": "indirect"}]})
    files.lists["claims"].append(json.dumps({**CLAIM, "id": "own", "quotes": ["They"], "speakers": ["speaker"]}))
    files.lists["grievances"] = [
        "{id: debt, text: T., holder: holder, target: target, explicitness: implied, intensity: 1, quotes: [pay],"
        " voiced_by: [griever], evidence: [it]}"
    ]
    for name in ("voice", "speaker", "holder", "target", "griever", "land", "court", "nobody"):
        more = ", parent: land, positions: [{title: Judge, organisation: court}]" if name == "voice" else ""
        files.add("actors.yaml", f"{{id: {name}, name: {name}, kind: group{more}}}")
    folder = files.write(tmp_path / "bundle")
    at = f"actors.yaml:{line_of(folder, 'actors.yaml', 'nobody')}"
    assert warned(run(folder)) == [(at, "actors/nobody", "actor-never-referred-to")]


def test_a_list_of_actors_alone(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "actors.yaml").write_text("- {id: king, name: The King, kind: person}\n")
    assert run(folder).stderr == ""


def test_sentences_that_are_not_read(tmp_path: Path) -> None:
    """A sentence is read when a claim or a grievance quotes it, or when `uncoded` says why none does."""
    files = coded("They pay. He resents it. It is late. Good night.", {"quotes": ["They pay"]})
    files.lists["grievances"] = [
        "{id: debt, text: T., holder: king, explicitness: explicit, intensity: 1, quotes: [resents], evidence: [it]}"
    ]
    files.lists["uncoded"] = ["{sentence: It is late, reason: It tells the hour.}"]
    folder = files.write(tmp_path / "bundle")
    result = run(folder)
    at = f"{CODING}:{line_of(folder, CODING, 'uncoded:')}"
    assert warned(result) == [(at, "sources/quarrel", "sentence-not-read")]
    assert "“Good night.”" in result.stderr


def test_a_source_that_nobody_has_coded(tmp_path: Path) -> None:
    assert run(coded("They pay.").write(tmp_path / "bundle")).stderr == ""


def hedging(answers: str) -> Files:
    files = coded("Southland might pay.", {"quotes": ["might pay"]})
    files.others["answers.yaml"] = answers
    return files


def test_an_answer(tmp_path: Path) -> None:
    result = run(hedging("unmarked-hedge:\n  claims/it: The month is meant.\n").write(tmp_path / "bundle"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "4 added, 0 changed, 0 unchanged (nothing was loaded)\n0 warnings, 1 answered\n"


def test_an_answer_to_nothing(tmp_path: Path) -> None:
    answers = "unmarked-hedge:\n  claims/it: So.\n  claims/gone: So.\nnegation-affirmed: {claims/it: So.}\n"
    result = run(hedging(answers).write(tmp_path / "bundle"))
    assert result.exit_code == 0
    assert result.stderr == (
        "answers.yaml:3: unmarked-hedge: claims/gone: answers nothing; take it out [answers-nothing]\n"
        "answers.yaml:4: negation-affirmed: claims/it: answers nothing; take it out [answers-nothing]\n"
    )
    assert result.stdout.endswith("\n2 warnings, 1 answered\n")


@pytest.mark.parametrize("command", ["check", "load"])
@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (
            "unmarked-hedges: {}\n",
            "1: unmarked-hedges: “unmarked-hedges”: no warning that is answered here has this name",
        ),
        ("sentence-not-read: {}\n", "1: sentence-not-read: “sentence-not-read”: no warning that is answered here"),
        ("unmarked-hedge:\n  claims/it: ''\n", "2: unmarked-hedge.claims/it: “”: String should have at least 1"),
        ("unmarked-hedge:\n  claims/it:\n", "2: unmarked-hedge.claims/it: Input should be a valid string"),
        ("unmarked-hedge:\n  - claims/it\n", "1: unmarked-hedge: Input should be a valid dictionary"),
        ("- unmarked-hedge\n", "1: Input should be a valid dictionary"),
        ("unmarked-hedge: {1: So.}\n", "1: unmarked-hedge.1.[key]: “1”: Input should be a valid string"),
        ("unmarked-hedge: [\n", "2: did not find expected node content"),
    ],
)
def test_answers_that_cant_be_taken(answers: str, says: str, command: str, tmp_path: Path) -> None:
    result = run(hedging(answers).write(tmp_path / "bundle"), command)
    assert (result.exit_code, result.stdout) == (1, "")
    [fault, summary] = result.stderr.splitlines()
    assert fault.startswith(f"answers.yaml:{says}")
    assert summary.startswith("1 faults; nothing w")
    if answers.startswith("unmarked-hedges"):
        assert fault.endswith(" — did you mean “unmarked-hedge”?")


def test_load_does_not_warn(tmp_path: Path) -> None:
    folder = coded("Southland might pay.", {"quotes": ["might pay"]}).write(tmp_path / "bundle")
    result = run(folder, "load")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "4 added, 0 changed, 0 unchanged\n", "")


def test_answers_are_not_stored(tmp_path: Path) -> None:
    folder = hedging("unmarked-hedge:\n  claims/it: The month is meant.\n").write(tmp_path / "bundle")
    assert run(folder, "load").exit_code == 0
    assert CliRunner().invoke(app, ["export", str(tmp_path / "out")]).exit_code == 0
    assert not (tmp_path / "out" / "answers.yaml").exists()


def test_with_faults_there_are_no_warnings(tmp_path: Path) -> None:
    files = coded("Southland might pay.", {"quotes": ["might pay"]}, {"id": "other", "quotes": ["might pai"]})
    result = run(files.write(tmp_path / "bundle"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{CODING}:3: claims.1.quotes.0.exact: “might pai”: these words do not stand")
    assert result.stderr.endswith("1 faults; nothing would be loaded\n")


def test_any_wrong_bundle_is_checked_without_a_crash(unwritten: Database, tmp_path: Path) -> None:
    adders = [*(wrong.add for wrong in WRONG.values()), *(broken.add for broken in BROKEN), add_circle, add_vocabulary]
    for number, add in enumerate(adders):
        files = Files()
        add(files)
        checked = check(unwritten, files.write(tmp_path / str(number)))
        assert checked.loaded.faults
        assert (checked.warnings, checked.answered) == ([], 0)


def test_every_warning_is_raised_here_and_documented() -> None:
    documented = (ROOT / "docs" / "bundles.md").read_text(encoding="utf-8")
    assert [name for name in WARNINGS if f"| `{name}` |" not in documented] == []
    of_words = {name for name, *_ in RAISED}
    assert of_words | {"grievance-without-evidence", "actor-never-referred-to", "sentence-not-read"} == set(WARNINGS)
