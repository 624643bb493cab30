"""Build a small matrix on a Slurm of one node: `nox -s slurm`, on Debian.

Slurm is unpacked below `build/slurm`, and nothing is installed. Its processes end with
this one.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from debian import unpack

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build/slurm"
SYSTEM = FOLDER / "system"
LIBRARIES = SYSTEM / "usr/lib/x86_64-linux-gnu"
PACKAGES = (
    *("slurmctld", "slurmd", "slurm-client", "slurm-wlm-basic-plugins"),
    *("libmunge2", "libhwloc15"),
)
SECONDS = 60

CONFIGURATION = """\
ClusterName=one
SlurmctldHost={host}(127.0.0.1)
AuthType=auth/none
CredType=cred/none
PluginDir={plugins}
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldPort=17817
SlurmdPort=17818
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

MATRIX = """\
plain = true
[axes.flavour]
values = ["sweet", "sour", "bitter"]
properties = ["taste :: flavour :: {value}"]
environment = { FLAVOUR = "{value}" }
"""

PROJECT = """\
[build-system]
requires = ["flit_core"]
build-backend = "flit_core.buildapi"
[project]
name = "demo"
version = "1.0"
description = "Built by an array of jobs"
"""


@contextmanager
def running(variables: Mapping[str, str]) -> Iterator[None]:
    """Run Slurm with one node."""
    host = socket.gethostname().partition(".")[0]
    for name in ("state", "spool"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        (FOLDER / name).mkdir(parents=True)
    text = CONFIGURATION.format(
        host=host, folder=FOLDER, plugins=LIBRARIES / "slurm-wlm"
    )
    Path(variables["SLURM_CONF"]).write_text(text, "utf-8")
    programs = SYSTEM / "usr/sbin"
    options = ["-d", str(programs / "slurmstepd-wlm"), "-N", host]
    commands = [
        [str(programs / "slurmctld-wlm"), "-D"],
        [str(programs / "slurmd-wlm"), "-D", *options],
    ]
    with (FOLDER / "slurm.log").open("wb") as log:
        started = [
            subprocess.Popen(command, env=variables, stdout=log, stderr=log)
            for command in commands
        ]
        try:
            _wait_for_node(variables)
            yield
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait(SECONDS)


def _wait_for_node(variables: Mapping[str, str]) -> None:
    command = [str(SYSTEM / "usr/bin/sinfo"), "--noheader", "--format=%t"]
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        done = subprocess.run(command, env=variables, capture_output=True, text=True)
        if done.stdout.strip() == "idle":
            return
        time.sleep(0.5)
    sys.exit(f"Slurm has no idle node; see {FOLDER / 'slurm.log'}")


def main() -> int:
    unpack(FOLDER, PACKAGES)
    project = FOLDER / "project"
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    (project / "variants.toml").write_text(MATRIX, "utf-8")
    (project / "pyproject.toml").write_text(PROJECT, "utf-8")
    (project / "demo.py").write_text('"""Does nothing."""\n', "utf-8")
    libraries = os.pathsep.join(map(str, (LIBRARIES, LIBRARIES / "slurm-wlm")))
    ours = {**os.environ, "PYTHONPATH": str(ROOT / "src/variantlib")}
    slurm = {
        **ours,
        "SLURM_CONF": str(FOLDER / "slurm.conf"),
        "LD_LIBRARY_PATH": libraries,
    }
    build = [sys.executable, "-m", "variantlib", "build"]
    matrix = [*build, "--matrix", "slurm", "-j", "2"]
    script = subprocess.check_output(matrix, cwd=project, env=ours)
    # The jobs run this Python, whatever is called so on the way.
    script = script.replace(b"exec python ", f"exec {sys.executable} ".encode())
    (FOLDER / "jobs.sh").write_bytes(script)
    with running(slurm):
        sbatch = [str(SYSTEM / "usr/bin/sbatch"), "--wait", str(FOLDER / "jobs.sh")]
        subprocess.run(sbatch, cwd=project, env=slurm, check=True)
    again = subprocess.check_output(build, cwd=project, env=slurm, text=True)
    print(again, end="")
    return int("4 rows: 4 unchanged" not in again)


if __name__ == "__main__":
    sys.exit(main())
