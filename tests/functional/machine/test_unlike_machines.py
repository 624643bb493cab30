"""Five unlike machines: one folder, one lock file, and what each installs from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders import Index, PipEnv, make_label_wheel, make_wheel
from tests.builders.wheels import label_document
from tests.variantlib.providers import cpus
from tests.variantlib.providers.kfd_trees import CPU, Node, write_kfd
from tests.variantlib.providers.nvidia_machines import make_tree

# The variant of each machine.
BEST = {
    "login": "plain",
    "newer": "v3",
    "cuda11": "cu11",
    "cuda12": "cu12",
    "mi250": "rocm",
}
NEEDS = {
    "cu12": {"nvidia": {"cuda_version_lower_bound": ["12.0"]}},
    "cu11": {"nvidia": {"cuda_version_lower_bound": ["11.0"]}},
    "rocm": {"amd": {"gfx_arch": ["gfx90a"]}},
    "v3": {"x86_64": {"level": ["v3"]}},
}


def write_machines(folder: Path) -> None:
    """Write the files of the machines that built-in providers look at."""
    flags = dict.fromkeys(BEST, cpus.HASWELL) | {"login": cpus.IVY_BRIDGE}
    for name in BEST:
        (folder / name / "proc").mkdir(parents=True)
        (folder / name / "proc/cpuinfo").write_text(cpus.x86(flags[name]))
    make_tree(folder / "cuda11", driver="450.80.02")
    make_tree(folder / "cuda12", driver="570.86.15")
    write_kfd(folder / "mi250", [CPU, Node(version=90010)])


def make_release(index: Index, folder: Path) -> None:
    """Make a release with variants, each of which needs a project of its own."""
    for label, properties in NEEDS.items():
        made = make_label_wheel(
            *(folder, "engine", "1.0", label, properties),
            document=label_document({label: properties}, ["nvidia", "amd", "x86_64"]),
            requires=[f"runtime-{label}"],
        )
        index.add(made, make_wheel(folder, f"runtime-{label}", "1.0"))
    index.add(make_wheel(folder, "engine", "1.0"))


@pytest.fixture
def on(env: PipEnv, tmp_path: Path) -> Any:
    """`on("mi250", "list")` runs pip on that machine."""
    write_machines(tmp_path / "machines")

    def run(machine: str, *args: object) -> str:
        variables = {
            "PIP_VARIANTLIB_BUILTIN_PROVIDERS": "nvidia,amd,x86_64",
            "VARIANTLIB_SYSROOT": str(tmp_path / "machines" / machine),
            "VARIANTLIB_PLATFORM": "linux-x86_64",
        }
        return env.pip(*args, env=variables).stdout

    return run


def test_each_gets_its_own_from_the_same_folder_and_lock(
    env: PipEnv, index: Index, wheels: Path, on: Any
) -> None:
    make_release(index, wheels)
    machines = []
    for name in BEST:
        on(name, "variant", "detect", "-o", f"{name}.toml")
        machines += ["--machine", f"{name}.toml"]

    on("login", "download", "-q", "-i", index.url, "-d", "all", *machines, "engine")
    on("login", "lock", "-q", "-i", index.url, *machines, "engine")

    used = {f"engine-1.0-py3-none-any-{label}.whl" for label in NEEDS}
    used |= {f"runtime_{label}-1.0-py3-none-any.whl" for label in NEEDS}
    used |= {"engine-1.0-py3-none-any.whl"}
    assert {path.name for path in (env.work / "all").iterdir()} == used
    index.requests.clear()
    for name, label in BEST.items():
        installed = {"engine", f"runtime-{label}"} - {"runtime-plain"}
        for source in (["-r", "pylock.toml"], ["--find-links", "all", "engine"]):
            on(name, "install", "-q", "--no-index", *source)
            assert env.installed("engine") == label
            found = on(name, "list", "--format", "freeze", "--exclude", "pip")
            assert {line.split("==")[0] for line in found.splitlines()} == installed
            checked = on(name, "variant", "check")
            assert ("engine 1.0" in checked) == (label != "plain")
            on(name, "uninstall", "-q", "-y", *installed)
    pages = [r for r in index.requests if not r.line.split()[1].endswith(".whl")]
    assert pages == []
