"""Variants of what is installed without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pip._internal.metadata import BaseDistribution, get_environment
from pip._internal.variants.commands import plain_wheels
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.commands.plain_wheels import look_up_plain
from tests.builders import make_wheel
from tests.unit.commands.test_checking import HERE, Index
from tests.unit.selecting import V2, V4, installed


@pytest.mark.parametrize(
    ("kinds", "better"), [([None], None), ([V4, None], None), ([V2, None], V2)]
)
def test_a_variant_that_fits_is_found(
    tmp_path: Path, kinds: list[str | None], better: str | None
) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    made = {
        kind: make_wheel(folder, "pkg", properties=[kind] if kind else [])
        for kind in kinds
    }
    dist = installed(tmp_path)
    found, unread = look_up_plain([dist], Index(folder).finder, HERE)
    assert [each.instead for each in found] == ([made[better].name] if better else [])
    assert all(each.installed.verdict is Evaluation.FITS for each in found)
    assert unread == []


def test_it_takes_no_longer_than_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_wheels, "MAX_SECONDS", -1)
    nobody: Any = None
    assert look_up_plain([installed(tmp_path)], nobody, HERE) == ([], ["pkg"])


def test_only_what_came_from_an_index_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pkg = Path(str(installed(tmp_path).info_location))
    direct = b'{"url": "file:///a.whl", "archive_info": {}}'
    for name, content, own in (
        ("named", b"Name: named\nVersion: 1.0\n", direct),
        ("broken", b"Name: caf\xe9\nVersion: 1.0\n", None),
        ("pip", b"Name: pip\nVersion: 1.0\n", None),
        ("variant", b"Name: variant\nVersion: 1.0\nVariant-Hash: 36266d4d\n", None),
    ):
        info = pkg.with_name(f"{name}-1.0.dist-info")
        info.mkdir()
        (info / "METADATA").write_bytes(b"Metadata-Version: 2.1\n" + content)
        if own is not None:
            (info / "direct_url.json").write_bytes(own)
    pkg.with_name("empty-1.0.dist-info").mkdir()
    here = get_environment([str(pkg.parent)])
    monkeypatch.setattr(plain_wheels, "get_default_environment", lambda: here)
    monkeypatch.setattr(BaseDistribution, "local", True)
    names = [dist.canonical_name for dist in plain_wheels.plain_wheels()]
    assert [name for name in names if name != "empty"] == ["pkg"]
