"""Filter the lines of upstream's resolver when it is asked again.

Upstream offers no other way: it writes to its loggers, whoever asks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from pip._internal.resolution.resolvelib.candidates import ExtrasCandidate

if TYPE_CHECKING:
    from pip._internal.resolution.resolvelib.base import Candidate

P = ParamSpec("P")
T = TypeVar("T")


def without_repeats(
    again: Callable[P, T], resolved: Mapping[str, Candidate]
) -> Callable[P, T]:
    """Return a function that asks a resolver again, without its earlier warnings.

    :param resolved: The decision so far.
    """

    @wraps(again)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        news = _News(_missing_extras(resolved))
        logger = logging.getLogger(ExtrasCandidate.__module__)
        logger.addFilter(news)
        try:
            return again(*args, **kwargs)
        finally:
            logger.removeFilter(news)

    return ask


@contextmanager
def unexplained() -> Iterator[None]:
    """Keep upstream from saying why an attempt failed, as it is not the last."""
    explaining = logging.getLogger("pip._internal.resolution.resolvelib.factory")
    was_disabled, explaining.disabled = explaining.disabled, True
    try:
        yield
    finally:
        explaining.disabled = was_disabled


def _missing_extras(resolved: Mapping[str, Candidate]) -> Iterator[tuple[str, ...]]:
    """Yield the subjects of the warnings of missing extras."""
    for candidate in resolved.values():
        if isinstance(candidate, ExtrasCandidate):
            base = candidate.base
            for extra in candidate.extras.difference(base.dist.iter_provided_extras()):
                yield base.name, str(base.version), extra


class _News(logging.Filter):
    """Lets each warning through once.

    :param told: The subjects of earlier warnings.
    """

    def __init__(self, told: Iterator[tuple[str, ...]]) -> None:
        super().__init__()
        self._told = set(told)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING or not isinstance(record.args, tuple):
            return True
        about = tuple(map(str, record.args))
        is_new = about not in self._told
        self._told.add(about)
        return is_new
