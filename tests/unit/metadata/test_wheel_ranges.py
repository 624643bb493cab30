"""One file out of a remote wheel: from whatever server, and within limits."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pip._internal.models.link import Link
from pip._internal.network.auth import get_keyring_provider
from pip._internal.network.session import PipSession
from pip._internal.variants.metadata import (
    hints,
    parallel,
    wheel_file,
    wheel_ranges,
)
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.fetch import fetch
from pip._internal.variants.metadata.quiet import MAX_REDIRECTS
from pip._internal.variants.metadata.wheel_file import (
    read_all_from_wheel,
    read_from_wheel,
)
from tests.builders.file_server import (
    BAD,
    GOOD,
    SLOW,
    Exchange,
    FileServer,
    sign,
    sign_once,
)

INFO = "pkg-1.0.dist-info"
TEXT = b"Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n"
WHEEL = "pkg-1.0-py3-none-any.whl"

Serve = Callable[..., FileServer]


def archive(size: int, members: int = 1, text: bytes = TEXT, at: int = -1) -> bytes:
    """A wheel of at least that size, its dist-info folder after so many members."""
    file = io.BytesIO()
    names = [f"pkg/{'x' * 60}{n}.py" for n in range(members)]
    with zipfile.ZipFile(file, "w") as made:
        for place, name in enumerate(names):
            if place == at:
                made.writestr(f"{INFO}/METADATA", text)
            data = random.Random(place).randbytes(size // members)
            made.writestr(name, data)
        if at < 0:
            made.writestr(f"{INFO}/METADATA", text, zipfile.ZIP_DEFLATED)
        made.writestr(f"{INFO}/RECORD", "")
    return file.getvalue()


def two_files(size: int, between: int = 0) -> bytes:
    """A wheel with a variant.json, too, maybe far from METADATA."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("pkg/data.bin", random.Random(0).randbytes(size))
        made.writestr(f"{INFO}/METADATA", TEXT)
        made.writestr("pkg/more.bin", random.Random(1).randbytes(between))
        made.writestr(f"{INFO}/variant.json", "{}")
    return file.getvalue()


SMALL, LARGE = archive(1000), archive(2_000_000)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(data, answer)`: a running server."""
    with ExitStack() as running:
        yield lambda *given: running.enter_context(FileServer(*given))


def read(server: FileServer, session: PipSession | None = None) -> bytes:
    link = Link(server.url(WHEEL))
    return read_from_wheel(session or PipSession(retries=0), link, "METADATA")


def refused(server: FileServer, session: PipSession | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        read(server, session)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
    return str(caught.value)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "MAX_SECONDS", 1)


@pytest.fixture(autouse=True)
def without_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """What passwords this machine keeps is none of our business."""
    monkeypatch.setattr("pip._internal.network.auth.KEYRING_DISABLED", True)
    get_keyring_provider.cache_clear()


class TestServers:
    @pytest.mark.parametrize("data", [SMALL, LARGE], ids=["small", "large"])
    @pytest.mark.parametrize("kind", GOOD)
    def test_the_file_is_read_within_limits(
        self, serve: Serve, kind: str, data: bytes
    ) -> None:
        server = serve(data, GOOD[kind])
        assert read(server) == TEXT
        assert len(server.log) <= (5 if data is LARGE else 3)
        assert not any(line.startswith("HEAD") for line in server.log)

    @pytest.mark.parametrize("kind", ["ranges", "without HEAD", "signed address"])
    def test_of_a_usual_server_few_bytes_are_fetched(
        self, serve: Serve, kind: str
    ) -> None:
        server = serve(LARGE, GOOD[kind])
        read(server)
        assert len(server.log) <= 2
        assert server.sent < 25_000

    def test_an_address_that_is_good_for_once(self, serve: Serve) -> None:
        data = archive(2_000_000, members=200, at=0)
        server = serve(data, sign_once())
        assert read(server) == TEXT

    def test_a_redirect_is_followed_once(self, serve: Serve) -> None:
        data = archive(2_000_000, members=100, at=0)
        server = serve(data, sign)
        assert read(server) == TEXT
        assert len(server.log) == 3

    @pytest.mark.parametrize("more", [0, 1])
    def test_all_requests_that_are_allowed_are_made(
        self, serve: Serve, more: int
    ) -> None:
        ways = [MAX_REDIRECTS, hints.MAX_REQUESTS - MAX_REDIRECTS - 2 + more]

        def redirect(exchange: Exchange) -> None:
            if ways[0]:
                ways[0] -= 1
                exchange.redirect(exchange.path + "x")
            else:
                ways[:] = ways[1:] or [0]
                exchange.send_part()

        # Its file is not at its end, which is read first.
        server = serve(archive(2_000_000, members=100, at=0), redirect)
        if more:
            assert refused(server) == "it took more than 12 requests"
        else:
            assert read(server) == TEXT
        assert len(server.log) == hints.MAX_REQUESTS

    def test_several_files_are_read_in_one_look(self, serve: Serve) -> None:
        data = two_files(2_000_000)
        far = io.BytesIO(data)
        with zipfile.ZipFile(far, "a") as made:
            made.writestr("pkg/last.bin", random.Random(1).randbytes(50_000))
        for content, requests in ((data, 1), (far.getvalue(), 2)):
            server = serve(content)
            link = Link(server.url(WHEEL))
            names = ["METADATA", "variant.json"]
            assert read_all_from_wheel(PipSession(), link, names) == [TEXT, b"{}"]
            assert len(server.log) == requests

    def test_files_that_lie_apart_are_read_one_by_one(self, serve: Serve) -> None:
        server = serve(two_files(2_000_000, between=1_000_000))
        link = Link(server.url(WHEEL))
        names = ["variant.json", "METADATA"]
        assert read_all_from_wheel(PipSession(), link, names) == [b"{}", TEXT]
        assert server.sent < 30_000

    @pytest.mark.parametrize("kind", BAD)
    def test_what_a_server_does_wrong_is_said(
        self, serve: Serve, kind: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        server = serve(LARGE, BAD[kind])
        started = time.monotonic()
        assert refused(server)
        assert time.monotonic() - started < 60
        assert len(server.log) <= hints.MAX_REQUESTS * 3
        assert all("redirect" in message for message in caplog.messages)
        # Most of it lies in the buffers of connections.
        assert server.sent < 100 * 2**20

    @pytest.mark.parametrize("kind", SLOW)
    def test_a_slow_server_is_given_up(
        self, serve: Serve, hurry: None, kind: str
    ) -> None:
        server = serve(LARGE, SLOW[kind])
        started = time.monotonic()
        assert refused(server)
        # Much sooner than such a server is done.
        assert time.monotonic() - started < 15

    def test_a_server_that_was_slow_is_asked_no_more(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hints, "MAX_FRUITLESS", 1)
        server, session = serve(LARGE, SLOW["trickles"]), PipSession(retries=0)
        assert "it took longer than 1 s" in refused(server, session)
        asked = len(server.log)
        assert "gave nothing for 1 s" in refused(server, session)
        assert len(server.log) == asked

    def test_without_parts_a_small_file_is_read_and_a_large_one_is_not(
        self, serve: Serve
    ) -> None:
        assert read(serve(SMALL, BAD["all of it only"])) == TEXT
        large = serve(archive(30_000_000), BAD["all of it only"])
        assert refused(large) == "the index offers no metadata without the wheel"
        # What lies in the buffers of the connection.
        assert large.sent < 30_000_000

    def test_more_bytes_than_are_allowed(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(wheel_ranges, "MAX_BYTES", 100_000)
        server = serve(archive(2_000_000, members=2000, at=0))
        assert "pip would have to read over 100000 bytes" in refused(server)


class TestPasswords:
    @staticmethod
    def wants_password(exchange: Exchange) -> None:
        if exchange.handler.headers["Authorization"]:
            exchange.send_part()
        else:
            exchange.send(401, b"no", WWW_Authenticate="Basic realm=x")

    @pytest.fixture(autouse=True)
    def nobody_is_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def ask(message: str) -> str:
            pytest.fail(f"pip asks: {message}")

        monkeypatch.setattr("pip._internal.network.auth.ask_input", ask)
        monkeypatch.setattr("pip._internal.network.auth.ask_password", ask)

    def test_nobody_is_asked_for_one(self, serve: Serve) -> None:
        server = serve(LARGE, self.wants_password)
        assert refused(server) == "401 Client Error: Unauthorized"
        with pytest.raises(FetchError, match="401"):
            fetch(PipSession(), Link(server.url("a.json")), 100)

    def test_the_one_in_the_address_is_sent(self, serve: Serve) -> None:
        server = serve(LARGE, self.wants_password)
        url = server.url(WHEEL).replace("//", "//user:pw@")
        assert read_from_wheel(PipSession(), Link(url), "METADATA") == TEXT

    def test_the_one_of_the_index_is_sent(self, serve: Serve) -> None:
        server = serve(LARGE, self.wants_password)
        index = server.root.replace("//", "//user:pw@") + "/simple/"
        assert read(server, PipSession(index_urls=[index])) == TEXT

    def test_one_that_the_user_gave_before_is_sent(self, serve: Serve) -> None:
        server, session = serve(LARGE, self.wants_password), PipSession()
        session.auth.passwords[server.root.removeprefix("http://")] = ("user", "pw")
        assert read(server, session) == TEXT

    def test_none_is_sent_to_another_server(self, serve: Serve) -> None:
        seen: list[str | None] = []

        def note(exchange: Exchange) -> None:
            seen.append(exchange.handler.headers["Authorization"])
            exchange.send_part()

        other = serve(LARGE, note)
        elsewhere = other.url(WHEEL).replace("127.0.0.1", "localhost")
        server = serve(LARGE, lambda exchange: exchange.redirect(elsewhere))
        url = server.url(WHEEL).replace("//", "//user:pw@")
        assert read_from_wheel(PipSession(), Link(url), "METADATA") == TEXT
        assert set(seen) == {None}


class TestSession:
    """What pip itself asks for afterwards is as it was."""

    def test_it_is_left_as_it_is(self, serve: Serve) -> None:
        session = PipSession(retries=5)
        auth, adapters = session.auth, dict(session.adapters)
        read(serve(LARGE), session)
        assert session.auth is auth
        assert auth.prompting
        assert dict(session.adapters) == adapters
        assert all(
            adapter.max_retries.total == 5
            for adapter in adapters.values()
            if hasattr(adapter, "max_retries")
        )

    def test_a_short_pause_is_kept(self, serve: Serve) -> None:
        asked: list[float] = []

        def busy(exchange: Exchange) -> None:
            asked.append(time.monotonic())
            if len(asked) == 1:
                exchange.send(429, Retry_After="1")
            else:
                exchange.send_part()

        assert read(serve(SMALL, busy), PipSession(retries=5)) == TEXT
        assert asked[1] - asked[0] >= 1

    def test_a_wheel_that_lies_in_the_cache_of_http(
        self, serve: Serve, tmp_path: Path
    ) -> None:
        def cached(exchange: Exchange) -> None:
            if exchange.handler.headers["If-None-Match"]:
                exchange.send(304, ETag='"x"')
            elif exchange.range is None:
                stated = {"ETag": '"x"', "Cache-Control": "max-age=600"}
                exchange.send(200, exchange.data, **stated)
            else:
                exchange.send_part()

        server = serve(LARGE, cached)
        session = PipSession(cache=str(tmp_path), trusted_hosts=["127.0.0.1"])
        for _ in range(2):
            assert session.get(server.url(WHEEL)).content == LARGE
        assert len(server.log) == 1
        assert read(server, session) == TEXT
        assert session.get(server.url(WHEEL)).content == LARGE
        assert server.log[1:] == [f"GET /files/{WHEEL} bytes=-20480"]

    def test_a_connection_that_ends_is_made_anew(self, serve: Serve) -> None:
        asked: list[int] = []

        def hang_up(exchange: Exchange) -> None:
            asked.append(1)
            if len(asked) == 1:
                exchange.handler.close_connection = True
            else:
                exchange.send_part()

        assert read(serve(SMALL, hang_up)) == TEXT

    def test_without_threads_too(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server = serve(LARGE)
        monkeypatch.setattr(parallel, "_start", lambda work: False)
        assert read(server) == TEXT


class TestArchives:
    """Archives that are unusual; what a local one may be is in test_wheel_file."""

    def test_of_a_long_directory_the_end_is_read(self, serve: Serve) -> None:
        data = archive(100_000, members=12_000)
        server = serve(data)
        assert read(server) == TEXT
        assert len(server.log) == 2
        assert server.sent < 25_000

    def test_what_stands_before_is_looked_for_in_all_of_it(self, serve: Serve) -> None:
        server = serve(archive(100_000, members=12_000, at=5))
        assert read(server) == TEXT
        assert len(server.log) == 3
        assert server.sent < 3_000_000

    def test_a_directory_that_is_too_long(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(wheel_file, "MAX_DIRECTORY", 100_000)
        server = serve(archive(100_000, members=12_000, at=5))
        assert "its directory is over 100000 bytes" in refused(server)

    def test_marks_in_names_are_no_entries(self, serve: Serve) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as made:
            for n in range(3000):
                made.writestr(f"pkg/{n}PK\1\2{'x' * 46}PK\1\2", b"")
            made.writestr(f"{INFO}/METADATA", TEXT)
        assert read(serve(file.getvalue())) == TEXT

    def test_something_before_and_behind_it(self, serve: Serve) -> None:
        data = bytearray(LARGE)
        data[-2:] = struct.pack("<H", 0xFFFF)
        assert read(serve(b"#!/bin/sh\n" + data + b"c" * 0xFFFF)) == TEXT

    def test_zip64(self, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
        assert read(serve(archive(300_000))) == TEXT

    def test_a_long_extra_field(self, serve: Serve) -> None:
        # In the member's own header only.
        data = bytearray(archive(300_000))
        begin = data.index(f"{INFO}/METADATA".encode()) - 30
        name = len(f"{INFO}/METADATA")
        data[begin + 28 : begin + 30] = struct.pack("<H", 60_000)
        data[begin + 30 + name : begin + 30 + name] = b"\0" * 60_000
        end = data.rindex(b"PK\5\6")
        (offset,) = struct.unpack_from("<L", data, end + 16)
        struct.pack_into("<L", data, end + 16, offset + 60_000)
        assert read(serve(bytes(data))) == TEXT

    @pytest.mark.parametrize("size", [0, 10, 100_000, 5_000_000])
    def test_no_archive(self, serve: Serve, size: int) -> None:
        server = serve(random.Random(size).randbytes(size))
        assert refused(server)
        assert len(server.log) <= 4
        assert server.sent < 300_000
