"""The commands that ask plugins, without pip."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import make_plugin, split_waiting

HEADER = """\
import time
from types import SimpleNamespace as Config


class Plugin:
    namespace = "gpu"

    @classmethod
    def get_supported_configs(cls):
"""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "variantlib", *args]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], None]:
    def write(body: str) -> None:
        text = HEADER + textwrap.indent(body, " " * 8) + "\n"
        (tmp_path / "mygpu.py").write_text(text)

    return write


def test_a_plugin_of_the_current_folder_is_checked(
    run: Run, write: Callable[[str], None]
) -> None:
    write("return [Config(name='cuda', values=['13', '12'], multi_value=False)]")
    done = run("check-plugin", "mygpu:Plugin")
    assert (done.returncode, split_waiting(done.stderr)[0]) == (0, "")
    assert done.stdout.splitlines()[1:] == ["  cuda  13, 12"]
    document = json.loads(run("check-plugin", "mygpu:Plugin", "--json").stdout)
    assert document["provider"] == "gpu"
    assert document["keys"] == [{"key": "cuda", "values": ["13", "12"]}]
    assert (document["problem"], document["printed"]) == (None, [])


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("return {'x': 1}", "returned dict"),
        ("print('looking'); raise OSError('no driver')", "raised OSError: no driver"),
        ("return [Config(name='CUDA!', values=['1'], multi_value=False)]", "CUDA!"),
        ("print('looking'); time.sleep(60)", "did not answer within 6 s"),
    ],
)
def test_what_is_wrong_is_said_with_what_it_printed(
    run: Run, write: Callable[[str], None], body: str, problem: str
) -> None:
    write(body)
    done = run("check-plugin", "mygpu:Plugin", "--timeout", "6")
    assert done.returncode == 1
    assert problem in done.stdout
    if "print" in body:
        assert "  looking" in done.stdout.splitlines()
        assert "in get_supported_configs" in done.stdout


def test_where_there_is_no_plugin_one_line_says_so(run: Run) -> None:
    for name, said in (
        ("gone:Plugin", "No module named 'gone'"),
        ("os:path", "with neither get_supported_configs() nor run()"),
    ):
        done = run("check-plugin", name)
        assert done.returncode == 1
        assert said in done.stdout
        assert done.stdout.count("\n") == 2
    done = run("detect", "--timeout", "0")
    assert done.returncode == 2
    assert split_waiting(done.stderr)[0].count("\n") == 1


def test_what_is_installed_is_detected(tmp_path: Path) -> None:
    site = tmp_path / "site"
    plugin = make_plugin(tmp_path, "fictional_hw", {"humor": ["2", "1"]})
    unpack = [sys.executable, "-m", "zipfile", "-e", str(plugin), str(site)]
    subprocess.run(unpack, check=True)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r});"
        "from variantlib.cli import main; sys.exit(main())"
    )

    def detect(*args: str) -> str:
        command = [sys.executable, "-c", code, "detect", *args]
        return subprocess.check_output(command, text=True, cwd=tmp_path)

    assert "\n  humor  2, 1\n" in detect()
    answers = json.loads(detect("--json"))["providers"]
    [found] = [each for each in answers if each["distribution"]]
    assert found["provider"] == "fictional_hw"
    assert found["distribution"] == "fictional-hw-plugin"
    assert found["keys"] == [{"key": "humor", "values": ["2", "1"]}]


def test_a_slow_plugin_is_named_on_standard_error(
    run: Run, write: Callable[[str], None]
) -> None:
    write("time.sleep(1.5); return []")
    done = run("check-plugin", "mygpu:Plugin", "--json")
    assert done.stderr == "Asking the provider mygpu, still waiting ...\n"
    assert json.loads(done.stdout)["problem"] is None
