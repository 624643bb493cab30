"""What Python files import, read off their syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Import:
    """One name that a module imports.

    `module` is None where a module as such is imported. `when` is "loading" for what
    runs when the importing module is loaded, "calling" inside a function, "typing"
    for what only a type checker sees.
    """

    source: str
    module: str
    name: str | None
    when: str


def imports_of_package(folder: Path, package: str) -> list[Import]:
    """All imports in a package, relative ones resolved."""
    return [
        found
        for path in sorted(folder.rglob("*.py"))
        for found in imports_of(path, _module_name(path, folder, package))
    ]


def imports_of(path: Path, module: str) -> Iterator[Import]:
    """The imports in one file, which is imported as `module`."""
    package = module if path.stem == "__init__" else module.rpartition(".")[0]
    yield from _walk(ast.parse(path.read_text("utf-8")), module, package, "loading")


def _module_name(path: Path, folder: Path, package: str) -> str:
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join((package, *(part for part in parts if part != "__init__")))


def _walk(tree: ast.AST, source: str, package: str, when: str) -> Iterator[Import]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(source, alias.name, None, when)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            for alias in node.names:
                yield Import(source, module, alias.name, when)
        else:
            yield from _walk(node, source, package, _moment(node, when))


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        assert node.module
        return node.module
    base = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _moment(node: ast.AST, when: str) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and when == "loading":
        return "calling"
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return "typing"
    return when
