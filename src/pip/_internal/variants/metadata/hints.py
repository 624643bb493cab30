"""Ask a server for hints, within limits.

A hint makes the choice among variants better; pip can do without it. So a server gets
little time: for each hint here, for all of them see ``patience``.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from pip._vendor.urllib3.exceptions import HTTPError
from pip._vendor.urllib3.util.retry import Retry
from pip._vendor.variantlib.text import printable

from pip._internal.exceptions.network import ConnectionFailedError
from pip._internal.utils.misc import remove_auth_from_url
from pip._internal.variants.metadata.failures import HintRefused
from pip._internal.variants.metadata.parallel import within
from pip._internal.variants.metadata.patience import (
    MAX_FRUITLESS,
    MAX_PAGE_REQUESTS,
    MAX_PAGE_SECONDS,
    Patience,
)
from pip._internal.variants.metadata.quiet import (
    quiet_session,
    quietly,
    skip_body,
)
from pip._internal.variants.metadata.turns import BUSY, MAX_PAUSE, Turns
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.requests.models import Response

    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession

T = TypeVar("T")

MAX_SECONDS = 30
"""For one file, in all its requests."""

MAX_REQUESTS = 12
"""For one file; redirects count."""

CHUNK_SIZE = 64 * 1024


def ask(
    session: PipSession, link: Link, read: Callable[[Hint], T], caches: bool = True
) -> T:
    """Return the value that is made of a file that a server has.

    :param read: Asks for the file.
    :param caches: Whether pip's HTTP cache may answer.
    :raises HintRefused: If there is too much to read, or it takes too long.
    """
    server, page = patience_with(session, link)
    seconds = min(MAX_SECONDS, server.left, page.left)
    hint = Hint(session, caches, seconds, page, _turns_of(session, link))
    with server.waiting(), page.waiting():
        try:
            found = within(seconds, partial(_read_quietly, read, hint))
        except TimeoutError:
            took = math.ceil(seconds)
            raise HintRefused(f"it took longer than {took} s") from None
    server.renew()
    return found


def patience_with(session: PipSession, link: Link) -> tuple[Patience, Patience]:
    """Return the patience with the server of a file, and with the page that lists it.

    If a server does not give something to the pages of one host, this means nothing
    for those of others: a page may list files that the server never had.

    :raises HintRefused: If nothing is left of one of them.
    """
    known = PROCESS.patience.setdefault(session, {})
    page, place = Patience(math.inf), link.comes_from or ""
    host, lister = _host(link.url), ""
    if _is_on_web(place):
        lister, whole = _host(place), Patience(MAX_PAGE_SECONDS, MAX_PAGE_REQUESTS)
        page = known.setdefault(("page", place), whole)
        if not page.left:
            page.tell(_page_is_over(place, page))
            raise HintRefused("pip reads no more of the files on its page")
    server = known.setdefault((lister, host), Patience(MAX_FRUITLESS))
    if not server.left:
        server.tell(_server_is_over(host))
        reason = f"gave nothing for {MAX_FRUITLESS} s, so pip does not ask it"
        raise HintRefused(f"{host} {reason}")
    return server, page


def _turns_of(session: PipSession, link: Link) -> Turns:
    return PROCESS.turns.setdefault(session, {}).setdefault(_host(link.url), Turns())


def refuse_local(link: Link) -> None:
    """Refuse a file of this machine that a page on the web lists.

    Whoever runs that page shall not decide which files here pip opens, or of which
    machines of this network.

    :raises HintRefused: If the file is one.
    """
    if link.is_file and _is_on_web(link.comes_from or ""):
        reason = "it is a file of this machine, which a page on the web must not name"
        raise HintRefused(reason)


def _is_on_web(place: str) -> bool:
    return place.lower().startswith(("http://", "https://"))


def _page_is_over(place: str, spent: Patience) -> str:
    return (
        "Reading no more descriptions of the variants on "
        f"{printable(remove_auth_from_url(place))}, as they took {spent}: pip chooses "
        "among the variants that it knows. Tell whoever runs the index: a "
        "*-variants.json for each release spares these requests."
    )


def _server_is_over(host: str) -> str:
    return (
        f"Asking {host} for no more descriptions of variants, as it gave none for "
        f"{MAX_FRUITLESS} s: pip chooses among the variants that it knows. "
        "Try again, or tell whoever runs that server."
    )


def _host(url: str) -> str:
    return printable(urlsplit(url).netloc.rpartition("@")[2])


def _read_quietly(read: Callable[[Hint], T], hint: Hint) -> T:
    with quietly():
        return read(hint)


def _pause_of(response: Response) -> float:
    """Return for how many seconds a server wants to be left alone, if it says so."""
    stated = response.headers.get("Retry-After", "0")
    try:
        return Retry(retry_after_max=MAX_PAUSE).parse_retry_after(stated)
    except (HTTPError, ValueError, OverflowError):
        return 0


class Hint:
    """One file that a server is asked for; whoever asks too much gets an error.

    :param page: Counts the requests of all hints of a page.
    :param turns: Those of the server.
    """

    def __init__(
        self,
        session: PipSession,
        caches: bool,
        seconds: float,
        page: Patience,
        turns: Turns,
    ) -> None:
        # A busy server is asked again by turns.
        self._session = quiet_session(session, caches, BUSY)
        self._end = time.monotonic() + seconds
        self._page = page
        self._turns = turns
        self._requests = 0

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[Response]:
        """Request the file, or a part of it.

        :raises PipError, RequestException: If the server cannot be asked.
        """
        # It ends when all of the answer was read.
        with self._turns.turn(self._time_left()) as turn:
            while True:
                with self._reach(url, headers) as response:
                    if not turn.asks_again(response.status_code):
                        yield response
                        return
                    pause = _pause_of(response)
                turn.wait(self._time_left(), pause)

    def _reach(self, url: str, headers: Mapping[str, str]) -> Response:
        try:
            return self._get(url, headers)
        except ConnectionFailedError:
            # It may have ended a connection that was kept.
            return self._get(url, headers)

    def _get(self, url: str, headers: Mapping[str, str]) -> Response:
        self._count()
        left = math.ceil(self._time_left())
        try:
            return self._session.get(
                url,
                headers=dict(headers),
                stream=True,
                timeout=min(self._session.timeout or left, left),
                hooks={"response": self._note},
            )
        except (ValueError, OverflowError) as error:
            # A header has an absurd number or date; other libraries have errors of
            # their own.
            if type(error) not in (ValueError, OverflowError):
                raise
            raise HTTPException from error

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
        self._page.count()

    def _time_left(self) -> float:
        """Return it; this also ends calls for which nobody waits any more.

        :raises TimeoutError: If there is none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left
