"""An index on loopback whose answers are made before anyone asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .offers import make_wheel


class Index(ThreadingHTTPServer):
    """Serves `answers`, path -> body, and keeps the paths asked for in `requests`."""

    daemon_threads = True

    def __init__(self, answers: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.requests: list[str] = []

    @property
    def url(self) -> str:
        """The address for --index-url."""
        return f"http://127.0.0.1:{self.server_address[1]}/simple/"


class _Handler(BaseHTTPRequestHandler):
    server: Index
    protocol_version = "HTTP/1.1"
    # Without this each answer waits for the client's delayed acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        body = self.server.answers.get(self.path)
        if body is None and self.path.endswith(".whl"):
            body = make_wheel(self.server.answers, self.path)
        is_page = self.path.startswith("/simple/")
        kind = "vnd.pypi.simple.v1+json" if is_page else "octet-stream"
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", f"application/{kind}")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The log is `Index.requests`."""


@contextmanager
def serve(answers: dict[str, bytes]) -> Iterator[Index]:
    """Serve until the end of the `with` block."""
    with Index(answers) as index:
        thread = threading.Thread(target=index.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield index
        finally:
            index.shutdown()
            thread.join()
