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


class ChangeList(SphinxDirective):
    """The changes, the newest first."""

    def run(self) -> list[nodes.Node]:
        changelog = ROOT / "CHANGELOG.md"
        released = changelog.read_text("utf-8") if changelog.exists() else ""
        self.env.note_reread()
        return self.parse_text_to_nodes(
            f"{_draft()}\n{released}", allow_section_headings=True
        )


def _draft() -> str:
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
