"""English words that show how something is said: hedged, denied, on a condition, reported, quoted.

They are found by form alone, without grammar: good enough to make a reader look again, not to decide for them.
"""

import re

from app.text.spans import Range

_SPACE = re.compile(r"\s")


def plain(text: str) -> str:
    """The text with every space plain and every apostrophe straight; each character keeps its place."""
    return _SPACE.sub(" ", text).replace("’", "'")


def found(cue: re.Pattern[str], plain_text: str) -> list[Range]:
    """Where any of these words stand."""
    return [match.span() for match in cue.finditer(plain_text)]


def _any_of(*alternatives: str, but_after: str = "") -> re.Pattern[str]:
    """Any of these as whole words, in any case."""
    return re.compile(rf"(?<![\w-]){_not_after(but_after)}(?:{'|'.join(alternatives)})(?![\w-])", re.IGNORECASE)


def _not_after(words: str) -> str:
    return "".join(f"(?<!{word} )" for word in words.split())


# “Should”, “must” and “can” are left out: mostly they tell what is right, needed or in somebody's power. “May” is taken
# in small letters only, for the sake of the month, and “some” only where somebody unnamed thinks or feels.
HEDGES = _any_of(
    r"(?-i:may)|might|could|would|ought to|tends? to|tended to",
    r"seems?|seemed|seeming|seemingly|appears? to|appeared to|it appear(?:s|ed)|apparent|apparently",
    r"(?:un)?likely|likelihood|probabl[ey]|possibl[ey]|perhaps|maybe|potentially|presumably|supposedly|conceivably",
    r"reportedly|allegedly|purportedly|ostensibly|arguably|in theory|at first (?:glance|sight)",
    r"suggest(?:s|ed|ing)? that|some (?:say|said|think|thought|believed?|fear|worry|argued?|claim|hope)",
    r"lest|relatively|largely|mostly|virtually|nearly|almost",
)
"""Words that make a statement less than certain, or less than whole."""

# “A few” affirms, “not only” adds, “no doubt” asserts.
NEGATIONS = _any_of(
    r"not(?! only| just| merely)|\w+n't|cannot|no(?! doubt)|never|nor|neither|none|nothing|nobody|nowhere|no one",
    rf"without|hardly|barely|scarcely|seldom|rarely|unlikely|{_not_after('a the')}(?:few|little)",
    r"fail(?:s|ed|ing)? to|failures? to|lack(?:s|ed|ing)?|absence of|by no means",
)
"""Words that deny, or leave next to nothing."""

_INVERTED_SUBJECT = r"(?:the|an?|th(?:is|at|ese|ose)|such|any|no|it|they|he|she|we|you|(?-i:[A-Z])[\w.'-]*) "
CONDITIONS = _any_of(
    rf"{_not_after('as')}if|unless|lest|provid(?:ed|ing) that|in the event (?:of|that)|in case",
    r"(?:as|so) long as|on (?:the )?condition that|assuming that|supposing that",
    # “Should the council not pay, …”, “should it not”; neither “nor should it” nor “Should the council pay?”
    rf"(?:(?-i:Should|Were|Had)(?= \w)|{_not_after('nor neither so than why what how')}should(?= {_INVERTED_SUBJECT}))"
    r"(?![^.!?]*\?)",
)
"""Words with which a condition begins."""

_BEFORE_NOUNS = _not_after("the a an its their his her our this that these those no any such of by with for in 's s'")
REPORTS = _any_of(
    r"say|says|said|saying|tells?|told|telling|asks?|asked|asking|urge[sd]?|urging|stat(?:ed|ing)|according to",
    r"suggest(?:s|ed|ing)?|disclos(?:e[sd]?|ing)|reveal(?:s|ed|ing)?|announc(?:e[sd]?|ing)|declar(?:e[sd]?|ing)",
    r"explain(?:s|ed|ing)?|argu(?:e[sd]?|ing)|assert(?:s|ed|ing)?|insist(?:s|ed|ing)?|contend(?:s|ed|ing)?",
    r"alleg(?:e[sd]?|ing)|admit(?:s|ted|ting)?|acknowledg(?:e[sd]?|ing)|den(?:y|ies|ied|ying)|predict(?:s|ed|ing)?",
    r"(?:conced|conclud|not)(?:e[sd]?|ing) that|(?:warn|report|maintain)(?:s|ed|ing)? (?:that|of|against)|thought that",
    r"beg(?:s|ged|ging)?|implor(?:e[sd]?|ing)|propos(?:e[sd]?|ing)|recommend(?:s|ed|ing)?|coax(?:es|ed|ing)?",
    r"assur(?:e[sd]?|ing)|reassure[sd]?|(?:re)?assurances? that|complain(?:s|ed|ing)?|accus(?:e[sd]?|ing)",
    r"blam(?:e[sd]?|ing)|critici[sz](?:e[sd]?|ing)|talk (?:about|of)|believ(?:e[sd]?|ing)|thinks?|thinking",
    r"expect(?:s|ed|ing)?|resent(?:s|ed|ing)?|lament(?:s|ed|ing)?|concerned (?:that|about|over)",
    r"(?:afraid|convinced|confident|dismayed|alarmed) (?:that|of|at|by)",
    r"to (?:[\w-]+'s?|its|their|his|her) (?:chagrin|dismay|regret|alarm|annoyance|relief|surprise|delight|horror)",
    # These are nouns as well, where a word such as “the” stands before them.
    rf"{_BEFORE_NOUNS}(?:claim|demand|request|remark|fear|doubt|vow)(?:s|ed|ing)?",
    rf"{_BEFORE_NOUNS}(?:(?:promis|pledg)(?:e[sd]?|ing)|regret(?:s|ted|ting)?|worr(?:y|ies|ied|ying))",
    rf"{_BEFORE_NOUNS}(?:hop(?:e[sd]?|ing) (?:that|to|for)|call(?:s|ed|ing)? (?:for|on|upon))",
    # “We say” is the authors' own voice.
    but_after="we I",
)
"""Words of saying, asking and feeling: verbs, and nouns that do a verb's work."""

_LEADS_ON = re.compile(r"(?:(?: [\w'.-]+){0,4} (?:that|to|whether|if|how|why|what|about|of))?:? ?[\"“]?")
_COMMA = re.compile(r"[\"”]?,[\"”]? (?:[\w'.-]+ ){0,4}")
_LAST_WORDS = re.compile(r"(?! that)(?: [\w'-]+){0,5}[.?!,;\"”](?!\w)")


def reports(plain_text: str, verb: Range, words: Range) -> bool:
    """Whether a verb reports these words: it is one of them, leads up to them, or follows as in “…, officials said.”"""
    (start, end), (first, last) = verb, words
    if end <= first:
        return bool(_LEADS_ON.fullmatch(plain_text, end, first))
    if last <= start:
        return bool(_COMMA.fullmatch(plain_text, last, start) and _LAST_WORDS.match(plain_text, end))
    return first <= start and end <= last


_QUOTED = re.compile(r'"[^"]*(?:"|\Z)|“[^”]*(?:”|\Z)|„[^“”]*(?:[“”]|\Z)|«[^»]*(?:»|\Z)')


def quotations(paragraph: str) -> list[Range]:
    """What stands in quotation marks, marks included; where none closes, up to the end, as in a speech of several
    paragraphs. Single marks are not told from apostrophes."""
    return found(_QUOTED, paragraph)


_FINITE = _any_of(
    r"(?<!to )(?:am|is|are|was|were|has|have|had|do|does|did|will|would|shall|should|can|cannot|could|may|might|must"
    r"|\w+n't)(?: (?:not|never|even|still|also|\w+ly|have|had|be|been|being))*",
    "seems|seemed|appears|appeared|says|said|tells|told|asks|asked|urges|urged|warns|warned|thinks|thought",
)
_COORDINATED = re.compile(
    r"(?:,|\b(?:and|but|or|then)) (?:\w+ly )?\w+ed (?=(?:the|an?|its|their|his|her|that|to|on|in|from|into) )",
    re.IGNORECASE,
)
_SUBORDINATING = _any_of("because|although|though|while|whereas|when|which|who|whose|where|until")


def finite_clauses(plain_sentence: str) -> int:
    """About how many clauses have a verb of their own, told by auxiliaries, a few other verbs and joining words.

    Most verbs in a plain present or past are not seen, so the number is rather too small than too large.
    """
    verbs = max(1, len(found(_FINITE, plain_sentence))) + len(found(_COORDINATED, plain_sentence))
    return max(verbs, len(found(_SUBORDINATING, plain_sentence)) + 1, plain_sentence.count(";") + 1)
