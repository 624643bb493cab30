"""The command that checks releases, and the forms of its output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import make_wheel
from tests.variantlib.linting.scenes import SCENES, V3
from variantlib.cli import main
from variantlib.linting.registry import RULES

from .test_choosing import run
from .test_choosing import strict_schema as schema_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    SCENES["V304"][0](tmp_path)
    return tmp_path


def test_lines_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = run(capsys, "lint", folder)
    assert status == 1
    lines = text.splitlines()
    assert lines[0] == (
        "demo-1.0~dc1102dd-py3-none-any.whl: error V304: variant dc1102dd never fits:"
        " it needs x86_64 :: level :: v5, which no known provider reports (they are v1,"
        " v2, v3, v4); correct the value, or leave it out"
    )
    assert lines[-1] == "demo 1.0: 1 error, 2 warnings, 0 notes"


def test_warnings_do_not_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(tmp_path, "demo", "1.0", properties=[V3])
    status, text = run(capsys, "lint", tmp_path, "--ignore", "V607")
    assert status == 0
    assert text.splitlines()[-1] == "demo 1.0: 0 errors, 1 warning, 0 notes"


def test_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(folder), "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    schema_of("variantlib-lint").validate(document)
    assert document["counts"] == {"error": 1, "warning": 2, "note": 0}
    [release] = document["releases"]
    assert (release["project"], release["version"]) == ("demo", "1.0")
    assert release["findings"][0]["rule"] == "V304"
    assert release["findings"][0]["file"] == "demo-1.0~dc1102dd-py3-none-any.whl"


def test_for_code_hosts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(folder), "--format", "sarif"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["version"] == "2.1.0"
    [run_object] = document["runs"]
    rules = run_object["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.number for rule in RULES]
    for result in run_object["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"].endswith(".")
    [place] = run_object["results"][0]["locations"]
    uri = place["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "demo-1.0~dc1102dd-py3-none-any.whl"


def test_code_hosts_get_any_name_that_a_file_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "demo-1.0-py3-\udcff.whl").touch()
    assert main(["lint", str(tmp_path), "--format", "sarif"]) == 1
    [run_object] = json.loads(capsys.readouterr().out)["runs"]
    [place] = run_object["results"][0]["locations"]
    uri = place["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["nowhere"], "variantlib: nowhere: no such file or folder"),
        (["https://x/"], "variantlib: https://x/: only 'pip variant lint' takes URLs"),
        ([".", "--ignore", "V1"], "variantlib: there is no rule V1: they are V101 to"),
    ],
)
def test_wrong_input(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text = run(capsys, "lint", *arguments)
    assert status == 2
    assert text.startswith(problem)
    assert text.count("\n") == 1


def test_hostile_names_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(tmp_path, "demo", "1.0", requires=["\x1b[31mdep >> 1"])
    (tmp_path / "demo-1.0~\x1b[31m-py3-none-any.whl").touch()
    _, text = run(capsys, "lint", tmp_path)
    assert "\x1b" not in text
    assert "V101" in text
    assert "V505" in text


def test_a_file_leaves_rules_out(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    text = '[axes.a]\nvalues = ["v3"]\nproperties = ["x86_64 :: level :: v3"]\n'
    for name, table, known in (
        ("pyproject.toml", "tool.variants.lint", 1),
        ("variants.toml", "lint", 0),
    ):
        Path(name).write_text(f'[{table}]\nignore = ["V304", "V402"]\n', "utf-8")
        status, said = run(capsys, "lint", ".", "--ignore", "V607")
        counts = "demo 1.0: 0 errors, 0 warnings, 0 notes"
        assert said == f"{counts} (left out by {name}: V304, V402)\n"
        assert status == 0
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(text if known == 0 else "")
    status, said = run(capsys, "lint", "variants.toml")
    assert said.endswith("(left out by variants.toml: V304, V402)\n")
    for wrong, problem in (
        ('ignore = ["V1"]', "lint.ignore: there is no rule V1: they are V101 to"),
        ("ignore = 1", "lint.ignore: must be a list, not a number"),
        ("ignored = []", "lint.ignored: unknown key - maybe you meant ignore"),
    ):
        Path("variants.toml").write_text(f"[lint]\n{wrong}\n{text}", "utf-8")
        for command in (["lint", "."], ["build", "--list"], ["build"]):
            status, said = run(capsys, *command)
            assert said.startswith(f"variantlib: variants.toml: {problem}")
            assert status == 2


def test_a_table_of_lint_alone_makes_no_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text("[tool.variants.lint]\nignore = []\n")
    status, said = run(capsys, "build", "--list")
    assert "has no variants.toml, and no pyproject.toml with a table" in said
    assert status == 2


def test_a_proposal_names_the_command_of_this_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SCENES["V607"][0](tmp_path)
    anew = "write it (python -m variantlib index FOLDER)"
    assert anew in run(capsys, "lint", tmp_path)[1]
    main(["lint", str(tmp_path), "--format", "sarif"])
    assert anew in capsys.readouterr().out
    main(["lint", str(tmp_path), "--format", "json"])
    assert anew in capsys.readouterr().out


def test_places_that_cannot_be_read_stop_no_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = folder / "gone.toml"
    assert main(["lint", str(gone), str(folder), "https://example.org/"]) == 2
    done = capsys.readouterr()
    assert done.out.splitlines()[-1] == "demo 1.0: 1 error, 2 warnings, 0 notes"
    first, second = done.err.splitlines()
    assert first == f"variantlib: {gone}: no such file or folder"
    assert second.startswith("variantlib: https://example.org/: only")
    assert main(["lint", str(gone)]) == 2
    assert capsys.readouterr().out == ""
