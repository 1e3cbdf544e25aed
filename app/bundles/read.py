"""A bundle's files as drafts, each fault with its file and line."""

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.bundles.bundle import Bundle
from app.bundles.files import Files, Given, in_folder, is_id, lying
from app.bundles.second_reader.answers import ANSWERABLE, ANSWERS
from app.bundles.stamps import read_stamps
from app.bundles.vocabulary import EnumerationDraft, differences
from app.drafts.actors import ActorDraft
from app.drafts.base import Draft
from app.drafts.checking import Placed
from app.drafts.claims import ClaimDraft
from app.drafts.desk import DraftFault
from app.drafts.desk import Path as DraftPath
from app.drafts.grievances import GrievanceDraft
from app.drafts.relations import RelationDraft
from app.drafts.sources import SourceDraft
from app.drafts.topics import TopicDraft
from app.progress import steps
from app.text.words import nearest
from app.values import Text
from app.vocabulary import Noun

_STATEMENTS: dict[str, type[Draft]] = {
    "claims": ClaimDraft,
    "grievances": GrievanceDraft,
    "relations": RelationDraft,
}
_VOCABULARY = TypeAdapter(dict[str, EnumerationDraft])


_ANSWERS = TypeAdapter(dict[str, dict[str, Text]])


def read_folder(folder: Path) -> Bundle:
    """Read a bundle on disk."""
    if folder.is_dir():
        return read(in_folder(folder))
    bundle = Bundle(Files(folder.name, {}))
    bundle.fault(folder.name, None, "no such folder")
    return bundle


def read(files: Files) -> Bundle:
    """Read a bundle; what can't be read is a fault, and the rest is read all the same."""
    bundle = Bundle(files)
    _read_vocabulary(bundle)
    _read_list(bundle, "topics.yaml", TopicDraft)
    _read_list(bundle, "actors.yaml", ActorDraft)
    for source in steps("sources read", files.sources):
        _read_source(bundle, f"sources/{source}", f"sources/{source}/coding.yaml")
    read_stamps(bundle)
    _read_answers(bundle)
    if not bundle.parsed and not bundle.faults:
        bundle.fault(files.name, None, "holds no file of a bundle")
    return bundle


def read_coding(coding: Path, actors: Path, source: Path) -> Bundle:
    """Read one coding, its list of actors and the folder of its source, wherever they lie; faults name whole paths."""
    coding, actors, source = coding.resolve(), actors.resolve(), source.resolve()
    bundle = Bundle(lying(coding, actors, source / "source.yaml", source / "text.txt"))
    _read_list(bundle, str(actors), ActorDraft)
    _read_source(bundle, str(source), str(coding))
    return bundle


def _read_vocabulary(bundle: Bundle) -> None:
    data = bundle.open("vocabulary.yaml")
    # An export of a database without definitions holds none.
    if data not in (None, {}):
        try:
            bundle.vocabulary = _VOCABULARY.validate_python(data)
        except ValidationError as error:
            bundle.refuse(("vocabulary.yaml",), error)
            return
        for found in differences(bundle.vocabulary):
            bundle.faults.append(bundle.fault_at(("vocabulary.yaml",), found))


def _read_list(bundle: Bundle, file: str, model: type[Draft]) -> None:
    data = bundle.open(file)
    if data is not None:
        _read_drafts(bundle, (file,), data, model, {})
    if any(fault.file == file and not fault.path for fault in bundle.faults):
        # The file as a whole can't be read: what refers to its records is not at fault for that.
        bundle.refused.add(model.noun)


def _read_source(bundle: Bundle, inside: str, coding_file: str) -> None:
    """Read a source's folder and a coding of it."""
    bundle.open(f"{inside}/source.yaml")
    coding, folder = bundle.open(coding_file), inside.rpartition("/")[2]
    bundle.codings[f"{inside}/source.yaml"] = coding_file
    for file in ("source.yaml", "text.txt"):
        if f"{inside}/{file}" not in bundle.files.by_name:
            bundle.fault(f"{inside}/{file}", None, "this file is missing")
    if f"{inside}/source.yaml" in bundle.parsed and f"{inside}/text.txt" in bundle.files.by_name:
        _read_bibliography(bundle, inside, folder, coding)
    # A source that could be read is the last draft now.
    if not any((placed.draft.noun, placed.draft.id) == (Noun.SOURCES, folder) for placed in bundle.drafts[-1:]):
        bundle.refused.add((Noun.SOURCES, folder))
    if coding is not None:
        _read_coding(bundle, coding_file, coding, folder)


def _read_bibliography(bundle: Bundle, inside: str, folder: str, coding: Any) -> None:
    """Read source.yaml, together with the text and the sentences that the coding excuses."""
    file = f"{inside}/source.yaml"
    source = bundle.parsed[file].data
    if not isinstance(source, dict):
        bundle.fault(file, bundle.line(file), "holds no mapping")
        return
    written = source.get("id")
    # What can't be an id is a fault of its own.
    if is_id(written) and written != folder:
        bundle.fault(file, bundle.line(file, ("id",)), f"the id must be the folder's name, {folder}", "id")
    uncoded = coding.get("uncoded") if isinstance(coding, dict) else None
    try:
        more = {"text": _text(bundle, f"{inside}/text.txt"), "uncoded": [] if uncoded is None else uncoded}
    except UnicodeDecodeError as error:
        bundle.fault(f"{inside}/text.txt", None, f"not UTF-8: {error.reason} at byte {error.start}")
    except OSError as error:
        bundle.fault(f"{inside}/text.txt", None, f"not readable: {error.strerror}")
    else:
        _read_draft(bundle, (file,), source, SourceDraft, more)


def _text(bundle: Bundle, name: str) -> Any:
    file = bundle.files.by_name[name]
    return file.data if isinstance(file, Given) else file.read_bytes().decode("utf-8")


def _read_coding(bundle: Bundle, file: str, coding: Any, source: str) -> None:
    if not isinstance(coding, dict):
        bundle.fault(file, bundle.line(file), "holds no mapping")
        return
    known = [*_STATEMENTS, "uncoded"]
    for name in coding:
        if name not in known:
            near = nearest(str(name), known)
            line = bundle.line(file, (name,))
            bundle.fault(file, line, f"unknown key; allowed: {', '.join(known)}", str(name), near)
    for name, model in _STATEMENTS.items():
        _read_drafts(bundle, (file, name), coding.get(name), model, {"source": source})


def _read_drafts(bundle: Bundle, place: DraftPath, data: Any, model: type[Draft], more: dict[str, Any]) -> None:
    if data is None:
        return
    if not isinstance(data, list):
        file = str(place[0])
        bundle.fault(file, bundle.line(file, place[1:]), "must be a list", ".".join(map(str, place[1:])))
        return
    for at, written in enumerate(data):
        _read_draft(bundle, (*place, at), written, model, more)


def _read_draft(bundle: Bundle, place: DraftPath, written: Any, model: type[Draft], more: dict[str, Any]) -> None:
    """Read one draft; `more` are the fields that other files, or the folder, say."""
    if isinstance(written, dict):
        for name in written.keys() & more.keys():
            file, path = str(place[0]), (*place[1:], name)
            dotted = ".".join(str(part) for part in path)
            bundle.fault(file, bundle.line(file, path), "this key does not belong here", dotted)
        written = {**written, **more}
    try:
        bundle.drafts.append(Placed(model.model_validate(written), place))
    except ValidationError as error:
        bundle.refuse(place, error, model)
        if isinstance(written, dict):
            bundle.refused.add((model.noun, str(written.get("id"))))


def _read_answers(bundle: Bundle) -> None:
    data = bundle.open(ANSWERS)
    if data is not None:
        try:
            bundle.answers = _ANSWERS.validate_python(data)
        except ValidationError as error:
            bundle.refuse((ANSWERS,), error)
        for name in bundle.answers:
            if name not in ANSWERABLE:
                unknown = DraftFault(
                    (name,),
                    name,
                    "no warning that is answered here has this name",
                    ANSWERABLE,
                    nearest(name, ANSWERABLE),
                )
                bundle.faults.append(bundle.fault_at((ANSWERS,), unknown))
