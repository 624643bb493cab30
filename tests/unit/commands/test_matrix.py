"""The resolutions that `pip variant matrix` needs for the machines of a fleet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.commands.matrix import MatrixCommand
from tests.builders import make_wheel
from tests.unit.commands.choosing import made_ready
from tests.unit.running import use_own_lists
from tests.unit.selecting import V3, V4


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """An item for each resolution."""
    done: list[None] = []
    resolve = MatrixCommand.resolve

    def count(*args: Any) -> Any:
        done.append(None)
        return resolve(*args)

    monkeypatch.setattr(MatrixCommand, "resolve", count)
    return done


def run(folder: Path, *args: str, **levels: str) -> int:
    """Run the command for machines of some levels, each with a fact of its own."""
    machines = []
    for name, values in levels.items():
        path = folder / f"{name}.toml"
        lines = (f"level = {values.split()}", f"own_{name} = ['on']")
        path.write_text("\n".join(["format = 1", "[providers.hw.keys]", *lines]))
        machines += ["--machine", str(path)]
    command = MatrixCommand("matrix", "", isolated=True)
    use_own_lists(command.parser)
    places = ["--no-index", "--find-links", str(folder), "--json"]
    with made_ready(command):
        return command.run(*command.parse_args([*places, *args, *machines]))


@pytest.mark.parametrize("has_plain", [True, False])
def test_unlike_machines_that_no_variant_fits(
    has_plain: bool,
    tmp_path: Path,
    resolved: list[None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_wheel(tmp_path, "pkg", properties=[V4])
    if has_plain:
        make_wheel(tmp_path, "pkg")
    status = run(tmp_path, "pkg", node0="v3", node1="v2", node2="v3 v2")
    assert len(resolved) == 1
    assert status == (0 if has_plain else 1)
    found = json.loads(capsys.readouterr().out)["machines"]
    reasons = [machine["projects"][0]["reason"] for machine in found]
    assert [reason.partition(f"it needs {V4}; ")[2] for reason in reasons] == [
        "machine node0.toml has v3",
        "machine node1.toml has v2",
        "machine node2.toml has v3, v2",
    ]


@pytest.mark.parametrize("is_named", [True, False])
def test_what_one_machine_cannot_have_is_told_of_it(
    is_named: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = make_wheel(tmp_path, "pkg", properties=[V3])
    args = [str(named)] if is_named else ["pkg", f"--variant={V3}"]
    assert run(tmp_path, *args, new="v3", old="v2") == 1
    new, old = json.loads(capsys.readouterr().out)["machines"]
    assert new["failure"] is None
    assert [project["file"] for project in new["projects"]] == [named.name]
    assert old["failure"] == (
        f"{named.name} does not fit machine old.toml: it needs {V3}; machine old.toml "
        "has v2"
        if is_named
        else f"No wheel of pkg that fits machine old.toml matches {V3}"
    )
