"""List the distributions that are known to hold a provider plugin, with the versions.

pip advises to install no other: under some of the names that packages ask for, the
index has an empty placeholder, or nobody has registered them. The index was asked on
29 Nov 2026; ``tests/real`` asks it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from packaging.requirements import Requirement

__all__ = ["KNOWN_PLUGINS", "has_known_release"]

KNOWN_PLUGINS: Mapping[str, tuple[str, ...]] = {
    "ascend-variant-provider": ("0.0.2",),
    "provider-variant-aarch64": ("0.0.1.post1", "0.0.1.post2"),
    "provider-variant-x86-64": ("0.0.1.post1", "0.0.1.post2"),
    "rocm-bootstrap": ("0.1.0", "0.2.0", "0.3.0"),
}
"""The versions that hold a plugin, by the normalised name."""


def has_known_release(requirement: str) -> bool:
    """Return whether a version that is known to hold a plugin meets a requirement.

    :param requirement: A normalised name, and versions.
    """
    wanted = Requirement(requirement)
    return any(map(wanted.specifier.contains, KNOWN_PLUGINS.get(wanted.name, ())))
