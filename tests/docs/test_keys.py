"""Every example speaks of keys that the built-in providers report."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from variantlib.providers.registry import PROVIDERS

from . import DOCS, REPOSITORY

KEYS = {provider.name: provider.keys for provider in PROVIDERS}
PAGES = [
    *(REPOSITORY / name for name in ("README.md", "src/variantlib/README.md")),
    *sorted(DOCS.rglob("*.md")),
]
MODULES = sorted((REPOSITORY / "src").rglob("*.py"))

_names = "|".join(KEYS)
# Text is wrapped between them, too.
_FEATURE = re.compile(rf"\b({_names})\s*::\s*(\w+)")
_DOTTED = re.compile(rf"\bproviders\.({_names})\.keys\.(\w+)")
_TABLE = re.compile(rf"^\s*\[providers\.({_names})\.keys\]\n((?:.+\n)*)", re.MULTILINE)
_KEY = re.compile(r"^\s*(\w+) = ", re.MULTILINE)


def _features(text: str) -> Iterator[tuple[str, str]]:
    """Yield the providers and keys that a text speaks of."""
    yield from _FEATURE.findall(text)
    yield from _DOTTED.findall(text)
    for name, lines in _TABLE.findall(text):
        for key in _KEY.findall(lines):
            yield name, key


def _unknown(text: str) -> list[str]:
    found = {pair for pair in _features(text) if pair[1] not in KEYS[pair[0]]}
    return sorted(" :: ".join(pair) for pair in found)


def _texts(module: Path) -> Iterator[str]:
    """Yield the texts of a module, those in pieces as one, and its comments."""
    source = module.read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
    yield "\n".join(re.findall(r"#.*", source))


def _name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_keys_on_a_page_exist(page: Path) -> None:
    assert _unknown(page.read_text("utf-8")) == []


def test_the_keys_in_texts_of_the_code_exist() -> None:
    found = {
        _name(module): unknown
        for module in MODULES
        for text in _texts(module)
        if (unknown := _unknown(text))
    }
    assert found == {}


def test_a_key_that_does_not_exist_is_found() -> None:
    assert _unknown("`nvidia ::\ndriver` and `x86_64 :: level :: v3`") == [
        "nvidia :: driver"
    ]
    assert _unknown("[providers.amd.keys]\narch = []\ngfx_arch = []\n") == [
        "amd :: arch"
    ]
    assert _unknown("providers.tpu.keys.absent") == ["tpu :: absent"]
