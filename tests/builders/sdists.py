"""Source distributions that build without the network, with a backend inside."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.builders import wheels

_BACKEND = Path(__file__).with_name("sdist_backend.py")


def make_sdist(
    folder: Path | str,
    name: str,
    version: str = "1.0",
    *,
    build_requires: Sequence[str] = (),
    build_imports: Sequence[str] = (),
    requires: Sequence[str] = (),
    extras: Mapping[str, Sequence[str]] | None = None,
    requires_python: str | None = None,
    fails: str | None = None,
    ready: Path | None = None,
) -> Path:
    """Write `{name}-{version}.tar.gz` into `folder` and return its path.

    Installed, its module has `VARIANT = "sdist"` and `BUILT_WITH`: for each module of
    `build_imports`, the `VARIANT` that the build environment gave. `fails` makes
    the build end with that message. `ready` is a wheel that it hands out as what it
    has built.
    """
    wheel: dict[str, Any] = {"name": name, "version": version, "extras": extras}
    wheel.update(requires=list(requires), requires_python=requires_python)
    project = {"imports": list(build_imports), "fails": fails, "wheel": wheel}
    if ready is not None:
        content = base64.b64encode(ready.read_bytes()).decode()
        project["ready"] = {"name": ready.name, "content": content}
    root = f"{re.sub(r'[-_.]+', '_', name).lower()}-{version}"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    contents = {
        "PKG-INFO": "\n".join(lines) + "\n",
        "pyproject.toml": _pyproject(build_requires),
        "project.json": json.dumps(project),
        "backend.py": _BACKEND.read_text("utf-8"),
        "wheel_maker.py": Path(wheels.__file__).read_text("utf-8"),
    }
    path = Path(folder) / f"{root}.tar.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(_tar(root, contents), mtime=0))
    return path


def _pyproject(build_requires: Sequence[str]) -> str:
    return (
        "[build-system]\n"
        f"requires = {json.dumps(list(build_requires))}\n"
        'build-backend = "backend"\n'
        'backend-path = ["."]\n'
    )


def _tar(root: str, contents: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, text in contents.items():
            data = text.encode()
            member = tarfile.TarInfo(f"{root}/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()
