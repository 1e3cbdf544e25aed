"""Topics over HTTP: what they can be asked, and the endpoints."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from app.answering import answer_counts, answer_list, answer_record
from app.asking import ClosedRoute, asked
from app.counting import counts
from app.filters import Ids, Refers, Since, Values
from app.models import Topic, table
from app.params import By, FilterParams, Paged, SortBy
from app.records.topics import TopicRecord
from app.resources.shared import Counts, PageOf, RecordAsk, as_list, as_record, documented, edition, id_like
from app.values import Moment
from app.vocabulary import Noun

TOPIC = table(Topic).c

TopicId = Annotated[str, id_like("extended-deterrence")]


class TopicFilters(FilterParams):
    """What topics can be narrowed by."""

    id: Annotated[Values, Ids(Noun.TOPICS)] = ()
    """These topics."""
    updated_since: Annotated[Moment | None, Since(TOPIC.updated)] = None
    """Changed at this moment or later."""
    parent: Annotated[Values, Refers(Noun.TOPICS, TOPIC.parent_key)] = ()
    """Directly below any of these topics."""


ORDER = SortBy("id", id=TOPIC.id, label=TOPIC.label, created=TOPIC.created, updated=TOPIC.updated)


class TopicParams(TopicFilters, Paged):
    sort: Annotated[str, ORDER] = ORDER.default
    """A field, `-` before it for descending."""


class TopicCountParams(TopicFilters):
    by: Annotated[Values, By(TopicFilters)]
    """Up to three fields."""


TopicListAsk = Annotated[TopicParams, asked(TopicParams)]
TopicCountAsk = Annotated[TopicCountParams, asked(TopicCountParams)]
router = APIRouter(prefix="/v1/topics", tags=["topics"], route_class=ClosedRoute)


@router.get("", operation_id="list_topics", response_model=PageOf[TopicRecord], responses=as_list(Noun.TOPICS))
async def list_topics(request: Request, params: TopicListAsk) -> Response:
    """List topics: different filters narrow, a repeated filter widens."""
    return await answer_list(request, await edition(request, params), Noun.TOPICS, params, ORDER)


@router.get("/counts", operation_id="count_topics", response_model=Counts, responses=documented(404, 406))
async def count_topics(request: Request, params: TopicCountAsk) -> Response:
    """Count topics by up to three fields, with the filters of the list."""
    return answer_counts(request, await counts(await edition(request, params), Noun.TOPICS, params))


@router.get("/{id}", operation_id="get_topic", response_model=TopicRecord, responses=as_record(Noun.TOPICS))
async def get_topic(request: Request, id: TopicId, params: RecordAsk) -> Response:
    """One topic, with its definition and its place in the tree."""
    return await answer_record(request, await edition(request, params), Noun.TOPICS, id, params)
