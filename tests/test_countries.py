"""Country codes: those of ISO 3166-1 are taken, for states; any other is refused with the one that was meant."""

import json
from collections.abc import Mapping
from pathlib import Path

import iso3166
import pytest

from app.bundles.bundle import BundleFault
from app.bundles.load import load
from app.db import Database
from app.drafts.countries import ASSIGNED, meant
from tests.bundling import Files, bodies, line_of
from tests.test_bad_bundles import faults_of

ALLOWED = "not an assigned country code (allowed: ISO 3166-1 alpha-2, such as JP)"


def the_fault(database: Database, folder: Path, actor: Mapping[str, object]) -> BundleFault:
    """What loading a bundle with this actor finds, which must be one fault on the line of the actor."""
    files = Files()
    shown = json.dumps(actor, ensure_ascii=False)
    at = files.add("actors.yaml", shown)
    [fault] = faults_of(database, files.write(folder))
    line = line_of(folder, "actors.yaml", shown)
    assert (fault.file, fault.line, fault.path) == ("actors.yaml", line, f"{at}.iso3166")
    return fault


@pytest.mark.parametrize(
    ("code", "names", "right"),
    [
        ("UK", ["Northland"], "GB"),
        ("EL", ["Hellas"], "GR"),
        ("jp", ["Northland"], "JP"),
        (" Jp\n", ["Northland"], "JP"),
        ("JPN", ["Northland"], "JP"),
        ("392", ["Northland"], "JP"),
        ("Japan", ["Northland"], "JP"),
        ("Japn", ["Northland"], "JP"),
        ("JA", ["Japan"], "JP"),
        ("", ["Japan"], "JP"),
        ("XX", ["Nippon", "JAPAN"], "JP"),
        ("SU", ["Russia"], "RU"),
        ("NK", ["North Korea", "DPRK"], "KP"),
        ("XX", ["The North", "Democratic People's Republic of Korea"], "KP"),
        ("XX", ["Korea"], None),
        ("XX", ["United States"], "US"),
        ("XX", ["Turkey"], "TR"),
        ("XX", ["Côte d’Ivoire", "Cote d'Ivoire"], "CI"),
        ("XK", ["Kosovo"], None),
        ("AA", ["Northland"], None),
        ("J\u0000", ["Northland"], None),
    ],
)
def test_a_code_that_is_not_assigned(
    code: str, names: list[str], right: str | None, empty_database: Database, tmp_path: Path
) -> None:
    aliases = [{"name": name, "kind": "official"} for name in names[1:]]
    state = {"id": "state", "name": names[0], "kind": "state", "aliases": aliases, "iso3166": code}
    fault = the_fault(empty_database, tmp_path / "bundle", state)
    assert (fault.message, fault.did_you_mean) == (f"“{code}”: {ALLOWED}", right)


@pytest.mark.parametrize("kind", ["government", "person", "document"])
@pytest.mark.parametrize("code", ["JP", "jp", "XX"])
def test_only_a_state_has_a_code(kind: str, code: str, empty_database: Database, tmp_path: Path) -> None:
    actor = {"id": "somebody", "name": "Japan", "kind": kind, "iso3166": code}
    fault = the_fault(empty_database, tmp_path / "bundle", actor)
    assert fault.message == f"“{code}”: only a state has a country code, and this is a {kind}"
    assert fault.did_you_mean is None


def test_every_assigned_code_is_taken(empty_database: Database, tmp_path: Path) -> None:
    """Norway's among them, which an older YAML would read as “no”."""
    files = Files()
    assert len(ASSIGNED) == 249
    for code in sorted(ASSIGNED):
        files.add("actors.yaml", f"{{id: state-{code.lower()}, name: State {code}, kind: state, iso3166: {code}}}")
    assert not load(empty_database, files.write(tmp_path / "bundle")).faults
    stored = [json.loads(body)["iso3166"] for at, body in bodies(empty_database).items() if "/state-" in at]
    assert sorted(stored) == sorted(ASSIGNED)


@pytest.mark.parametrize(
    "country", [iso3166.countries_by_alpha2[code] for code in sorted(ASSIGNED)], ids=lambda c: c[1]
)
def test_each_country_is_found_by_its_own_words(country: iso3166.Country) -> None:
    for written in (country.alpha2.lower(), country.alpha3, country.numeric, country.name):
        assert meant(written, ["Northland"]) == country.alpha2
    assert meant("XX", ["Northland", country.name]) == country.alpha2
