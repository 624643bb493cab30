"""The facet of a finder for lock files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pip._internal.variants.names import is_variant

if TYPE_CHECKING:
    from pip._vendor.packaging.pylock import Package, Pylock

    from pip._internal.req.req_set import RequirementSet
    from pip._internal.variants.hooks.finder import FinderState
    from pip._internal.variants.pylock.package import PackageFile
    from pip._internal.variants.pylock.packages import LockedPackages


class LockHooks:
    """Choose among the variants that a lock file has, and lock variants."""

    def __init__(self, state: FinderState) -> None:
        self._state = state

    # Called for each package that is taken out of a lock file.

    def locked(self, package: Package, file: PackageFile, lock: str) -> PackageFile:
        """Return which of its files is to be installed.

        :param file: The choice of packaging, which knows nothing of variants.
        :param lock: The path or URL of the lock file.
        :raises NoLockedVariantFits, VariantNotFound: If none can be.
        :raises VariantNotAsLocked: If a file has another name where it comes from.
        """
        asked = self._state.asked
        if asked is not None:
            asked.note_locked(package.name)
        if hasattr(package.tool, "variants") and file is not package.sdist:
            return self._get_packages().choose(package, lock) or file
        self._check_plain(file)
        return file

    def _check_plain(self, file: PackageFile) -> None:
        """Refuse a file without a variant that comes from where one with it is.

        :raises VariantNotAsLocked: If that is so.
        """
        # Only wheels and source distributions have both.
        name = getattr(file, "name", None)
        place = file.path or getattr(file, "url", None)
        if not name or not place:
            return
        from pip._internal.models.link import Link

        there = Link(place).filename
        if is_variant(there):
            self._get_packages().refuse(name, there)

    def _get_packages(self) -> LockedPackages:
        state = self._state
        if state.locks is None:
            from pip._internal.variants.pylock.packages import LockedPackages

            get_evaluator = None if state.is_off else state.get_evaluator
            state.locks = LockedPackages(state.get_requested(), get_evaluator)
        return state.locks

    # Called for each lock file that is written.

    def to_lock(self, pylock: Pylock, req_set: RequirementSet) -> Mapping[str, Any]:
        """Return the document of ``pip lock``, with the variants of each package.

        :raises VariantNotLocked: If the digest of a wheel cannot be had.
        """
        document, state = pylock.to_dict(), self._state
        if state.record is None or not state.seen.variants:
            return document

        from pip._internal.variants.pylock.writer import complete_lock

        return complete_lock(
            document,
            req_set.requirements,
            state.record,
            state.get_context().locks_all,
            state.get_evaluator(),
        )
