"""Projects that build without the network, with a back end inside."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from variantlib.cli import main

BACK_END = """
import json, os, pathlib, sys, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    version = os.environ.get("RELEASE", "1.0")
    name = f"demo-{version}-py3-none-any.whl"
    if config_settings and "name" in config_settings:
        name = config_settings["name"]
    log = os.environ.get("BUILDS")
    if log:
        with open(log, "a") as file:
            file.write(os.environ.get("FLAVOUR", "plain") + "\\n")
    if os.environ.get("WAIT_FOR"):
        import time
        pathlib.Path(log + ".started").touch()
        end = time.monotonic() + 300
        while not os.path.exists(os.environ["WAIT_FOR"]) and time.monotonic() < end:
            time.sleep(0.01)
    if os.environ.get("BREAK"):
        raise SystemExit("no compiler for " + os.environ["BREAK"])
    seen = {key: os.environ.get(key) for key in ("FLAVOUR", "CFLAGS", "MAX_JOBS")}
    module = f"SEEN = {seen!r}\\nSETTINGS = {config_settings!r}\\n"
    module += f"SOURCE = {pathlib.Path('source.txt').read_text()!r}\\n"
    module += f"HERE = {os.path.basename(os.getcwd())!r}\\n"
    stated = {}
    label = (config_settings or {}).get("variant-label")
    if label:
        listed = config_settings.get("variant", [])
        for text in [listed] if isinstance(listed, str) else listed:
            namespace, key, value = text.split(" :: ")
            stated.setdefault(namespace, {}).setdefault(key, []).append(value)
        name = name.replace(".whl", f"-{label}.whl")
    if os.environ.get("NEEDS"):
        module += f"NEEDS = {__import__(os.environ['NEEDS']).VARIANT!r}\\n"
    pathlib.Path("left-behind.txt").write_text("objects of another row")
    info = f"demo-{version}.dist-info"
    release = f"Name: demo\\nVersion: {version}\\n"
    files = {
        "demo.py": module,
        f"{info}/METADATA": "Metadata-Version: 2.1\\n" + release,
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nTag: py3-none-any\\n",
    }
    if label:
        files[f"{info}/variant.json"] = json.dumps({
            "$schema": "https://example.org/v0.1.1.json",
            "default-priorities": {"namespace": [*stated]},
            "variants": {label: stated},
        })
    record = "".join(f"{name},,\\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        for path, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(zipfile.ZipInfo(path), text)
    return name
"""

PYPROJECT = (
    '[build-system]\nrequires = []\nbuild-backend = "back_end"\nbackend-path = ["."]\n'
)

FLAVOURS = """
null = true
plain = true
[axes.flavour]
values = ["sweet", "sour"]
properties = ["taste :: flavour :: {value}"]
environment = { FLAVOUR = "{value}" }
"""
WHEELS = [
    "demo-1.0-py3-none-any-null.whl",
    "demo-1.0-py3-none-any-sour.whl",
    "demo-1.0-py3-none-any-sweet.whl",
    "demo-1.0-py3-none-any.whl",
]


class Project:
    """A project with a maker's file, and the command that builds it."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder = folder / "project"
        self.folder.mkdir()
        self.write("pyproject.toml", PYPROJECT)
        self.write("back_end.py", BACK_END)
        self.write("source.txt", "first")
        self.write("variants.toml", text)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "variantlib", "build", *arguments]

    def run(self, *arguments: str, status: int = 0) -> list[str]:
        """Run the command in this process, and return the lines that it prints."""
        out, before = io.StringIO(), Path.cwd()
        os.chdir(self.folder)
        try:
            with redirect_stdout(out), redirect_stderr(out):
                found = main(["build", *arguments])
        finally:
            os.chdir(before)
        assert found == status, out.getvalue()
        return out.getvalue().splitlines()

    @property
    def wheels(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "dist").glob("*.whl"))

    @property
    def builds(self) -> list[str]:
        """What was built, in this order, if the log of the back end is here."""
        path = self.folder.parent / "builds"
        return path.read_text().split() if path.exists() else []

    def metadata(self, wheel: str) -> str:
        with zipfile.ZipFile(self.folder / "dist" / wheel) as source:
            return source.read("demo-1.0.dist-info/METADATA").decode()

    def module(self, wheel: str) -> dict[str, object]:
        """The names in the module of a wheel."""
        found: dict[str, object] = {}
        with zipfile.ZipFile(self.folder / "dist" / wheel) as source:
            exec(source.read("demo.py"), found)
        return found
