"""The pages about what pip asks the machine tell all that the code asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from variantlib.providers.provider import GPUS, Provider
from variantlib.providers.registry import PROVIDERS

from . import DOCS
from .test_lists import LIBRARY

ASKED = (DOCS / "what-pip-asks.md").read_text("utf-8")
BUILT_IN = (DOCS / "using" / "built-in.md").read_text("utf-8")

# Paths, functions of libraries, variables, values of macOS, libraries.
_KINDS = (
    r"/[\w.-][\w./-]*",
    r"(?:nvml|cu|ze)[A-Z]\w+",
    r"[A-Z]+(?:_[A-Z0-9]+)+",
    r"(?:hw|machdep|sysctl)\.[\w.]+",
    r"\w+\.(?:so\.1|dll)",
)
_NOTHING_ASKED = {"CREATE_NO_WINDOW"}
# These ask the machine; the last one tells places apart that share kept answers.
_ASKING = (*(LIBRARY / "providers").glob("*.py"), LIBRARY / "plugins" / "host.py")
_NUMBERED = re.compile(r"/dev/nvidia[1-6]")


def _asked() -> Iterator[str]:
    """Yield all that stands as a text of its own in the code that asks."""
    for path in _ASKING:
        tree = ast.parse(path.read_text("utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        imported = {node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}
        for text in _texts(tree):
            yield from set(text.split()) - names - imported


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts of a tree that nothing is filled into."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        elif not isinstance(child, ast.JoinedStr):
            yield from _texts(child)


ALL_ASKED = sorted(
    {
        text
        for text in _asked()
        if any(re.fullmatch(kind, text) for kind in _KINDS)
        and text not in _NOTHING_ASKED
    }
)


@pytest.mark.parametrize("text", ALL_ASKED)
def test_all_that_is_asked_is_listed(text: str) -> None:
    assert text in ASKED


def _name(provider: Provider) -> str:
    return provider.name


@pytest.mark.parametrize("provider", PROVIDERS, ids=_name)
def test_all_that_an_answer_depends_on_is_listed(provider: Provider) -> None:
    section = ASKED.partition(f"\n## {provider.name}\n")[2].partition("\n## ")[0]
    files = [path for path in provider.files if not _NUMBERED.fullmatch(path)]
    names = [name for path in files for name in path.rsplit("/.info", 1)]
    missing = [name for name in (*names, *provider.variables) if name not in section]
    assert [name for name in missing if name.rpartition("/")[2] not in section] == []


@pytest.mark.parametrize("provider", PROVIDERS, ids=_name)
def test_the_distributions_are_those_of_the_table(provider: Provider) -> None:
    section = BUILT_IN.partition("\n## Who answers\n")[2].partition("\n## ")[0]
    rows = re.findall(
        r"^\| (?:`(\w+)` )?\| `([\w-]+)` \| (.*) \|$", section, re.MULTILINE
    )
    found, name = {}, ""
    for named, distribution, versions in rows:
        name = named or name
        if name == provider.name:
            found[distribution] = tuple(versions.split(", "))
    assert found == dict(provider.stands_for)


def test_the_keys_rules_and_variables_are_on_the_page() -> None:
    flags = {"x86_64": 1, "aarch64": 1}
    keys = [key for p in PROVIDERS for key in p.keys[: flags.get(p.name)]]
    forces = [
        name
        for provider in PROVIDERS
        for name in provider.variables
        if re.search("FORCE|OVERRIDE|UV_|PREFERRED|DISABLE|_PATH|_HOME", name)
        and name != "LD_LIBRARY_PATH"
    ]
    texts = [*keys, *GPUS, *forces]
    assert [text for text in texts if f"`{text}`" not in BUILT_IN] == []


def test_the_numbers_of_flags_are_right() -> None:
    for name in ("x86_64", "aarch64"):
        [provider] = (p for p in PROVIDERS if p.name == name)
        row = next(x for x in BUILT_IN.splitlines() if x.startswith(f"| `{name}` |"))
        assert f"then {len(provider.keys) - 1} flags" in row
