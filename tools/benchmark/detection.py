"""Built-in providers: alone, beside nvidia-smi, and beside published plugins."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from bootstrap import REPOSITORY, install

from .measure import Spread, check, compare, repeat
from .report import Row, ratio_row, time_row
from .scene import Scale, Scene

_FAKE = REPOSITORY / "tests/variantlib/providers/fake_nvidia.c"
_DRIVER = "570.86.15"
_SLOW = 0.3
"""Seconds that a driver takes to start a GPU in the slower row."""

_SMI = """\
#!/bin/sh
[ -z "$FAKE_SECONDS" ] || sleep "$FAKE_SECONDS"
case "$*" in
*driver_version*) echo 570.86.15 ;;
*compute_cap*) echo 9.0 ;;
*) echo "CUDA Version                              : 12.8" ;;
esac
"""

_PLUGINS = (
    ("x86_64", "provider-variant-x86-64==0.0.1.post2"),
    ("aarch64", "provider-variant-aarch64==0.0.1.post2"),
    ("amd", "rocm-bootstrap==0.3.0"),
    ("ascend", "ascend-variant-provider==0.0.2"),
)
"""Those on the index that a built-in provider stands in for."""

_NVIDIA = "NVIDIA GPU"


def detection_rows(scene: Scene, scale: Scale) -> Iterator[Row]:
    """Measure what the built-in providers cost, and others beside them."""
    yield from _on_this_machine(scene, scale)
    yield from _with_nvidia(scene, scale)
    yield from _against_plugins(scene, scale)


def _on_this_machine(scene: Scene, scale: Scale) -> Iterator[Row]:
    answers = [scene.fork.inside("builtin") for _ in range(scale.some.least)]
    probes = ", ".join(answers[0]["probes"]) or "no probe"
    for what, key, limit in (
        ("reading files", "cpu", 0.005),
        ("importing them", "import", 0.01),
    ):
        times = Spread.of([float(answer[key]) for answer in answers])
        yield time_row(f"built-in providers, {what}, CPU time", times, limit)
    count = sum(len(answer["started"]) for answer in answers)
    yield Row("built-in providers, processes", "0", f"{count}", probes, count == 0)


def _with_nvidia(scene: Scene, scale: Scale) -> Iterator[Row]:
    machine = _nvidia_machine(scene.folder / "nvidia")
    if machine is None:
        missing = "not measured: this is not Linux, or a C compiler is not installed"
        yield Row(f"{_NVIDIA}, against three nvidia-smi", "", missing, "")
        return
    asked: list[Any] = []

    def measure(question: str, seconds: float, *rest: object) -> float:
        variables = {**machine, "FAKE_SECONDS": f"{seconds}" if seconds else ""}
        answer = scene.fork.inside(question, *rest, variables=variables)
        check(answer["found"] == ["9.0"], str(answer))
        asked.append(answer)
        return float(answer["wall"])

    for seconds, which in ((0, "answers at once"), (_SLOW, f"takes {_SLOW:g} s")):
        ours = partial(measure, "detect", seconds, "nvidia", "")
        theirs = partial(measure, "smi", seconds)
        pairs = compare(ours, theirs, scale.some)
        what = f"{_NVIDIA}, cold, driver {which}"
        yield ratio_row(f"{what}, wall time against three nvidia-smi", pairs)
    asked.clear()
    measure("detect", 0, "nvidia", "")
    yield _process_row(f"{_NVIDIA}, cold, processes that pip starts", asked, 1)
    kept = partial(measure, "detect", 0, "nvidia", scene.fork.cache)
    kept()
    asked.clear()
    repeat(lambda _: kept(), scale.some)
    times = Spread.of([float(answer["cpu"]) for answer in asked])
    yield time_row(f"{_NVIDIA}, kept answer, looked up in pip", times, 0.01)
    yield _process_row(f"{_NVIDIA}, kept answer, processes", asked, 0)


def _process_row(what: str, asked: list[Any], limit: int) -> Row:
    count = max(len(answer["started"]) for answer in asked)
    return Row(what, f"{limit}", f"{count}", "", count <= limit)


def _nvidia_machine(folder: Path) -> Mapping[str, str] | None:
    """Make the files, the library and the program of a machine with a GPU.

    The library and the program do nothing but answer, after some seconds.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    for name in ("root/sys/module/nvidia", "root/dev", "lib", "bin"):
        (folder / name).mkdir(parents=True)
    (folder / "root/sys/module/nvidia/version").write_text(f"{_DRIVER}\n")
    for name in ("nvidiactl", "nvidia0"):
        (folder / "root/dev" / name).touch()
    library = folder / "lib/libnvidia-ml.so.1"
    command = [compiler, "-shared", "-fPIC", "-DNVML", "-o", str(library), str(_FAKE)]
    subprocess.run(command, check=True)
    program = folder / "bin/nvidia-smi"
    program.write_text(_SMI)
    program.chmod(0o755)
    return {
        "VARIANTLIB_SYSROOT": str(folder / "root"),
        "VARIANTLIB_PLATFORM": "linux-x86_64",
        "LD_LIBRARY_PATH": str(folder / "lib"),
        "PATH": f"{folder / 'bin'}:/usr/bin:/bin",
        "FAKE_GPUS": "9.0",
        "FAKE_VERSION": "12080",
    }


def _against_plugins(scene: Scene, scale: Scale) -> Iterator[Row]:
    for provider, requirement in _PLUGINS:
        folder = scene.folder / f"plugin-{provider}"
        install(scene.upstream.python, "--target", str(folder), requirement)
        found: list[tuple[str, bool]] = []

        def measure(enabled: str, *path: Path) -> float:
            answer = scene.fork.inside("detect", enabled, "", path=path)
            check(not answer["problems"], str(answer))
            found.append((enabled, answer["keys"] > 0))  # noqa: B023 (called at once)
            return float(answer["cpu"]) + float(answer["children"])

        ours: Callable[[], float] = partial(measure, provider)
        pairs = compare(ours, partial(measure, "", folder), scale.some)
        where = "" if (provider, True) in found else ", without such hardware"
        named = requirement.replace("==", " ")
        what = f"{provider} built in, cold{where}, against {named}"
        yield ratio_row(f"{what}, CPU time", pairs)
