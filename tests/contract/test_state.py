"""Nothing but one module keeps state that outlives the objects of a command."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.fork import ROOT

OVERLAY = ROOT / "src/pip/_internal/variants"
STATE = OVERLAY / "utils/state.py"
MODULES = sorted(OVERLAY.rglob("*.py"))

CONTAINERS = {
    *("Counter", "OrderedDict", "WeakKeyDictionary", "WeakSet", "WeakValueDictionary"),
    *("defaultdict", "deque", "dict", "list", "set"),
}
CACHES = {"cache", "lru_cache"}


def last_name(node: ast.expr) -> str:
    """The name that is called, without the module that it is from."""
    node = node.func if isinstance(node, ast.Call) else node
    return ast.unparse(node).rpartition(".")[2]


def is_to_be_filled(value: ast.expr | None) -> bool:
    """Whether a value is an empty container, which is of no use if it stays empty."""
    if isinstance(value, (ast.List, ast.Set)):
        return not value.elts
    if isinstance(value, ast.Dict):
        return not value.keys
    return (
        isinstance(value, ast.Call)
        and last_name(value) in CONTAINERS
        and not (value.args and last_name(value) in {"dict", "list", "set"})
    )


def is_said_once(node: ast.AST) -> bool:
    """Whether a cache remembers nothing but that its function was called."""
    if not isinstance(node, ast.FunctionDef):
        return False
    is_cached = any(last_name(each) in CACHES for each in node.decorator_list)
    returned = node.returns and ast.unparse(node.returns)
    return is_cached and returned == "None"


def kept(tree: ast.Module) -> Iterator[str]:
    """The lines of a module by which it keeps something."""
    holders: list[ast.Module | ast.ClassDef] = [tree]
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            holders.append(node)
        if isinstance(node, ast.Global) or is_said_once(node):
            yield ast.unparse(node)
    for holder in holders:
        for node in holder.body:
            if not isinstance(node, (ast.Assign, ast.AnnAssign)):
                continue
            if is_to_be_filled(node.value):
                yield ast.unparse(node)


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    global x\n    x = 1",
        "_known = {}",
        "_known: dict[str, str] = dict()",
        "class A:\n    known: list[str] = []",
        "_of = weakref.WeakKeyDictionary()",
        "@cache\ndef warn(path) -> None: ...",
    ],
)
def test_what_is_found(text: str) -> None:
    assert list(kept(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "TABLE = {'a': 1}",
        "NAMES = set(TABLE)",
        "def f():\n    found = []",
        "@cache\ndef parse(text) -> str: ...",
    ],
)
def test_what_is_not_found(text: str) -> None:
    assert list(kept(ast.parse(text))) == []


def test_one_module_keeps_the_state_of_the_process() -> None:
    found = {
        (path.relative_to(OVERLAY).as_posix(), line)
        for path in MODULES
        if path != STATE
        for line in kept(ast.parse(path.read_text("utf-8")))
    }
    assert found == set()


def changes_a_logger(node: ast.AST) -> bool:
    """Whether a statement lets a logger say more or less than it did."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in {"setLevel", "disable"}
    return isinstance(node, ast.Attribute) and (
        node.attr in {"disabled", "propagate"} and isinstance(node.ctx, ast.Store)
    )


def puts_back(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Try) and each.finalbody for each in ast.walk(node))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_loggers_are_changed_for_a_while_only(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    whole = [node for node in functions if puts_back(node)]
    inside = {id(each) for node in whole for each in ast.walk(node)}
    lasting = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if changes_a_logger(node) and id(node) not in inside
    ]
    assert lasting == []
