"""The HTTP server under all servers of the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import (
    BaseHTTPRequestHandler,
    SimpleHTTPRequestHandler,
    ThreadingHTTPServer,
)
from pathlib import Path


class LoopbackServer(ThreadingHTTPServer):
    """A server at a free port of this machine."""

    daemon_threads = True
    # By default 5 clients wait, and the next is lost for seconds; pip asks for more.
    request_queue_size = 64

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is no news."""

    def start(self) -> None:
        """Answer requests from now on."""
        serve = partial(self.serve_forever, poll_interval=0.02)
        threading.Thread(target=serve, daemon=True).start()

    def stop(self) -> None:
        """Answer no more."""
        self.shutdown()
        self.server_close()


class StaticFiles(SimpleHTTPRequestHandler):
    """As a server of static files answers."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def folder_served(
    folder: Path, handler: type[StaticFiles] = StaticFiles
) -> Iterator[str]:
    """Yield the address of a folder on a server of static files."""
    server = LoopbackServer(partial(handler, directory=str(folder)))
    server.start()
    try:
        yield server.root
    finally:
        server.stop()
