"""List the distributions that are known to hold a provider plugin.

pip names no other in its advice: under some of the names that packages ask for, the
index has an empty placeholder, or nobody has registered them. The index was asked on
28 Nov 2026; ``tests/real`` asks it again.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["KNOWN_PLUGINS"]

KNOWN_PLUGINS: Mapping[str, str] = {
    "ascend-variant-provider": "ascend",
    "provider-variant-aarch64": "aarch64",
    "provider-variant-x86-64": "x86_64",
    "rocm-bootstrap": "amd",
}
"""The namespace that each answers for, by the normalised name."""
