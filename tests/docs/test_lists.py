"""Lists and numbers on the pages are those of the code."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

from . import DOCS, REPOSITORY

OVERLAY = REPOSITORY / "src" / "pip" / "_internal" / "variants"
LIBRARY = REPOSITORY / "src" / "variantlib" / "variantlib"
ROOMS = {"Rooms: pip's side": OVERLAY, "Rooms: variantlib": LIBRARY}
WRITTEN_BY_THE_BUILD = {"_build_info"}
UNITS = {"": 1, "s": 1, "MiB": 2**20, "GiB": 2**30}


def _page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def _section(page: str, title: str) -> str:
    return re.split(r"^#+ ", page.partition(f"# {title}\n")[2], flags=re.MULTILINE)[0]


def _modules(package: Path) -> set[str]:
    """The modules of a package by their names in it; a package by its own name."""
    found = set()
    for path in package.rglob("*.py"):
        name = ".".join(path.relative_to(package).with_suffix("").parts)
        found.add(name.removesuffix(".__init__"))
    return found - {"__init__"} - WRITTEN_BY_THE_BUILD


def _rooms(package: Path) -> set[str]:
    return {path.parent.name for path in package.glob("*/__init__.py")}


@pytest.mark.parametrize("title", ROOMS)
def test_the_architecture_has_a_paragraph_for_each_room(title: str) -> None:
    # Modules are left to their docstrings, which move with them.
    section = _section(_page("architecture.md"), title)
    named = re.findall(r"^`(\w+)`$", section, re.MULTILINE)
    assert sorted(named) == sorted(_rooms(ROOMS[title]))


def test_the_architecture_names_the_modules_without_a_room() -> None:
    section = _section(_page("architecture.md"), "Rooms: pip's side")
    modules = {path.stem for path in OVERLAY.glob("*.py")} - {"__init__"}
    assert modules - WRITTEN_BY_THE_BUILD <= set(re.findall(r"`(\w+)`", section))


def test_the_configuration_names_every_setting() -> None:
    keys = {
        *_fields(LIBRARY / "machine/settings.py", "MachineSettings"),
        *_fields(OVERLAY / "settings/config.py", "Settings"),
    } - {"machine"}
    page = _page("configuration.md")
    assert set(re.findall(r"^### ([a-z_]+)$", page, re.MULTILINE)) == keys
    assert set(re.findall(r"^\| \[`(\w+)`\]", page, re.MULTILINE)) == keys


def _fields(module: Path, name: str) -> set[str]:
    """The fields of a dataclass."""
    [found] = (
        node
        for node in ast.parse(module.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == name
    )
    return {ast.unparse(n.target) for n in found.body if isinstance(n, ast.AnnAssign)}


def test_the_landing_page_leads_to_every_page() -> None:
    page = _page("index.md")
    listed = re.findall(r"^([a-z-]+(?:/index)?)$", page, re.MULTILINE)
    found = [path.relative_to(DOCS) for path in DOCS.glob("*.md")]
    found += [path.relative_to(DOCS) for path in DOCS.glob("*/index.md")]
    names = {path.with_suffix("").as_posix() for path in found} - {"index"}
    assert sorted(listed) == sorted(names)
    assert all(f"({name}.md)" in page for name in names - {"using/index"})


def test_the_catalogues_that_come_with_pip_are_listed() -> None:
    section = _section(_page("using/catalogues.md"), "Catalogues that come with pip")
    shipped = {path.stem for path in (LIBRARY / "catalogues/shipped").glob("*.toml")}
    assert set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)) == shipped


def test_every_error_is_explained() -> None:
    found = re.findall(
        r'reference = "(.+)"', (OVERLAY / "exceptions.py").read_text("utf-8")
    )
    section = _section(
        _page("using/when-things-go-wrong.md"), "Errors: the command stops"
    )
    named = re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)
    assert sorted(named) == sorted(found)


LIMITS = re.findall(
    r"^\| .+ \| ([\d,]+) ?(\w*) \| `([\w.]+)` \|$", _page("security.md"), re.MULTILINE
)


@pytest.mark.parametrize(("number", "unit", "name"), LIMITS, ids=str)
def test_the_limits_are_those_of_the_code(number: str, unit: str, name: str) -> None:
    assert int(number.replace(",", "")) * UNITS[unit] == _constants()[name]


def test_every_limit_is_listed() -> None:
    limits = {
        name for name in _constants() if name.rpartition(".")[2].startswith("MAX_")
    }
    assert limits <= {name for _, _, name in LIMITS}


@functools.cache
def _constants() -> dict[str, float]:
    """The numbers that stand in modules and classes of ours, by dotted name."""
    found = {}
    for prefix, package in (("", OVERLAY), ("variantlib.", LIBRARY)):
        for module in _modules(package):
            path = package.joinpath(*module.split("."))
            path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
            body = ast.parse(path.read_text("utf-8")).body
            found.update(_numbers(f"{prefix}{module}", body))
    return found


def _numbers(prefix: str, body: list[ast.stmt]) -> dict[str, float]:
    found: dict[str, float] = {}
    for node in body:
        if isinstance(node, ast.ClassDef):
            found.update(_numbers(f"{prefix}.{node.name}", node.body))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            # What needs the names of others is no number.
            try:
                value = eval(ast.unparse(node.value), {"__builtins__": {}})
            except Exception:
                continue
            if isinstance(value, (int, float)):
                found[f"{prefix}.{ast.unparse(target)}"] = value
    return found
