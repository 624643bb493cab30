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
from tests.unit.selecting import V4


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
    machines = []
    for number, levels in enumerate((["v3"], ["v2"], ["v3", "v2"])):
        path = tmp_path / f"node{number}.toml"
        path.write_text(
            f"format = 1\n[providers.hw.keys]\nlevel = {levels}\nown{number} = ['on']"
        )
        machines += ["--machine", str(path)]
    command = MatrixCommand("matrix", "", isolated=True)
    use_own_lists(command.parser)
    places = ["--no-index", "--find-links", str(tmp_path)]
    with made_ready(command):
        status = command.run(*command.parse_args([*places, "pkg", "--json", *machines]))
    assert len(resolved) == 1
    assert status == (0 if has_plain else 1)
    found = json.loads(capsys.readouterr().out)["machines"]
    reasons = [machine["projects"][0]["reason"] for machine in found]
    assert [reason.partition(f"it needs {V4}; ")[2] for reason in reasons] == [
        "machine node0.toml has v3",
        "machine node1.toml has v2",
        "machine node2.toml has v3, v2",
    ]
