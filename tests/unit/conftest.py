"""These tests import the fork's modules."""

from __future__ import annotations

from tests.unit.fork import import_fork

import_fork()
