"""A command that runs again, and how often it resolves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pip._internal.resolution.resolvelib.resolver import Resolver
from tests.builders import make_label_wheel
from tests.unit.running import run


def test_a_mistake_in_the_options_is_told_as_ever(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["pkg", "-d", str(tmp_path), "--platform=win_amd64", "--variants=all"]
    assert run("download", tmp_path, *args, facts="") == 1
    assert capsys.readouterr().err.startswith("ERROR: When restricting platform")


@pytest.mark.parametrize("command", ["download", "lock"])
def test_a_longer_chain_of_what_does_not_fit_resolves_no_oftener(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    """Each project requires the next one."""
    properties = {"hw": {"level": ["v9"]}}
    for number in range(4):
        requires = [f"link{number + 1}"] if number < 3 else []
        wheel = (tmp_path / "wheels", f"link{number}", "1.0", "v9", properties)
        make_label_wheel(*wheel, requires=requires)
    resolve, calls = Resolver.resolve, []

    def count(self: Resolver, *args: Any, **options: Any) -> Any:
        calls.append(self)
        return resolve(self, *args, **options)

    monkeypatch.setattr(Resolver, "resolve", count)
    found = []
    for first in ("link2", "link0"):
        place = str(tmp_path / first)
        output = ["-d", place] if command == "download" else ["-o", f"{place}.toml"]
        args = [first, "--variants=all", "--pre", *output]
        assert run(command, tmp_path / "wheels", *args) == 0
        found.append(len(calls))
        calls.clear()
    assert found[0] == found[1]
    if command == "download":
        assert len([*(tmp_path / "link0").glob("link*.whl")]) == 4
        assert "Nothing of link3 fits this machine" in capsys.readouterr().out
    else:
        locked = (tmp_path / "link0.toml").read_text()
        assert all(f"link{number}-1.0-" in locked for number in range(4))
