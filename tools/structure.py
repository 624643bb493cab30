"""Measure the structure of pip's side: `nox -s structure`.

Prints a figure a line: its value, its limit, and its goal.
Fails if one is over its limit, so that none gets worse unseen. Whoever makes one better
lowers its limit.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OVERLAY = ROOT / "src/pip/_internal/variants"
LIBRARY = ROOT / "src/variantlib/variantlib"
TOOLS = ROOT / "tools"
TESTS = ROOT / "tests"
PACKAGE = "pip._internal.variants"
WRITTEN_BY_THE_BUILD = "_build_info"

Graph = Mapping[str, set[str]]
"""The modules that each module imports."""


@dataclass(frozen=True)
class Module:
    """A module of the package.

    :param name: Its name below the package; for a room, that of the room.
    """

    name: str
    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    @property
    def own_name(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Figure:
    """A figure, with its limit and its goal.

    :param culprits: Where to look if it is too high.
    """

    title: str
    value: float
    limit: float
    goal: float
    culprits: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.value > self.limit

    def __str__(self) -> str:
        is_better = self.value < self.limit > self.goal
        mark = "  lower the limit" if is_better else ""
        if self.is_over:
            mark = "".join(["  OVER ITS LIMIT", *(f"\n    {c}" for c in self.culprits)])
        numbers = f"{self.value:6g} {self.limit:6g} {self.goal:6g}"
        return f"{numbers}  {self.title}{mark}"


def read_modules(folder: Path) -> list[Module]:
    """Return the modules of a package, without those that have no code."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        if name == WRITTEN_BY_THE_BUILD:
            continue
        module = Module(name.removesuffix(".__init__"), path, path.read_text("utf-8"))
        if any(not isinstance(node, ast.Expr) for node in module.tree.body):
            found.append(module)
    return found


@dataclass(frozen=True)
class Import:
    """An import of one module of the package by another.

    :param is_late: Whether it stands inside a function.
    """

    source: Module
    target: str
    line: int
    is_late: bool

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}"


def read_imports(modules: list[Module]) -> list[Import]:
    """Return the imports among modules, but for those of a type checker."""
    names = {module.name for module in modules}
    found: list[Import] = []
    for module in modules:
        for node, is_late in _import_nodes(module.tree, False):
            base = str(node.module).removeprefix(PACKAGE).removeprefix(".")
            targets = [f"{base}.{alias.name}".removeprefix(".") for alias in node.names]
            found.extend(
                Import(module, target, node.lineno, is_late)
                for target in {t if t in names else base for t in targets}
                if target in names and target != module.name
            )
    return found


def _import_nodes(
    node: ast.AST, is_late: bool
) -> Iterator[tuple[ast.ImportFrom, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.ImportFrom):
            if f"{child.module}.".startswith(f"{PACKAGE}."):
                yield child, is_late
        else:
            is_function = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef))
            yield from _import_nodes(child, is_late or is_function)


def graph_of(imports: list[Import], rooms: bool = False) -> Graph:
    """Return who imports whom; with `rooms`, among rooms and modules in none."""
    graph: dict[str, set[str]] = {}
    for each in imports:
        source, target = each.source.name, each.target
        if rooms:
            source, target = each.source.room, target.partition(".")[0]
        if source != target:
            graph.setdefault(source, set()).add(target)
    return graph


def circles(graph: Graph) -> list[list[str]]:
    """Return the groups in which each leads to each by imports, as large as can be."""
    above = {name: _reachable(graph, name) for name in graph}
    groups = {
        tuple(sorted(n for n in found if name in above.get(n, ())))
        for name, found in above.items()
        if name in found
    }
    return [list(group) for group in sorted(groups)]


def _reachable(graph: Graph, start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for target in graph.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def floors(graph: Graph) -> list[str]:
    """Return the longest way down; modules of a circle count as one."""
    heads = {name: group[0] for group in circles(graph) for name in group}
    down: dict[str, set[str]] = {}
    for name, targets in graph.items():
        head = heads.get(name, name)
        below = {heads.get(target, target) for target in targets}
        down.setdefault(head, set()).update(below - {head})
    ways: dict[str, list[str]] = {}

    def way(name: str) -> list[str]:
        if name not in ways:
            further = (way(target) for target in sorted(down.get(name, ())))
            ways[name] = [name, *max(further, key=len, default=[])]
        return ways[name]

    return max(map(way, sorted(down)), key=len, default=[])


def words(module: Module) -> Iterator[str]:
    """Yield the words of docstrings and comments."""
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield from re.findall(r"[a-z]+", (ast.get_docstring(node) or "").lower())
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT:
            yield from re.findall(r"[a-z]+", token.string.lower())


def rate_of_what(modules: list[Module]) -> float:
    """Return how many of 1,000 words in docstrings and comments are 'what'."""
    spoken = [word for module in modules for word in words(module)]
    return round(1000 * spoken.count("what") / max(len(spoken), 1), 1)


def catches(module: Module) -> Iterator[str]:
    """Yield the places that catch `VariantError`, alone or among others."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ExceptHandler) or node.type is None:
            continue
        if "VariantError" in re.findall(r"\w+", ast.unparse(node.type)):
            yield f"{module.name}:{node.lineno}"


def measure(folder: Path = OVERLAY, tests: Path = TESTS) -> Iterator[Figure]:
    """Yield the figures of a package.

    :param tests: The folder of its tests, `test_NAME.py` for a module.
    """
    modules = read_modules(folder)
    imports = read_imports(modules)
    graph = graph_of(imports)
    flat = [module.name for module in modules if module.path.parent == folder]
    yield Figure("modules that are in no room", len(flat), *_FLAT, tuple(flat))
    for title, found in (
        ("circles of modules", circles(graph)),
        ("circles of rooms", circles(graph_of(imports, rooms=True))),
    ):
        yield Figure(title, len(found), 0, 0, tuple(map(" <-> ".join, found)))
    way = floors(graph)
    yield Figure("floors of modules", len(way), *_FLOORS, (" -> ".join(way),))
    late = sorted({str(each) for each in imports if each.is_late})
    yield Figure("imports inside functions", len(late), *_LATE, tuple(late))
    caught = [place for module in modules for place in catches(module)]
    yield Figure("places that catch VariantError", len(caught), *_CAUGHT, tuple(caught))
    title = "'what' in 1,000 words of docstrings and comments"
    yield Figure(title, rate_of_what(modules), *_WHAT)
    tested = {path.stem.removeprefix("test_") for path in tests.rglob("test_*.py")}
    untested = [m.name for m in modules if m.own_name.strip("_") not in tested]
    title = "modules without a test file of their name"
    yield Figure(title, len(untested), *_UNTESTED, tuple(untested))


# The limit of each, and its goal.
_FLAT = (7, 8)
_FLOORS = (9, 9)
_LATE = (25, 25)
_CAUGHT = (8, 10)
_WHAT = (2, 5)
_UNTESTED = (0, 0)


def main() -> int:
    print(f"{'is':>6} {'limit':>6} {'goal':>6}")
    figures = list(measure())
    for folder in (LIBRARY, TOOLS):
        rate = rate_of_what(read_modules(folder))
        figures.append(Figure(f"the same in {folder.name}", rate, *_WHAT))
    print(*figures, sep="\n")
    return int(any(figure.is_over for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
