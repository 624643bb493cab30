"""Small files of an index: limits, digests, odd addresses."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pip._internal.models.link import Link, MetadataFile
from pip._internal.network.session import PipSession
from pip._internal.utils.urls import path_to_url
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.fetch import fetch, link_beside
from pip._internal.variants.metadata.hints import CHUNK_SIZE


@pytest.fixture
def link(tmp_path: Path) -> Callable[..., Link]:
    """`link(content, fragment)`: to a local file."""

    def make(content: bytes, fragment: str = "") -> Link:
        path = tmp_path / "a b~.json"
        path.write_bytes(content)
        return Link(path_to_url(str(path)) + fragment)

    return make


def test_the_page_of_a_wheel_lists_the_file_beside_it(
    link: Callable[..., Link],
) -> None:
    wheel = link(b"x")
    assert link_beside(wheel) is None
    wheel.metadata_file_data = MetadataFile(None)
    beside = link_beside(wheel)
    assert beside is not None
    Path(beside.file_path).write_bytes(b"Name: x")
    assert fetch(PipSession(), beside, 10) == b"Name: x"
    wheel.comes_from = "http://a.example/simple/x/"
    beside = link_beside(wheel)
    assert beside is not None
    with pytest.raises(FetchError, match=r"^it is a file of this machine, which a "):
        fetch(PipSession(), beside, 10)


@pytest.mark.parametrize("size", [0, 1, 10])
def test_a_file_up_to_the_limit(link: Callable[..., Link], size: int) -> None:
    assert fetch(PipSession(), link(b"x" * size), 10) == b"x" * size


@pytest.mark.parametrize("size", [11, CHUNK_SIZE * 3])
def test_a_larger_file(link: Callable[..., Link], size: int) -> None:
    with pytest.raises(FetchError, match="it is larger than 10 bytes"):
        fetch(PipSession(), link(b"x" * size), 10)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="/dev/zero is missing")
def test_a_file_without_end_is_not_read() -> None:
    with pytest.raises(FetchError, match="is no regular file"):
        fetch(PipSession(), Link("file:///dev/zero"), 10)


def test_the_digest_counts(link: Callable[..., Link]) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    assert fetch(PipSession(), link(b"x", f"#sha256={digest}"), 10) == b"x"
    with pytest.raises(FetchError, match="digest is not the one that the index states"):
        fetch(PipSession(), link(b"y", f"#sha256={digest}"), 10)


@pytest.mark.parametrize(
    "address",
    [
        "file:///nonexistent/x-variants.json",
        "file:///",
        "file://elsewhere/x-variants.json",
        "file:///a%00b-variants.json",
        "ftp://files.example/x-variants.json",
        "x-variants.json",
        "http:///x-variants.json",
        "http://127.0.0.1:1/x-variants.json",
    ],
)
def test_what_cannot_be_had(address: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(PipSession(retries=0), Link(address), 10)
    assert str(caught.value)
    assert "\n" not in str(caught.value)
