"""Threads for a few files, processes for many, of which none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.builders import label_document, make_label_wheel, make_sdist, make_wheel
from variantlib.errors import VariantError
from variantlib.publishing.listing import scan
from variantlib.publishing.reading import Reading, read_files
from variantlib.publishing.release_files import make_document, make_page
from variantlib.publishing.workers import workers

MANY = 2000
V3 = {"x86_64": {"level": ["v3"]}}
IN_TWO = f"""
import os, sys, time
from variantlib.publishing.workers import workers
if __name__ == "__main__":
    with workers({MANY}, 2) as pool:
        print(os.getpid(), pool.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    make_wheel(folder, "demo", requires_python=">=3.8")
    make_wheel(folder, "demo", properties=["fictional_hw :: humor :: 2"])
    document = label_document({"v3": V3}, ["x86_64"])
    make_label_wheel(folder, "demo", "1.0", "v3", V3, document=document)
    make_sdist(folder, "demo", "1.0")
    return folder


def made_in(pool: Executor, folder: Path) -> tuple[Reading, bytes, bytes]:
    read = read_files(folder, sorted(scan(folder)[0].items()), pool)
    files = list(read.files.values())
    variants = [file for file in files if file.variant]
    [document] = pool.map(make_document, ["demo-1.0-variants.json"], [variants])
    [page] = pool.map(make_page, [("demo", "1.0")], [files], [document])
    return read, document, page


def test_processes_make_the_same_as_threads(dist: Path) -> None:
    with workers(MANY - 1, 2) as threads:
        expected = made_in(threads, dist)
    with workers(MANY, 2) as processes:
        assert isinstance(processes, ProcessPoolExecutor)
        assert made_in(processes, dist) == expected
        assert len(expected[0].files) == 4
        # An error is told as in this process.
        (dist / "bad-1.0-py3-none-any.whl").write_bytes(b"")
        with pytest.raises(VariantError, match=r"^bad-1\.0-py3-none-any\.whl: not a"):
            made_in(processes, dist)
    with workers(MANY, 1) as pool:
        assert not isinstance(pool, ProcessPoolExecutor)


def test_a_process_that_is_gone_is_an_error() -> None:
    with (
        pytest.raises(VariantError, match="a process that read the wheels has ended"),
        workers(MANY, 2) as processes,
    ):
        processes.submit(os._exit, 1).result()


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_no_process_outlives_one_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(IN_TWO)
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        try:
            first, worker = map(int, running.stdout.readline().split())
            assert first == running.pid
            # An interrupt of the terminal goes to all of them: the first decides.
            os.kill(worker, signal.SIGINT)
            time.sleep(0.1)
            os.kill(worker, 0)
        finally:
            running.kill()
        # The pipe ends once all that hold it are gone.
        assert running.communicate(timeout=60)[0] == b""
