"""Who answers for the namespaces of a release, as its maker writes it in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..making.scene import PLAIN, assert_refused, run, write_wheel
from ..making.test_label_variants import member

SCHEMA_850 = "https://variants-schema.wheelnext.dev/peps/850/v0.2.0.json"
CPU = {"requires": ["cpu-provider>=1"], "plugin-api": "cpu_provider:Plugin"}
BLAS = {
    "static-properties": {"library": ["mkl", "openblas"], "abi": ["lp64"]},
    "feature-order": ["library", "abi"],
}
TOML = """
[providers.cpu]
requires = ["cpu-provider>=1"]
plugin-api = "cpu_provider:Plugin"

[providers.blas]
static-properties = { library = ["mkl", "openblas"], abi = ["lp64"] }
feature-order = ["library", "abi"]
"""
MKL = ["--label=mkl", "-pblas::library::mkl", "--priority=cpu,blas"]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_wheel(tmp_path / PLAIN)


def written(folder: Path, content: object, name: str = "providers.json") -> Path:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("end", ["json", "toml"])
def test_wheels_and_the_index_say_who_answers(
    plain: Path, tmp_path: Path, end: str
) -> None:
    content = TOML if end == "toml" else {"providers": {"cpu": CPU, "blas": BLAS}}
    providers = written(tmp_path, content, f"providers.{end}")
    out = tmp_path / "out"
    given = ("--providers", providers, "-o", out)
    assert run("make", plain, *MKL, *given) == 0
    assert run("make", plain, "--label=null", "--priority=cpu,blas", *given) == 0
    assert run("index", out) == 0
    documents = [
        member(out / "demo-1.0-py3-none-any-mkl.whl"),
        member(out / "demo-1.0-py3-none-any-null.whl"),
        json.loads((out / "demo-1.0-variants.json").read_text("utf-8")),
    ]
    for document in documents:
        assert document["$schema"] == SCHEMA_850
        assert document["providers"] == {"cpu": CPU, "blas": BLAS}
        assert document["default-priorities"] == {"namespace": ["cpu", "blas"]}
    assert list(documents[2]["variants"]) == ["mkl", "null"]


def test_an_index_may_come_with_what_another_wheel_leaves_out(
    plain: Path, tmp_path: Path
) -> None:
    providers = written(tmp_path, {"providers": {"blas": BLAS}})
    out = tmp_path / "out"
    given = ["--label=mkl", "-pblas::library::mkl", "--providers", providers]
    run("make", plain, *given, "-o", out)
    run("make", plain, "--label=null", "--priority=blas", "-o", out)
    assert run("index", out) == 0
    index = json.loads((out / "demo-1.0-variants.json").read_text("utf-8"))
    assert index["providers"] == {"blas": BLAS}


BAD_TABLES = {
    "must be an object, not 'x'": "x",
    "providers.cpu must have one of requires, static-properties, builtin": {},
    "providers.cpu must have one of": {**CPU, **BLAS},
    "providers.cpu must not have 'enable-if' beside requires": {
        **CPU,
        "enable-if": "python_version > '3'",
    },
    "providers.cpu must not have 'plugin-api' beside builtin": {
        "builtin": "cpu",
        "plugin-api": "x:Y",
    },
    "providers.cpu requires nothing": {"requires": []},
    "providers.cpu requires 'two words': no requirement": {"requires": ["two words"]},
    "requires must be a list, not 'cpu'": {"requires": "cpu"},
    "feature-order must list each static feature": {**BLAS, "feature-order": ["abi"]},
    "value must be text of": {"static-properties": {"level": ["V3"]}},
}


@pytest.mark.parametrize("message", BAD_TABLES)
def test_a_table_that_is_none_is_named(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], message: str
) -> None:
    path = written(tmp_path, {"providers": {"cpu": BAD_TABLES[message]}})
    arguments = ["--label=a", "-pcpu::level::v3", "--providers", path]
    assert_refused(capsys, message, "make", plain, *arguments)
    assert_refused(capsys, "providers.json: ", "make", plain, *arguments)
    assert sorted(tmp_path.iterdir()) == [plain, path]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "", "a.json: is not JSON"),
        ("a.json", "[]", "must have a table 'providers'"),
        ("a.json", '{"providers": {}}', "must have a table 'providers'"),
        ("a.json", '{"providers": {"CPU": {}}}', "providers.CPU: its provider is not"),
        ("a.json", '{"providers": {"a": {}, "a": {}}}', "has 'a' twice"),
        ("a.toml", "[", "a.toml: is not TOML"),
        ("a.toml", "", "must have a table"),
        ("nowhere/a.json", None, "nowhere"),
    ],
)
def test_a_file_that_is_none_is_named(
    plain: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: str | None,
    message: str,
) -> None:
    path = tmp_path / name
    if content is not None:
        written(tmp_path, content, name)
    assert_refused(capsys, message, "make", plain, *MKL, "--providers", path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--label=x", "-pcpu::level::v3"], "the namespace blas has no place"),
        (
            ["--label=x", "-pcpu::level::v3", "--priority=cpu,blas,net"],
            "the namespace net has no provider",
        ),
        (
            ["--label=x", "-pblas::library::blis", "--priority=cpu,blas"],
            "blas :: library :: blis is not in the 'static-properties' of its",
        ),
        (
            ["--label=x", "-pblas::no_such::x", "--priority=cpu,blas"],
            "blas :: no_such :: x is not in the 'static-properties' of its",
        ),
        (["-pcpu::level::v3"], "--priority and --providers are for labels: add --lab"),
    ],
)
def test_providers_and_properties_have_to_go_together(
    plain: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    path = written(tmp_path, {"providers": {"cpu": CPU, "blas": BLAS}})
    assert_refused(capsys, message, "make", plain, *arguments, "--providers", path)
