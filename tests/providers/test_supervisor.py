"""The supervisor's script by itself, by its own contract."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.providers import _families, _supervisor

MEGABYTE = 1024**2


AS_IT_IS = [_supervisor.__file__]
# As on a POSIX system that is not Linux: the process group has to do.
BY_GROUP = [
    "-c",
    f"""\
import importlib.util, os, sys
spec = importlib.util.spec_from_file_location("script", {_supervisor.__file__!r})
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
spec = importlib.util.spec_from_file_location("families", {_families.__file__!r})
families = importlib.util.module_from_spec(spec)
spec.loader.exec_module(families)
script.make_family = lambda memory: families.Group()
os.write(1, script.json.dumps(script.main(*sys.argv[1:])).encode())
os._exit(0)
""",
]
both = pytest.mark.parametrize("script", [AS_IT_IS, BY_GROUP], ids=["subtree", "group"])


def supervise(
    folder: Path,
    source: str,
    *,
    script: list[str] = AS_IT_IS,
    timeout: float = 10.0,
    memory: int = 4096 * MEGABYTE,
) -> dict[str, Any]:
    command = [sys.executable, "-I", "-S", *script, str(folder)]
    command += [str(timeout), str(memory), sys.executable, "-c", source]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        return json.loads(process.stdout.read())  # type: ignore[no-any-return]


@both
def test_an_ordinary_end(script: list[str], tmp_path: Path) -> None:
    source = "import os; print(os.getcwd()); raise SystemExit(3)"

    report = supervise(tmp_path, source, script=script)

    printed = f"{tmp_path.resolve()}\n"
    assert report == {"ended": "exit", "status": 3, "left": [], "printed": printed}


def test_only_the_end_of_what_is_printed_is_kept(tmp_path: Path) -> None:
    report = supervise(tmp_path, "print('a' * 1_000_000 + 'the end', end='')")

    assert report["printed"].endswith("aathe end")
    assert len(report["printed"]) == _supervisor.MAX_PRINTED


def test_a_child_that_ends_soon_is_not_left_behind(tmp_path: Path) -> None:
    source = "import subprocess; subprocess.Popen(['sleep', '0.1'])"

    assert supervise(tmp_path, source)["left"] == []


def is_running(pid: str) -> bool:
    """Whether a process runs, and does not only wait for its parent to notice."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@both
@pytest.mark.parametrize(
    ("rest", "timeout", "ended"),
    [("", 10.0, "exit"), ("time.sleep(60)", 0.5, "timeout")],
)
def test_children_are_ended(
    rest: str, timeout: float, ended: str, script: list[str], tmp_path: Path
) -> None:
    source = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        f"print(child.pid, flush=True)\n{rest}"
    )

    report = supervise(tmp_path, source, script=script, timeout=timeout)

    assert report["ended"] == ended
    assert bool(report["left"]) == (ended == "exit")
    deadline = time.monotonic() + 2
    while is_running(report["printed"].strip()):
        assert time.monotonic() < deadline


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
    assert _families.anonymous_memory(rollup) == kilobytes


def test_the_windows_structure_has_the_documented_size() -> None:
    import ctypes

    expected = 144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112
    assert ctypes.sizeof(_families.job_limits(1)) == expected
