"""Machines with NVIDIA hardware as small trees, and libraries and programs that lie."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from variantlib.plugins.discovery import Plugin, plugin_path
from variantlib.plugins.outcomes import read_outcome
from variantlib.plugins.process import ask_plugins
from variantlib.providers import host as host_module
from variantlib.providers.host import Host
from variantlib.providers.nvidia import PROVIDER
from variantlib.providers.provider import Facts, Policy, Report

FOLDER = os.path.dirname(os.path.abspath(host_module.__file__))
PROC = "/proc/driver/nvidia/version"
SYS = "/sys/module/nvidia/version"
PLUGIN = Plugin(
    *("nvidia", "_nvidia_probe:Plugin", "variant_plugins", "variantlib", "", ""),
    None,
    FOLDER,
)
UUID = "GPU-00000000-0000-0000-0000-000000000000"
BOTH = """\
case "$*" in
-q) cat <<'END'
{header}
END
;;
*) echo "{devices}" ;;
esac"""
OLD_WORDS = BOTH.format(
    header="Driver Version                            : 570.86.15\n"
    "CUDA Version                              : 12.8\nAttached GPUs : 1",
    devices=f"570.86.15, 9.0, {UUID}, NVIDIA H100, 80GB",
)
COMPILER = shutil.which("cc") or shutil.which("gcc")

SOURCE = Path(__file__).parent / "fake_nvidia.c"


def build(folder: Path, name: str, *defines: str) -> None:
    """Make one of the libraries in a folder; the source tells how they behave."""
    if COMPILER is None:
        pytest.skip("needs a C compiler")
    flags = [f"-D{define}" for define in defines]
    command: list[str | Path] = [
        COMPILER,
        "-shared",
        "-fPIC",
        *flags,
        "-o",
        folder / name,
        SOURCE,
    ]
    subprocess.run(command, check=True)


def make_tree(
    root: Path,
    *,
    driver: str | None = "570.86.15",
    devices: int | None = 1,
    files: Mapping[str, str] | None = None,
) -> None:
    """Write the files of a machine.

    :param driver: The version of its driver; None for none.
    :param devices: How many GPUs have a device; with None, not even the driver has one.
    """
    contents = dict(files or {})
    if driver is not None:
        contents[SYS] = f"{driver}\n"
        contents[PROC] = module_line(driver)
    if devices is not None:
        contents["/dev/nvidiactl"] = ""
        contents.update({f"/dev/nvidia{number}": "" for number in range(devices)})
    for path, text in contents.items():
        place = root / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


def module_line(version: str) -> str:
    return (
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module"
        f"  {version}  Wed Jan 15 10:00:00 UTC 2025\nGCC version:  gcc version 12.2.0\n"
    )


def host_of(root: Path, system: str = "linux", **variables: str) -> Host:
    return Host(system, "x86_64", str(root), variables)


def add_smi(folder: Path, script: str) -> None:
    program = folder / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def ask(seconds: float = 30) -> dict[str, tuple[str, ...]] | None:
    """Ask the probe as it is asked in earnest; None if it gave no answer."""
    [outcome] = ask_plugins([PLUGIN], plugin_path(), seconds)
    answer = read_outcome(PLUGIN, outcome, seconds)
    if answer.problem is not None:
        return None
    return dict(answer.config or ())


def enter_machine(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Be on a machine with a driver and a GPU, with no library and no program yet."""
    for name in ("lib", "bin", "root"):
        (folder / name).mkdir()
    make_tree(folder / "root")
    patch.setenv("VARIANTLIB_SYSROOT", str(folder / "root"))
    patch.setenv("LD_LIBRARY_PATH", str(folder / "lib"))
    patch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}/usr/bin:/bin")
    patch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


def answer(
    machine: Path, facts: Facts | None, gpus: str = "highest", **variables: str
) -> Report:
    host: Host = host_of(machine / "root", **variables)
    return PROVIDER.report(host, facts, Policy(gpus))


def keys_of(report: Report) -> dict[str, str]:
    """The best value of each key."""
    return {key: values[0] for key, values in report.config}
