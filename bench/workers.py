"""Two workers against one, where the server has so much to do that the client's share of the processor is small.

Long compressed pages, as any browser or library asks for them. Two cores are taken for granted.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from bench.asking import Places
from bench.client import Load, load, requests
from bench.results import Result, by_turns, rates
from bench.serving import Server, ours

_ROUNDS, _LIMIT, _CONNECTIONS, _PAGES = 5, 200, 32, 400


def measure(file: Path) -> Iterator[Result]:
    places = Places(file)
    often = min(_PAGES, len(places) // 30)
    with ours(file) as one, ours(file, workers=2) as two:

        def loads(of: Server, taken: list[Load]) -> Callable[[], float]:
            def once() -> float:
                pages = requests(places.pages(_LIMIT), often, "Accept-Encoding: gzip")
                taken.append(load(of, pages, _CONNECTIONS))
                return taken[-1].rate

            return once

        both, alone = list[Load](), list[Load]()
        measured = by_turns(loads(two, both), loads(one, alone), _ROUNDS)
    result = rates(f"gzipped page of {_LIMIT}, cold, two workers", "one worker", measured, 1.7)
    yield replace(result, ours=f"{result.ours}: {_account(both[1:])}", theirs=f"{result.theirs}: {_account(alone[1:])}")


def _account(loads: list[Load]) -> str:
    """Who computed how much: without the first load, which only warms up."""
    seconds, requests = sum(each.seconds for each in loads), sum(each.requests for each in loads)
    server, client = sum(each.server for each in loads), sum(each.client for each in loads)
    busy = f"the server on {server / seconds:.2f} cores, the client on {client / seconds:.2f}"
    return f"{server / requests * 1000:.1f} ms of processor a page, {busy}"
