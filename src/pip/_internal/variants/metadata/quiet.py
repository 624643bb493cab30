"""Use pip's session for hints: ask nobody for a password, and do not wait."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from pip._vendor.requests.adapters import BaseAdapter, HTTPAdapter
from pip._vendor.urllib3.exceptions import HTTPError

from pip._internal.network.auth import MultiDomainBasicAuth

if TYPE_CHECKING:
    from pip._vendor.requests.models import Response

    from pip._internal.network.auth import AuthInfo
    from pip._internal.network.session import PipSession

T = TypeVar("T")

MAX_RETRIES = 2
"""So often a request is repeated that a server answers with an error of its own."""

MAX_REDIRECTS = 10
MAX_SKIPPED = 64 * 1024
"""Bytes that are read of a body nobody needs, to keep the connection."""

_one_at_a_time = threading.Lock()
_here = threading.local()


class _Silence(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno < logging.WARNING or not hasattr(_here, "is_quiet")


for _name in ("connection", "connectionpool"):
    logging.getLogger(f"pip._vendor.urllib3.{_name}").addFilter(_Silence())


@contextmanager
def quietly() -> Iterator[None]:
    """Let urllib3 warn of nothing in this thread: not of bad headers, at length."""
    _here.is_quiet = True
    try:
        yield
    finally:
        del _here.is_quiet


class QuietAuth(MultiDomainBasicAuth):
    """Sends the passwords that pip has, and asks nobody for more.

    :param auth: The one that pip itself uses; learned passwords are shared with it.
    """

    def __init__(self, auth: MultiDomainBasicAuth) -> None:
        super().__init__(prompting=False, index_urls=auth.index_urls)
        self.passwords = auth.passwords
        self._keyring_provider = auth._keyring_provider  # noqa: SLF001 (our base class has no other name for it)
        self._use_keyring = auth.use_keyring

    @property
    def use_keyring(self) -> bool:
        return self._use_keyring

    def _get_keyring_auth(
        self, url: str | None, username: str | None
    ) -> AuthInfo | None:
        # A keyring may be locked, and several would ask for its password.
        with _one_at_a_time:
            return super()._get_keyring_auth(url, username)

    def handle_401(self, resp: Response, **kwargs: Any) -> Response:
        if resp.status_code == 401:
            skip_body(resp)
        return super().handle_401(resp, **kwargs)

    def warn_on_401(self, resp: Response, **kwargs: Any) -> None:
        """Whoever needs the file says so."""


def quiet_session(
    session: PipSession, caches: bool, final: Collection[int] = ()
) -> PipSession:
    """Return a session that shares connections and passwords with pip's own.

    :param caches: Whether pip's HTTP cache may answer.
    :param final: The statuses after which it repeats no request.
    """
    quiet = _copy(session)
    quiet.auth = QuietAuth(session.auth)
    quiet.max_redirects = MAX_REDIRECTS
    quiet.adapters = OrderedDict(
        (prefix, _impatient(adapter, caches, final))
        for prefix, adapter in session.adapters.items()
    )
    return quiet


def _impatient(
    adapter: BaseAdapter, caches: bool, final: Collection[int]
) -> BaseAdapter:
    if not isinstance(adapter, HTTPAdapter):
        return adapter
    impatient = _copy(adapter)
    retries = adapter.max_retries
    total = retries.total if isinstance(retries.total, int) else MAX_RETRIES
    impatient.max_retries = retries.new(
        total=min(total, MAX_RETRIES),
        # Each is a warning of urllib3's; see ``hints`` for the requests that are
        # repeated.
        connect=0,
        read=0,
        status_forcelist={*retries.status_forcelist}.difference(final),
        respect_retry_after_header=False,
        # The last answer says more than that there were too many.
        raise_on_status=False,
    )
    if not caches:
        # Of the caching adapter, which takes a part for the whole otherwise.
        impatient.cacheable_methods = ()  # type: ignore[attr-defined]
    return impatient


def encoding_of(response: Response) -> str:
    """Return how a body is compressed, nothing if it is not."""
    stated = response.headers.get("Content-Encoding", "").strip().lower()
    return {"identity": "", "x-gzip": "gzip"}.get(stated, stated)


def skip_body(response: Response) -> None:
    """Do without a body, which would be read to its end otherwise."""
    with suppress(HTTPError, OSError):
        response.raw.read(MAX_SKIPPED, decode_content=False)
    response.raw.close()
    response._content = b""  # noqa: SLF001 (requests has no other way to set a body)


def _copy(original: T) -> T:
    # Their own way of being copied leaves out connections and certificates.
    made: T = object.__new__(type(original))
    made.__dict__.update(original.__dict__)
    return made
