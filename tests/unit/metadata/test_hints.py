"""The limits of asking a server for a file that only helps."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.requests.models import Response

from pip._internal.exceptions.network import (
    ConnectionFailedError,
    ConnectionTimeoutError,
)
from pip._internal.network.session import PipSession
from pip._internal.variants.metadata import hints
from pip._internal.variants.metadata.failures import HintRefused
from pip._internal.variants.metadata.hints import (
    MAX_REQUESTS,
    MAX_SILENCES,
    Hint,
    ask,
)

URL = "https://u:secret@a.example/x.whl"


def raising(error: Exception) -> Callable[[Hint], None]:
    def read(_: Hint) -> None:
        raise error

    return read


def timeout() -> Exception:
    return ConnectionTimeoutError(URL, "a.example", kind="read", timeout=1)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Answers or errors for the next requests; the last one stays."""
    answers: list[Any] = [SimpleNamespace(status_code=200)]

    def get(self: PipSession, url: str, **_: Any) -> Any:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        made = Response()
        made.status_code = answer.status_code
        made.raw = SimpleNamespace(close=lambda: None, release_conn=lambda: None)
        made._content = b""
        return made

    monkeypatch.setattr(PipSession, "get", get)
    return answers


def test_the_result_is_handed_back() -> None:
    assert ask(PipSession(), URL, lambda hint: "made of it") == "made of it"


def test_a_slow_server_is_not_asked_for_ever() -> None:
    session = PipSession()
    for _ in range(MAX_SILENCES):
        with pytest.raises(ConnectionTimeoutError):
            ask(session, URL, raising(timeout()))
    with pytest.raises(HintRefused) as caught:
        ask(session, URL, lambda hint: pytest.fail("it was asked"))
    assert str(caught.value).startswith("a.example was too slow before, so ")
    assert ask(session, "https://b.example/x", lambda hint: 1) == 1
    assert ask(PipSession(), URL, lambda hint: 1) == 1


def test_a_file_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "MAX_SECONDS", 0)
    with pytest.raises(HintRefused, match=r"^it took longer than 0 s$"):
        ask(PipSession(), URL, lambda hint: "late")


def test_no_more_requests_than_allowed(answered: list[Any]) -> None:
    hint = Hint(PipSession(), caches=True)
    for _ in range(MAX_REQUESTS):
        with hint.get(URL, {}) as response:
            assert response.status_code == 200
    with pytest.raises(HintRefused, match=f"more than {MAX_REQUESTS} requests"):
        hint.get(URL, {}).__enter__()


def test_a_connection_that_was_ended_is_made_anew(answered: list[Any]) -> None:
    ended = ConnectionFailedError(URL, "a.example", ConnectionResetError())
    answered.insert(0, ended)
    with Hint(PipSession(), caches=True).get(URL, {}) as response:
        assert response.status_code == 200
    answered[:] = [ended]
    with pytest.raises(ConnectionFailedError):
        Hint(PipSession(), caches=True).get(URL, {}).__enter__()
