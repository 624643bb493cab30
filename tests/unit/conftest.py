"""These tests import the fork's modules."""

from __future__ import annotations

from hypothesis import settings

from tests.unit.fork import import_fork

import_fork()

# How long an example takes says nothing on a machine that is busy with other tests.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
