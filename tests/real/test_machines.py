"""A dozen machines and seven published releases: each pip takes what it should.

The documents and file names are the published ones, in the `data/real` of variantlib's
tests; `machines.json` describes machines, `expected.json` what they get: a label, or
"-" where nothing of the release fits. `docs/real-packages.md` shows that as a table.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Index, PipEnv, make_label_wheel, make_wheel
from tests.real.providers import make_plugins
from tests.variantlib.providers import cpus

HERE = Path(__file__).parent
DATA = HERE.parent / "variantlib" / "data" / "real"
PAGE = HERE.parents[1] / "docs" / "real-packages.md"

MACHINES: dict[str, dict[str, Any]] = json.loads((HERE / "machines.json").read_text())
EXPECTED: dict[str, dict[str, str]] = json.loads((HERE / "expected.json").read_text())
FILES: dict[str, list[str]] = json.loads((DATA / "files.json").read_text())["files"]

PLATFORMS = {
    "Linux x86_64": "linux-x86_64",
    "Linux aarch64": "linux-aarch64",
    "Darwin arm64": "macosx-15.1-arm64",
}
NOTHING = "-"

Settle = Callable[[PipEnv, dict[str, Any]], None]

# Which manylinux wheels fit is asked of the C library itself.
_GLIBC = platform.libc_ver()
pytestmark = pytest.mark.skipif(
    _GLIBC[0] != "glibc" or tuple(map(int, _GLIBC[1].split("."))) < (2, 28),
    reason="the published wheels need Linux with glibc 2.28 or newer",
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The seven releases; and before each a plain 0.1, to be taken where none fits."""
    folder = tmp_path_factory.mktemp("published")
    with Index() as index:
        for release in FILES:
            name = release.partition("-")[0]
            index.add(make_wheel(folder, name, "0.1"), *_stand_ins(folder, release))
            document = f"{release}-variants.json"
            index.add_bytes(document, (DATA / document).read_bytes(), name)
        yield index


def _stand_ins(folder: Path, release: str) -> Iterator[Path]:
    """Wheels of the published names, those for CPython 3.11 made for this Python."""
    name, _, version = release.partition("-")
    document = json.loads((DATA / f"{release}-variants.json").read_text())
    this = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    for filename in FILES[release]:
        python, abi, tag, label = filename.removesuffix(".whl").split("-")[2:]
        if python in ("cp311", "py3") and abi in ("cp311", "none"):
            own = {**document, "variants": {label: document["variants"][label]}}
            yield make_label_wheel(
                folder,
                name,
                version,
                label,
                {},
                document=json.dumps(own).encode(),
                tag=f"{python}-{abi}-{tag}".replace("cp311", this),
            )


def _settle(env: PipEnv, machine: dict[str, Any]) -> None:
    """Let an environment pass for one on that machine, with its plugins installed."""
    _disguise(env, machine)
    if machine.get("plugins", True):
        for wheel in make_plugins(env.folder / "plugins", machine):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(env.site_packages)


def _disguise(env: PipEnv, machine: dict[str, Any]) -> None:
    system, cpu = machine["platform"].split()
    facts = {"system": system, "machine": cpu, "platform": PLATFORMS[f"{system} {cpu}"]}
    shutil.copy(HERE / "disguise.py", env.site_packages)
    (env.site_packages / "disguise.json").write_text(json.dumps(facts))
    (env.site_packages / "disguise.pth").write_text("import disguise\n")


PROCESSORS = {
    ("x86_64", 2): cpus.x86(cpus.NEHALEM),
    ("x86_64", 3): cpus.x86(cpus.HASWELL),
    ("x86_64", 4): cpus.x86(cpus.SKYLAKE_SERVER),
    ("aarch64", "8.2"): cpus.arm(("0x41", "0xd0c", cpus.NEOVERSE_N1)),
    ("aarch64", "9.0"): cpus.arm(("0x41", "0xd4f", cpus.NEOVERSE_V2)),
}
SYSTEMS = {
    "Linux x86_64": "linux-x86_64",
    "Linux aarch64": "linux-aarch64",
    "Darwin arm64": "macos-arm64",
}


def _build_in(env: PipEnv, machine: dict[str, Any]) -> None:
    """Let the built-in providers find that machine; no plugin is installed."""
    _disguise(env, machine)
    root = env.folder / "root"
    (root / "proc").mkdir(parents=True)
    for provider, key in (("x86_64", "level"), ("aarch64", "version")):
        value = machine.get(provider, {}).get(key)
        if text := PROCESSORS.get((provider, value)):
            (root / "proc/cpuinfo").write_text(text)
    del env.variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"]
    env.variables["VARIANTLIB_SYSROOT"] = str(root)
    env.variables["VARIANTLIB_PLATFORM"] = SYSTEMS[machine["platform"]]
    env.variables |= dict(_forced(machine))


def _forced(machine: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the variables by which the published plugins take their facts, too."""
    if nvidia := machine.get("nvidia"):
        yield "NV_VARIANT_PROVIDER_FORCE_CUDA_DRIVER_VERSION", nvidia["driver"]
        yield "NV_VARIANT_PROVIDER_FORCE_SM_ARCH", max(nvidia["gpus"], key=float)
    if amd := machine.get("amd"):
        yield "AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH", ",".join(amd["gfx"])
        yield "AMD_VARIANT_PROVIDER_FORCE_ROCM_VERSION", f"{amd['rocm']}.0"
    if intel := machine.get("intel"):
        yield "INTEL_VARIANT_PROVIDER_FORCE_DEVICE_IP", intel["device_ip"][0]


@pytest.mark.parametrize("settle", [_settle, _build_in], ids=["plugins", "built-in"])
@pytest.mark.parametrize("name", MACHINES)
def test_each_machine_gets_the_best_of_each_release(
    name: str, settle: Settle, env: PipEnv, published: Index
) -> None:
    settle(env, MACHINES[name])
    names = [release.partition("-")[0] for release in FILES]
    report = env.folder / "report.json"
    env.pip(
        *("install", "--dry-run", "--quiet", "--pre", "--no-deps"),
        *("--index-url", published.url, "--report", report),
        *names,
    )
    installs = json.loads(report.read_text())["install"]
    urls = [entry["download_info"]["url"] for entry in installs]
    assert sorted(map(_taken, urls)) == sorted(EXPECTED[name].items())


FIND = """
import sys
from mini_installer import install
# Tests have one outcome on all machines.
settings = install.engine.MachineSettings(builtin_providers=frozenset())
machine = install.engine.this_machine(settings)
# Plugins are asked once for all projects.
install.engine.this_machine = lambda: machine
access = install.WebAccess(sys.argv[1])
for page in sys.argv[2:]:
    release = install.find(access, page, page.split("/")[-2] + ">=0a0")
    print(release.files[0].candidate.filename)
"""


@pytest.mark.parametrize("name", MACHINES)
def test_the_mini_installer_takes_the_same(
    name: str, env: PipEnv, published: Index, tmp_path: Path
) -> None:
    _settle(env, MACHINES[name])
    # Its own requirements are those of the tests.
    needed = [HERE.parents[1] / "tools", HERE.parents[1] / "src/variantlib"]
    path = os.pathsep.join(map(str, [*needed, sysconfig.get_path("purelib")]))
    names = [release.partition("-")[0] for release in FILES]
    pages = [f"{published.url}{each.replace('_', '-')}/" for each in names]
    command = [env.executable, "-c", FIND, str(tmp_path), *pages]
    found = env.run(*command, env={"PYTHONPATH": path}).stdout.split()
    assert sorted(map(_taken, found)) == sorted(EXPECTED[name].items())


def test_what_is_chosen_can_be_installed(env: PipEnv, published: Index) -> None:
    name = "RTX 50 desktop"
    _settle(env, MACHINES[name])
    names = [release.partition("-")[0] for release in FILES]
    env.pip("install", "--pre", "--no-deps", "--index-url", published.url, *names)
    assert {each: env.installed(each) for each in names} == EXPECTED[name]


def _taken(url: str) -> tuple[str, str]:
    """The project, and the label of the file taken of it."""
    parts = url.rpartition("/")[2].removesuffix(".whl").split("-")
    return parts[0], NOTHING if parts[1] == "0.1" else parts[5]


def test_the_site_shows_what_is_tested() -> None:
    projects = [release.partition("-")[0] for release in FILES]
    rows = [
        ["machine", *(f"`{project}`" for project in projects)],
        ["---"] * (1 + len(projects)),
        *(
            [name, *(EXPECTED[name][project] for project in projects)]
            for name in MACHINES
        ),
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    page = PAGE.read_text("utf-8")
    assert table in page
    for name, machine in MACHINES.items():
        assert f"* **{name}**: {machine['about']}" in page
