"""Measure how a file is read out of a large wheel on a server."""

from __future__ import annotations

import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .measure import Spread, check, repeat
from .report import Row
from .scene import Scale, Scene

_INFO = "large-1.0.dist-info"
_DOCUMENT = b'{"variants": {}}' + b" " * 2000
_MEMBERS = 12_000
_BUDGET = "2 requests, 100 KB"


def range_rows(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Read `variant.json` as we do, and as upstream's lazy wheel would."""
    wheel = scene.folder / "large-1.0-py3-none-any-cuda13.whl"
    _write_wheel(wheel, scale.large)
    what = f"read variant.json out of a wheel of {_size(scale.large)}"
    with _serve(wheel) as server:
        for how, told, budget in (
            ("ours", what, _BUDGET),
            ("lazy", f"{what}, by upstream's lazy wheel", ""),
        ):
            yield _row(scene, scale, server, how, told, budget)
    wheel.unlink()


def _row(
    scene: Scene, scale: Scale, server: _Server, how: str, told: str, budget: str
) -> Row:
    def read(_: int) -> float:
        server.requests = server.sent = 0
        answer = scene.fork.inside("ranges", server.url, how)
        check(answer["size"] == len(_DOCUMENT), str(answer))
        return float(answer["wall"])

    times = Spread.of(repeat(read, scale.some))
    requests, sent = server.requests, server.sent
    measured = f"{requests} requests, {_size(sent)}, {times.median * 1000:.0f} ms"
    low, high = times.low * 1000, times.high * 1000
    spread = f"{low:.0f} ms .. {high:.0f} ms, {times.count} times"
    kept = requests <= 2 and sent <= 100_000 if budget else None
    return Row(told, budget, measured, spread, kept)


def _size(count: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("KB", 1000)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} bytes"


def _write_wheel(path: Path, size: int) -> None:
    """Write a wheel with as many members as a large framework has.

    Nearly all of it is a hole in the file, which takes no place on disk.
    """
    with open(path, "wb") as file:
        file.seek(size)
        with zipfile.ZipFile(file, "w") as archive:
            for number in range(_MEMBERS):
                archive.writestr(f"large/include/{'x' * 50}_{number}.h", b"")
            for name in ("METADATA", "WHEEL", "variant.json", "RECORD"):
                data = _DOCUMENT if name == "variant.json" else b"x" * 10_000
                archive.writestr(f"{_INFO}/{name}", data, zipfile.ZIP_DEFLATED)


class _Server(ThreadingHTTPServer):
    """Serves one file, in parts, and counts."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.path = path
        self.size = path.stat().st_size
        self.requests = self.sent = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{self.path.name}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.requests += 1
        size = self.server.size
        wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers["Range"] or "")
        first, last = 0, size - 1
        if wanted and wanted[1]:
            first, last = int(wanted[1]), min(int(wanted[2] or last), last)
        elif wanted:
            first = max(0, size - int(wanted[2]))
        self.send_response(206 if wanted else 200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last - first + 1))
        if wanted:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.end_headers()
        if self.command == "GET":
            with open(self.server.path, "rb") as file:
                file.seek(first)
                self.wfile.write(file.read(last - first + 1))
            self.server.sent += last - first + 1

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """The counted requests will do."""


@contextmanager
def _serve(path: Path) -> Iterator[_Server]:
    with _Server(path) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
