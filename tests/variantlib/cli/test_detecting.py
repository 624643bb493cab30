"""The commands that ask plugins, without pip."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.builders import make_plugin, split_waiting
from tests.variantlib.providers.test_intel import write_machine
from variantlib.cli import main
from variantlib.plugins import process
from variantlib.providers.host import PLATFORM_VARIABLE, ROOT_VARIABLE

HEADER = """\
import time
from types import SimpleNamespace as Config


class Plugin:
    namespace = "gpu"

    @classmethod
    def get_supported_configs(cls):
"""

Run = Callable[..., SimpleNamespace]


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    def run(*args: str) -> SimpleNamespace:
        monkeypatch.chdir(tmp_path)
        status = main(args)
        stdout, stderr = capsys.readouterr()
        return SimpleNamespace(returncode=status, stdout=stdout, stderr=stderr)

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
    run: Run, write: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # It might have answered before anybody looks.
    monkeypatch.setattr(process, "QUIET_SECONDS", 0.2)
    write("time.sleep(1.5); return []")
    done = run("check-plugin", "mygpu:Plugin", "--json")
    assert done.stderr == "Asking the provider mygpu, still waiting ...\n"
    assert json.loads(done.stdout)["problem"] is None


def test_a_plugin_that_finds_nothing(run: Run, write: Callable[[str], None]) -> None:
    write("return []")
    done = run("check-plugin", "mygpu:Plugin")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == ["  nothing here"]


def test_hardware_without_its_driver_is_noted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_machine(tmp_path / "tree")
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path / "tree"))
    monkeypatch.setenv(PLATFORM_VARIABLE, "linux-x86_64")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    done = run("detect")
    assert "  nothing here" in done.stdout.splitlines()
    assert "  note: an Intel GPU is here, but not libze_loader.so.1" in done.stdout


def test_whoever_reads_may_have_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, write: Callable[[str], None]
) -> None:
    write("return []")
    monkeypatch.chdir(tmp_path)
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as output:
        monkeypatch.setattr(sys, "stdout", output)
        assert main(["check-plugin", "mygpu:Plugin"]) == 0
        # Nor does it fail when Python writes out the rest at its end.
        print("more", flush=True)
