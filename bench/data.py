"""Synthetic claims, the same for the same number.

Words are as unevenly spread as in texts of people: a few in two claims of five, the others ever rarer.
"""

import random
from collections.abc import Iterator
from itertools import accumulate

from app.drafts.actors import ActorDraft
from app.drafts.base import Draft
from app.drafts.claims import ClaimDraft
from app.drafts.sources import SourceDraft
from app.drafts.topics import TopicDraft
from app.vocabulary import AuthorStance, ClaimKind, Modality, Polarity

GENERATION = 2
"""Goes up with each change of what is made, so that no database made before is taken for one made now."""

WORDS = (
    "alliance burden defence deterrence escalation guarantee harbour island missile mission neighbour nuclear partner "
    "patrol promise protection reassurance region security spending summit threat treaty troops umbrella"
).split(" ")
"""Each in two claims of five."""
_SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvwxyz" for vowel in "aeiou"]
TAIL = [
    _SYLLABLES[number // 10_000] + _SYLLABLES[number // 100 % 100] + _SYLLABLES[number % 100]
    for number in random.Random(GENERATION).sample(range(1_000_000), 5000)
]
"""Made-up words after Zipf, two in each claim: the first in one claim of five, the last in one of 20,000."""
_TAIL_WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(TAIL) + 1)))
_ACTORS, _TOPICS = 200, 60
CLAIMS_PER_SOURCE = 500


def common(seed: int) -> list[Draft]:
    """The actors and topics that all sources share."""
    chance = random.Random(seed)
    actors: list[Draft] = [
        ActorDraft.model_validate(
            {"id": f"actor-{at}", "name": f"Actor {at}", "kind": chance.choice(["state", "person"])}
        )
        for at in range(_ACTORS)
    ]
    topics: list[Draft] = [
        TopicDraft.model_validate(
            {
                "id": f"topic-{at}",
                "label": f"Topic {at}",
                "definition": "Made for measuring.",
                "parent": f"topic-{at % 10}" if at >= 10 else None,
            }
        )
        for at in range(_TOPICS)
    ]
    return [*actors, *topics]


def sources(seed: int, claims: int) -> Iterator[list[Draft]]:
    """One source at a time, with its claims."""
    for number in range(-(-claims // CLAIMS_PER_SOURCE)):
        how_many = min(CLAIMS_PER_SOURCE, claims - number * CLAIMS_PER_SOURCE)
        yield list(_source(random.Random(f"{seed}-{number}"), number, how_many))


def _source(chance: random.Random, number: int, how_many: int) -> Iterator[Draft]:
    sentences = [f"In {1950 + chance.randrange(60)} {_words(chance)}, case {at}." for at in range(how_many)]
    text = "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, how_many, 5))
    source = f"source-{number}"
    yield SourceDraft.model_validate(
        {
            "id": source,
            "title": f"Source {number}",
            "authors": [{"family": "Bench", "given": "A.", "actor": "actor-0"}],
            "issued": str(1950 + number % 70),
            "language": "en",
            "genre": "report",
            "rights": {"statement": "Made for measuring.", "text_policy": "full"},
            "text": text,
        }
    )
    start = 0
    for at, sentence in enumerate(sentences):
        start = text.index(sentence, start)
        yield _claim(chance, source, f"{source}-claim-{at}", sentence, start)


def _words(chance: random.Random) -> str:
    said = [*chance.choices(WORDS, k=12), *chance.choices(TAIL, cum_weights=_TAIL_WEIGHTS, k=2)]
    chance.shuffle(said)
    return " ".join(said)


def _claim(chance: random.Random, source: str, claim_id: str, sentence: str, start: int) -> ClaimDraft:
    voices = chance.sample(range(_ACTORS), chance.choice([0, 0, 1, 2]))
    year = int(sentence[3:7])
    return ClaimDraft.model_validate(
        {
            "id": claim_id,
            "source": source,
            "text": sentence,
            "kind": chance.choice(list(ClaimKind)),
            "quotes": [{"exact": sentence[:-1], "start": start}],
            "attribution": [{"voice": f"actor-{each}", "directness": "indirect"} for each in voices],
            "author_stance": chance.choice(list(AuthorStance)),
            "actors": [
                {"role": role, "actor": f"actor-{chance.randrange(_ACTORS)}"} for role in ("subject", "addressee")
            ],
            "topics": [f"topic-{each}" for each in chance.sample(range(_TOPICS), 2)],
            "polarity": chance.choice(list(Polarity)),
            "modality": chance.choice(list(Modality)),
            "said": str(year),
            "about": chance.choice([None, str(year - 1)]),
        }
    )
