"""Say how packages of a catalogue that do not agree can be brought to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.models import stated_in

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.index.package_finder import PackageFinder


class Member(NamedTuple):
    """A package that has to agree with others.

    :param project: The one that a sibling was taken for, if it is one.
    :param label: Of its variant.
    :param stays: Whether it is installed, and no upgrade was asked for.
    :param is_named: Whether it is a sibling that a package needs by its own name.
    """

    project: NormalizedName
    label: str
    stays: bool
    is_named: bool = False


class WayOut(NamedTuple):
    """The advice for the user.

    :param reasons: Why it cannot be had that all agree, in sentences.
    """

    reasons: Sequence[str]
    hint: str


class Builds(NamedTuple):
    """The builds that pip found of the projects of catalogues, and those it may have.

    :param by_project: Which catalogue speaks for each project.
    :param unread_labels: Returns the labels that may be on pages that were not read.
    """

    by_project: Mapping[NormalizedName, Catalogue]
    finder: PackageFinder
    machine: Machine
    unread_labels: Callable[[NormalizedName], Collection[str]]

    def why_not(self, project: NormalizedName, label: str) -> str | None:
        """Return why a project has no build of a label, None if it may have one."""
        catalogue = self.by_project.get(project)
        entries = catalogue.entries if catalogue else ()
        labelled = [
            entry
            for entry in entries
            if entry.label == label
            and (entry.place.holds_for(project) or entry.stands_for == project)
        ]
        if catalogue is None or not labelled:
            return f"No catalogue has a build {label} of {project}."
        if label in self.unread_labels(project):
            return f"pip could not read the page that may have {label} of {project}."
        places = [entry.place for entry in labelled if entry.stands_for == project]
        siblings = [name for place in places for name, _ in place.versions]
        if any(label in self._found(name) for name in siblings or [project]):
            return None
        facts = map(catalogue.facts_of, labelled)
        if not any(map(self.machine.rank, facts)):
            return None  # Nobody asked for its page.
        return f"pip found no build {label} of {project} that it can use."

    def _found(self, project: NormalizedName) -> set[str]:
        candidates = self.finder.find_all_candidates(project)
        found = (stated_in(candidate.link) for candidate in candidates)
        return {stated.name.text for stated in found if stated is not None}


def find_way_out(members: Sequence[Member], builds: Builds) -> WayOut:
    """Return the advice about packages that do not agree."""
    labels = list(dict.fromkeys(member.label for member in members))
    lacking = dict(_lacking(members, labels, builds))
    common = [x for x in labels if not any(label == x for _, label in lacking)]
    reasons = list(lacking.values())
    names = sorted(member.project for member in members if not member.is_named)
    new = {member.label for member in members if not member.stays}
    if any(member.stays for member in members) and new.intersection(common):
        # Without it, pip would take the projects from the usual indexes.
        return WayOut(
            reasons,
            f"Name all of them in one command, with --upgrade: {' '.join(names)}. Or "
            "request consistent variants with --variant=NAME=VARIANT.",
        )
    start = ""
    if any(label in builds.unread_labels(project) for project, label in lacking):
        start = "Try again. Or "
    if common:
        label = common[0] if len(common) == 1 else "LABEL"
        # Those that stay are no part of the decision.
        kept = [m.project for m in members if m.stays and m.label == label]
        asked = [name for name in names if name not in kept]
        options = " ".join(f"--variant={name}={label}" for name in asked)
        one_of = f", with {' or '.join(common)} as LABEL" if len(common) > 1 else ""
        hint = f"request the same build of all of them: {options}{one_of}."
    else:
        hint = "install them into environments of their own."
    return WayOut(reasons, start + hint if start else hint[0].upper() + hint[1:])


def _lacking(
    members: Iterable[Member], labels: Iterable[str], builds: Builds
) -> Iterator[tuple[tuple[NormalizedName, str], str]]:
    """Yield the builds of other members' labels that a member lacks, and why."""
    for member in members:
        for label in labels:
            reason = None
            if label != member.label:
                reason = builds.why_not(member.project, label)
            if reason is not None:
                yield (member.project, label), reason
