"""The limits of asking a server for a file that only helps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.requests.exceptions import InvalidURL
from pip._vendor.requests.models import Response
from pip._vendor.urllib3.util.retry import Retry

from pip._internal.exceptions.network import ConnectionFailedError
from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.variants.metadata import hints
from pip._internal.variants.metadata.failures import HintRefused, first_line
from pip._internal.variants.metadata.hints import MAX_REQUESTS, Hint, ask
from pip._internal.variants.metadata.patience import Patience
from pip._internal.variants.metadata.turns import Turns

URL = "https://u:secret@a.example/x.whl"


def hint() -> Hint:
    return Hint(PipSession(), True, 30, Patience(30), Turns())


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
    assert ask(PipSession(), Link(URL), lambda _: "made of it") == "made of it"


def test_a_file_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "MAX_SECONDS", 0)
    with pytest.raises(HintRefused, match=r"^it took longer than 0 s$"):
        ask(PipSession(), Link(URL), lambda _: "late")


def test_no_more_requests_than_allowed(answered: list[Any]) -> None:
    page = Patience(30, MAX_REQUESTS)
    asked = Hint(PipSession(), True, 30, page, Turns())
    for _ in range(MAX_REQUESTS):
        assert page.left > 0
        with asked.get(URL, {}) as response:
            assert response.status_code == 200
    assert page.left == 0
    with pytest.raises(HintRefused, match=f"more than {MAX_REQUESTS} requests"):
        asked.get(URL, {}).__enter__()


def test_a_connection_that_was_ended_is_made_anew(answered: list[Any]) -> None:
    ended = ConnectionFailedError(URL, "a.example", ConnectionResetError())
    answered.insert(0, ended)
    with hint().get(URL, {}) as response:
        assert response.status_code == 200
    answered[:] = [ended]
    with pytest.raises(ConnectionFailedError):
        hint().get(URL, {}).__enter__()


@pytest.mark.parametrize(
    "retry_after", ["9" * 5000, "Fri, 31 Dec 99999999999 23:59:59 GMT", "soon"]
)
def test_an_absurd_header(answered: list[Any], retry_after: str) -> None:
    with pytest.raises(Exception) as absurd:  # noqa: PT011 (several kinds)
        Retry().parse_retry_after(retry_after)
    answered[:] = [absurd.value]
    with pytest.raises(Exception) as failure:  # noqa: PT011 (the same)
        hint().get(URL, {}).__enter__()
    assert first_line(failure.value) == "the server does not answer as HTTP demands"


def test_an_address_that_is_none(answered: list[Any]) -> None:
    answered[:] = [InvalidURL("no host")]
    with pytest.raises(InvalidURL):
        hint().get(URL, {}).__enter__()
