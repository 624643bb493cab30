"""The build backend inside the sdists of `sdists.py`; there it is `backend.py`."""

from __future__ import annotations

import base64
import importlib
import json
import zipfile
from pathlib import Path


def build_wheel(
    wheel_directory: str,
    config_settings: object = None,
    metadata_directory: str | None = None,
) -> str:
    from wheel_maker import make_wheel  # type: ignore[import-not-found]

    project = json.loads(Path("project.json").read_text("utf-8"))
    if project["fails"]:
        raise SystemExit(project["fails"])
    if ready := project.get("ready"):
        content = base64.b64decode(ready["content"])
        Path(wheel_directory, ready["name"]).write_bytes(content)
        return str(ready["name"])
    found = {name: importlib.import_module(name).VARIANT for name in project["imports"]}
    module = f"VARIANT = 'sdist'\nBUILT_WITH = {found!r}\n"
    made: Path = make_wheel(wheel_directory, **project["wheel"], module=module)
    return made.name


def prepare_metadata_for_build_wheel(
    metadata_directory: str, config_settings: object = None
) -> str:
    name = build_wheel(metadata_directory)
    with zipfile.ZipFile(Path(metadata_directory) / name) as wheel:
        info = [member for member in wheel.namelist() if ".dist-info/" in member]
        wheel.extractall(metadata_directory, info)
    (Path(metadata_directory) / name).unlink()
    return info[0].partition("/")[0]
