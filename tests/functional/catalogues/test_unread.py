"""A place of a catalogue that cannot be read is no silent way to the slower build."""

from __future__ import annotations

import errno
import io
import logging
import os
from typing import Any

import pytest
from pip._vendor.requests.exceptions import RetryError, TooManyRedirects
from pip._vendor.requests.models import Response

from pip._internal.models.link import Link
from pip._internal.models.search_scope import SearchScope
from pip._internal.variants.catalogues.unread import (
    Notices,
    WatchingCollector,
    why_unread,
)
from pip._internal.variants.utils.logs import at_level
from tests.builders import Fault, PipEnv
from tests.functional.catalogues.conftest import CUDA13, Published

REFUSED = f"[Errno {errno.ECONNREFUSED}] {os.strerror(errno.ECONNREFUSED)}"


def test_places_that_cannot_be_read_are_named_with_the_reason(
    env: PipEnv, published: Published
) -> None:
    gone, dead = published.indexes["cu13"], "http://127.0.0.1:9/simple/"
    gone.fault("/simple/ship/", Fault(status=404))
    text = published.catalogue.read_text()
    text = text.replace(published.indexes["cu12"].url, dead.replace("//", "//token@"))
    published.catalogue.write_text(text)
    command = ["install", *published.options, "--retries=0", "--dry-run"]
    done = env.pip(*command, "--machine-set", CUDA13, "ship")
    assert "Would install sail-1.0 ship-2.1+cpu~cpu" in done.stdout
    told = "WARNING: Choosing without {}ship/, where the catalogue fleet has {} of ship"
    assert done.stderr.splitlines() == [
        f"{told.format(gone.url, 'cu13')}: 404 Client Error: Not Found",
        f"{told.format(dead.replace('//', '//****@'), 'cu12')}: {REFUSED}",
    ]
    done = env.pip(*command, "--variant=ship=cu13", "ship", expect_error=True)
    # It is not misspelt.
    assert "No wheel of ship is the variant cu13.\n" in done.stderr
    assert "It may be on a page that pip could not read.\n" in done.stderr
    assert "    cpu of ship 2.1: catalogue :: fleet :: cpu\n" in done.stderr
    assert "hint: Try again. Or use --variant=ship=VARIANT with one of" in done.stderr


def test_pages_that_stop_pip_elsewhere_are_named_with_the_reason(
    env: PipEnv, published: Published
) -> None:
    circle, broken = published.indexes["cu13"], published.indexes["cu12"]
    place = "/simple/ship/"
    circle.fault(place, Fault(status=302, location=f"{circle.url}ship/"))
    broken.fault(place, Fault(content_type="text/html; charset=klingon"))
    command = ["install", *published.options, "--dry-run"]
    done = env.pip(*command, "--machine-set", CUDA13, "ship")
    assert "Would install sail-1.0 ship-2.1+cpu~cpu" in done.stdout
    told = "WARNING: Choosing without {}ship/, where the catalogue fleet has {} of ship"
    reason = "it is no page that pip can read: unknown encoding: klingon"
    assert done.stderr.splitlines() == [
        f"{told.format(circle.url, 'cu13')}: Exceeded 30 redirects",
        f"{told.format(broken.url, 'cu12')}: {reason}",
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TooManyRedirects("Exceeded 30 redirects."), "Exceeded 30 redirects"),
        (ValueError("Invalid URL"), "it is no page that pip can read: Invalid URL"),
        (AttributeError("no 'get'"), "it is no page that pip can read"),
    ],
)
def test_the_reason_is_in_words(error: Exception, words: str) -> None:
    assert why_unread(error) == words


def test_a_build_that_nobody_could_look_for_is_not_said_to_be_missing(
    env: PipEnv, published: Published
) -> None:
    # cu12 ends before this release; who knows whether cu13 does?
    published.add("cpu", "3.0")
    published.indexes["cu13"].fault("/simple/ship/", Fault(status=403))
    machines = ["--machine=x86_64_v3", "--machine=cuda13.0", "--machine=cuda12.0"]
    # For other tools, pip reads the pages before it tells anything.
    done = env.pip("lock", *published.options, *machines, "ship")
    unread, unknown, missing = done.stderr.splitlines()[1:]
    assert unread.endswith("has cu13 of ship: 403 Client Error: Forbidden")
    older = "ship 2.1 has one, cu12: to get it, ask for ship==2.1"
    assert unknown == (
        "WARNING: ship 3.0 may have a build for the hardware of machine cuda13.0 on a "
        f"page that pip could not read. {older}"
    )
    assert missing == (
        f"WARNING: ship 3.0 has no build for the hardware of machine cuda12.0 "
        f"that pip can use. {older}"
    )


def test_a_notice_waits_until_somebody_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    notices = Notices()
    with at_level(logging.getLogger("pip._internal"), logging.CRITICAL + 1):
        notices.add("A place is missing, says test_unread")
    assert caplog.messages == []
    notices.tell()
    notices.add("A place is missing, says test_unread")
    assert caplog.messages == ["A place is missing, says test_unread"]


_PAGES = {
    "full": b'<a class="x" href="ship-1.0-py3-none-any.whl">',
    "quoted": b"<a href=ship-1.0-py3-none-any%2Ewhl>",
    "login": b"Who wants <b>ship-1.0-py3-none-any.whl</b>?",
    "away": b"",
}


class _Session:
    """Gives the pages of indexes, and of other servers, and none."""

    refresh_package: tuple[str, ...] = ()

    def get(self, url: str, **_: Any) -> Any:
        response = Response()
        name = url.split("/")[2].removesuffix(".example")
        response.status_code, response.url = 200, url
        response.headers["Content-Type"] = "text/html"
        if name == "dead":
            raise RetryError("asked too often")
        if name == "away":
            response.status_code, response.headers["Location"] = 302, "file:///x"
        response.raw = io.BytesIO(_PAGES[name])
        return response


def test_the_reason_of_each_page_is_kept() -> None:
    scope = SearchScope.create([], [], no_index=False)
    session: Any = _Session()
    collector = WatchingCollector(session, scope)
    collector.kept = {}
    collector.failures = {"https://full.example/ship/": "it was down"}
    for name in ("dead", *_PAGES):
        found = collector.fetch_response(Link(f"https://{name}.example/ship/"))
        assert (found is None) == (name == "dead")
    assert collector.failures == {
        "https://dead.example/ship/": "asked too often",
        "https://login.example/ship/": "it has no links to files",
        "https://away.example/ship/": "it leads to a URL that pip does not follow",
    }
