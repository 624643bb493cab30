"""Ask a server for hints, within limits.

A hint makes the choice among variants better; pip can do without it. So a server gets
little time, and one that used it up too often is asked no more.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from pip._vendor.urllib3.exceptions import TimeoutError as SocketTimeoutError

from pip._internal.exceptions.network import (
    ConnectionFailedError,
    ConnectionTimeoutError,
)
from pip._internal.variants.metadata.failures import HintRefused
from pip._internal.variants.metadata.parallel import within
from pip._internal.variants.metadata.quiet import (
    quiet_session,
    quietly,
    skip_body,
)
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.requests.models import Response

    from pip._internal.network.session import PipSession

T = TypeVar("T")

MAX_SECONDS = 30
"""For one file, in all its requests."""

MAX_REQUESTS = 12
"""For one file; redirects count."""

MAX_SILENCES = 3
"""Files of one server that may take too long; it is asked for no more after that."""

CHUNK_SIZE = 64 * 1024


def ask(
    session: PipSession, url: str, read: Callable[[Hint], T], caches: bool = True
) -> T:
    """Return the value that is made of a file that a server has.

    :param read: Asks for the file.
    :param caches: Whether pip's HTTP cache may answer.
    :raises HintRefused: If there is too much to read, or it takes too long.
    """
    host = urlsplit(url).netloc.rpartition("@")[2]
    silences = PROCESS.silences.setdefault(session, Counter())
    if silences[host] >= MAX_SILENCES:
        raise HintRefused(f"{host} was too slow before, so pip does not ask it")
    try:
        return within(MAX_SECONDS, partial(_read_quietly, read, Hint(session, caches)))
    except TimeoutError:
        silences[host] += 1
        raise HintRefused(f"it took longer than {MAX_SECONDS} s") from None
    except (ConnectionTimeoutError, SocketTimeoutError):
        silences[host] += 1
        raise


def _read_quietly(read: Callable[[Hint], T], hint: Hint) -> T:
    with quietly():
        return read(hint)


class Hint:
    """One file that a server is asked for; whoever asks too much gets an error."""

    def __init__(self, session: PipSession, caches: bool) -> None:
        self._session = quiet_session(session, caches)
        self._end = time.monotonic() + MAX_SECONDS
        self._requests = 0

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[Response]:
        """Request the file, or a part of it.

        :raises PipError, RequestException: If the server cannot be asked.
        """
        try:
            response = self._get(url, headers)
        except ConnectionFailedError:
            # It may have ended a connection that was kept.
            response = self._get(url, headers)
        with response:
            yield response

    def _get(self, url: str, headers: Mapping[str, str]) -> Response:
        self._count()
        left = math.ceil(self._time_left())
        return self._session.get(
            url,
            headers=dict(headers),
            stream=True,
            timeout=min(self._session.timeout or left, left),
            hooks={"response": self._note},
        )

    def chunks(self, response: Response) -> Iterator[bytes]:
        """Yield the body of an answer, as it was sent."""
        for chunk in response.raw.stream(CHUNK_SIZE, decode_content=False):
            self._time_left()
            yield chunk

    def _note(self, response: Response, **_: Any) -> None:
        """Take note of an answer, which may be a redirect."""
        self._time_left()
        if response.is_redirect:
            skip_body(response)
            self._count()

    def _count(self) -> None:
        """Count a request before it is made.

        :raises HintRefused: If it is one too many.
        """
        if self._requests == MAX_REQUESTS:
            raise HintRefused(f"it took more than {MAX_REQUESTS} requests")
        self._requests += 1

    def _time_left(self) -> float:
        """Return it; this also ends calls for which nobody waits any more.

        :raises TimeoutError: If there is none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left
