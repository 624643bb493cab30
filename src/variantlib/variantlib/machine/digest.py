"""The digest of the facts of a machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from ..plugins import ProviderAnswer
from .platforms import UNSTATED, Platform

__all__ = ["digest_of"]


def digest_of(
    answers: Iterable[ProviderAnswer],
    platform: Platform = UNSTATED,
    detect: bool = False,
) -> str:
    """Return the digest of all that is known of a machine, whatever it is called.

    :param detect: Whether more of it is to be asked.
    """
    facts = [
        (a.provider, a.config or (), a.distribution, a.version, a.entry_point)
        for a in sorted(answers, key=lambda answer: answer.provider)
        if a.problem is None
    ]
    text = json.dumps([facts, platform.texts, detect])
    return hashlib.sha256(text.encode()).hexdigest()
