"""The names of upstream that we lean on: what to look at when upstream moves.

pip promises nothing of its inside. Where a name or parameter is gone, the failure lists
it here, all at once, before anything breaks with a traceback.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import textwrap
from typing import Any

import pytest

from tests.contract.imports import imports_of, imports_of_package
from tests.contract.test_layers import COMMAND, OVERLAY, VARIANTS
from tests.contract.upstream_names import IMPORTED, USED

_LINE = re.compile(r"([\w.]+):(\w+)(?:\.(\w+))?(?:\((.*)\))?")


def test_everything_that_we_lean_on_is_there() -> None:
    lines = [*IMPORTED.split("\n"), *USED.split("\n")]
    gone = [problem for line in lines if line and (problem := problem_with(line))]
    assert gone == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pip._internal.gone:Name", "there is no pip._internal.gone:Name"),
        (
            "pip._internal.models.link:Name",
            "there is no pip._internal.models.link:Name",
        ),
        ("pip._internal.models.link:Link.name", "Link has no name"),
        ("pip._internal.models.link:Link(path, url)", "no parameter path"),
    ],
)
def test_what_is_gone_is_named(line: str, said: str) -> None:
    assert problem_with(line) == f"{line}: {said}"


def test_the_table_names_what_our_modules_import() -> None:
    imported = {
        f"{found.module}:{found.name}"
        for found in [
            *imports_of_package(OVERLAY, VARIANTS),
            *imports_of(COMMAND, "pip._internal.commands.variant"),
        ]
        if found.module.startswith(("pip._internal", "pip._vendor."))
        and not found.module.startswith((VARIANTS, "pip._vendor.variantlib"))
    }
    assert imported == {line.partition("(")[0] for line in IMPORTED.split("\n")[1:-1]}


def problem_with(line: str) -> str | None:
    """What is not as a line of the tables says; None if all is well."""
    match = _LINE.fullmatch(line)
    assert match, line
    module, name, attribute, parameters = match.groups()
    try:
        found = pkgutil.resolve_name(f"{module}.{name}")
    except (ImportError, AttributeError):
        return f"{line}: there is no {module}:{name}"
    if attribute and not has_attribute(found, attribute):
        return f"{line}: {name} has no {attribute}"
    if not parameters:
        return None
    known = inspect.signature(getattr(found, attribute) if attribute else found)
    missing = [p for p in parameters.split(", ") if p not in known.parameters]
    return f"{line}: no parameter {', '.join(missing)}" if missing else None


def has_attribute(cls: Any, name: str) -> bool:
    """Whether a class, or what its methods make of an instance, has an attribute."""
    return hasattr(cls, name) or any(
        name in inspect.get_annotations(base) or name in assigned_to_self(base)
        for base in cls.__mro__
        if base is not object
    )


def assigned_to_self(cls: type) -> set[str]:
    """The names that are assigned to `self` in a class's source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
