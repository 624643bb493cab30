"""Which better variants `pip list --outdated` names where packages have to agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pip._vendor.variantlib.machine.settings import Coherent

from tests.builders import make_wheel
from tests.unit.running import run
from tests.unit.selecting import H3, V2, V3, declare, installed


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two packages with a variant for v2 each, that are installed."""
    site, index = tmp_path / "site", tmp_path / "index"
    for folder in (site, index):
        folder.mkdir()
    for name in ("a", "b"):
        installed(site, V2, name=name)
        make_wheel(index, name, properties=[V2])
    monkeypatch.syspath_prepend(str(site))
    return index


def outdated(index: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The better variants of these packages."""
    assert run("list", index, "--outdated", "--format=json") == 0
    listed = json.loads(capsys.readouterr().out)
    return {
        entry["name"]: entry["latest_variant"]
        for entry in listed
        if entry["name"] in ("a", "b")
    }


@pytest.mark.parametrize("others", [[], ["b"]])
@pytest.mark.parametrize("agree", [False, True])
def test_a_better_variant_that_the_others_have_not(
    index: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    agree: bool,
    others: list[str],
) -> None:
    for name in ("a", *others):
        make_wheel(index, name, properties=[V3])
    if agree:
        declare(monkeypatch, Coherent(("hw", "level")))
    better = dict.fromkeys(("a", *others), H3)
    is_named = others or not agree
    assert outdated(index, capsys) == (better if is_named else {})
