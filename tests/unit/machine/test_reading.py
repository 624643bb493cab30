"""The options about machines, read."""

from __future__ import annotations

import os
from optparse import OptionParser
from pathlib import Path

import pytest

from pip._internal.variants.exceptions import VariantMachineError, VariantOptionError
from pip._internal.variants.machine.reading import (
    read_given,
    read_groups,
    split_machines,
)
from pip._internal.variants.options import machine as machine_option


def on_command_line(name: str) -> list[str]:
    parser = OptionParser(option_list=[machine_option()])
    given: list[str] = parser.parse_args([f"--machine={name}"])[0].machines
    return given


def test_errors_of_the_engine_become_errors_of_pip() -> None:
    for read in (
        lambda: read_given(on_command_line("no"), [], "lock"),
        lambda: read_groups(on_command_line("no")),
    ):
        with pytest.raises(VariantMachineError) as machine:
            read()
        assert str(machine.value.message) == "pip cannot use the machine no."
        assert "It cannot be read: No such file" in str(machine.value.context)
        assert "x86_64_v3" in str(machine.value.hint_stmt)
    with pytest.raises(VariantOptionError) as option:
        read_given([], ["a"], "lock")
    assert str(option.value.message).startswith("--machine-set='a': this is not")
    assert "Write 'provider :: key :: value'" in str(option.value.hint_stmt)


def test_a_configured_machine_is_no_riddle() -> None:
    """Who never wrote the option learns where it comes from."""
    for read in (
        lambda: read_given(["no"], [], "install"),
        lambda: read_groups(["no"]),
    ):
        with pytest.raises(VariantMachineError) as caught:
            read()
        assert "PIP_MACHINE or a configuration file" in str(caught.value.hint_stmt)
        # 'pip variant matrix' needs a machine, and asks no providers.
        assert "name another one with --machine" in str(caught.value.hint_stmt)
        assert "--machine= there asks the providers" in str(caught.value.hint_stmt)


def test_one_machine_is_read_and_facts_beside_it() -> None:
    given = read_given(["x86_64_v3\n"], ["a :: b :: c"], "lock")
    assert given.machine is not None
    assert given.machine.name == "x86_64_v3"
    assert [override.provider for override in given.overrides] == ["a"]


def test_two_machines_are_too_many() -> None:
    with pytest.raises(VariantOptionError, match="invalid-variant-option") as caught:
        read_given(["x86_64_v3", "x86_64_v2"], [], "lock")
    assert "'pip lock' takes one" in str(caught.value.message)


def test_a_folder_names_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("format = 1")
    assert split_machines([f"{tmp_path}\nx86_64_v2"]) == [
        str(tmp_path / "a.toml"),
        "x86_64_v2",
    ]
    with pytest.raises(VariantMachineError, match="invalid-variant-machine"):
        split_machines([f"{tmp_path}/*.json"])


@pytest.mark.skipif(os.name == "nt", reason="no file has such a name")
def test_a_file_whose_name_has_two_lines(tmp_path: Path) -> None:
    """A command for several machines gives itself each of them as one value."""
    path = str(tmp_path / "a\nb.toml")
    Path(path).write_text("format = 1")
    (group,) = read_groups([str(tmp_path)])
    assert split_machines(group.names) == [path]


def test_doubts_are_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.toml"
    path.write_text("format = 1\nproviders.x86_64.keys.lewel = ['v1']")
    for _ in range(2):
        read_given([str(path)], [], "lock")
        assert len(read_groups([str(path), "x86_64_v2"])) == 2
    assert caplog.messages == [
        f"{path}: nothing reports x86_64 :: lewel - maybe you meant level"
    ]


def test_doubts_about_facts_are_told(caplog: pytest.LogCaptureFixture) -> None:
    for fact in ("nvidia :: sm_arhc :: 90_real", "hw :: level :: v3", "x86_64 ::"):
        for _ in range(2):
            read_given([], [fact], "install")
    assert caplog.messages == [
        "--machine-set: nothing reports nvidia :: sm_arhc - maybe you meant sm_arch"
    ]


def test_the_same_doubt_about_many_is_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a", "b", "c"):
        text = f"providers.x86_64.keys.lewel = ['{name}']"
        (tmp_path / f"{name}.toml").write_text(f"format = 1\n{text}")
    groups = read_groups(map(str, sorted(tmp_path.iterdir())))
    read_given(groups[1].names, [], "lock")
    (line,) = caplog.messages
    first = tmp_path / "a.toml"
    assert line.startswith(f"{first} and 2 others: nothing reports x86_64 :: lewel")
