"""Whether pip can remove an installed file, and why it had better not."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pip._internal.metadata import BaseDistribution
from pip._internal.variants.exceptions import VariantNotReplaceable
from pip._internal.variants.names import is_built_for_others, release_of
from pip._internal.variants.selection.removal import check_removable, reason_to_keep
from tests.unit.selecting import V3, installed


def dist(files: Any, installer: str = "pip") -> BaseDistribution:
    """A distribution with these files; an error is raised instead."""

    def entries() -> Any:
        if isinstance(files, Exception):
            raise files
        return files

    return cast(
        BaseDistribution,
        SimpleNamespace(
            iter_declared_entries=entries,
            installer=installer,
            local=True,
            installed_with_dist_info=True,
            raw_name="pkg",
            version="1.0",
        ),
    )


@pytest.mark.parametrize(
    ("files", "installer", "reason"),
    [
        (["pkg.py"], "pip", None),
        (["pkg.py"], "uv", None),
        (["pkg.py"], "Conda-1", "it was installed by Conda-1"),
        (["pkg.py"], "apt\x1b", r"it was installed by apt\x1b"),
        (None, "", "no RECORD lists its files"),
        ([], "debian", "no RECORD lists its files, and debian installed it"),
        (ValueError("bad"), "", "no RECORD lists its files"),
    ],
)
def test_why_a_distribution_stays(
    files: Any, installer: str, reason: str | None
) -> None:
    assert reason_to_keep(dist(files, installer)) == reason


def test_what_cannot_be_removed_is_refused_at_once() -> None:
    check_removable(dist(["pkg.py"]))
    with pytest.raises(VariantNotReplaceable) as caught:
        check_removable(dist(None, "conda"))
    assert "pkg 1.0" in str(caught.value.message)
    assert "conda" in str(caught.value.hint_stmt)
    elsewhere: Any = dist(None)
    elsewhere.local = False
    check_removable(elsewhere)


def test_a_real_one(tmp_path: Path) -> None:
    assert reason_to_keep(installed(tmp_path, V3)) is None


@pytest.mark.parametrize(
    ("kinds", "is_built"), [([V3], False), (["abi_dependency :: fw :: 1.0"], True)]
)
def test_what_is_built_for_others(
    tmp_path: Path, kinds: list[str], is_built: bool
) -> None:
    assert is_built_for_others(installed(tmp_path, *kinds)) is is_built


@pytest.mark.parametrize(
    ("filename", "release"),
    [
        ("a_b-1.0-py3-none-any.whl", ("a-b", "1.0")),
        ("a_b-1.0-py3-none-any-cu12.whl", ("a-b", "1.0")),
        ("a.b-1.0.tar.gz", ("a-b", "1.0")),
        ("a-b.tar.gz", None),
        ("a.whl", None),
        ("a.exe", None),
    ],
)
def test_the_release_in_a_name(filename: str, release: tuple[str, str] | None) -> None:
    found = release_of(filename)
    assert (found and (found[0], str(found[1]))) == release
