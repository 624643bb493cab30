"""How much more a download may bring is limited, and how often it resolves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.exceptions import CommandError
from pip._internal.resolution.resolvelib.resolver import Resolver
from pip._internal.variants.commands.completing import (
    MAX_VARIANTS,
    Release,
    check_number,
)
from pip._internal.variants.settings.choices import PLAIN
from tests.builders import make_label_wheel, make_wheel
from tests.unit.running import run


def releases(count: int) -> list[Release]:
    names = tuple(f"v{number}" for number in range(count // 2))
    projects = map(canonicalize_name, ("pkg", "other"))
    return [Release(name, "1.0", (*names, PLAIN), [], names[0]) for name in projects]


def test_a_command_resolves_only_so_often() -> None:
    check_number(releases(MAX_VARIANTS + 2))
    with pytest.raises(CommandError, match="are 102 more variants"):
        check_number(releases(MAX_VARIANTS + 4))


def test_the_rest_for_a_machine_with_a_platform(tmp_path: Path) -> None:
    wheels, machine, place = tmp_path / "wheels", tmp_path / "m.toml", tmp_path / "to"
    for label in ("v3", "v9"):
        make_label_wheel(wheels, "pkg", "1.0", label, {"hw": {"level": [label]}})
    make_wheel(wheels, "pkg", "1.0")
    machine.write_text('format = 1\nplatform = "linux_x86_64"\nglibc = "2.17"\n')
    args = ["pkg", "--machine", str(machine), "-d", str(place)]
    assert run("download", wheels, *args, "--with-plain") == 0
    assert len([*place.iterdir()]) == 2
    assert run("download", wheels, *args, "--variants=all") == 0
    assert len([*place.glob("*.whl")]) == 3


def test_what_a_release_without_a_plain_wheel_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels = tmp_path / "wheels"
    for project, label in (("ship", "null"), ("crew", "v3")):
        properties = {} if label == "null" else {"hw": {"level": [label]}}
        make_label_wheel(wheels, project, "1.0", label, properties)
    args = ["ship", "crew", "--with-plain", "-d", str(tmp_path / "to")]
    assert run("download", wheels, *args) == 0
    said = " ".join(capsys.readouterr().err.split())
    no_plain = "1.0 has no plain wheel: "
    assert f"crew {no_plain}a machine that none of its variants fits gets" in said
    assert f"ship {no_plain}installers that know no variants take none of" in said


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
        args = [first, "--variants=all", *output]
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
