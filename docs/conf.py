"""The Sphinx site. Build it with `nox -s docs`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).parent / "_extensions"))
sys.path.insert(0, str(ROOT / "tools"))

project = "pip with wheel variants"
[release] = re.findall(
    '^version = "(.*)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
)
html_title = project

extensions = ["myst_parser", "patch_list", "change_list"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
smartquotes = False  # options begin with two hyphens

html_theme = "furo"
html_copy_source = False
