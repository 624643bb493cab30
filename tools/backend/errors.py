"""What can go wrong while the fork is made."""

from __future__ import annotations


class BuildError(Exception):
    """The fork cannot be made; the message is one sentence for a person."""
