"""Which choices of a lock file a Python can install."""

from __future__ import annotations

from typing import Any

import pytest
from pip._vendor.packaging.tags import Tag
from pip._vendor.variantlib.documents.lock_choices import LockChoice

from pip._internal.variants.pylock.installable import LockedFiles

TAGS = [Tag("py3", "none", "here"), Tag("py3", "none", "any")]
HERE, THERE = "py3-none-here", "py3-none-there"


def package(version: str, *wheels: str, **more: Any) -> dict[str, Any]:
    entries = [{"name": f"pkg-{version}-{wheel}.whl", "url": "x"} for wheel in wheels]
    found = {"name": "pkg", "version": version, **more}
    return {**found, "wheels": entries} if wheels else found


@pytest.mark.parametrize(
    ("found", "allowed", "expected"),
    [
        (package("1", HERE), None, True),
        (package("1", THERE), None, False),
        (package("1", THERE, HERE), ["none"], True),
        (package("1", THERE, f"{HERE}-lab"), ["none"], False),
        (package("1", THERE, f"{HERE}-lab"), ["lab"], True),
        (package("1", f"{THERE}-lab", HERE), ["lab"], False),
        (package("1", THERE, sdist={}), ["none"], True),
        (package("1", THERE, sdist={}), ["lab"], False),
        (package("1", directory={}), ["lab"], True),
        # Upstream says what is wrong.
        ({"name": "pkg", "wheels": [{"name": "odd"}]}, None, True),
        ({"name": "pkg", "wheels": {}}, None, False),
    ],
)
def test_whether_there_is_a_file(found: Any, allowed: Any, expected: bool) -> None:
    files = LockedFiles({"packages": [found]}, TAGS)
    variants = {} if allowed is None else {"pkg": tuple(allowed)}
    assert files.can_install(LockChoice(None, variants)) is expected


def test_the_newest_that_can_be_installed() -> None:
    marker = "'{}' in dependency_groups".format
    packages = [
        package("1", HERE, marker=marker("one")),
        package("2", HERE, marker=marker("two")),
        package("3", THERE, marker=marker("three")),
    ]
    choices = [LockChoice(group, {}) for group in ("one", "three", "two")]
    files = LockedFiles({"packages": packages}, TAGS)
    assert files.newest(choices).group == "two"
    assert files.newest(choices[:2]).group == "one"
    assert files.newest(choices[1:2]).group == "three"
    assert files.ages([]) == []
