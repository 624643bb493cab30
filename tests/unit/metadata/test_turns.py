"""Servers for which several requests at a time are too many."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
from pip._vendor.variantlib.models import MetadataUnavailable

from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.variants.metadata import turns
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.fetch import fetch
from pip._internal.variants.metadata.turns import (
    BUSY,
    BUSY_SECONDS,
    HOPELESS_SECONDS,
    MAX_PAUSE,
    PAUSES,
    Turns,
)
from tests.builders.file_server import Exchange, FileServer
from tests.unit.scene import on_offer, reader


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses, which take no time."""
    pauses: list[float] = []
    fake = SimpleNamespace(monotonic=lambda: 7.0, sleep=pauses.append)
    monkeypatch.setattr(turns, "time", fake)
    return pauses


@pytest.mark.parametrize("status", BUSY)
def test_what_was_refused_is_asked_for_again_one_at_a_time(
    slept: list[float], status: int
) -> None:
    refused: set[str] = set()
    alone = threading.Lock()
    together: list[str] = []

    def answer(exchange: Exchange) -> None:
        if exchange.path not in refused:
            refused.add(exchange.path)
            exchange.send(status, b"slow down")
        elif alone.acquire(blocking=False):
            # Long enough for another, if there were one.
            time.sleep(0.02)
            # Whoever has the answer may be followed by the next at once.
            alone.release()
            exchange.send(404)
        else:
            together.append(exchange.path)
            exchange.send(404)

    with FileServer(b"", answer) as server:
        names = [f"pkg-1.0-py3-none-any-l{number}.whl" for number in range(20)]
        found = reader().read(
            [
                on_offer(InstallationCandidate("pkg", "1.0", Link(server.url(name))))
                for name in names
            ]
        )
    reasons = {f.reason for f in found if isinstance(f, MetadataUnavailable)}
    assert reasons == {"404 Client Error: Not Found"}
    assert len(found) == len(refused)
    assert set(slept) == {PAUSES[0]}
    assert not together


@pytest.mark.parametrize(
    ("stated", "pauses"),
    [
        (None, [*PAUSES]),
        ("4", [4, 4]),
        ("600", [MAX_PAUSE, MAX_PAUSE]),
        ("Thu, 01 Jan 2099 00:00:00 GMT", [MAX_PAUSE, MAX_PAUSE]),
        # What makes no sense does not cost the file.
        ("soon", [*PAUSES]),
        ("9" * 5000, [*PAUSES]),
    ],
)
def test_a_server_may_ask_for_a_pause(
    slept: list[float], stated: str | None, pauses: list[float]
) -> None:
    asked: list[str] = []

    def answer(exchange: Exchange) -> None:
        asked.append(exchange.path)
        exchange.send(503, **({"Retry_After": stated} if stated else {}))

    with FileServer(b"", answer) as server:
        link = Link(server.url("pkg-1.0-py3-none-any-a.whl"))
        session = PipSession(retries=5)
        with pytest.raises(FetchError, match="503"):
            fetch(session, link, 100)
    assert slept == pauses
    # Nobody else asks again.
    assert len(asked) == len(PAUSES) + 1


def test_a_server_that_refuses_all_is_not_asked_again_for_a_while(
    slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Turns()
    with asked.turn(1) as turn:
        assert not turn.asks_again(404)
        for _ in PAUSES:
            assert turn.asks_again(503)
            turn.wait(1)
        assert not turn.asks_again(503)
        # Nobody stays in the queue, as one does here.
        with asked.turn(0) as waiting:
            waiting.wait(0)
    assert slept == [*PAUSES]
    with asked.turn(0) as first, asked.turn(0) as second:
        assert not first.asks_again(503)
        assert not second.asks_again(429)
    assert slept == [*PAUSES]
    # It may have been busy with something else.
    monkeypatch.setattr(turns.time, "monotonic", lambda: 7.0 + HOPELESS_SECONDS)
    with asked.turn(0) as first, asked.turn(0):
        assert first.asks_again(503)
        first.wait(0)
        with pytest.raises(TimeoutError), asked.turn(0):
            pass
    assert slept == [*PAUSES, PAUSES[0]]


def test_nobody_waits_for_others_without_end(
    slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Turns()
    with asked.turn(0), asked.turn(0) as turn:
        assert turn.asks_again(429)
        turn.wait(0)
        with pytest.raises(TimeoutError), asked.turn(0):
            pass
    with asked.turn(0), pytest.raises(TimeoutError), asked.turn(0):
        pass
    with monkeypatch.context() as later:
        later.setattr(turns.time, "monotonic", lambda: 7.0 + BUSY_SECONDS)
        with asked.turn(0), asked.turn(0):
            pass
