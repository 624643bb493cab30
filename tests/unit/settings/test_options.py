"""What commands read of the options, from wherever they come."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pip._internal.commands import create_command

A, B = "36266d4d", "9091cdc4"


@pytest.fixture(autouse=True)
def no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


def parsed(*args: str) -> tuple[list[str], bool]:
    options, _ = create_command("install").parser.parse_args([*args, "pkg"])
    return list(options.variants), bool(options.no_variant)


@pytest.mark.parametrize(
    ("variables", "args", "expected"),
    [
        ({}, [], ([], False)),
        ({}, [f"--variant={A}"], ([A], False)),
        ({}, ["--variant", A, f"--variant={B}"], ([A, B], False)),
        ({}, ["--no-variant"], ([], True)),
        ({}, ["--no-variant", f"--variant={A}"], ([A], True)),
        ({}, [f"--variant={A}", "--no-variant"], ([A], True)),
        ({"VARIANT": A}, [], ([A], False)),
        ({"VARIANT": f"{A} {B}"}, [], ([f"{A} {B}"], False)),
        ({"VARIANT": A}, [f"--variant={B}"], ([B], False)),
        ({"VARIANT": A}, ["--variant", ":none:"], ([], False)),
        ({"VARIANT": ":none:"}, [], ([], False)),
        ({"VARIANT": A}, ["--variant=:none:", f"--variant={B}"], ([B], False)),
        ({}, [f"--variant={B}", "--variant=:none:"], ([], False)),
        ({"NO_VARIANT": "1"}, ["--variant=:none:"], ([], False)),
        ({"VARIANT": A}, ["--no-variant"], ([], True)),
        ({"NO_VARIANT": "1"}, [], ([], True)),
        ({"NO_VARIANT": "true"}, [], ([], True)),
        ({"NO_VARIANT": "0"}, [], ([], False)),
        ({"NO_VARIANT": ""}, [], ([], False)),
        ({"NO_VARIANT": "1"}, [f"--variant={A}"], ([A], False)),
        ({"NO_VARIANT": "1"}, ["--no-variant", f"--variant={A}"], ([A], True)),
        ({"NO_VARIANT": "1", "VARIANT": A}, [], ([A], True)),
        ({"NO_VARIANT": "1", "VARIANT": A}, ["--no-variant"], ([], True)),
        ({"NO_VARIANT": "1", "VARIANT": A}, [f"--variant={B}"], ([B], False)),
    ],
)
def test_the_command_line_beats_the_environment(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    args: list[str],
    expected: tuple[list[str], bool],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    assert parsed(*args) == expected


def test_one_command_line_leaves_nothing_to_the_next() -> None:
    parser = create_command("install").parser
    for expected in ([A], [B]):
        options, _ = parser.parse_args([f"--variant={expected[0]}", "pkg"])
        assert list(options.variants) == expected
    options, _ = parser.parse_args(["--no-variant", "pkg"])
    options, _ = parser.parse_args(["pkg"])
    assert (list(options.variants), options.no_variant) == ([], False)


def test_a_switch_that_is_no_switch_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_VARIANT", "maybe")
    with pytest.raises(SystemExit):
        parsed()
    assert "maybe" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["install", "download", "wheel", "lock", "index", "list"]
)
def test_every_command_that_chooses_has_the_options(name: str) -> None:
    parser = create_command(name).parser
    assert parser.has_option("--variant")
    assert parser.has_option("--no-variant")
