"""The packages with variants that one command takes out of lock files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.index.package_finder import BestCandidateResult
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.variants.exceptions import VariantNotAsLocked
from pip._internal.variants.models import stated_in
from pip._internal.variants.pylock.installable import LockedFiles
from pip._internal.variants.pylock.keeping import keep
from pip._internal.variants.pylock.machine_choice import MachineChoice
from pip._internal.variants.pylock.package import read_release
from pip._internal.variants.pylock.parts import (
    choices_of,
    listed_variants,
    plain_choices,
    with_machine,
)
from pip._internal.variants.pylock.selector import choose_file, is_met, nothing_fits
from pip._internal.variants.pylock.sibling_names import LockedSiblings, with_projects
from pip._internal.variants.pylock.writer import complete_lock
from pip._internal.variants.settings.choices import PLAIN

if TYPE_CHECKING:
    from pip._vendor.packaging.pylock import Package, PackageSdist, PackageWheel
    from pip._vendor.packaging.tags import Tag
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.documents.lock_choices import Facts, LockChoice

    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.catalogues.siblings import Siblings
    from pip._internal.variants.context import CommandContext
    from pip._internal.variants.requested import RequestedVariants
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.recorder import Recorder


class LockedPackages:
    """The chosen files, and the files that each was chosen from.

    :param get_chooser: Returns the chooser; None with ``--no-variant``.
    :param tags: See ``read_release``.
    :param facts: Those about the platform that no marker tells; see ``machine.kinds``.
    :ivar stated: The links to chosen files that a catalogue stated something of.
    :ivar siblings: The siblings among them.
    """

    def __init__(
        self,
        requested: RequestedVariants,
        get_evaluator: Callable[[], VariantEvaluator] | None,
        tags: tuple[Tag, ...] | None = None,
        facts: Facts = MappingProxyType({}),
    ) -> None:
        self._requested = requested
        self._tags = tags
        self._facts = facts
        # Whether the user named a part of the lock file that is read.
        self._is_by_hand = False
        self._get_evaluator = get_evaluator
        self._files: dict[NormalizedName, list[InstallationCandidate]] = {}
        # The chosen files in parts that the user named.
        self._ordered: dict[NormalizedName, InstallationCandidate] = {}
        # The variants that the lock files list for any machine.
        self._listed: dict[str, set[str]] = {}
        self.stated: dict[NormalizedName, Link] = {}
        self.siblings = LockedSiblings()

    def choose_among(
        self,
        document: Mapping[str, Any],
        choices: Sequence[LockChoice],
        lock: str,
        groups: Collection[str] = (),
    ) -> LockChoice:
        """Return which choice of a lock file for several machines is installed.

        :param document: The lock file, with all wheels in one place.
        :param lock: Its path or URL.
        :param groups: Those that the user names.
        :raises ValueError: If it has only variants, and they are not wanted; or none of
            these groups.
        :raises NoLockedVariantFits: If there is none for this machine.
        :raises VariantNotFound: If a variant was asked for that is not locked.
        :raises VariantOptionError: If several were asked for that no part has together.
        :raises VariantNotAsLocked: If a file has another name where it comes from.
        """
        choices = choices_of(choices, groups)
        self._is_by_hand = bool(groups)
        for project, name in listed_variants(document):
            self._listed.setdefault(project, set()).add(name)
        if self._get_evaluator is None:
            plain = plain_choices(choices, groups)
            return LockedFiles(document, self._tags).newest(plain)
        if len(choices) == 1 and (groups or choices[0].machines):
            # It was made for such machines, or the user wants it.
            return choices[0]
        evaluator = self._get_evaluator()
        choice = MachineChoice(
            document,
            choices,
            lock,
            evaluator,
            self._requested,
            self._tags,
            self._facts,
        )
        found = choice.find()
        if found is None:
            choice.check_requests()
            unfit = choice.find_unfit()
            has_all = not any(each.machines for each in choices)
            allowed = choice.allowed(unfit.project)
            raise nothing_fits(unfit.offers, evaluator, allowed, has_all)
        choice.tell_of_plain(found)
        for project in found.plain:
            # The variants are in other parts of the file.
            if PLAIN in self._requested.of(canonicalize_name(project)).requests:
                self._requested.note_met()
        return found

    def choose(self, package: Package, lock: str) -> PackageWheel | PackageSdist | None:
        """Return which file of a package is to be installed.

        :param package: As ``reader`` hands it on.
        :param lock: The path or URL of the lock file.
        :return: None if there are only variants, and they are not wanted.
        :raises NoLockedVariantFits, VariantNotFound: If none can be.
        :raises VariantNotAsLocked: If a file has another name where it comes from.
        """
        release = read_release(package, lock, self._tags)
        self.siblings.learn(package)
        if self._get_evaluator is None:
            plain = (file.entry for file in release.files if file.variant is None)
            return next(plain, None)
        evaluator = self._get_evaluator()
        evaluator.machine.versions.note(release.versions)
        requested = self._requested.of(release.project)
        chosen = choose_file(release, requested, evaluator, self._is_by_hand)
        if requested.requests and is_met(requested, release, evaluator):
            self._requested.note_met()
        self._files[release.project] = release.candidates[::-1]
        if self._is_by_hand:
            self._ordered[release.project] = chosen.candidate
        if stated_in(chosen.candidate.link) is not None:
            self.stated[release.project] = chosen.candidate.link
        return chosen.entry

    def complete(
        self,
        document: Mapping[str, Any],
        requirements: Mapping[str, InstallRequirement],
        record: Recorder,
        context: CommandContext,
        siblings: Siblings | None,
    ) -> Mapping[str, Any]:
        """Return a lock file for one machine with the variants that it gets.

        :param context: That of its machine, with the command, which is kept in it.
        """
        if siblings is not None:
            named = with_projects(document["packages"], siblings.project_of)
            document = {**document, "packages": named}
        assert self._get_evaluator is not None
        evaluator = self._get_evaluator()
        completed = complete_lock(document, requirements, record, evaluator)
        if context.machine is not None:
            completed = with_machine(completed, context.machine.name)
        return keep({**completed}, *context.options.lock_command)

    def with_statement(
        self, project: NormalizedName, locked: InstallationCandidate
    ) -> InstallationCandidate:
        """Return a candidate of a locked project with the statement about its file."""
        link, url = self.stated.get(project), locked.link.url_without_fragment
        if link is None or link.url_without_fragment != url:
            return locked
        version = str(locked.version)
        return InstallationCandidate(locked.name, version, link, locked=locked.locked)

    def ordered(self, project: NormalizedName) -> InstallationCandidate | None:
        """Return the file that the user ordered, as he named the part it is in."""
        return self._ordered.get(project)

    def listed(self, project: NormalizedName) -> Collection[str]:
        """Return the variants of a project that lock files list for any machine."""
        return self._listed.get(project, ())

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
