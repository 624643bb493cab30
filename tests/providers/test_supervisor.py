"""The supervisor's script by itself, by its own contract."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pip._internal.variants.providers import _supervisor

MEGABYTE = 1024**2


def supervise(
    folder: Path, source: str, *, timeout: float = 10.0, memory: int = 4096 * MEGABYTE
) -> dict[str, Any]:
    command = [sys.executable, "-I", "-S", _supervisor.__file__, str(folder)]
    command += [str(timeout), str(memory), sys.executable, "-c", source]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        return json.loads(process.stdout.read())  # type: ignore[no-any-return]


def test_an_ordinary_end(tmp_path: Path) -> None:
    source = "import os; print(os.getcwd()); raise SystemExit(3)"

    report = supervise(tmp_path, source)

    printed = f"{tmp_path.resolve()}\n"
    assert report == {"ended": "exit", "status": 3, "left": [], "printed": printed}


def test_only_the_end_of_what_is_printed_is_kept(tmp_path: Path) -> None:
    report = supervise(tmp_path, "print('a' * 1_000_000 + 'the end', end='')")

    assert report["printed"].endswith("aathe end")
    assert len(report["printed"]) == _supervisor.MAX_PRINTED


def test_a_child_that_ends_soon_is_not_left_behind(tmp_path: Path) -> None:
    source = "import subprocess; subprocess.Popen(['sleep', '0.1'])"

    assert supervise(tmp_path, source)["left"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured on Linux only")
def test_memory_is_counted_over_all_processes(tmp_path: Path) -> None:
    source = (
        "import os, time\n"
        "for _ in range(3):\n"
        "    if os.fork() == 0:\n"
        f"        block = b'x' * {50 * MEGABYTE}\n"
        "        time.sleep(20)\n"
        "time.sleep(20)"
    )

    assert supervise(tmp_path, source, memory=120 * MEGABYTE)["ended"] == "memory"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured on Linux only")
def test_memory_that_forks_share_counts_once(tmp_path: Path) -> None:
    source = (
        "import os, time\n"
        f"block = b'x' * {50 * MEGABYTE}\n"
        "for _ in range(3):\n"
        "    if os.fork() == 0:\n"
        "        time.sleep(0.8)\n"
        "        os._exit(0)\n"
        "time.sleep(1)"
    )

    report = supervise(tmp_path, source, memory=120 * MEGABYTE)

    assert (report["ended"], report["left"]) == ("exit", [])


@pytest.mark.parametrize(
    ("rollup", "kilobytes"),
    [
        ("55d0-7ffc ---p 00000000 00:00 0 [rollup]\nPss: 9 kB\nPss_Anon: 7 kB\n", 7),
        ("Rss: 12 kB\nPss: 9 kB\n", 9),
        ("", 0),
    ],
)
def test_memory_of_old_and_new_kernels(rollup: str, kilobytes: int) -> None:
    assert _supervisor.anonymous_memory(rollup) == kilobytes


def test_the_windows_structure_has_the_documented_size() -> None:
    import ctypes

    expected = 144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112
    assert ctypes.sizeof(_supervisor.job_limits(1)) == expected
