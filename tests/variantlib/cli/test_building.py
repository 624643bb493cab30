"""The options of `python -m variantlib build`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from variantlib.cli import main

from ..building.matrices import TWO_BY_THREE, write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, TWO_BY_THREE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["build", *arguments])
    captured = capsys.readouterr()
    return status, captured.out + captured.err


def test_a_list_is_written_and_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text = run(capsys, "--list", "--json")
    assert status == 0
    (folder / "rows.json").write_text(text)
    assert run(capsys, "--check", "rows.json") == (0, "the list is up to date\n")
    write(folder, TWO_BY_THREE.replace("plain = true", ""))
    assert run(capsys, "--check", "rows.json") == (1, "plain: is in the list only\n")
    assert run(capsys, "--list", "plain", "-f", "variants.toml")[0] == 2


def test_a_table_is_the_default_and_can_be_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, text = run(capsys, "--list", "--table")
    assert (status, text) == run(capsys, "--list")
    assert (status, text.split()[:2]) == (0, ["ID", "VARIANT"])
    with pytest.raises(SystemExit):
        run(capsys, "--list", "--table", "--json")
    assert "not allowed with" in capsys.readouterr().err


def test_a_property_that_no_machine_reports_is_a_warning(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, TWO_BY_THREE.replace("x86_64 ::", "x86_46 ::"))
    told = "no provider of this name is built in - maybe you meant x86_64\n"
    _, text = run(capsys, "--list", "--only", "cpu=v2")
    warning = f"variantlib: warning: x86_46 :: level :: v2: {told}"
    # Once, and of the rows that are chosen.
    assert text.endswith(f"2 rows, 2 builds\n{warning}")


def test_jobs_run_the_same_command(capsys: pytest.CaptureFixture[str]) -> None:
    _, text = run(
        capsys, "--matrix", "json", "-o", "out", "-f", "variants.toml", "null"
    )
    command = "python -m variantlib build --file variants.toml --output out null"
    assert json.loads(text)[0]["command"] == command.split()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--json"], "--json is for --list"),
        (["--table"], "--table is for --list"),
        (["-j", "0"], "-j must be a number from 1 to 1000"),
        (["-f", "none.toml"], "none.toml: No such file or directory"),
        (["--check", "none.json"], "none.json: No such file or directory"),
        (["nul"], "no row is called nul - maybe you meant null"),
        ([".."], "..: is no row: name the file of another folder with --file"),
        (["a/b"], "a/b: is no row: name the file of another folder with --file"),
    ],
)
def test_a_mistake_is_one_line(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, *arguments) == (2, f"variantlib: {problem}\n")
