"""Every command of the README, and of the seed's, run as it is printed, prints what the page says."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEED, copied

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(
    r"^\$ (.+)\n((?:(?!\$ |```).*\n)*)", README + (SEED / "README.md").read_text(encoding="utf-8"), re.MULTILINE
)
MOMENT = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+Z")


@pytest.fixture(scope="module")
def environment(served: int, seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A shell in which the README's server runs, on a port of its own, and our commands are found."""
    return {
        **os.environ,
        "PORT": str(served),
        "ALLIANCE_DATABASE_URL": f"sqlite:///{copied(seeded_file, tmp_path_factory.mktemp('readme'))}",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }


@pytest.mark.parametrize(("command", "printed"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_command_prints_what_the_page_says(command: str, printed: str, environment: dict[str, str]) -> None:
    here = command.replace("127.0.0.1:8000", f"127.0.0.1:{environment['PORT']}")
    ran = subprocess.run(here, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert MOMENT.sub("…", ran.stdout.strip()) == MOMENT.sub("…", printed.strip())


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^    |`)make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"^{shlex.quote(target)}:.*##", makefile, re.MULTILINE), target


def test_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).exists(), link
