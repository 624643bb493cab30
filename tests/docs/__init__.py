"""The site says what is true: its lists are complete, its examples run, links lead on."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
