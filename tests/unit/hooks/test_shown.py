"""The hooks of commands that show something about variants."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.packaging.version import Version

from pip._internal.variants import hooks


def test_pip_cache_counts_our_files(tmp_path: Path) -> None:
    cache = str(tmp_path)
    assert hooks.add_cache_info("before", cache) == "before"
    assert hooks.cached_files(cache) == []
    file = tmp_path / "variants" / "properties" / "x.json"
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    assert hooks.cached_files(cache) == [str(file)]
    assert hooks.add_cache_info("before", cache).split("\n") == [
        "before",
        f"Variant information location: {tmp_path / 'variants'}",
        "Variant information size: 2 bytes",
        "Number of variant information files: 1",
    ]


@pytest.mark.parametrize(
    ("version", "is_satisfied", "warned"),
    [
        ("99.0", False, True),
        ("99.0+local", False, True),
        ("99.0+variants.1", False, False),
        ("99.0", True, False),
    ],
)
def test_the_end_of_the_fork_is_announced(
    caplog: pytest.LogCaptureFixture, version: str, is_satisfied: bool, warned: bool
) -> None:
    caplog.set_level(logging.WARNING)
    req: Any = SimpleNamespace(
        satisfied_by=object() if is_satisfied else None,
        get_dist=lambda: SimpleNamespace(version=Version(version)),
    )
    hooks.warn_if_replaced(req)
    assert ("takes plain wheels only" in caplog.text) is warned
    assert hooks.invites_to_upgrade() is False
