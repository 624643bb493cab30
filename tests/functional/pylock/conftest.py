"""A release with labels, and the parts of its document."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.conftest import HUMOR2, HUMOR3, HUMOR9, Publish

SCHEMA = "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"
STATIC = {"static-properties": {"humor": ["3", "2"]}}


@pytest.fixture
def labels(publish: Publish) -> dict[str, Path]:
    """A release of the label form."""
    return publish("lab", "1.0", good=HUMOR3, poor=HUMOR2, unfit=HUMOR9)
