"""How far a long task has come, for whoever watches it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Watcher = Callable[[str, int, int], None]
"""Is told what is done, how many of it, and of how many."""

_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)
_EVERY = 100


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Tell this watcher what is done in the block."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def steps(done: str, each: Sequence[T], size: int = 1) -> Iterator[T]:
    """Go through these, each `size` of what is counted, and tell whoever watches."""
    watcher = _WATCHER.get()
    if watcher is None:
        yield from each
        return
    for at, one in enumerate(each):
        if at * size % _EVERY == 0:
            watcher(done, at * size, len(each) * size)
        yield one
    watcher(done, len(each) * size, len(each) * size)
