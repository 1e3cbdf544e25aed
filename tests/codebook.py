"""`docs/codebook.md`, made from the seed's definitions and a template; `python -m tests.codebook` writes it."""

import re
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.bundling import seed_part
from tests.conftest import ARTICLE, ROOT

PAGE = ROOT / "docs" / "codebook.md"


def page() -> str:
    """The whole page, as `docs/codebook.md` should have it."""
    vocabulary: dict[str, Any] = seed_part("vocabulary.yaml")
    article = ARTICLE.read_text(encoding="utf-8")

    def words(quoted: str) -> str:
        assert quoted in article, quoted
        return f"“{quoted}”"

    def value(enumeration: str, name: str) -> str:
        assert name in vocabulary[enumeration]["values"], (enumeration, name)
        return f"[`{name}`](#{anchor(enumeration, name)})"

    environment = Environment(
        loader=FileSystemLoader(PAGE.parent), undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    environment.globals.update(words=words, value=value, anchor=anchor)
    template = environment.get_template("codebook.md.jinja")
    written = template.render(vocabulary=vocabulary, topics=seed_part("topics.yaml"))
    return re.sub(r"\n{3,}", "\n\n", written).rstrip("\n") + "\n"


def anchor(*names: str) -> str:
    """Where a value or a topic stands on the page; values of two enumerations may have one name."""
    return "-".join(names)


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
