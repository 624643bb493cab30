"""The supervisor's script by itself, by its own contract."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.variantlib.plugins import _events, _families, _memory, _supervisor

MEGABYTE = 1024**2


def changed(source: str) -> list[str]:
    """The supervisor's script, with a change that is made before it runs."""
    return [
        "-c",
        f"""\
import importlib.util, os, sys, threading
spec = importlib.util.spec_from_file_location("script", {_supervisor.__file__!r})
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
load = script.load
{source}
script.main(*sys.argv[1:])
os._exit(0)
""",
    ]


AS_IT_IS = [_supervisor.__file__]
# As on a POSIX system that is not Linux: the process group has to do.
BY_GROUP = changed("""\
def load_group(name):
    module = load(name)
    if name == "_families":
        module.make_family = lambda memory: module.Group()
    return module
script.load = load_group""")
WITHOUT_THREADS = changed("""\
def fail(*_):
    raise RuntimeError("can't start new thread")
threading.Thread.start = fail""")
both = pytest.mark.parametrize("script", [AS_IT_IS, BY_GROUP], ids=["subtree", "group"])
linux = pytest.mark.skipif(sys.platform != "linux", reason="as things are on Linux")


def supervise(
    folder: Path,
    source: str,
    *,
    script: list[str] = AS_IT_IS,
    timeout: float = 60.0,
    memory: int = 4096 * MEGABYTE,
) -> dict[str, Any]:
    inner = folder / "private" / "0"
    inner.mkdir(parents=True)
    command = [sys.executable, "-I", "-S", *script, "exec", str(timeout), str(memory)]
    command += [str(inner), "--", sys.executable, "-c", source]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.wait(120) == 0
    report = inner.with_name("0.report").read_text()
    return json.loads(report)  # type: ignore[no-any-return]


@both
def test_an_ordinary_end(script: list[str], tmp_path: Path) -> None:
    source = "import os; print(os.getcwd()); raise SystemExit(3)"

    report = supervise(tmp_path, source, script=script)

    printed = f"{tmp_path.resolve()}/private/0\n"
    assert 0 < report.pop("seconds") < 60
    assert report == {"ended": "exit", "status": 3, "left": [], "printed": printed}


def test_only_the_end_of_what_is_printed_is_kept(tmp_path: Path) -> None:
    report = supervise(tmp_path, "print('a' * 1_000_000 + 'the end', end='')")

    assert report["printed"].endswith("aathe end")
    assert len(report["printed"]) == _events.MAX_PRINTED


def test_a_child_that_ends_soon_is_not_left_behind(tmp_path: Path) -> None:
    source = "import subprocess; subprocess.Popen(['sleep', '0.1'])"
    patient = changed("script.GRACE_SECONDS = 30.0")

    assert supervise(tmp_path, source, script=patient)["left"] == []


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
    [("", 60.0, "exit"), ("time.sleep(600)", 3.0, "timeout")],
)
def test_children_are_ended(
    rest: str, timeout: float, ended: str, script: list[str], tmp_path: Path
) -> None:
    source = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        f"print(child.pid, flush=True)\n{rest}"
    )

    report = supervise(tmp_path, source, script=script, timeout=timeout)

    assert report["ended"] == ended
    assert bool(report["left"]) == (ended == "exit")
    deadline = time.monotonic() + 60
    while is_running(report["printed"].strip()):
        assert time.monotonic() < deadline


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured on Linux only")
def test_memory_is_counted_over_all_processes(tmp_path: Path) -> None:
    source = (
        "import os, time\n"
        "for _ in range(3):\n"
        "    if os.fork() == 0:\n"
        f"        block = b'x' * {50 * MEGABYTE}\n"
        "        time.sleep(600)\n"
        "time.sleep(600)"
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
        "for _ in range(3): os.wait()"
    )

    report = supervise(tmp_path, source, memory=120 * MEGABYTE)

    assert (report["ended"], report["left"]) == ("exit", [])


SHARED = {
    "a mapping": "m = mmap.mmap(-1, 100 * len(PART))\nwrite(m.write)",
    "a file in memory": "f = os.memfd_create('x')\nwrite(partial(os.write, f))",
    "a file in memory of a child": (
        "f = os.memfd_create('x')\nwrite(partial(os.write, f))\n"
        "if os.fork(): os.close(f)"
    ),
    "a file that has no name": (
        "f = os.open('/dev/shm', os.O_TMPFILE | os.O_RDWR)\nwrite(partial(os.write, f))"
    ),
    "memory of who hides it": (
        "import ctypes\nctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\n"
        "m = mmap.mmap(-1, 100 * len(PART))\nwrite(m.write)"
    ),
}


@linux
@pytest.mark.parametrize("how", SHARED)
@pytest.mark.parametrize(("limit", "ended"), [(60, "memory"), (150, "exit")])
def test_shared_memory_counts_once(
    how: str, limit: int, ended: str, tmp_path: Path
) -> None:
    prelude = (
        "import mmap, os, time\n"
        "from functools import partial\n"
        "PART = b'x' * 1024**2\n"
        "def write(to):\n"
        "    for _ in range(100): to(PART)\n"
    )
    seconds = 600 if ended == "memory" else 1.5
    end = f"\ntime.sleep({seconds})\nos.killpg(0, 9)"

    report = supervise(
        tmp_path, f"{prelude}{SHARED[how]}{end}", memory=limit * MEGABYTE
    )

    assert report["ended"] == ended


@linux
def test_a_file_in_memory_that_is_mapped_as_well_counts_once(tmp_path: Path) -> None:
    source = (
        "import mmap, os, time\n"
        "f = os.memfd_create('x')\n"
        "for _ in range(100): os.write(f, b'x' * 1024**2)\n"
        "m = mmap.mmap(f, 100 * 1024**2)\n"
        "for i in range(0, len(m), 4096): m[i]\n"
        "time.sleep(1)"
    )

    report = supervise(tmp_path, source, memory=150 * MEGABYTE)

    assert (report["ended"], report["status"]) == ("exit", 0)


@pytest.mark.parametrize(
    ("rollup", "kilobytes"),
    [
        ("55d0-7ffc ---p 00000000 00:00 0 [rollup]\nPss: 9 kB\nPss_Anon: 7 kB\n", 7),
        ("Pss: 9 kB\nPss_Anon: 1 kB\nPss_File: 2 kB\nPss_Shmem: 4 kB\n", 5),
        ("Pss_Anon: 1 kB\nSwapPss: 8 kB\nPrivate_Hugetlb: 2048 kB\n", 2057),
        ("Rss: 12 kB\nPss: 9 kB\n", 9),
        ("", 0),
    ],
)
def test_memory_of_old_and_new_kernels(rollup: str, kilobytes: int) -> None:
    assert _memory.rollup_memory(rollup) == kilobytes


def test_shared_memory_that_nobody_has_attached_counts_for_its_maker() -> None:
    head = "key shmid perms size cpid lpid nattch uid gid cuid cgid at dt ct rss swap"
    lines = [
        f"0 {n} 600 8192 {maker} 0 {attached} 0 0 0 0 0 0 0 4096 100"
        for n, (maker, attached) in enumerate([(7, 0), (7, 1), (8, 0)])
    ]
    assert _memory.unattached("\n".join([head, *lines]), {7, 9}) == 4196


def test_no_thread_is_needed(tmp_path: Path) -> None:
    report = supervise(tmp_path, "print('here')", script=WITHOUT_THREADS)

    assert (report["ended"], report["printed"]) == ("exit", "here\n")


def test_a_command_that_cannot_be_started(tmp_path: Path) -> None:
    source = "script.starter = lambda *_: lambda folder: os.open('/', os.O_WRONLY)"

    report = supervise(tmp_path, "", script=changed(source))

    assert report["ended"] == "start"
    assert "Is a directory" in report["printed"]


@linux
def test_processes_are_counted(tmp_path: Path) -> None:
    source = "script.MAX_PROCESSES = 10"
    many = (
        "import os, time\n"
        "for _ in range(20):\n"
        "    if os.fork() == 0: time.sleep(600)\n"
        "time.sleep(600)"
    )
    assert supervise(tmp_path, many, script=changed(source))["ended"] == "processes"


def test_the_windows_structure_has_the_documented_size() -> None:
    import ctypes

    expected = 144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112
    assert ctypes.sizeof(_families.job_limits(1)) == expected
