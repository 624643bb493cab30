"""Links between pages, and to files of the repository, lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from . import DOCS, REPOSITORY

PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(REPOSITORY.glob("*.md"))]
_LINK = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    """As GitHub and MyST make them."""
    headings = _HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_relative_links_resolve(page: Path) -> None:
    for target, anchor in _LINK.findall(_BLOCK.sub("", page.read_text("utf-8"))):
        path = page.parent / target if target else page
        assert path.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in _anchors(path), f"{page.name}: {target}#{anchor}"


def test_there_are_links() -> None:
    assert sum(len(_LINK.findall(p.read_text("utf-8"))) for p in PAGES) > 30
