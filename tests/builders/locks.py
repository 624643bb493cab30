"""Lock files, as other tools may write them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    from pip._vendor import tomli as tomllib


def read_document(path: Path) -> dict[str, Any]:
    """What a file in TOML says."""
    return tomllib.loads(path.read_text("utf-8"))


def read_lock(path: Path) -> dict[str, Any]:
    """What a lock file says of each package, by its name."""
    return {package["name"]: package for package in read_document(path)["packages"]}


def all_wheels(package: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The wheels that a lock file lists of a package, those in our table too."""
    apart = package.get("tool", {}).get("variantlib", {}).get("wheels", [])
    wheels = [*package.get("wheels", []), *apart]
    return sorted(wheels, key=lambda wheel: wheel["name"])


def locked_wheel(wheel: Path, url: str) -> dict[str, Any]:
    """What a lock file says of a wheel."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return {"name": wheel.name, "url": url, "hashes": {"sha256": digest}}


def write_lock(path: Path, *packages: Mapping[str, Any]) -> Path:
    """Write a lock file of some packages, each as it reads in JSON."""
    lines = ['lock-version = "1.0"', 'created-by = "a test"']
    for package in packages:
        members = (f"{_inline(key)} = {_inline(package[key])}" for key in package)
        lines += ["", "[[packages]]", *members]
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        items = (f"{_inline(key)} = {_inline(item)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return json.dumps(value)
