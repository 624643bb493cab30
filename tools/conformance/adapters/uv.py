"""uv, found on PATH: `python -m conformance.adapters.uv`. Tried with 0.13.9.

It prints one choice and no order, so the chosen wheel is taken away and it is asked
again. Static properties (PEP 850) tell the properties of the machine.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conformance.adapters import CannotAnswer, serve
from conformance.cases import Case, Wheel
from conformance.random_cases import SCHEMA, TAGS

_SCHEMA = "https://variants-schema.wheelnext.dev/peps/850/v0.2.0.json"
_SELECTED = re.compile(r"Selecting: \S+ \[compatible\] \((\S+\.whl)\)")
_INFO = "pkg-1.0.dist-info"
_ASK = ["uv", "pip", "install", "--verbose", "--dry-run", "--no-deps", "--no-config"]
_MACHINE = ["--python-platform=x86_64-manylinux_2_28", "--python-version=3.11"]


def order(case: Case) -> list[str]:
    """Return the names of the wheels that fit, best first."""
    if case.tags != TAGS:
        raise CannotAnswer("uv is asked for CPython 3.11 on Linux only")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = _document(case)
        path = folder / "pkg-1.0-variants.json"
        path.write_text(json.dumps(document), "utf-8")
        for wheel in case.wheels:
            _write_wheel(folder, wheel, document)
        return list(_choices(folder))


def _choices(folder: Path) -> Iterator[str]:
    while filename := _choice(folder):
        yield filename
        (folder / filename).unlink()


def _choice(folder: Path) -> str | None:
    into: list[str | Path] = ["--target", folder / "target", "--python", sys.executable]
    source = ["--no-cache", "--no-index", f"--find-links={folder}", "pkg"]
    done = subprocess.run(
        [*_ASK, *_MACHINE, *into, *source],
        env={**os.environ, "UV_PREVIEW_FEATURES": "wheel-variants"},
        capture_output=True,
        text=True,
    )
    found = _SELECTED.findall(done.stderr)
    if done.returncode == 0 and found:
        return str(found[-1])
    return None


def _document(case: Case) -> dict[str, Any]:
    """The case's document with the properties of the machine, as PEP 850 writes it."""
    schema = case.document["$schema"]
    return {
        **case.document,
        "$schema": _SCHEMA if schema == SCHEMA else schema,
        "providers": {
            namespace: _provider(case, namespace) for namespace in case.namespaces
        },
    }


def _provider(case: Case, namespace: str) -> dict[str, Any]:
    features = case.supported.get(namespace)
    if features is None:
        return {"requires": ["no-such-provider"]}
    return {"static-properties": features, "feature-order": list(features)}


def _write_wheel(folder: Path, wheel: Wheel, document: dict[str, Any]) -> None:
    known = document["variants"].get(wheel.label, {})
    tags = "".join(f"Tag: {tag}\n" for tag in wheel.tags)
    contents = {
        "METADATA": "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n",
        "WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\n{tags}",
    }
    if wheel.label is not None:
        own = {**document, "variants": {wheel.label: known}}
        contents["variant.json"] = json.dumps(own)
    rows = [f"{_INFO}/{name},{_digest(text)}" for name, text in contents.items()]
    contents["RECORD"] = "\n".join([*rows, f"{_INFO}/RECORD,,\n"])
    with zipfile.ZipFile(folder / wheel.filename, "w") as archive:
        for name, text in contents.items():
            archive.writestr(f"{_INFO}/{name}", text)


def _digest(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
    return f"sha256={digest.decode().rstrip('=')},{len(text)}"


if __name__ == "__main__":
    if not shutil.which("uv"):
        sys.exit("uv is not on PATH")
    serve(order)
