"""Install a plugin, with more care than ``pip install``.

Its input is a file of its own, JSON, so that no argument list shows it::

    {"arguments": [...],        of ``pip install``
     "passwords": {...}}        user and password by host

It reads no configuration, builds nothing, and takes no file that was withdrawn or that
lies elsewhere than in the places of the command.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from optparse import Values
from typing import TYPE_CHECKING, Any

from pip._internal.commands.install import InstallCommand
from pip._internal.variants.utils.preparing import wheels_only

if TYPE_CHECKING:
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.network.session import PipSession
    from pip._internal.operations.prepare import RequirementPreparer


def main(path: str) -> int:
    """Install as the file says, and return the exit status."""
    with open(path, encoding="utf-8") as file:
        request = json.load(file)
    return FetchCommand(request["passwords"]).main(request["arguments"])


class FetchCommand(InstallCommand):
    """Install plugins.

    :param passwords: User and password by host, as far as known already.
    """

    def __init__(self, passwords: Mapping[str, Any]) -> None:
        super().__init__("install", "", isolated=True)
        self._passwords = passwords

    def _build_session(self, options: Values, *rest: Any, **more: Any) -> PipSession:
        session = super()._build_session(options, *rest, **more)
        known = {host: tuple(info) for host, info in self._passwords.items()}
        session.auth.passwords.update(known)
        return session

    def _build_package_finder(self, *args: Any, **options: Any) -> PackageFinder:
        finder = super()._build_package_finder(*args, **options)
        # Upstream takes a withdrawn release where it is named as the only one.
        finder._allow_yanked = False  # noqa: SLF001 (no option of pip says so)
        return finder

    @classmethod
    def make_requirement_preparer(cls, *args: Any, **more: Any) -> RequirementPreparer:
        return wheels_only(super().make_requirement_preparer)(*args, **more)
