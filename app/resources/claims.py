"""Claims over HTTP: what they can be asked, and the endpoints."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy import literal, select, union_all

from app.answering import answer_counts, answer_list, answer_record
from app.asking import ClosedRoute, asked
from app.counting import counts
from app.filters import Flag, From, Ids, OneOf, Refers, Since, To, Values
from app.models import Claim, ClaimActor, ClaimSpeaker, ClaimTopic, ClaimVoice, table
from app.models.pairs import Pairs, pairs
from app.params import By, FilterParams, Paged, SortBy
from app.records.claims import ClaimRecord
from app.records.naming import CLAIM_ACTORS
from app.resources.shared import Counts, PageOf, RecordAsk, as_list, as_record, documented, edition, id_like
from app.resources.topic_tree import AboutTopic
from app.values import Edtf, Moment
from app.vocabulary import AuthorStance, ClaimKind, ClaimStatus, Directness, Modality, Noun, Polarity, Role

CLAIM, _ROLE = table(Claim).c, table(ClaimActor).c
_SPEAKER, _VOICE, _TOPIC = table(ClaimSpeaker).c, table(ClaimVoice).c, table(ClaimTopic).c


def _in_role(role: Role) -> Pairs:
    return pairs(_ROLE.claim_key, _ROLE.actor_key).where(_ROLE.role == literal(role.value, literal_execute=True))


_DIRECTNESS = union_all(
    pairs(_VOICE.claim_key, _VOICE.directness),
    select(CLAIM.key, literal(Directness.AUTHORIAL.value)).where(~CLAIM.attributed),
)


ClaimId = Annotated[str, id_like("sato-expects-nuclear-retaliation")]


class ClaimFilters(FilterParams):
    """What claims can be narrowed by."""

    id: Annotated[Values, Ids(Noun.CLAIMS)] = ()
    """These claims."""
    updated_since: Annotated[Moment | None, Since(CLAIM.updated)] = None
    """Changed at this moment or later."""
    source: Annotated[Values, Refers(Noun.SOURCES, CLAIM.source_key)] = ()
    """Put forward by any of these sources."""
    kind: Annotated[Values, OneOf(ClaimKind, CLAIM.kind)] = ()
    """Of any of these kinds."""
    actor: Annotated[Values, Refers(Noun.ACTORS, CLAIM_ACTORS)] = ()
    """Any of these actors has a role in it or is a voice in its chain."""
    speaker: Annotated[Values, Refers(Noun.ACTORS, pairs(_SPEAKER.claim_key, _SPEAKER.actor_key))] = ()
    """Any of these actors says it: the innermost voice, or the authors where they assert it themselves."""
    voice: Annotated[Values, Refers(Noun.ACTORS, pairs(_VOICE.claim_key, _VOICE.actor_key))] = ()
    """Any of these actors stands anywhere in its chain of voices."""
    subject: Annotated[Values, Refers(Noun.ACTORS, _in_role(Role.SUBJECT))] = ()
    """It is about any of these actors."""
    target: Annotated[Values, Refers(Noun.ACTORS, _in_role(Role.TARGET))] = ()
    """Any of these actors is acted on or affected."""
    addressee: Annotated[Values, Refers(Noun.ACTORS, _in_role(Role.ADDRESSEE))] = ()
    """Any of these actors is asked, told or promised something."""
    topic: Annotated[Values, AboutTopic(pairs(_TOPIC.claim_key, _TOPIC.topic_key))] = ()
    """About any of these topics or one below it."""
    modality: Annotated[Values, OneOf(Modality, CLAIM.modality)] = ()
    """How sure its speaker is."""
    polarity: Annotated[Values, OneOf(Polarity, CLAIM.polarity)] = ()
    """Affirmed or negated."""
    author_stance: Annotated[Values, OneOf(AuthorStance, CLAIM.author_stance)] = ()
    """What the authors make of it."""
    directness: Annotated[Values, OneOf(Directness, _DIRECTNESS)] = ()
    """A step of its chain is so; `authorial` means there is no chain."""
    hedged: Annotated[Values, Flag(CLAIM.key, CLAIM.hedged)] = ()
    """Whether it holds a hedging word."""
    conditional: Annotated[Values, Flag(CLAIM.key, CLAIM.conditional)] = ()
    """Whether it depends on a condition."""
    ironic: Annotated[Values, Flag(CLAIM.key, CLAIM.ironic)] = ()
    """Whether it is said by irony or idiom."""
    attributed: Annotated[Values, Flag(CLAIM.key, CLAIM.attributed)] = ()
    """Whether it is given to a voice other than the authors."""
    status: Annotated[Values, OneOf(ClaimStatus, CLAIM.status)] = ()
    """Where it stands in curation."""
    about_from: Annotated[Edtf | None, From(CLAIM.about_latest)] = None
    """The time it speaks of reaches to this date or later."""
    about_to: Annotated[Edtf | None, To(CLAIM.about_earliest)] = None
    """The time it speaks of begins at this date or earlier."""
    said_from: Annotated[Edtf | None, From(CLAIM.said_latest)] = None
    """It was said at this date or later."""
    said_to: Annotated[Edtf | None, To(CLAIM.said_earliest)] = None
    """It was said at this date or earlier."""


ORDER = SortBy(
    "position",
    position=CLAIM.position,
    id=CLAIM.id,
    kind=CLAIM.kind,
    about=CLAIM.about_earliest,
    said=CLAIM.said_earliest,
    created=CLAIM.created,
    updated=CLAIM.updated,
)


class ClaimParams(ClaimFilters, Paged):
    sort: Annotated[str, ORDER] = ORDER.default
    """A field, `-` before it for descending; `position` is the order of the text."""


class ClaimCountParams(ClaimFilters):
    by: Annotated[Values, By(ClaimFilters)]
    """Up to three fields."""


ClaimCountAsk = Annotated[ClaimCountParams, asked(ClaimCountParams)]
ClaimListAsk = Annotated[ClaimParams, asked(ClaimParams)]
router = APIRouter(prefix="/v1/claims", tags=["claims"], route_class=ClosedRoute)


@router.get("", operation_id="list_claims", response_model=PageOf[ClaimRecord], responses=as_list(Noun.CLAIMS))
async def list_claims(request: Request, params: ClaimListAsk) -> Response:
    """List claims: different filters narrow, a repeated filter widens."""
    return await answer_list(request, await edition(request, params), Noun.CLAIMS, params, ORDER)


@router.get("/counts", operation_id="count_claims", response_model=Counts, responses=documented(404, 406))
async def count_claims(request: Request, params: ClaimCountAsk) -> Response:
    """Count claims by up to three fields, with the filters of the list."""
    return answer_counts(request, await counts(await edition(request, params), Noun.CLAIMS, params))


@router.get("/{id}", operation_id="get_claim", response_model=ClaimRecord, responses=as_record(Noun.CLAIMS))
async def get_claim(request: Request, id: ClaimId, params: RecordAsk) -> Response:
    """One claim, with the words that prove it and the chain of voices behind it."""
    return await answer_record(request, await edition(request, params), Noun.CLAIMS, id, params)
