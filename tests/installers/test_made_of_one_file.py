"""From a maker's file to what each installer takes, with the commands of the docs."""

from __future__ import annotations

import ctypes
import json
import platform
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.builders import PipEnv, Template
from tests.builders.loopback import folder_served
from tests.variantlib.building.c_project import BACK_END, SOURCE
from tests.variantlib.building.projects import Project
from tests.variantlib.providers.nvidia_machines import add_smi, make_tree

Once = Callable[[str, Callable[[Path], object]], Path]

TEXT = """
null = true
plain = true

[axes.cuda]
values = ["12.8", "13.0"]
properties = ["nvidia :: cuda_version_lower_bound :: {value}"]
label = "cuda{value}"
environment = { CUDA = "{value}" }

[axes.cpu]
values = ["v2", "v3", "v4"]
properties = ["x86_64 :: level :: {value}"]
flags = { CFLAGS = "-march=x86-64-{value} -DLEVEL={value}" }

[axes.python]
values = [PYTHONS]
python = "{value}"

[providers.nvidia]
requires = ["nvidia-variant-provider>=0.0.1,<1.0.0"]
plugin-api = "nvidia_variant_provider.plugin:NvidiaVariantPlugin"

[providers.x86_64]
requires = ["x86-64-variant-provider>=0.2.1,<0.3"]
"""
SMI = """\
case "$*" in
-q) echo 'Driver Version : {driver}'; echo 'CUDA Version : {cuda}' ;;
*) echo 9.0 ;;
esac"""
# The CUDA version of each driver; the machine without one has no GPU.
MACHINES = {"580.65.06": "13.0", "570.86.15": "12.8", "": ""}
OLD_PIP = "25.0.1"

pytestmark = [
    pytest.mark.skipif(
        platform.machine() != "x86_64" or sys.platform != "linux",
        reason="needs Linux on x86-64, whose processor uv looks at itself",
    ),
    pytest.mark.skipif(shutil.which("cc") is None, reason="needs a compiler of C"),
]


RUNNING = "{}.{}".format(*sys.version_info)
OTHERS = [f"3.{minor}" for minor in range(10, 15) if f"3.{minor}" != RUNNING]


@pytest.fixture
def second(tmp_path: Path) -> str | None:
    """The version of a second Python that is here, which `PATH` has from now on."""
    for version in OTHERS:
        name = f"python{version}"
        kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/{name}"))
        for path in filter(None, (shutil.which(name), *kept)):
            done = subprocess.run([path, "-c", ""], capture_output=True, check=False)
            if done.returncode == 0:
                (tmp_path / "pythons").mkdir()
                (tmp_path / "pythons" / name).symlink_to(path)
                return version
    return None


@pytest.fixture
def release(env: PipEnv, second: str | None, tmp_path: Path) -> Path:
    """The folder that three commands make of a file and a source in C."""
    pythons = ", ".join(f'"{version}"' for version in filter(None, (RUNNING, second)))
    project = Project(env.work, TEXT.replace("PYTHONS", pythons))
    project.write("back_end.py", BACK_END)
    project.write("ship.c", SOURCE)
    path = f"{env.variables['PATH']}:{tmp_path / 'pythons'}"
    variables = {"PIP_NO_INDEX": "1", "CFLAGS": "", "PATH": path}
    at = partial(env.pip, "variant", env=variables, cwd=project.folder)
    assert at("lint", "variants.toml").stdout == (
        "variants.toml: 0 errors, 0 warnings, 0 notes\n"
    )
    count = 16 if second else 8
    assert at("build", "-j", "2").stdout.endswith(f"{count} rows: {count} made\n")
    assert at("index", "dist").stdout.startswith(f"{count} files of 1 release of 1 ")
    # Nothing repairs them here.
    checked = at("lint", "dist", "--ignore", "V106").stdout
    assert checked.startswith("ship 1.0: 0 errors, 0 warnings, 0 notes\n")
    return project.folder / "dist"


@pytest.fixture
def url(release: Path) -> Iterator[str]:
    """The index on a server of static files."""
    with folder_served(release) as root:
        yield f"{root}/simple/"


def built_for(library: Path) -> str:
    """What a library says of itself."""
    function = ctypes.CDLL(str(library)).built_for
    function.restype = ctypes.c_char_p
    text: bytes = function()
    return text.decode()


def built_wheels(release: Path, python: str, folder: Path) -> dict[str, str]:
    """What the library in each wheel for a Python says of itself, by label."""
    tag = f"cp{python.replace('.', '')}"
    stem = f"ship-1.0-{tag}-{tag}-linux_x86_64"
    found = {}
    for wheel in release.glob(f"{stem}*.whl"):
        with zipfile.ZipFile(wheel) as source:
            library = Path(source.extract("ship.so", folder / wheel.name))
        found[wheel.stem.removeprefix(stem)] = built_for(library)
    return found


def statements(env: PipEnv) -> list[Path]:
    return [*env.site_packages.glob("ship-1.0.dist-info/variant.json")]


def label_of(env: PipEnv) -> str:
    """The label that the installed wheel states."""
    [path] = statements(env)
    [label] = json.loads(path.read_text("utf-8"))["variants"]
    return str(label)


def settle(env: PipEnv, root: Path, driver: str, cuda: str) -> dict[str, str]:
    """Return the variables of a machine with that driver, and the processor of this."""
    make_tree(root, driver=driver or None, devices=1 if driver else None)
    (root / "proc").mkdir(parents=True, exist_ok=True)
    shutil.copyfile("/proc/cpuinfo", root / "proc" / "cpuinfo")
    programs = root / "bin"
    programs.mkdir()
    if driver:
        add_smi(programs, SMI.format(driver=driver, cuda=cuda))
    return {
        "PATH": f"{programs}:{env.variables['PATH']}",
        "UV_PREVIEW_FEATURES": "wheel-variants",
        "VARIANTLIB_SYSROOT": str(root),
    }


def test_a_release_serves_every_installer(
    env: PipEnv,
    release: Path,
    url: str,
    second: str | None,
    uv: Path,
    once: Once,
    download: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    for python in filter(None, (RUNNING, second)):
        assert built_wheels(release, python, tmp_path) == {
            "": "none baseline",
            "-null": "none baseline",
            **{
                f"-cuda{toolkit}_{level}": f"cuda {toolkit} {level}"
                for toolkit in ("12.8", "13.0")
                for level in ("v2", "v3", "v4")
            },
        }
    del env.variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"]
    library = env.site_packages / "ship.so"
    source = ("--index-url", url, "ship")
    into = ("--python", env.executable, "--no-config", "--no-cache", "--reinstall")
    for driver, cuda in MACHINES.items():
        machine = settle(env, tmp_path / f"root-{cuda}", driver, cuda)
        env.run(uv, "pip", "install", *into, *source, env=machine)
        by_uv = label_of(env)
        said = env.pip("install", "--force-reinstall", *source, env=machine).stdout
        assert said.endswith(f"Successfully installed ship-1.0~{by_uv}\n")
        toolkit, _, level = by_uv.partition("_")
        assert toolkit == (f"cuda{cuda}" if driver else "null")
        # A process loads a library of one path once.
        copied = shutil.copy(library, tmp_path / f"{by_uv}.so")
        says = f"cuda {cuda} {level}" if driver else "none baseline"
        assert built_for(Path(copied)) == says
    wheel = download(f"pip=={OLD_PIP}")
    folder = once(f"pip-{OLD_PIP}-template", lambda f: Template.make(f, wheel))
    old = PipEnv(tmp_path / "old", Template(folder))
    old.pip("install", *source)
    assert not statements(old)
    assert built_for(old.site_packages / "ship.so") == "none baseline"
    if second is None:
        pytest.skip(f"all but a second Python was tried: {' or '.join(OTHERS)}")
