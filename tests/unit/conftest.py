"""These tests import the fork's modules."""

from __future__ import annotations

import logging

import pytest
from hypothesis import settings

from tests.unit.fork import import_fork

import_fork()

# How long an example takes says nothing on a machine that is busy with other tests.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def usual_level(caplog: pytest.LogCaptureFixture) -> None:
    """A pip that ran in this process, in another test, has left its own level."""
    caplog.set_level(logging.WARNING)
