"""Parts of a file that a server has.

The end is asked for first, with its size. Servers differ in how they take that: some
know no ends, only places; some send all of the file; some tell no size. Each is given
the next best request. Nothing is asked by HEAD, which many refuse.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.network.utils import HEADERS
from pip._internal.variants.metadata.failures import HintRefused, refusal
from pip._internal.variants.metadata.quiet import encoding_of

if TYPE_CHECKING:
    from pip._vendor.requests.models import Response

    from pip._internal.variants.metadata.hints import Hint

MAX_BYTES = 16 * 1024 * 1024
"""Of one file, in all parts."""

MAX_WHOLE = 1024 * 1024
"""In bytes; a larger file is not taken from a server that gives no parts."""

_REFUSALS = (400, 416, 501)
"""Statuses of servers that do not understand a range, or have nothing there."""

_find_range = partial(
    re.fullmatch,
    r"\s*bytes[\s=]+(?:([0-9]{1,18})-([0-9]{1,18})|\*)/([0-9]{1,18}|\*)\s*",
    flags=re.IGNORECASE,
)


class _Part(NamedTuple):
    """The outcome of a request.

    :param start: Where the bytes stand in the file; None if there are none.
    :param size: Of the file; None if the server does not tell.
    """

    start: int | None = None
    content: bytes = b""
    size: int | None = None

    @property
    def stop(self) -> int:
        return (self.start or 0) + len(self.content)


class RemoteFile:
    """A file, of which the last bytes are fetched at once, and others when needed.

    :raises HintRefused: If the server gives no parts, or wrong ones.
    """

    def __init__(self, hint: Hint, url: str, tail: int) -> None:
        self._hint = hint
        self._url = self._place = url
        self._left = MAX_BYTES
        self._end = self._fetch_end(tail)
        self.size = self._end.stop

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes between two places of the file.

        :raises HintRefused: If they cannot be had.
        """
        first = self._end.start or 0
        if start >= first:
            return self._end.content[start - first : stop - first]
        kept = self._end.content[: max(0, stop - first)]
        return self._fetch(start, min(stop, first)) + kept

    def _fetch(self, start: int, stop: int) -> bytes:
        wanted = f"bytes={start}-{stop - 1}"
        part = self._ask(wanted, stop - start)
        if part.start is None and self._place != self._url:
            # An address to which it was redirected may be good for once only.
            self._place = self._url
            part = self._ask(wanted, stop - start)
        if (part.start, part.stop) != (start, stop):
            raise HintRefused("the server sends other bytes than pip requested")
        return part.content

    def _fetch_end(self, tail: int) -> _Part:
        part = self._ask(f"bytes=-{tail}", tail)
        if _is_end(part):
            return part
        if part.size is None:
            part = self._ask("bytes=0-0", 1)
        if part.size is not None and part.stop < part.size:
            start = max(0, part.size - tail)
            part = self._ask(f"bytes={start}-{part.size - 1}", tail)
        elif part.size is None:
            part = self._ask(None, MAX_WHOLE)
        if part.size is None or part.start is None or part.stop < part.size:
            raise HintRefused("the index offers no metadata without the wheel")
        return part

    def _ask(self, wanted: str | None, most: int) -> _Part:
        # A cache of HTTP takes a part for the whole.
        headers = {**HEADERS, "Cache-Control": "no-cache"}
        if wanted is not None:
            headers["Range"] = wanted
        with self._hint.get(self._place, headers) as response:
            status = response.status_code
            if status in (200, 206):
                if encoding_of(response):
                    raise HintRefused("the server compresses it")
                self._place = str(response.url)
                is_part = status == 206
                return self._take(response, most) if is_part else self._whole(response)
            if status in _REFUSALS and wanted is not None:
                return _Part(size=_stated(response)[2])
            if self._place != self._url:
                return _Part()
            raise refusal(response)

    def _take(self, response: Response, most: int) -> _Part:
        first, last, size = _stated(response)
        if first is None or last is None or not first <= last < first + most:
            return _Part(size=size)
        content = self._body(response, last - first + 1)
        if first + len(content) <= last:
            raise HintRefused("the server sends fewer bytes than it says")
        return _Part(first, content, size)

    def _whole(self, response: Response) -> _Part:
        length = response.headers.get("Content-Length", "")
        size = int(length) if re.fullmatch("[0-9]{1,18}", length) else None
        if size is not None and size > MAX_WHOLE:
            return _Part(size=size)
        content = self._body(response, MAX_WHOLE + 1)
        if len(content) > MAX_WHOLE:
            return _Part()
        return _Part(0, content, len(content))

    def _body(self, response: Response, most: int) -> bytes:
        """Return the body that a server sends, up to a limit."""
        if most > self._left:
            raise HintRefused(f"pip would have to read over {MAX_BYTES} bytes")
        content = bytearray()
        for chunk in self._hint.chunks(response):
            content += chunk
            if len(content) >= most:
                break
        self._left -= min(most, len(content))
        return bytes(content[:most])


def _is_end(part: _Part) -> bool:
    """Return whether an answer is the requested end of a file."""
    if part.start is None:
        return False
    if part.size is None:
        # Some servers take an end for a beginning.
        return part.start > 0
    return part.stop == part.size


def _stated(response: Response) -> tuple[int | None, int | None, int | None]:
    """Return which bytes an answer has, the first and the last, and of how many."""
    match = _find_range(response.headers.get("Content-Range", ""))
    if match is None:
        return None, None, None
    first, last, size = (
        int(text) if text and text != "*" else None for text in match.groups()
    )
    if size is not None and last is not None and last >= size:
        return None, None, None
    return first, last, size
