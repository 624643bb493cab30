"""A server of one file on loopback, as strange as servers of files are.

A kind of server is a function that answers one request; those that are seen are in
`GOOD`, those that are hostile or broken in `BAD`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from types import TracebackType

from tests.builders.loopback import LoopbackServer


@dataclass
class Exchange:
    """One request, and the way to answer it."""

    handler: BaseHTTPRequestHandler
    data: bytes
    sent: int = 0

    @property
    def method(self) -> str:
        return self.handler.command

    @property
    def path(self) -> str:
        return self.handler.path

    @property
    def range(self) -> str | None:
        return self.handler.headers["Range"]

    @property
    def is_suffix(self) -> bool:
        return (self.range or "").startswith("bytes=-")

    def part(self) -> tuple[int, int] | None:
        """First and last byte of what is wanted, None for all of it."""
        wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", self.range or "")
        if wanted is None:
            return None
        first, last = wanted.groups()
        if not first:
            return max(0, len(self.data) - int(last)), len(self.data) - 1
        return int(first), min(int(last or len(self.data)), len(self.data) - 1)

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer, with `Content_Length=` or the like in place of what is right."""
        self.start(status, **{"Content_Length": str(len(body)), **headers})
        self.write(body)

    def start(self, status: int, **headers: str) -> None:
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def write(self, body: bytes) -> None:
        if self.method != "HEAD":
            self.handler.wfile.write(body)
            self.sent += len(body)

    def send_part(self, size: str | None = None, **headers: str) -> None:
        """Answer as a good server does; `size` stands in Content-Range."""
        part = self.part()
        if part is None:
            self.send(200, self.data)
            return
        first, last = part
        stated = f"bytes {first}-{last}/{size or len(self.data)}"
        body = self.data[first : last + 1]
        self.send(206, body, **{"Content_Range": stated, **headers})

    def redirect(self, place: str, status: int = 302) -> None:
        self.send(status, Location=place)


Answer = Callable[[Exchange], None]


class FileServer:
    """Serves `data` at every path, in the way of `answer`."""

    def __init__(self, data: bytes, answer: Answer = Exchange.send_part) -> None:
        self.data = data
        self.answer = answer
        self.log: list[str] = []
        self.sent = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """The log is `FileServer.log`."""

            def do_GET(self) -> None:
                exchange = Exchange(self, server.data)
                wanted = self.headers["Range"] or ""
                server.log.append(f"{self.command} {self.path} {wanted}".rstrip())
                try:
                    server.answer(exchange)
                except OSError:
                    self.close_connection = True
                finally:
                    server.sent += exchange.sent

            do_HEAD = do_GET

        self._server = LoopbackServer(Handler)

    def __enter__(self) -> FileServer:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()

    @property
    def root(self) -> str:
        return self._server.root

    def url(self, name: str) -> str:
        return f"{self.root}/files/{name}"


def refuse_head(exchange: Exchange) -> None:
    if exchange.method == "HEAD":
        exchange.send(405)
    else:
        exchange.send_part()


def sign(exchange: Exchange) -> None:
    """As GitHub's assets: behind a redirect to an address that is good for GET only."""
    if exchange.path.startswith("/files/"):
        exchange.redirect(exchange.path.replace("/files/", "/signed/") + "?sig=abc")
    elif exchange.method == "HEAD" or not exchange.path.endswith("?sig=abc"):
        exchange.send(403)
    else:
        exchange.send_part()


def sign_once() -> Answer:
    """A signed address that is good for one request."""
    used = []

    def answer(exchange: Exchange) -> None:
        if exchange.path.startswith("/files/"):
            exchange.redirect(f"/signed/{len(used)}")
        elif exchange.path in used:
            exchange.send(403)
        else:
            used.append(exchange.path)
            exchange.send_part()

    return answer


def hide_size(exchange: Exchange) -> None:
    exchange.send_part(size="*")


def ignore_ends(exchange: Exchange) -> None:
    if exchange.is_suffix:
        exchange.send(200, exchange.data)
    else:
        exchange.send_part()


def ignore_ends_and_hide_length(exchange: Exchange) -> None:
    if exchange.is_suffix:
        exchange.handler.close_connection = True
        exchange.start(200, Connection="close")
        exchange.write(exchange.data)
    else:
        exchange.send_part()


def refuse_ends(exchange: Exchange) -> None:
    if exchange.is_suffix:
        exchange.send(416, b"what?")
    else:
        exchange.send_part()


def refuse_ends_and_tell_size(exchange: Exchange) -> None:
    if exchange.is_suffix:
        exchange.send(416, Content_Range=f"bytes */{len(exchange.data)}")
    else:
        exchange.send_part()


def take_ends_for_beginnings(exchange: Exchange) -> None:
    if exchange.is_suffix:
        assert exchange.range is not None
        last = int(exchange.range.partition("-")[2])
        stated = f"bytes 0-{last - 1}/{len(exchange.data)}"
        exchange.send(206, exchange.data[:last], Content_Range=stated)
    else:
        exchange.send_part()


def keep_ends_short(exchange: Exchange) -> None:
    """No part is longer than 10,000 bytes."""
    part = exchange.part()
    if exchange.is_suffix and part is not None:
        first = max(part[0], len(exchange.data) - 10_000)
        stated = f"bytes {first}-{len(exchange.data) - 1}/{len(exchange.data)}"
        exchange.send(206, exchange.data[first:], Content_Range=stated)
    else:
        exchange.send_part()


GOOD: dict[str, Answer] = {
    "ranges": Exchange.send_part,
    "without HEAD": refuse_head,
    "signed address": sign,
    "hidden size": hide_size,
    "ends ignored": ignore_ends,
    "ends ignored, no length": ignore_ends_and_hide_length,
    "ends refused": refuse_ends,
    "ends refused, size told": refuse_ends_and_tell_size,
    "ends taken for beginnings": take_ends_for_beginnings,
    "short ends": keep_ends_short,
}


def _endless(status: int, **headers: str) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.handler.close_connection = True
        stated = {"Connection": "close", **headers}
        if status == 206:
            first, last = exchange.part() or (0, len(exchange.data) - 1)
            stated["Content_Range"] = f"bytes {first}-{last}/{len(exchange.data)}"
        exchange.start(status, **stated)
        while exchange.sent < 200 * 2**20:
            exchange.write(b"\0" * 65_536)

    return answer


def _status(status: int, **headers: str) -> Answer:
    return lambda exchange: exchange.send(status, b"no", **headers)


def _other_range(stated: str) -> Answer:
    def answer(exchange: Exchange) -> None:
        first, last = exchange.part() or (0, 0)
        body = exchange.data[first : last + 1]
        exchange.send(206, body, Content_Range=stated)

    return answer


def cut(exchange: Exchange) -> None:
    """Promises more than it sends."""
    exchange.handler.close_connection = True
    size = len(exchange.data)
    first, last = exchange.part() or (0, size - 1)
    exchange.start(
        206,
        Content_Range=f"bytes {first}-{last}/{size}",
        Content_Length=str(last - first + 1),
    )
    exchange.write(exchange.data[first : first + 10])


def fall_short(exchange: Exchange) -> None:
    """Sends less than its range, with the right length of that."""
    size = len(exchange.data)
    first, last = exchange.part() or (0, size - 1)
    stated = f"bytes {first}-{last}/{size}"
    exchange.send(206, exchange.data[first:last], Content_Range=stated)


def compress(exchange: Exchange) -> None:
    exchange.send_part(Content_Encoding="gzip")


def be_redirected(exchange: Exchange) -> None:
    exchange.redirect(exchange.path + "x")


def garble(exchange: Exchange) -> None:
    exchange.handler.close_connection = True
    lines = "HTTP/1.1 206 Yes", "Content-Length: 3", "what is this", " x", "", "abc"
    exchange.handler.wfile.write("\r\n".join(lines).encode())


BAD: dict[str, Answer] = {
    "garbled headers": garble,
    "204": _status(204),
    "401": _status(401, WWW_Authenticate="Basic realm=x"),
    "403": _status(403),
    "404": _status(404),
    "416": _status(416),
    "503 for an hour": _status(503, Retry_After="3600"),
    "429 for ever": _status(429, Retry_After="9" * 5000),
    "all of it only": lambda exchange: exchange.send(200, exchange.data),
    "endless": _endless(200),
    "endless part": _endless(206),
    "endless refusal": _endless(401, WWW_Authenticate="Basic realm=x"),
    "endless redirect": _endless(302, Location="/files/elsewhere"),
    "redirects without end": be_redirected,
    "a redirect to a local file": lambda e: e.redirect("file:///etc/passwd"),
    "a redirect to nowhere": lambda e: e.redirect("http:///"),
    "no Content-Range": lambda e: e.send(206, e.data[-100:]),
    "an odd Content-Range": _other_range("bytes ten-twenty/thirty"),
    "a range past the end": _other_range("bytes 100-200/50"),
    "a range of 4 TB": _other_range(f"bytes 0-{4 << 40}/{5 << 40}"),
    "a size of 4 TB": _other_range(f"bytes 0-0/{4 << 40}"),
    "cut off": cut,
    "fewer bytes than stated": fall_short,
    "compressed": compress,
}


def trickle(exchange: Exchange) -> None:
    """One byte after the other, which no time limit of a socket notices."""
    exchange.start(200, Content_Length="1000000")
    for _ in range(100):
        exchange.write(b" ")
        exchange.handler.wfile.flush()
        time.sleep(0.2)


def trickle_headers(exchange: Exchange) -> None:
    exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        exchange.handler.wfile.write(b"x")
        exchange.handler.wfile.flush()
        time.sleep(0.2)


def hang(exchange: Exchange) -> None:
    time.sleep(60)


SLOW: dict[str, Answer] = {
    "trickles": trickle,
    "trickles in headers": trickle_headers,
    "hangs": hang,
}
