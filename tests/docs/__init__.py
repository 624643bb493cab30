"""The site says what is true: its lists, its numbers, its links and its examples."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
