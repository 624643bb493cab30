"""A package index on loopback: a real HTTP server with faults on demand."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, unquote

from tests.builders import pages
from tests.builders.loopback import LoopbackServer
from tests.builders.pages import File

HTML = "text/html; charset=utf-8"
JSON = "application/vnd.pypi.simple.v1+json"


@dataclass
class Request:
    """One line of the index's log; `path` is as the client wrote it."""

    method: str
    path: str
    range: str | None = None
    agent: str = ""
    status: int = 0
    sent: int = 0

    @property
    def line(self) -> str:
        """Method, path and range: what two clients can be compared by."""
        return " ".join(filter(None, [self.method, self.path, self.range]))


@dataclass(frozen=True)
class Fault:
    """What happens instead of the right answer.

    `body` None keeps the right body. `repeat` sends it that many times, without
    saying how long it will be; `cut` promises all of it, sends half and hangs up.
    `location` is where the client is sent, with a status that says so.
    """

    status: int = 200
    body: bytes | None = None
    content_type: str | None = None
    delay: float = 0
    repeat: int = 1
    cut: bool = False
    location: str | None = None


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    content_type: str = "application/octet-stream"
    max_age: int = 600


class Index:
    """Serves the files added, and logs what it is asked in `requests`.

    `formats` is "both" (by the Accept header), "html" or "json". `variants_json`
    lists `{name}-{version}-variants.json` files, made from the variant wheels unless
    one of that name was added. `caching` sends Cache-Control and ETag as PyPI does.
    All options are plain attributes and may be changed while it runs.
    """

    def __init__(
        self,
        *,
        formats: str = "both",
        sidecars: bool = True,
        hashes: bool = True,
        variants_json: bool = True,
        ranges: bool = True,
        caching: bool = True,
    ) -> None:
        self.formats = formats
        self.sidecars = sidecars
        self.hashes = hashes
        self.variants_json = variants_json
        self.ranges = ranges
        self.caching = caching
        self.requests: list[Request] = []
        self._files: dict[str, File] = {}
        self._documents: dict[str, File] | None = None
        self._faults: dict[str, Fault] = {}
        self._server = _Server(self)

    def __enter__(self) -> Index:
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

    @property
    def url(self) -> str:
        """What --index-url takes."""
        return f"{self.root}/simple/"

    def file_url(self, name: str) -> str:
        return f"{self.root}/files/{quote(name)}"

    @property
    def lines(self) -> list[str]:
        """The log as comparable lines."""
        return [request.line for request in self.requests]

    def add(
        self,
        *paths: Path,
        yanked: str | None = None,
        upload_time: str | None = None,
        metadata: bytes | None = None,
        url: str | None = None,
        claimed: str | None = None,
    ) -> None:
        """Offer wheels and sdists; `yanked` is the reason, "" for none given.

        `metadata` is offered beside the files instead of their true METADATA, `url`
        and `claimed` are listed instead of their true address and SHA-256.
        """
        for path in paths:
            project = pages.project_of(path.name)
            stated = pages.metadata_of(path) if metadata is None else metadata
            self._files[path.name] = File(
                path.name,
                project,
                path.read_bytes(),
                stated,
                yanked,
                upload_time,
                url,
                claimed,
            )

    def add_bytes(
        self, name: str, data: bytes, project: str, claimed: str | None = None
    ) -> None:
        """Offer a file of any name and content, such as a variants.json."""
        project = pages.normalized(project)
        self._files[name] = File(name, project, data, claimed=claimed)

    def fault(self, name: str, fault: Fault) -> None:
        """Answer so for that file name, or path such as "/simple/pkg/"."""
        self._faults[name] = fault

    def answer(self, path: str, accept: str) -> tuple[Answer, Fault | None]:
        """The right answer for a path, and the fault that is to spoil it."""
        path = unquote(path.partition("?")[0])
        name = path.rpartition("/")[2]
        fault = self._faults.get(path) or self._faults.get(name)
        if path.startswith("/files/"):
            return self._file(name), fault
        if path == "/simple/":
            return self._root_page(), fault
        if project := re.fullmatch(r"/simple/([^/]+)/", path):
            return self._project_page(project[1], accept), fault
        return Answer(404, b"no such page"), fault

    def _all_files(self) -> dict[str, File]:
        if not self.variants_json:
            return self._files
        if self._documents is None:
            made = pages.variants_documents(self._files.values())
            self._documents = {
                name: File(name, pages.project_of(name), data)
                for name, data in made.items()
            }
        return self._documents | self._files

    def _file(self, name: str) -> Answer:
        files = self._all_files()
        year = 365 * 24 * 3600
        if name in files:
            return Answer(200, files[name].data, max_age=year)
        wheel = files.get(name.removesuffix(".metadata"))
        if self.sidecars and wheel and wheel.metadata is not None:
            return Answer(200, wheel.metadata, max_age=year)
        return Answer(404, b"no such file")

    def _root_page(self) -> Answer:
        projects = sorted({file.project for file in self._files.values()})
        links = "\n".join(f'<a href="{name}/">{name}</a><br>' for name in projects)
        page = f"<!DOCTYPE html>\n<html><body>\n{links}\n</body></html>\n"
        return Answer(200, page.encode(), HTML)

    def _project_page(self, project: str, accept: str) -> Answer:
        files = [f for f in self._all_files().values() if f.project == project]
        says = pages.Says(self.sidecars, self.hashes)
        if not files:
            return Answer(404, b"no such project")
        if self.formats == "html" or (self.formats == "both" and JSON not in accept):
            return Answer(200, pages.html_page(files, says), HTML)
        if JSON not in accept:
            return Answer(406, b"only JSON here")
        return Answer(200, pages.json_page(project, files, says), JSON)


class _Server(LoopbackServer):
    def __init__(self, index: Index) -> None:
        self.index = index
        super().__init__(_Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # Without this each answer waits for the client's delayed acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The log is `Index.requests`."""

    def do_HEAD(self) -> None:
        self._respond()

    def do_GET(self) -> None:
        self._respond()

    def _respond(self) -> None:
        self.note = Request(
            self.command,
            self.path,
            self.headers["Range"],
            self.headers["User-Agent"] or "",
        )
        self.server.index.requests.append(self.note)
        accept = self.headers["Accept"] or ""
        answer, fault = self.server.index.answer(self.path, accept)
        if fault:
            self._spoil(answer, fault)
        elif answer.status != 200:
            self._send(answer, {})
        else:
            self._send_well(answer)

    def _spoil(self, answer: Answer, fault: Fault) -> None:
        time.sleep(fault.delay)
        body = answer.body if fault.body is None else fault.body
        kind = fault.content_type or answer.content_type
        spoiled = Answer(fault.status, body, kind)
        if fault.repeat > 1:
            self._send_endless(spoiled, fault.repeat)
        else:
            headers = {"Location": fault.location} if fault.location else {}
            self._send(spoiled, headers, cut=fault.cut)

    def _send_well(self, answer: Answer) -> None:
        headers = {}
        if self.server.index.caching:
            etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            headers = {"ETag": etag, "Cache-Control": f"max-age={answer.max_age}"}
            if self.headers["If-None-Match"] == etag:
                self._send(Answer(304, b"", answer.content_type), headers)
                return
        if self.server.index.ranges:
            headers["Accept-Ranges"] = "bytes"
            if part := _part(self.headers["Range"], len(answer.body)):
                first, last = part
                headers["Content-Range"] = f"bytes {first}-{last}/{len(answer.body)}"
                body = answer.body[first : last + 1]
                answer = Answer(206, body, answer.content_type)
        self._send(answer, headers)

    def _send(self, answer: Answer, headers: dict[str, str], cut: bool = False) -> None:
        self._start(answer, {**headers, "Content-Length": str(len(answer.body))})
        if self.command == "HEAD":
            return
        body = answer.body[: len(answer.body) // 2] if cut else answer.body
        self.close_connection = self.close_connection or cut
        self._write(body)

    def _send_endless(self, answer: Answer, repeat: int) -> None:
        self._start(answer, {"Connection": "close"})
        for _ in range(repeat):
            self._write(answer.body)

    def _start(self, answer: Answer, headers: dict[str, str]) -> None:
        self.note.status = answer.status
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _write(self, body: bytes) -> None:
        self.wfile.write(body)
        self.note.sent += len(body)


def _part(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range that can be served."""
    wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", header or "")
    if not wanted or wanted.group() == "bytes=-":
        return None
    first, last = wanted.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    if int(first) >= size:
        return None
    return int(first), min(int(last or size), size - 1)
