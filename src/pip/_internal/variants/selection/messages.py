"""Write the messages about variants; one function for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.statements import MAX_COMPARED, flaw
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.machine.abi import is_short
from pip._vendor.variantlib.machine.messages import listed, no_code
from pip._vendor.variantlib.machine.subject import THIS_MACHINE, Subject
from pip._vendor.variantlib.models import MetadataUnavailable, Misfit, VariantMetadata
from pip._vendor.variantlib.names.properties import format_property
from pip._vendor.variantlib.text import (
    and_others,
    printable,
    shortened,
    some,
)

from pip._internal.utils.packaging import requirement_without_marker
from pip._internal.variants.metadata.messages import format_facts
from pip._internal.variants.models import ALLOWED, SelectedVariant, VariantCandidate
from pip._internal.variants.names import installed_variant, variant_of
from pip._internal.variants.selection.misfits import NearestMiss, misfits
from pip._internal.variants.utils.titles import project_of, title_of, version_of

if TYPE_CHECKING:
    from pip._vendor.packaging.requirements import Requirement
    from pip._vendor.packaging.specifiers import SpecifierSet
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.choice.ranking import Ranked, Ranking
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.names.filename import VariantName
    from pip._vendor.variantlib.plugins.answers import Device

    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.selection.builds import Broken, Limit

MAX_OFFERS = 20
"""So many variants are listed in an error."""


def chosen(
    project: str, version: str, choice: SelectedVariant, subject: Subject = THIS_MACHINE
) -> str:
    """Say which variant is taken, and why.

    :param subject: The machine that it was chosen for.
    """
    properties = listed([format_property(p) for p in choice.properties])
    if choice.machine is None:
        reason = "as requested"
    elif choice.reason is not None:
        reason = f"which fits {subject.name} and is {choice.reason}"
    elif choice.fitting > 1:
        reason = f"the best of {choice.fitting} that fit {subject.name}"
        reason += f" and match {printable(choice.asked)}" if choice.asked else ""
    elif choice.fitting == 1:
        reason = f"which fits {subject.name}"
        reason += f" and matches {printable(choice.asked)}" if choice.asked else ""
    else:
        reason = "as locked"
    what = f"Using variant {choice.name.text} of {printable(project)} {version}"
    return shortened(f"{what}, {reason}{properties and f': {properties}'}")


def plain_instead(project: str, version: Version) -> str:
    """Say that no variant is taken although some fit."""
    return (
        f"Using {printable(project)} {version} without a variant, because pip can use "
        "no variant that fits"
    )


def unused(name: VariantName, dist: BaseDistribution, reason: str) -> str:
    """Say why a variant is not taken that was tried."""
    title = printable(title_of(dist))
    return shortened(f"Not using variant {name.text} of {title}: {reason}")


def nothing_offered(dependency: Requirement, dist: BaseDistribution) -> str:
    """Say that nothing meets a dependency, in the words of pip."""
    parent = printable(project_of(dist))
    return f"no matching distribution found for {_wanted(dependency)} (from {parent})"


def other_version(dependency: Requirement, version: Version) -> str:
    """Say that pip uses another version than a dependency asks for."""
    used = f"{printable(dependency.name)} {version}"
    return f"it depends on {_wanted(dependency)}, and pip uses {used}"


def unusable_dependency(dependency: Requirement) -> str:
    """Say that pip uses nothing of all that may meet a dependency."""
    return f"it depends on {_wanted(dependency)}, of which pip can use no release"


def other_python(version: str, specifier: SpecifierSet) -> str:
    """Say that something is for other Pythons, in the words of pip."""
    return f"it requires a different Python: {version} not in {str(specifier)!r}"


def _wanted(dependency: Requirement) -> str:
    return printable(str(requirement_without_marker(dependency)))


def replacing(
    dist: BaseDistribution,
    place: str | None,
    misfit: str | None,
    other: VariantName | None,
    is_best: bool = True,
) -> str:
    """Say why an upgrade replaces an installed file by another of the same version.

    :param place: The name of the machine; None if the user named a part of a lock file.
    :param misfit: Why it does not fit the machine any more, None if it does.
    :param other: The variant that takes its place, None for a plain file.
    :param is_best: Whether it is the best that fits.
    """
    variant = installed_variant(dist)
    installed = f"variant {variant}" if variant else "plain"
    by = f"variant {other.text}" if other else "the plain one"
    reason = f"which fits {place} better" if place else "which the lock file lists"
    if misfit is not None:
        reason = f"because the installed one no longer fits {place}: {misfit}"
    elif not is_best:
        reason = f"which is {ALLOWED}"
    title = printable(title_of(dist))
    return shortened(f"Replacing {title} ({installed}) by {by}, {reason}")


def keeping(dist: BaseDistribution, reason: str) -> str:
    """Say why an upgrade leaves an installed file alone, though another one is better.

    :param reason: Why pip does not remove it.
    """
    title = printable(title_of(dist))
    return shortened(f"Keeping {title}, although another variant fits better: {reason}")


def rebuilt(broken: Broken, req: InstallRequirement) -> str:
    """Say that an installed variant is replaced, as it is built for another version."""
    assert req.link is not None
    name = variant_of(req.link)
    version = str(req.get_dist().version)
    by = f"variant {name.text}" if name else "a plain file"
    by += "" if version_of(broken.dist) == version else f" of version {version}"
    return shortened(f"Replacing {_installed(broken.dist)} by {by}, as {_lost(broken)}")


def broken(broken: Broken, is_staying: bool) -> str:
    """Warn of an installed variant that is built for a version that is replaced.

    :param is_staying: Whether the command looked for another build in vain.
    """
    advice = f"--upgrade {printable(project_of(broken.dist))}"
    if is_staying and (value := next(filter(is_short, broken.built_for), None)):
        advice = f'"{broken.package}=={value}.*"'
    return shortened(
        f"{_installed(broken.dist)} no longer fits: {_lost(broken)}. "
        f"Run: pip install {advice}"
    )


def limited(limit: Limit, version: Version | None) -> str:
    """Say that an older version of a package is taken, as there are builds for it."""
    package, other = limit.package, limit.instead_of
    return shortened(
        f"Choosing {package} {version or limit.value} instead of {other}, because no "
        f"variant is built for {package} {other}"
    )


def no_agreement(packages: Sequence[str]) -> str:
    """Warn that every choice of a build made another version of its package needed."""
    return (
        f"Choosing no build for a version of {listed(packages)}: with each one, "
        "dependencies require a version that it is not built for."
    )


def _installed(dist: BaseDistribution) -> str:
    variant = installed_variant(dist)
    return f"{printable(title_of(dist))} (variant {variant})"


def _lost(broken: Broken) -> str:
    versions = listed(broken.built_for, " or ")
    return (
        f"it is built for {broken.package} {versions}, and {broken.package} "
        f"{broken.version} is to be installed"
    )


def none_fits(ranking: Ranking, machine: Machine) -> str:
    """Say that no variant of a release is chosen, and which property was missing.

    One that needs nothing may fit: then none of the others is.
    """
    return not_even(NearestMiss.of(ranking, machine), machine)


def not_even(nearest: NearestMiss, machine: Machine) -> str:
    """Say the same where it is known which variant of the release lacks the least."""
    release, text = _release(nearest.offer), nearest.misfit(machine).text
    place = machine.subject.name
    other = "other " if nearest.are_others else ""
    if nearest.total == 1:
        line = f"The {other}variant of {release} does not fit {place}: {text}"
    else:
        variants = f"{nearest.total} {other}variants"
        line = f"None of the {variants} of {release} fits {place}: {text}"
    return shortened(line)


def no_release_fits(
    rankings: Sequence[Ranking],
    passed: Sequence[Sequence[VariantCandidate]],
    machine: Machine,
) -> str:
    """Say the same of several releases of one project.

    :param passed: The variants of those that were not read.
    """
    newest = rankings[0].unfit
    count = sum(len(ranking.unfit) for ranking in rankings) + sum(map(len, passed))
    nearest = NearestMiss.of(rankings[0], machine).misfit(machine)
    releases = f"{len(rankings) + len(passed)} releases"
    if passed:
        releases += f" ({len(passed)} of them not read, with the same variants)"
    offer = newest[0][0]
    return shortened(
        f"None of the {count} variants of {releases} of {offer.candidate.name} fits "
        f"{machine.subject.name}. The newest is {_release(offer)}: {nearest.text}"
    )


def passed_over(offers: Sequence[VariantCandidate]) -> str:
    """Say that the variants of a release are not read."""
    names = list(dict.fromkeys(offer.name.text for offer in offers))
    return shortened(
        f"Skipping the variants of {_release(offers[0])}: {listed(names)} of "
        "other releases need providers that do not answer"
    )


def locked_misfit(offer: VariantCandidate, misfit: Misfit, subject: Subject) -> str:
    """Say that the only variant that a lock file names is for other machines."""
    return shortened(
        f"The lock file names only variant {offer.name.text} of {_release(offer)}, "
        f"which does not fit {subject.name}: {misfit.text}"
    )


def in_no_choice(
    fit: Sequence[VariantCandidate], allowed: set[str] | None, subject: Subject
) -> str:
    """Say that variants fit, but no choice of a lock file that has them does.

    :param allowed: The variants that some choice has; None for all.
    """
    names = list(dict.fromkeys(offer.name.text for offer in fit))
    if allowed is None or not allowed.isdisjoint(names):
        why = "no choice in the lock file has only wheels that fit"
    else:
        why = "no choice in the lock file has it"
        if len(names) > 1:
            why = "no choice in the lock file has one of them"
    fits = "fits" if len(names) == 1 else "fit"
    return shortened(
        f"{listed(names)} of {_release(fit[0])} {fits} {subject.name}, but {why}"
    )


def losers(ranking: Ranking, machine: Machine) -> Iterator[str]:
    """Say of each variant of a release whether it fits, and why not."""
    for place, ranked in enumerate(ranking.best_first(), start=1):
        properties = format_facts(ranked.facts)
        filename = printable(ranked.offer.link.filename)
        yield f"{filename} fits, rank {place}: {properties}"
    for (offer, _), misfit in zip(
        ranking.unfit, misfits(ranking.unfit, machine), strict=True
    ):
        filename = printable(offer.link.filename)
        yield shortened(f"{filename} does not fit: {misfit.text}")


def unserved(req: InstallRequirement, devices: Iterable[Device]) -> str:
    """Warn of the GPUs here that a chosen variant has no code for."""
    assert req.variant is not None
    chosen = f"Variant {req.variant.name.text} of {printable(str(req.name))}"
    return shortened(f"{chosen} has {no_code(devices)}")


def left_out(ranking: Ranking) -> Iterator[str]:
    """Say, in one line, which variants of a release nobody can use, and why."""
    faults = list(_faults(ranking))
    if faults:
        filename, reason = faults[0]
        which = and_others(printable(filename), len(faults))
        yield shortened(f"Leaving out {which}: {reason}")


def not_believed(source: str, wrong: Sequence[tuple[VariantCandidate, str]]) -> str:
    """Say that wheels are asked themselves, as a source is wrong about them."""
    offer, reason = wrong[0]
    which = and_others(printable(offer.link.filename), len(wrong))
    return shortened(f"Not using {source} for {which}: {reason}")


def is_unexplained(ranking: Ranking) -> bool:
    """Return whether one does not fit for other reasons than ``left_out`` gives."""
    return len(list(_faults(ranking))) < len(ranking.unfit)


def _faults(ranking: Ranking) -> Iterator[tuple[str, str]]:
    for place, (offer, facts) in enumerate(ranking.unfit):
        if isinstance(facts, MetadataUnavailable):
            fault = facts.reason if facts.is_fault else None
        else:
            fault = flaw(facts) if place < MAX_COMPARED else None
        if fault is not None:
            yield offer.link.filename, fault


def wrong_properties(ranked: Ranked, error: VariantError) -> str:
    """Say that the statement about a wheel cannot be true."""
    filename = printable(ranked.offer.link.filename)
    return shortened(f"Leaving out {filename}: {ranked.facts.source} {error}")


def not_inspected(filename: str, reason: str) -> str:
    """Say that only the index describes a wheel."""
    return f"Trusting the index about {printable(filename)}: {reason}"


def offer_lines(
    offers: Sequence[VariantCandidate],
    facts: Sequence[VariantMetadata | MetadataUnavailable],
) -> list[str]:
    """Return a line for each variant of a release that is on offer."""
    lines = {
        offer.name: f"{_variant_of(offer)}: {_describe(found)}"
        for offer, found in zip(offers, facts, strict=True)
    }
    return some(list(lines.values()), MAX_OFFERS)


def near_miss(offer: VariantCandidate, reason: str) -> str:
    """Say of a variant that was asked for by its properties why it does not fit."""
    return shortened(f"{_variant_of(offer)}: {reason}")


def _describe(facts: VariantMetadata | MetadataUnavailable) -> str:
    if isinstance(facts, MetadataUnavailable):
        return f"properties unknown, {facts.reason}"
    return format_facts(facts)


def _variant_of(offer: VariantCandidate) -> str:
    return f"{printable(offer.name.text)} of {_release(offer)}"


def _release(offer: VariantCandidate) -> str:
    return shortened(f"{offer.candidate.name} {offer.version}")
