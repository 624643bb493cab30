"""Define the errors of the build of the fork."""

from __future__ import annotations


class BuildError(Exception):
    """The fork cannot be made; the message is one sentence for a person."""
