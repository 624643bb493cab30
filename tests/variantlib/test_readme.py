"""What the README shows is done here as it stands there."""

from __future__ import annotations

import doctest
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from variantlib.cli import main
from variantlib.documents.document import read_index_document
from variantlib.documents.writing import PROVIDERS_SCHEMA, release_document
from variantlib.wire import load_config

from .making.scene import write_wheel

README = Path(__file__).parents[2] / "src" / "variantlib" / "README.md"


def blocks(language: str) -> list[str]:
    text = README.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the README's plugin, installed as a distribution."""
    for needed in ("pip", "flit_core"):
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f"{needed} is missing in this environment")
    project = tmp_path_factory.mktemp("project")
    (project / "fictional_hw_provider.py").write_text(blocks("python")[0])
    (project / "pyproject.toml").write_text(blocks("toml")[0])
    target = tmp_path_factory.mktemp("plugins")
    options = ["--no-build-isolation", "--no-index", "--no-deps", "--target"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, str(target), str(project)],
        check=True,
    )
    return target


ASK = """
import json
from importlib.metadata import entry_points
from variantlib.wire import dump_config
(found,) = entry_points(group="variantlib.plugins", name="fictional_hw")
plugin = found.load()()
answer = plugin.run()
print(plugin.__provider_name__, plugin.__version__)
print(json.dumps(answer and dump_config(answer)))
"""


def ask(plugins: Path, humor: str) -> Any:
    path = os.pathsep.join([str(plugins), os.environ["PYTHONPATH"]])
    environment = {**os.environ, "PYTHONPATH": path, "FICTIONAL_HUMOR": humor}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, stdout=subprocess.PIPE, check=True
    )
    title, answer = done.stdout.decode().splitlines()
    assert title == "fictional_hw 1.0"
    return json.loads(answer)


def test_the_plugin_reports_the_machine(plugins: Path) -> None:
    expected = (("architecture", ("HAL9000",)), ("humor", ("2", "1", "0")))
    assert load_config(ask(plugins, humor="2")) == ("fictional_hw", expected)


def test_the_plugin_reports_nothing(plugins: Path) -> None:
    assert ask(plugins, humor="") is None


def test_the_plugin_is_about_twenty_lines() -> None:
    lines = [line for line in blocks("python")[0].splitlines() if line.strip()]
    assert len(lines) <= 22


def test_the_commands_print_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_wheel(tmp_path / "demo-1.0-py3-none-any.whl")
    (tmp_path / "fictional_hw_provider.py").write_text(blocks("python")[0])
    monkeypatch.setenv("FICTIONAL_HUMOR", "2")
    monkeypatch.chdir(tmp_path)
    for session in blocks("console"):
        for command in session.removeprefix("$ ").split("\n$ "):
            line, _, shown = command.partition("\n")
            python, dash_m, module, *arguments = shlex.split(line)
            assert (python, dash_m, module) == ("python", "-m", "variantlib")
            assert main(arguments) == 0
            printed = capsys.readouterr().out
            same = doctest.OutputChecker().check_output
            assert same(shown.rstrip(), printed.rstrip(), doctest.ELLIPSIS), printed


def test_an_installer_chooses() -> None:
    space: dict[str, Any] = {}
    exec(blocks("python")[1], space)
    hashed = [[("fictional_hw", "humor", humor)] for humor in ("1", "2", "9")]
    gpu = {"providers": {"gpu": {"static-properties": {"sm": ["90", "80"]}}}}
    labels: dict[str, Any] = {"fast": {"gpu": {"sm": ["90"]}}, "null": {}}
    labels["slow"] = {"gpu": {"sm": ["80"]}}
    labels["other"] = {"gpu": {"sm": ["10"]}}
    labelled = {
        "$schema": PROVIDERS_SCHEMA,
        "default-priorities": {"namespace": ["gpu"]},
        "variants": labels,
        **gpu,
    }
    document = release_document([read_index_document(json.dumps(labelled))], hashed)
    best_first = [
        "demo-1.0-py3-none-any-fast.whl",
        "demo-1.0-py3-none-any-slow.whl",
        "demo-1.0-py3-none-any-null.whl",
        "demo-1.0~1e73fb82-py3-none-any.whl",
        "demo-1.0~e3f63eb4-py3-none-any.whl",
        "demo-1.0-py3-none-any.whl",
    ]
    unfit = [
        "demo-1.0-py3-none-any-other.whl",
        "demo-1.0-py3-none-any-unknown.whl",
        "demo-1.0~00000000-py3-none-any.whl",
    ]
    documents = {"demo-1.0-variants.json": document}
    names = sorted([*best_first, *unfit])
    keys = {name: space["sort_key"](name, documents) for name in names}
    assert [name for name in names if keys[name] is None] == sorted(unfit)
    fitting = [name for name in names if keys[name] is not None]
    assert sorted(fitting, key=keys.__getitem__) == best_first
