"""English words that tell what kind of claim something is, by lemma; `app.text.cues` has those that work by form."""

from app.vocabulary import ClaimKind


def words(written: str) -> frozenset[str]:
    return frozenset(written.split())


SAYING = words(
    "say tell state suggest disclose reveal announce declare explain argue assert insist contend allege admit "
    "acknowledge deny predict concede conclude note warn report maintain add reply write claim remark think believe "
    "observe testify confirm stress emphasize emphasise indicate show find hope point accuse blame criticize criticise"
)
ASKING = words(
    "ask urge demand request beg implore press coax expect call propose recommend seek exhort appeal order want invite "
    "pressure"
)
PROMISING = words("promise pledge vow assure reassure guarantee commit undertake swear")
FEELING = words("fear worry resent lament regret complain dread doubt bemoan concern alarm dismay anger upset trouble")
FELT = words("concerned afraid worried alarmed dismayed anxious angry uneasy fearful resentful nervous frustrated")
"""Feelings as adjectives: “is concerned about …”."""
MOODS = words("chagrin dismay regret alarm annoyance horror anger frustration disappointment displeasure")
"""Feelings in “much to somebody's …”."""
AHEAD = words("fear worry concern dread concerned afraid worried anxious nervous fearful doubt")
"""Feelings about what may come: nobody says that it will."""
DENYING = words("deny doubt")
"""Verbs whose speaker holds what they report to be untrue."""
KINDS = {
    **dict.fromkeys(SAYING, None),
    **dict.fromkeys(ASKING, ClaimKind.DEMAND),
    **dict.fromkeys(PROMISING, ClaimKind.COMMITMENT),
    **dict.fromkeys(FEELING | FELT, ClaimKind.CONCERN),
}
"""What a verb that reports says of the claim it reports."""
ONLY_WITH = {"call": words("for on upon"), "lead": words("to"), "result": words("in"), "point": words("out")}
"""Verbs that mean this only with a preposition: “called for help”, not “called it an insult”."""
TRYING = words("try continue begin start keep attempt")
"""Verbs that leave the meaning to the next one: “is trying to coax”."""
PROMISES = words("reassurance assurance promise pledge vow guarantee commitment")
REPORTS = PROMISES | words("claim talk suggestion report fear worry warning belief demand argument rumour")
"""Nouns with a verb's work: “reassurance that …”."""

OUGHT = words("should must ought")
NEEDING = words("need require deserve recommend")
COMING = words("will would shall 'll wo 'd")
MIGHT = words("may might could")
CAUSING = words("cause lead result provoke trigger produce prompt force enable undermine explain")
SEEMING = words("seem appear look remain become prove sound feel")
JUDGING = words("too only merely unfortunately surely clearly obviously far")

POSSIBLE = MIGHT | words("perhaps maybe possibly possible potentially conceivably lest")
SOFTENING = words("relatively largely mostly virtually nearly almost")
"""Hedges of how much, not of how sure."""
CONCEDING = words("although though")

DOCUMENTS = words(
    "document report paper memo memorandum letter file record study survey poll treaty statement book archive"
)
PEOPLE = words(
    "minister president spokesman spokeswoman spokesperson ambassador general admiral secretary chancellor king queen "
    "leader chief adviser advisor official professor analyst expert senator governor director premier commander critic"
)
VAGUE = words(
    "some others other many few several most critics officials observers analysts experts sources people they who"
)
"""Words for people of whom a text says no more."""
NOBODY = words("nobody none no-one nothing neither")
