"""The citation styles, and what each manual asks for beyond its CSL style."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """A style manual."""

    APA = "apa"
    CHICAGO_AUTHOR_DATE = "chicago-author-date"
    CHICAGO_NOTES = "chicago-notes"
    MLA = "mla"
    IEEE = "ieee"
    HARVARD = "harvard"


@dataclass(frozen=True, slots=True)
class Manual:
    """A style manual's rules."""

    csl: str
    """The style's name among those that come with typst."""
    region: str = "US"
    """Whose quotation marks and punctuation it uses."""
    paragraph: str = "para."
    """How it abbreviates a paragraph."""
    joined: str = "and"
    """Between two names."""
    headlines: bool = False
    """Whether the words of English titles are capitalised."""
    notes: bool = False
    """Whether it cites in notes."""
    quoted: str = "quoted in"
    """Says that the source gives a speaker's own words."""
    cited: str = "cited in"
    """Says that the source reports what a speaker said."""


MANUALS: Mapping[Style, Manual] = {
    Style.APA: Manual("apa", joined="&", quoted="as cited in", cited="as cited in"),
    Style.CHICAGO_AUTHOR_DATE: Manual("chicago-author-date", headlines=True),
    Style.CHICAGO_NOTES: Manual("chicago-notes", headlines=True, notes=True),
    Style.MLA: Manual("mla", paragraph="par.", headlines=True, quoted="qtd. in"),
    Style.IEEE: Manual("ieee", quoted="as cited in", cited="as cited in"),
    Style.HARVARD: Manual("harvard-cite-them-right", region="GB"),
}
"""APA 7th edition, Chicago 18th, MLA 9th, the IEEE Reference Guide, Cite Them Right 12th."""
