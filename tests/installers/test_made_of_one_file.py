"""From a maker's file to what each installer takes, with the commands of the docs."""

from __future__ import annotations

import json
import platform
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.builders import PipEnv, Template
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
values = ["v2", "v3"]
properties = ["x86_64 :: level :: {value}"]
flags = { CFLAGS = "-march=x86-64-{value} -DLEVEL={value}" }

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


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def release(env: PipEnv) -> Path:
    """The folder that three commands make of a file and a source in C."""
    project = Project(env.work, TEXT)
    project.write("back_end.py", BACK_END)
    project.write("ship.c", SOURCE)
    variables = {"PIP_NO_INDEX": "1", "CFLAGS": ""}
    at = partial(env.pip, "variant", env=variables, cwd=project.folder)
    assert at("lint", "variants.toml").stdout == (
        "variants.toml: 0 errors, 0 warnings, 0 notes\n"
    )
    assert at("build", "-j", "2").stdout.endswith("6 rows: 6 made\n")
    assert at("index", "dist").stdout.startswith("6 files of 1 release of 1 project: ")
    assert at("lint", "dist").stdout == "ship 1.0: 0 errors, 0 warnings, 0 notes\n"
    return project.folder / "dist"


@pytest.fixture
def url(release: Path) -> Iterator[str]:
    """The index on a server of static files."""
    handler = partial(_Quiet, directory=str(release))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/simple/"
        server.shutdown()
        thread.join()


def built_for(env: PipEnv) -> str:
    """What the installed library says of itself."""
    path = str(env.site_packages / "ship.so")
    return env.python(
        "import ctypes\n"
        f"function = ctypes.CDLL({path!r}).built_for\n"
        "function.restype = ctypes.c_char_p\n"
        "print(function().decode())"
    )


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
    url: str,
    uv: Path,
    once: Once,
    download: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    del env.variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"]
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
        assert built_for(env) == (f"cuda {cuda} {level}" if driver else "none baseline")
    wheel = download(f"pip=={OLD_PIP}")
    folder = once(f"pip-{OLD_PIP}-template", lambda f: Template.make(f, wheel))
    old = PipEnv(tmp_path / "old", Template(folder))
    old.pip("install", *source)
    assert not statements(old)
    assert built_for(old) == "none baseline"
