from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

LIBRARY = Path(__file__).resolve().parents[2] / "src" / "variantlib"

# How long an example takes says nothing on a machine that is busy with other tests.
settings.register_profile("untimed", deadline=None, max_examples=60)
settings.load_profile("untimed")


@pytest.fixture(scope="module", autouse=True)
def importable() -> Iterator[None]:
    """Let the processes that a test starts import the library from here, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(LIBRARY))
        yield
