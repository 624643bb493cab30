"""The directive `changes`: CHANGELOG.md, and before it what is in news/."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

ROOT = Path(__file__).resolve().parents[2]
# Before it stands the title, which the page has already.
_START = "<!-- towncrier release notes start -->"


class ChangeList(SphinxDirective):
    """The changes, the newest first."""

    def run(self) -> list[nodes.Node]:
        changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
        self.env.note_reread()
        return self.parse_text_to_nodes(
            f"{_draft()}\n{changelog.partition(_START)[2]}", allow_section_headings=True
        )


def _draft() -> str:
    """What the fragments make together, if there are any."""
    if not list((ROOT / "news").glob("*.*.md")):
        return ""
    draft = ["build", "--draft", "--version", "Next", "--date", "unreleased"]
    return subprocess.run(
        [sys.executable, "-m", "towncrier", *draft],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("changes", ChangeList)
    return {"parallel_read_safe": True}
