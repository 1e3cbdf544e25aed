"""What a bundle's files hold, and what is wrong with them, each fault with its file and line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from app.bundles.second_reader.answers import Answers
from app.bundles.vocabulary import EnumerationDraft
from app.bundles.yaml_files import UnreadableYaml, YamlFile
from app.drafts.base import Draft
from app.drafts.desk import DraftFault
from app.drafts.desk import Path as DraftPath
from app.drafts.refusals import refusals
from app.text.words import shorten
from app.vocabulary import Noun
from app.writing import Name, Placed, Stamp


class BundleFault(BaseModel):
    """One thing that is wrong with a bundle."""

    file: str
    line: int | None
    path: str
    message: str
    did_you_mean: str | None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        meant = f" — did you mean “{self.did_you_mean}”?" if self.did_you_mean else ""
        return f"{place}: {self.path + ': ' if self.path else ''}{self.message}{meant}"


@dataclass(slots=True)
class Bundle:
    """What the files hold, and what is wrong with them taken one by one."""

    folder: Path
    drafts: list[Placed] = field(default_factory=list)
    vocabulary: Mapping[str, EnumerationDraft] | None = None
    stamps: dict[Name, Stamp] = field(default_factory=dict)
    faults: list[BundleFault] = field(default_factory=list)
    refused: set[Noun | Name] = field(default_factory=set)
    """Records, or all of a noun, that are missing from `drafts` because they could not be read."""
    files: dict[str, YamlFile] = field(default_factory=dict)
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
            line=self.files[file].line(path) if file in self.files else None,
            path=".".join(str(part) for part in path),
            message=shorten(shown, 600),
            did_you_mean=found.did_you_mean,
        )

    def open(self, file: str) -> Any:
        """What a file holds; None where there is none, or where it can't be read, which is a fault."""
        path = self.folder / file
        if not path.is_file():
            return None
        try:
            self.files[file] = YamlFile(path)
        except UnreadableYaml as error:
            self.fault(file, error.line, str(error))
            return None
        return self.files[file].data

    def refuse(self, place: DraftPath, error: ValidationError, model: type[Draft] | None = None) -> None:
        """Note everything for which a model refused what is written at a place."""
        self.faults += [self.fault_at(place, found) for found in refusals(error, model)]

    def fault(self, file: str, line: int | None, message: str, path: str = "", did_you_mean: str | None = None) -> None:
        self.faults.append(BundleFault(file=file, line=line, path=path, message=message, did_you_mean=did_you_mean))
