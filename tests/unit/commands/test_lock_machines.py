"""Machines for which there is no lock file are all named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pip._internal.exceptions import DistributionNotFound, InstallationError, PipError
from pip._internal.variants.commands.lock_machines import resolve_for_all
from tests.unit.commands.fleet_scene import describe, lock, options_for, publish


class Resolver:
    """A resolver that fails in these ways."""

    def __init__(self, **errors: PipError | None) -> None:
        self.machines = [*errors]
        self.errors = errors
        self.tried: list[str] = []

    def resolve_for(self, machine: str, lists_all: bool) -> str:
        self.tried.append(machine)
        self.record = f"record of {machine}"
        error = self.errors[machine]
        if error is not None:
            raise error
        return f"files of {machine}"

    def name_of(self, machine: str) -> str:
        return f"{machine}.toml"


def resolve(resolver: Any) -> dict[Any, Any]:
    return resolve_for_all(resolver, lists_all=False)


def test_the_files_of_each() -> None:
    assert resolve(Resolver(a=None, b=None)) == {
        "a": "files of a",
        "b": "files of b",
    }


def test_the_error_and_the_record_are_those_of_the_first(
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, second = DistributionNotFound("none for b"), DistributionNotFound("")
    resolver = Resolver(a=None, b=first, c=None, d=second)
    with pytest.raises(DistributionNotFound) as caught:
        resolve(resolver)
    assert caught.value is first
    assert resolver.record == "record of b"
    assert caplog.messages == [
        "pip cannot lock for 2 machines (b.toml, d.toml); for machine b.toml:"
    ]


@pytest.mark.parametrize("failure", [PipError, InstallationError])
def test_an_index_or_a_build_that_fails_is_not_tried_again(
    failure: type[PipError], caplog: pytest.LogCaptureFixture
) -> None:
    resolver = Resolver(a=failure("failed"), b=DistributionNotFound(""))
    with pytest.raises(failure, match="failed"):
        resolve(resolver)
    assert resolver.tried == ["a"]
    resolver = Resolver(b=DistributionNotFound("none"), a=failure("failed"), c=None)
    with pytest.raises(DistributionNotFound):
        resolve(resolver)
    assert resolver.tried == ["b", "a"]
    assert caplog.messages == [
        f"pip cannot lock for machine {each}.toml:" for each in "ab"
    ]


def test_the_user_reads_one_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "wheels"
    publish(folder, plain=False)
    odd = f"--machine={describe(tmp_path, 'odd', ['v9'])}"
    lock(folder, "lab", *options_for(tmp_path, "none", "new"), odd, code=1)
    said = capsys.readouterr().err
    assert "for 2 machines (none.toml, odd.toml); for machine none.toml:" in said
    assert said.count("Could not find a version") == 1
    assert said.count("No matching distribution") == 1
