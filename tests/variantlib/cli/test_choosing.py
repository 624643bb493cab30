"""The commands that choose and explain, and the schemas of their output."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.builders import hash_of, make_label_wheel, make_wheel
from variantlib.cli import main

SCHEMAS = Path(__file__).resolve().parents[3] / "docs/schemas"
V2, V3, V4 = (f"x86_64 :: level :: v{level}" for level in (2, 3, 4))


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str]:
    status = main(list(map(str, args)))
    captured = capsys.readouterr()
    return status, captured.err or captured.out


def read(capsys: pytest.CaptureFixture[str], command: str, *args: object) -> Any:
    """The JSON that a command writes, if it is as documented, down to each key."""
    main([command, "--json", *map(str, args)])
    document = json.loads(capsys.readouterr().out)
    strict_schema(f"variantlib-{command}").validate(document)
    return document


def strict_schema(name: str) -> Draft202012Validator:
    """A schema of the docs, which allows no key that it does not describe."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(_strict(schema))


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: _strict(value) for key, value in schema.items()}
    if "properties" in schema and isinstance(schema.get("required"), list):
        strict.setdefault("additionalProperties", False)
    return strict


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two projects, one of which has nothing for the machine."""
    for properties in ([V2], [V3], [V4], []):
        make_wheel(tmp_path, "demo", properties=properties)
    make_label_wheel(tmp_path, "other", "2.0", "v4", {"x86_64": {"level": ["v4"]}})
    (tmp_path / "odd.whl").touch()
    return tmp_path


def test_choose(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = run(capsys, "choose", folder, "--machine", "x86_64_v3")
    assert status == 1
    assert text.splitlines() == [
        f"demo-1.0~{hash_of([V3])}-py3-none-any.whl",
        f"  the best of 2 variants that fit: {V3}",
        "other: no file fits this machine",
    ]


def test_choose_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = read(capsys, "choose", folder, "--machine", "x86_64_v3")
    demo, other = document["projects"]
    assert demo["file"]["variant"] == {"form": "hash", "name": hash_of([V3])}
    assert demo["file"]["properties"] == {"x86_64": {"level": ["v3"]}}
    assert demo["file"]["url"] == (folder / demo["file"]["filename"]).as_uri()
    assert (other["version"], other["file"]) == (None, None)


def test_a_fact_may_be_set(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = ["--machine-set", "x86_64 :: level :: v4"]
    document = read(capsys, "choose", folder, "--machine=x86_64_v3", *facts)
    assert [p["file"]["variant"]["name"] for p in document["projects"]] == [
        hash_of([V4]),
        "v4",
    ]


def test_explain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = run(capsys, "explain", folder, "--machine", "x86_64_v3")
    assert status == 1
    assert text.splitlines() == [
        "demo 1.0",
        "  2 of 3 variants fit machine x86_64_v3.",
        f"*   1  demo-1.0~{hash_of([V3])}-py3-none-any.whl",
        f"       the best of 2 variants that fit: {V3}",
        f"    2  demo-1.0~{hash_of([V2])}-py3-none-any.whl",
        "    3  demo-1.0-py3-none-any.whl",
        f"    -  demo-1.0~{hash_of([V4])}-py3-none-any.whl",
        f"       it needs {V4}; machine x86_64_v3 has v3, v2, v1",
        "other 2.0",
        "  Its only variant does not fit machine x86_64_v3.",
        "    -  other-2.0-py3-none-any-v4.whl",
        f"       it needs {V4}; machine x86_64_v3 has v3, v2, v1",
        "odd.whl: not the name of a wheel or source archive",
    ]


def test_explain_puts_equal_reasons_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(9):
        make_wheel(folder, "demo", properties=[f"gpu :: arch :: {number}"])
    for tag in ("cp39-cp39-win32", "cp39-cp39-win_arm64"):
        (folder / f"demo-1.0-{tag}.whl").touch()
    *_, text = run(capsys, "explain", folder, "--machine", "x86_64_v3")
    demo = text.partition("other 2.0")[0]
    assert "  2 of 12 variants fit machine x86_64_v3.\n" in demo
    assert "    -  9 files:\n" in demo
    assert demo.count("it needs gpu; ") == 1
    assert "and 6 more\n" in demo
    assert "  2 files are for other Pythons or platforms (-v shows all)\n" in demo
    assert "win32" not in demo

    *_, whole = run(capsys, "explain", "-v", folder, "--machine", "x86_64_v3")
    assert whole.count("it needs gpu :: arch :: ") == 9
    assert "demo-1.0-cp39-cp39-win32.whl" in whole
    assert " more" not in whole
    # Programs get all of it anyway.
    document = read(capsys, "explain", folder, "--machine", "x86_64_v3")
    assert len(document["projects"][0]["releases"][0]["files"]) == 15


def test_explain_lists_few_that_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(8):
        make_wheel(tmp_path, "demo", properties=[f"hw :: key :: {number}"])
    facts = ["--machine-set", "hw :: key :: " + ", ".join(map(str, range(8)))]
    status, text = run(capsys, "explain", tmp_path, *facts, "--machine=x86_64_v3")
    assert (status, text.count(".whl")) == (0, 5)
    assert text.endswith("       and 3 more (-v shows all)\n")


def test_explain_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = read(capsys, "explain", folder, "--machine", "x86_64_v3")
    (release,) = document["projects"][0]["releases"]
    assert [file["rank"] for file in release["files"]] == [1, 2, 3, None]
    assert [file["chosen"] for file in release["files"]] == [True, False, False, False]
    assert [other["filename"] for other in document["others"]] == ["odd.whl"]


def test_detect_and_check_plugin_for_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(capsys, "detect")
    (tmp_path / "mine.py").write_text(
        "namespace = 'a'\n\ndef get_supported_configs():\n    return []\n"
    )
    monkeypatch.chdir(tmp_path)
    assert read(capsys, "check-plugin", "mine")["provider"] == "a"


def test_what_detect_prints_describes_a_machine(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = tmp_path / "machine.json"
    main(["detect", "--json"])
    machine.write_text(capsys.readouterr().out)
    described = read(capsys, "choose", folder, "--machine", machine)
    assert described["projects"] == read(capsys, "choose", folder)["projects"]


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["nowhere"], "nowhere: it cannot be read: No such file or directory"),
        ([".", "--machine", "nobody"], "nobody: It cannot be read"),
        ([".", "--machine-set", "x"], "--machine-set='x': this is not of the form"),
        (["."], ".: no files of projects are there"),
        (["https://index.example/"], "https://index.example/: it is on a server"),
    ],
)
@pytest.mark.parametrize("command", ["choose", "explain"])
def test_bad_input_is_a_line(
    command: str,
    args: list[str],
    problem: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, text = run(capsys, command, *args)
    assert status == 2
    assert text.startswith(f"variantlib: {problem}")
    assert text.count("\n") == 1


def test_a_reader_who_has_enough(folder: Path) -> None:
    command = [sys.executable, "-m", "variantlib", "explain", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        assert done.stderr.read() == ""


def test_a_document_that_is_none_is_not_used(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "demo-1.0-variants.json").write_text("[]")
    _, text = run(capsys, "explain", folder)
    (line,) = [line for line in text.splitlines() if "not used" in line]
    assert line.startswith("  not used: demo-1.0-variants.json: must be a JSON object")
