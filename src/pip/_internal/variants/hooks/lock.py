"""The facet of a finder for lock files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from pip._internal.exceptions import DiagnosticPipError, InstallationError
from pip._internal.models.link import Link
from pip._internal.variants.machine.target import facts_on, selecting
from pip._internal.variants.names import is_variant
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.packaging.pylock import Package, Pylock
    from pip._vendor.variantlib.documents.lock_choices import LockChoice

    from pip._internal.req.req_set import RequirementSet
    from pip._internal.variants.hooks.finder import FinderState
    from pip._internal.variants.machine.target import DescribedPython
    from pip._internal.variants.pylock.package import PackageFile
    from pip._internal.variants.pylock.packages import LockedPackages

    Selected = tuple[Package, PackageFile]
    Select = Callable[..., Iterator[Selected]]


class LockHooks:
    """Choose among the variants that a lock file has, and lock variants."""

    def __init__(self, state: FinderState) -> None:
        self._state = state

    # Called for each lock file that is read.

    def reading(self, select: Select) -> Select:
        """Return upstream's function that selects from a lock file, or one like it.

        It knows which machine the lock file is read for, and takes variants.
        """

        def select_variants(lock: str, **how: Any) -> Iterator[tuple[Package, Any]]:
            with selecting(self._target):
                found = self._select(partial(select, lock, **how), lock, how)
            for package, file in found:
                yield package, self.locked(package, file, lock)

        return select_variants

    @property
    def _target(self) -> DescribedPython | None:
        """The Python that is chosen for; None for the one that runs."""
        state = self._state
        return state.get_context().target if state.is_aimed else None

    def _select(
        self,
        select: Callable[[], Iterable[Selected]],
        lock: str,
        how: Mapping[str, Any],
    ) -> list[Selected]:
        PROCESS.locked_groups = how.get("dependency_groups", ())
        PROCESS.choose_locked = partial(self._choose_among, lock)
        try:
            return list(select())
        except InstallationError as error:
            # Upstream takes whatever is wrong for a mistake in the file.
            if isinstance(error.__cause__, DiagnosticPipError):
                raise error.__cause__ from None
            raise
        finally:
            PROCESS.choose_locked, PROCESS.locked_groups = None, ()

    def _choose_among(
        self,
        lock: str,
        document: Mapping[str, Any],
        choices: Sequence[LockChoice],
    ) -> LockChoice:
        """Return which choice of a lock file for several machines is installed.

        The user may name one of its groups.

        :raises ValueError: If it does not have that one.
        """
        packages, groups = self._get_packages(), PROCESS.locked_groups
        return packages.choose_among(document, choices, lock, groups)

    # Called for each package that is taken out of it.

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
            packages = self._get_packages()
            chosen = packages.choose(package, lock) or file
            self._state.seen.variants.update(packages.stated)
            return chosen
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
        there = Link(place).filename
        if is_variant(there):
            self._get_packages().refuse(name, there)

    def _get_packages(self) -> LockedPackages:
        state = self._state
        if state.locks is None:
            from pip._internal.variants.pylock.packages import LockedPackages

            get_evaluator = None if state.is_off else state.get_evaluator
            requested, target = state.get_requested(), self._target
            tags = tuple(target.get_sorted_tags()) if target else None
            facts = facts_on(target)
            state.locks = LockedPackages(requested, get_evaluator, tags, facts)
            PROCESS.name_locked = state.locks.siblings.dependencies
            PROCESS.locked_project_of = state.locks.siblings.project_of
        return state.locks

    # Called for each lock file that is written.

    def to_lock(self, pylock: Pylock, req_set: RequirementSet) -> Mapping[str, Any]:
        """Return the document of ``pip lock`` for one machine, with its variants."""
        document, state = pylock.to_dict(), self._state
        if state.record is None or not state.seen.variants:
            return document
        requirements = req_set.requirements
        packages, context = self._get_packages(), state.get_context()
        record, siblings = state.record, state.siblings
        return packages.complete(document, requirements, record, context, siblings)
