"""What a bundle's files hold, and what is wrong with them, each fault with its file and line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from app.bundles.files import Files, Given
from app.bundles.second_reader.answers import Answers
from app.bundles.vocabulary import EnumerationDraft
from app.bundles.yaml_data import UnreadableYaml
from app.bundles.yaml_files import YamlFile
from app.drafts.base import Draft
from app.drafts.checking import Name, Placed
from app.drafts.desk import DraftFault
from app.drafts.desk import Path as DraftPath
from app.drafts.refusals import refusals
from app.records.base import Shape
from app.text.words import shorten
from app.vocabulary import Noun
from app.writing import Stamp


class BundleFault(Shape):
    """One thing that is wrong with a bundle."""

    file: str
    """The file, such as `sources/quarrel/coding.yaml`; the one it would be, where the bundle was sent as JSON."""
    line: int | None
    """The line, from 1; null where the file as a whole is wrong, or where there are no lines."""
    path: str
    """Where in the file, such as `claims.3.holder`; empty for the whole of it."""
    message: str
    """What is wrong with it."""
    did_you_mean: str | None
    """The nearest right value."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        meant = f" — did you mean “{self.did_you_mean}”?" if self.did_you_mean else ""
        return f"{place}: {self.path + ': ' if self.path else ''}{self.message}{meant}"


@dataclass(slots=True)
class Bundle:
    """What the files hold, and what is wrong with them taken one by one."""

    files: Files
    drafts: list[Placed] = field(default_factory=list)
    vocabulary: Mapping[str, EnumerationDraft] | None = None
    stamps: dict[Name, Stamp] = field(default_factory=dict)
    faults: list[BundleFault] = field(default_factory=list)
    refused: set[Noun | Name] = field(default_factory=set)
    """Records, or all of a noun, that are missing from `drafts` because they could not be read."""
    parsed: dict[str, YamlFile | Given] = field(default_factory=dict)
    """The files that could be read."""
    answers: Answers = field(default_factory=dict)
    codings: dict[str, str] = field(default_factory=dict)
    """The coding that is read with each source.yaml; it holds the sentences that the source's draft excuses."""

    def fault_at(self, place: DraftPath, found: DraftFault) -> BundleFault:
        """A draft's fault with its file and line; a place is a file's name and the path of the draft in it."""
        file, path = str(place[0]), (*place[1:], *found.path)
        if file in self.codings and found.path[:1] == ("uncoded",):
            file = self.codings[file]
        elif file.endswith("source.yaml") and found.path[:1] == ("text",):
            file, path = file.replace("source.yaml", "text.txt"), ()
        allowed = found.allowed if isinstance(found.allowed, str) else ", ".join(found.allowed or ())
        said = f"{found.message} (allowed: {allowed})" if allowed else found.message
        shown = f"“{shorten(found.value, 200)}”: {said}" if found.value is not None else said
        return BundleFault(
            file=file,
            line=self.line(file, path),
            path=".".join(str(part) for part in path),
            message=shorten(shown, 600),
            did_you_mean=found.did_you_mean,
        )

    def open(self, name: str) -> Any:
        """What a file holds; None where there is none, or where it can't be read, which is a fault."""
        file = self.files.by_name.get(name)
        if file is None:
            return None
        try:
            self.parsed[name] = file if isinstance(file, Given) else YamlFile(file)
        except UnreadableYaml as error:
            self.fault(name, error.line, str(error))
            return None
        return self.parsed[name].data

    def line(self, file: str, path: DraftPath = ()) -> int | None:
        """The line of the deepest part of this path that the file has; None where it has no lines."""
        return self.parsed[file].line(path) if file in self.parsed else None

    def refuse(self, place: DraftPath, error: ValidationError, model: type[Draft] | None = None) -> None:
        """Note everything for which a model refused what is written at a place."""
        self.faults += [self.fault_at(place, found) for found in refusals(error, model)]

    def fault(self, file: str, line: int | None, message: str, path: str = "", did_you_mean: str | None = None) -> None:
        self.faults.append(BundleFault(file=file, line=line, path=path, message=message, did_you_mean=did_you_mean))
