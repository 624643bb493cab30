"""What the pages show is what the commands print."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Index, PipEnv

from . import DOCS
from .blocks import blocks
from .sessions import Session

PAGES = {
    path.relative_to(DOCS).as_posix(): path.read_text("utf-8")
    for path in sorted(DOCS.rglob("*.md"))
}
EXAMPLES = [
    page
    for page, markdown in PAGES.items()
    if any(block.language == "console" for block in blocks(markdown))
]
TORCH = "--catalogue torch"
INSTALL = "pip install fictional-hw-provider"


@pytest.mark.parametrize("page", EXAMPLES)
def test_the_commands_print_what_is_shown(
    scene: PipEnv,
    index: Index,
    provider: Path,
    page: str,
    request: pytest.FixtureRequest,
) -> None:
    if TORCH in PAGES[page]:
        request.getfixturevalue("todays_torch")
    if INSTALL not in PAGES[page]:
        scene.unpack(provider)
    assert Session(scene, index.root).play(PAGES[page]) > 0


def test_all_that_the_authors_page_shows_is_run() -> None:
    shown = [
        block
        for block in blocks(PAGES["writing-a-provider.md"])
        if not block.language.startswith("{include}")
    ]
    assert len(shown) > 5
    for block in shown:
        assert block.language == "console" or "caption" in block.options, block.text
