"""Give a project more build requirements, whatever its back end is.

A front end installs the requirements that `pyproject.toml` lists. So it gets a project
of two files that lists more, and whose back end hands every call to the real one, in
the folder of the real project.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..documents.toml_document import read_toml
from ..errors import InvalidDocument
from .processes import StepFailed
from .tables import as_list, as_text

_DEFAULT = {
    "requires": ["setuptools>=40.8.0"],
    "build-backend": "setuptools.build_meta:__legacy__",
}

_BACK_END = '''\
"""Hands every hook to the back end of the project."""
import importlib
import json
import os
import sys

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "real.json")) as f:
    _real = json.load(f)
os.chdir(_real["folder"])
sys.path[:0] = _real["path"]
_module, _, _attributes = _real["backend"].partition(":")
_backend = importlib.import_module(_module)
for _name in filter(None, _attributes.split(".")):
    _backend = getattr(_backend, _name)


def __getattr__(name):
    return getattr(_backend, name)
'''


def wrap_project(source: Path, more: Sequence[str], target: Path) -> None:
    """Write a project that builds another one, with more build requirements.

    :param source: The folder of the other one.
    :raises StepFailed: If its `pyproject.toml` is not as it must be.
    """
    table = _build_system(source)
    listed = as_list("requires", table["requires"])
    requires = [as_text("requires", item) for item in listed]
    paths = as_list("backend-path", table.get("backend-path", []))
    real = {
        "folder": str(source),
        "path": [str(source / as_text("backend-path", path)) for path in paths],
        "backend": as_text("build-backend", table["build-backend"]),
    }
    target.mkdir(parents=True)
    (target / "real.json").write_text(json.dumps(real), "utf-8")
    (target / "variant_back_end.py").write_text(_BACK_END, "utf-8")
    (target / "pyproject.toml").write_text(
        "[build-system]\n"
        f"requires = {json.dumps([*requires, *more])}\n"
        'build-backend = "variant_back_end"\n'
        'backend-path = ["."]\n',
        "utf-8",
    )


def _build_system(source: Path) -> Mapping[str, object]:
    path = source / "pyproject.toml"
    if not path.is_file():
        return _DEFAULT
    try:
        table = read_toml(path).get("build-system", {})
    except InvalidDocument as error:
        raise StepFailed(f"{path.name} {error}") from None
    if not isinstance(table, dict) or not table:
        return _DEFAULT
    return {"build-backend": _DEFAULT["build-backend"], "requires": [], **table}
