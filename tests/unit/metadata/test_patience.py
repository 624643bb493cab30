"""The limits of all hints of a server, and of a page, together."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pip._vendor.variantlib.models import MetadataUnavailable

from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.variants.metadata import hints, patience
from pip._internal.variants.metadata.failures import HintRefused
from pip._internal.variants.metadata.hints import ask, patience_with
from pip._internal.variants.metadata.parallel import MAX_CONNECTIONS
from pip._internal.variants.metadata.patience import (
    MAX_FRUITLESS,
    MAX_PAGE_REQUESTS,
    MAX_PAGE_SECONDS,
    Patience,
)
from tests.builders.file_server import BAD, FileServer
from tests.unit.scene import on_offer, reader

HOST = "https://a.example"
PAGE = "https://u:secret@one.example/simple/pkg/"


class Clock:
    """A time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    fake = SimpleNamespace(monotonic=lambda: made.now)
    monkeypatch.setattr(patience, "time", fake)
    return made


def hint(name: str = "x.whl", host: str = HOST, page: str | None = PAGE) -> Link:
    return Link(f"{host}/{name}", comes_from=page)


def wait(clock: Clock, session: PipSession, link: Link, seconds: float) -> None:
    """Have a server give nothing for some time."""

    def answer(_: object) -> None:
        clock.sleep(seconds)
        raise HintRefused("404")

    with pytest.raises(HintRefused, match=r"^404$"):
        ask(session, link, answer)


def refused(session: PipSession, link: Link) -> str:
    with pytest.raises(HintRefused) as caught:
        ask(session, link, lambda _: pytest.fail("it was asked"))
    return str(caught.value)


def test_time_counts_once_for_several_at_a_time(clock: Clock) -> None:
    spent = Patience(100)
    with spent.waiting():
        clock.sleep(10)
        with spent.waiting(), spent.waiting():
            clock.sleep(10)
        clock.sleep(10)
    clock.sleep(10)
    assert spent.left == 70
    with spent.waiting():
        clock.sleep(200)
        assert spent.left == 0
        spent.renew()
        clock.sleep(1)
    assert spent.left == 99


def test_requests_count_too() -> None:
    spent = Patience(100, 2)
    for left in (100, 100, 0):
        assert spent.left == left
        spent.count()


def test_a_server_that_gives_nothing_is_asked_no_more(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    session = PipSession()
    for number in range(3):
        wait(clock, session, hint(f"{number}.whl"), MAX_FRUITLESS / 3)
    for number in range(3):
        said = refused(session, hint(f"more{number}.whl"))
        assert said == "a.example gave nothing for 30 s, so pip does not ask it"
    (line,) = caplog.messages
    assert line.startswith(
        "Asking a.example for no more descriptions of variants, as it gave none for "
        "30 s: pip chooses among the variants that it knows. Try again"
    )
    # Others are asked, and by the pages of others it is asked as well.
    assert ask(session, hint(host="https://b.example"), lambda _: 1) == 1
    assert ask(session, hint(page="https://two.example/"), lambda _: 1) == 1
    assert ask(PipSession(), hint(), lambda _: 1) == 1


def test_whoever_gives_something_is_asked_on(clock: Clock) -> None:
    session = PipSession()
    for _ in range(3):
        wait(clock, session, hint(), MAX_FRUITLESS - 1)
        assert ask(session, hint(), lambda _: 1) == 1


@pytest.mark.parametrize("is_slow", [True, False])
def test_a_page_takes_no_more_than_it_may(
    clock: Clock, caplog: pytest.LogCaptureFixture, is_slow: bool
) -> None:
    session = PipSession()

    def answer(_: object) -> None:
        # Each server and each answer is a good one.
        if is_slow:
            clock.sleep(MAX_PAGE_SECONDS / 4)
        else:
            page = patience_with(session, hint())[1]
            for _ in range(MAX_PAGE_REQUESTS // 4):
                page.count()

    for number in range(4):
        ask(session, hint(host=f"https://{number}.example"), answer)
    for _ in range(2):
        assert refused(session, hint()) == "pip reads no more of the files on its page"
    (line,) = caplog.messages
    took = "120 s and 0 requests" if is_slow else "0 s and 10000 requests"
    assert line == (
        "Reading no more descriptions of the variants on "
        f"https://one.example/simple/pkg/, as they took {took}: pip chooses among "
        "the variants that it knows. Tell whoever runs the index: a *-variants.json "
        "for each release spares these requests."
    )
    assert ask(session, hint(page=f"{PAGE}other/"), lambda _: 1) == 1


def test_what_no_page_lists_has_the_limits_of_its_server(clock: Clock) -> None:
    session = PipSession()
    for page in (None, "-r requirements.txt"):
        for _ in range(10):
            wait(clock, session, hint(page=page), MAX_FRUITLESS / 2)
            ask(session, hint(page=page), lambda _: clock.sleep(MAX_PAGE_SECONDS))


def test_a_page_of_very_many_labels_without_a_document(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hints, "MAX_PAGE_REQUESTS", 20)
    with FileServer(b"", BAD["404"]) as server:
        page = f"{server.root}/simple/pkg/"
        names = [f"pkg-1.0-py3-none-any-l{number}.whl" for number in range(100)]
        links = [Link(server.url(name), comes_from=page) for name in names]
        found = reader().read(
            [on_offer(InstallationCandidate("pkg", "1.0", link)) for link in links]
        )
        # Several are read at once.
        assert 20 <= len(server.log) < 20 + MAX_CONNECTIONS
    reasons = [
        known.reason for known in found if isinstance(known, MetadataUnavailable)
    ]
    assert set(reasons) == {
        "404 Client Error: Not Found",
        "pip reads no more of the files on its page",
    }
    (line,) = caplog.messages
    assert line.startswith(f"Reading no more descriptions of the variants on {page}, ")
