"""Under which keys is kept what was read of a file."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from pip._internal.models.link import Link, MetadataFile
from pip._internal.variants.metadata.keys import (
    claimed_key,
    content_key,
    is_as_stated,
)

DIGEST = "sha256=" + "a" * 64
URL = f"https://files.example/pkg-1.0-py3-none-any-fast.whl#{DIGEST}"
PAGE = "https://one.example/simple/pkg/"


def key(url: str = URL, page: str | None = PAGE, **link: Any) -> str | None:
    return claimed_key(Link(url, comes_from=page, **link), "variant.json")


def test_without_a_digest_nothing_is_kept() -> None:
    assert key(URL.partition("#")[0]) is None
    assert content_key(Link(URL.partition("#")[0], comes_from=PAGE)) is None


@pytest.mark.parametrize(
    "other",
    [
        {"page": "https://two.example/simple/pkg/"},
        {"page": "http://one.example/simple/pkg/"},
        {"page": "https://one.example/simple/pkg/?tenant=2"},
        {"page": None},
        {"page": "pylock.toml"},
        {"url": URL.replace("a" * 64, "b" * 64)},
        {"url": URL.replace("sha256", "sha512")},
        {"url": URL.replace("-fast", "-slow")},
        {"url": URL.replace("files.example", "other.example")},
    ],
)
def test_who_speaks_of_what(other: dict[str, str]) -> None:
    assert key(**other) != key()


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (URL.replace("https://", "https://user:word@"), PAGE),
        (URL, PAGE.replace("https://", "https://user:word@")),
        (URL, PAGE.replace("https://", "https://token@") + "#part"),
        (URL.replace("#", "?signature=a/b&expires=1#"), PAGE),
    ],
)
def test_what_changes_each_time_does_not_count(url: str, page: str) -> None:
    found = key(url, page)
    assert found == key()
    assert "word" not in str(found)


@pytest.mark.parametrize("page", [None, "pylock.toml", "C:\\pylock.toml", "//[x"])
def test_where_no_page_vouches_for_a_file_its_whole_address_counts(
    page: str | None,
) -> None:
    assert key(URL.replace("#", "?to=elsewhere#"), page) != key(URL, page)
    assert key(URL.replace("files.", "evil."), page) != key(URL, page)


def test_a_file_beside_the_wheel_may_be_mended() -> None:
    links = [
        Link(URL, comes_from=PAGE, metadata_file_data=beside)
        for beside in (
            None,
            MetadataFile(None),
            MetadataFile({"sha256": "1"}),
            MetadataFile({"sha256": "2"}),
        )
    ]
    assert len({claimed_key(link, "METADATA", is_beside=True) for link in links}) == 4
    assert len({claimed_key(link, "variant.json") for link in links}) == 1


def test_checked_content_is_the_same_everywhere() -> None:
    one = Link(URL, comes_from=PAGE)
    two = Link(URL.upper().replace("SHA256", "sha256"), comes_from="elsewhere")
    assert content_key(one) == content_key(two)


def test_a_weak_digest_names_nothing() -> None:
    weak = "https://files.example/pkg-1.0-variants.json#md5=" + "a" * 32
    one, two = (Link(weak, comes_from=page) for page in (PAGE, "https://two.example/"))
    assert content_key(one) != content_key(two)


def test_another_of_several_digests_does_not_count() -> None:
    content = b"{}"
    right = {"md5": hashlib.md5(content).hexdigest()}
    link = Link(URL.partition("#")[0], hashes={"sha256": "a" * 64, **right})
    link.as_hashes().check_against_chunks(iter([content]))
    assert not is_as_stated(link, content)
    right = {"sha256": hashlib.sha256(content).hexdigest().upper()}
    assert is_as_stated(Link(URL.partition("#")[0], hashes=right), content)
