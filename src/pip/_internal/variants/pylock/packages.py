"""The packages with variants that one command takes out of lock files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from pip._internal.index.package_finder import BestCandidateResult
from pip._internal.variants.exceptions import VariantNotAsLocked
from pip._internal.variants.pylock.package import read_release
from pip._internal.variants.pylock.selector import choose_file, is_met

if TYPE_CHECKING:
    from pip._vendor.packaging.pylock import Package, PackageSdist, PackageWheel
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.variants.requested import RequestedVariants
    from pip._internal.variants.selection.evaluator import VariantEvaluator


class LockedPackages:
    """The chosen files, and the files that each was chosen from.

    :param get_chooser: Returns the chooser; None with ``--no-variant``.
    """

    def __init__(
        self,
        requested: RequestedVariants,
        get_evaluator: Callable[[], VariantEvaluator] | None,
    ) -> None:
        self._requested = requested
        self._get_evaluator = get_evaluator
        self._files: dict[NormalizedName, list[InstallationCandidate]] = {}

    def choose(self, package: Package, lock: str) -> PackageWheel | PackageSdist | None:
        """Return which file of a package is to be installed.

        :param package: As ``reader`` hands it on.
        :param lock: The path or URL of the lock file.
        :return: None if there are only variants, and they are not wanted.
        :raises NoLockedVariantFits, VariantNotFound: If none can be.
        :raises VariantNotAsLocked: If a file has another name where it comes from.
        """
        release = read_release(package, lock)
        if self._get_evaluator is None:
            plain = (file.entry for file in release.files if file.variant is None)
            return next(plain, None)
        evaluator = self._get_evaluator()
        evaluator.machine.versions.note(release.versions)
        requested = self._requested.of(release.project)
        chosen = choose_file(release, requested, evaluator)
        if requested.requests and is_met(requested, release, evaluator):
            self._requested.note_met()
        self._files[release.project] = release.candidates[::-1]
        return chosen.entry

    def refuse(self, name: str, there: str) -> NoReturn:
        """Refuse a plain file that comes from where a variant is.

        :param there: The name of that variant's file.
        :raises VariantNotAsLocked: Always.
        """
        raise VariantNotAsLocked.by_name(name, None, there)

    def whole(
        self, project: NormalizedName, result: BestCandidateResult
    ) -> BestCandidateResult | None:
        """Return all files of a project, where a finder knows the chosen one only.

        :return: None for a project that is not locked, or without variants.
        """
        files = self._files.get(project)
        if not files or not result.applicable_candidates:
            return None
        return BestCandidateResult(files, files, files[-1])
