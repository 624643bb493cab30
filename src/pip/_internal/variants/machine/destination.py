"""Find the versions that are there already where a command installs to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version

    from pip._internal.metadata import BaseDistribution


class Destination(NamedTuple):
    """A place to install to.

    :param folders: Folders of packages, which win over the environment.
    :param has_environment: Whether the distributions that this Python can import count.
    """

    folders: Sequence[str] = ()
    has_environment: bool = True

    def versions(self) -> dict[NormalizedName, Version]:
        """Return the versions of the distributions there."""
        # Few packages ask for it, and it takes longer to load than all the rest here.
        from pip._internal.metadata import get_default_environment, get_environment

        found: dict[NormalizedName, Version] = {}
        if self.has_environment:
            found |= _versions(get_default_environment().iter_all_distributions())
        if self.folders:
            there = get_environment(list(self.folders))
            found |= _versions(there.iter_all_distributions())
        return found


def _versions(dists: Iterable[BaseDistribution]) -> dict[NormalizedName, Version]:
    found: dict[NormalizedName, Version] = {}
    for dist in dists:
        try:
            # Of two the first is imported.
            found.setdefault(dist.canonical_name, dist.version)
        except ValueError:
            # No version, or no metadata that could tell.
            continue
    return found


NOTHING = Destination(has_environment=False)
"""An empty place, as that of a lock file or of build requirements."""


def read_destination(options: Values, command: str, is_foreign: bool) -> Destination:
    """Return where a command installs to, or its downloads are installed.

    :param is_foreign: Whether that is another machine.
    """
    given = vars(options)
    if command == "lock":
        return NOTHING
    if target := given.get("target_dir"):
        return Destination([os.path.abspath(target)], has_environment=False)
    prefix, root = given.get("prefix_path"), given.get("root_path")
    if not prefix and not root:
        return NOTHING if is_foreign else Destination()

    from pip._internal.locations import get_scheme

    scheme = get_scheme(
        "",
        user=bool(given.get("use_user_site")),
        root=root,
        isolated=bool(given.get("isolated_mode")),
        prefix=prefix,
    )
    # With both, pip takes the distributions here for those there.
    counts = not is_foreign and not given.get("ignore_installed")
    return Destination([scheme.purelib, scheme.platlib], has_environment=counts)
