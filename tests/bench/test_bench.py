"""A quick run of the benchmarks: every row is measured, whatever it comes to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.variantlib.providers.nvidia_machines import COMPILER

ROWS = """\
run without variants, 3 projects, 60 links, against upstream's pip
run without variants, 3 projects, 60 links, counted in instructions
pip --version, counted in instructions
pip list, counted in instructions
pip install --help, counted in instructions
modules of ours imported in that run
provider results cached, looked up in pip
provider results cached, processes and questions
run that chooses a variant, more than without a plugin
run that chooses a variant, more than with a plain wheel
built-in providers, reading files, CPU time
built-in providers, importing them, CPU time
built-in providers, processes
NVIDIA GPU, cold, driver answers at once, wall time against three nvidia-smi
NVIDIA GPU, cold, driver takes 0.3 s, wall time against three nvidia-smi
NVIDIA GPU, cold, processes that pip starts
NVIDIA GPU, kept answer, looked up in pip
NVIDIA GPU, kept answer, processes
x86_64 built in, cold, against provider-variant-x86-64 0.0.1.post2, CPU time
aarch64 built in, cold, against provider-variant-aarch64 0.0.1.post2, CPU time
amd built in, cold, against rocm-bootstrap 0.3.0, CPU time
ascend built in, cold, against ascend-variant-provider 0.0.2, CPU time
extra requests of a run, project with variants
extra requests of a run, project with labels
extra requests of a run, project without, against upstream's pip
3 projects with 7 variants each, one conflict, rounds, as with 7 versions
3 projects with 7 variants each, one conflict, more requests than without
read variant.json out of a wheel of 3 MB
read variant.json out of a wheel of 3 MB, by upstream's lazy wheel
choose among 20 variant wheels, against `json.loads`
choose in pip among 20 variant wheels, against `json.loads`
read and choose in pip among 20 variant wheels, against `json.loads`
choose among 20 label wheels, against `json.loads`
choose in pip among 20 label wheels, against `json.loads`
read and choose in pip among 20 label wheels, against `json.loads`
read and choose in pip among 20 label wheels, against variantlib 0.2.2
run with 20 variant wheels, against plain wheels, variants.json read anew
run with 20 variant wheels, against plain wheels, variants.json kept
run with 20 variant wheels, more than upstream's plain ones, five plugins kept
run with 20 variant wheels, more than upstream's plain ones, five plugins cold
run with 20 variant wheels, against upstream's plain ones, counted in instructions
run with 20 label wheels, against plain wheels, variants.json read anew
run with 20 label wheels, against plain wheels, variants.json kept
run with 20 label wheels, more than upstream's plain ones, five plugins kept
run with 20 label wheels, more than upstream's plain ones, five plugins cold
run with 20 label wheels, against upstream's plain ones, counted in instructions
providers cold, 1 plugin, 0.2 s each, wall time against the slowest
providers cold, 1 plugin, answering at once, wall time
providers cold, 1 plugin, answering at once, CPU time
providers cold, 4 plugins side by side, 0.2 s each, wall time against the slowest
providers cold, 4 plugins side by side, answering at once, wall time
providers cold, 4 plugins side by side, answering at once, CPU time
4 pips at once, nothing kept, questions to a plugin
4 pips at once, kept answers, questions
4 pips at once, nothing kept, against kept answers, CPU time
4 pips at once, nothing kept, against kept answers, wall time
pip variant detect, answers cached, against pip list
pip variant explain, 20 variants, against choosing
pip variant check, 20 installed, 2 of them variants, against pip check
release of 5 rows that share a build, from build to index, a wheel beyond the build
release of 5 rows that share a build, from build to index, memory, against one row
release of 5 rows with a build each, from build to index, a wheel beyond the build
pip variant index, 20 small wheels, all of them new
pip variant index, 20 small wheels, nothing new
pip variant index, 20 small wheels, one new
pip variant matrix, 20 machines, 3 projects
pip variant matrix, 20 unlike machines, 3 projects
pip lock, 10 machines, 3 projects, against 10 lock files
""".splitlines()


@pytest.mark.skipif(COMPILER is None, reason="needs a C compiler")
@pytest.mark.skipif(
    not hasattr(os, "wait4"), reason="needs the CPU time of a process (os.wait4)"
)
def test_every_row_is_measured(fork_wheel: Path, tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    places = [*("--folder", tmp_path / "bench"), *("--output", page)]
    command = [sys.executable, REPOSITORY / "tools" / "bench.py", "--quick"]
    subprocess.run([*command, "--fork", fork_wheel, *places], check=True)

    text = page.read_text("utf-8")
    table = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")]
    # Which hardware is found depends on the machine.
    names = [cells[0].removeprefix("| ") for cells in table[2:]]
    assert [name.replace(", without such hardware", "") for name in names] == ROWS
    # One row stands for all whose instructions valgrind counts, which takes long.
    uncounted = [cells[0] for cells in table[2:] if "not counted" in cells[2]]
    assert all(name.endswith("counted in instructions") for name in uncounted)
    assert "| pip --version, counted in instructions" not in uncounted
    assert all(
        any(c.isdigit() for c in cells[2])
        or "not installed" in cells[2]
        or cells[0] in uncounted
        for cells in table[2:]
    )
    assert "Machine: " in text
