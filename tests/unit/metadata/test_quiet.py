"""A session that asks nobody, waits for nobody, and shares what pip has."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pip._vendor.requests.models import Response
from pip._vendor.urllib3.exceptions import HTTPError

from pip._internal.network.session import PipSession
from pip._internal.variants.metadata.quiet import (
    MAX_REDIRECTS,
    MAX_RETRIES,
    MAX_SKIPPED,
    encoding_of,
    quiet_session,
    quietly,
    skip_body,
)
from pip._internal.variants.metadata.turns import BUSY


@pytest.mark.parametrize(("given", "tried"), [(0, 0), (1, 1), (50, MAX_RETRIES)])
def test_it_tries_no_more_often_than_pip(given: int, tried: int) -> None:
    quiet = quiet_session(PipSession(retries=given), caches=True)
    retries = quiet.get_adapter("https://a.example/").max_retries
    assert (retries.total, retries.connect, retries.read) == (tried, 0, 0)


def test_it_does_not_ask_a_busy_server_again() -> None:
    quiet = quiet_session(PipSession(retries=5), caches=True, final=BUSY)
    retries = quiet.get_adapter("https://a.example/").max_retries
    for status in BUSY:
        assert not retries.is_retry("GET", status, has_retry_after=True)
    assert retries.is_retry("GET", 502)


def test_the_session_of_pip_stays_as_it_is() -> None:
    session = PipSession(retries=50)
    quiet = quiet_session(session, caches=False)
    assert quiet.max_redirects == MAX_REDIRECTS
    assert session.max_redirects != MAX_REDIRECTS
    assert session.get_adapter("https://a.example/").max_retries.total == 50
    assert quiet.verify is session.verify


def test_passwords_are_shared_and_nobody_is_asked() -> None:
    session = PipSession(index_urls=["https://u:p@a.example/simple"])
    quiet = quiet_session(session, caches=True)
    assert not quiet.auth.prompting
    assert quiet.auth.index_urls == session.auth.index_urls
    quiet.auth.passwords["b.example"] = ("u", "p")
    assert session.auth.passwords["b.example"] == ("u", "p")
    assert quiet.auth.use_keyring == session.auth.use_keyring


@pytest.mark.parametrize("caches", [True, False])
def test_the_cache_of_pip_answers_if_it_may(caches: bool, tmp_path: Any) -> None:
    session = PipSession(cache=str(tmp_path))
    adapter: Any = quiet_session(session, caches).get_adapter("https://a.example/")
    assert bool(adapter.cacheable_methods) is caches


class Raw:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[int] = []
        self.is_closed = False

    def read(self, size: int, decode_content: bool) -> bytes:
        self.asked.append(size)
        if self.error:
            raise self.error
        return b"x" * size

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("error", [None, HTTPError("broken"), OSError("broken")])
def test_a_body_is_skipped(error: Exception | None) -> None:
    raw = Raw(error)
    response = Response()
    response.raw = raw
    skip_body(response)
    assert raw.asked == [MAX_SKIPPED]
    assert raw.is_closed
    assert response.content == b""


def test_a_refused_password_is_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    auth = quiet_session(PipSession(), caches=True).auth
    refused = cast(Response, SimpleNamespace(status_code=401))
    auth.warn_on_401(refused)
    assert not caplog.records


def test_urllib3_is_silent_only_here_and_now(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("pip._vendor.urllib3.connectionpool")
    with quietly():
        logger.warning("within")
    logger.warning("after")
    assert [record.message for record in caplog.records] == ["after"]


@pytest.mark.parametrize(
    ("stated", "encoding"),
    [
        (None, ""),
        ("", ""),
        (" Identity ", ""),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br", "br"),
    ],
)
def test_how_an_answer_is_compressed(stated: str | None, encoding: str) -> None:
    answer = Response()
    if stated is not None:
        answer.headers["Content-Encoding"] = stated
    assert encoding_of(answer) == encoding
