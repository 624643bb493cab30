"""Find who answers for the namespaces of a release of label wheels, and the answers.

A document may say so itself (PEP 850 and the drafts before it): by static properties,
or by naming the distribution of a plugin. Nothing is installed for it: a plugin that is
not there is only named to the user.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from packaging.markers import (
    InvalidMarker,
    Marker,
    UndefinedComparison,
    UndefinedEnvironmentName,
)
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from ..documents.document import ABI_DEPENDENCY, Document
from ..documents.provider_tables import MAX_REQUIRED, ProviderTable
from ..named_tuples import NamedTuple
from ..names.properties import Supported
from ..providers.registry import BY_NAME
from ..text import MAX_LENGTH, printable
from .abi import (
    AbiVersions,
    Builds,
    all_builds,
)
from .aliases import Alias, builtin_meets, meets
from .messages import LEFT_OUT, not_known
from .platforms import UNSTATED, Platform, markers_of, this_platform

if TYPE_CHECKING:
    from ..plugins import ProviderAnswer
    from .detectors import Detector

UNNAMED = "the package names no distribution by its name and versions"

Config = Sequence[tuple[str, Sequence[str]]]


class Answers(NamedTuple):
    """The properties that a machine supports of a release's namespaces.

    :param problems: Why nobody answers for a namespace.
    :param missing: The requirement that a plugin for a namespace would meet, if no
        such plugin is installed.
    :param unasked: The namespaces that nothing here answers for. Those of a provider
        that failed, or found nothing, are not among them.
    :param builds: The versions of other packages that variants are built for, if the
        versions to install answer for that.
    """

    supported: Supported
    problems: Mapping[str, str]
    missing: Mapping[str, str]
    unasked: frozenset[str]
    builds: Builds


class _NoAnswer(Exception):
    """Nobody answers for a namespace; the text is for the user."""

    is_unasked = False
    missing: str | None = None


class _NobodyAsked(_NoAnswer):
    """Nothing here answers for a namespace.

    :param missing: The requirement that a plugin for it would meet.
    """

    is_unasked = True

    def __init__(self, problem: str, missing: str | None = None) -> None:
        super().__init__(problem)
        self.missing = missing


def answer_namespaces(
    document: Document,
    detector: Detector,
    disabled: Collection[str],
    versions: AbiVersions,
    aliases: Collection[Alias] = (),
) -> Answers:
    """Return the supported properties of the namespaces of a document.

    :param detector: Who tells of the machine. Plugins are not asked if static
        properties answer for everything.
    :param disabled: Namespaces and distributions of plugins that are not asked.
    :param versions: The versions of other packages that variants may be built for.
    :param aliases: Which distributions count as others, by the user.
    """
    builds = all_builds(document.built)
    supported: list[tuple[str, Config]] = []
    problems: dict[str, str] = {}
    missing: dict[str, str] = {}
    unasked: set[str] = set()
    for namespace in document.namespaces:
        table = document.providers.get(namespace, ProviderTable())
        try:
            config = _answer(namespace, table, detector, disabled, aliases)
            if config is None:
                config = versions.config(builds)
            answer = detector.correct(namespace, config)
            supported.append((namespace, _arranged(answer, table)))
        except _NoAnswer as reason:
            problems[namespace] = str(reason)
            if reason.missing:
                missing[namespace] = reason.missing
            if reason.is_unasked:
                unasked.add(namespace)
    problems.update(document.bad_namespaces)
    return Answers(supported, problems, missing, frozenset(unasked), builds)


def _arranged(config: Config, table: ProviderTable) -> Config:
    """Return an answer in the order that the package wants."""
    if not table.has_order:
        return config
    return table.arranged((key, tuple(values)) for key, values in config)


def _answer(
    namespace: str,
    table: ProviderTable,
    detector: Detector,
    disabled: Collection[str],
    aliases: Collection[Alias],
) -> Config | None:
    """Return the supported properties of a namespace; None for versions of packages.

    :raises _NoAnswer: If nobody answers.
    """
    if table.enable_if is not None:
        _check_enabled(namespace, table.enable_if, detector)
    if table.static is not None:
        return table.static
    if _is_disabled(namespace, table, disabled):
        raise _NoAnswer(f"provider {namespace} is disabled by the configuration")
    if namespace == ABI_DEPENDENCY and not detector.describes(namespace):
        return None
    answer = _find_answer(namespace, table, detector)
    if answer.problem is not None:
        raise _NoAnswer(f"{answer.plugin} {answer.problem}")
    _check_requirement(namespace, table, answer, detector, aliases)
    config = _concerning(answer, table)
    if not config:
        raise _NoAnswer(detector.subject.nothing_found(namespace, answer.notes))
    return config


def _concerning(answer: ProviderAnswer, table: ProviderTable) -> Config:
    """Return the part of an answer that counts for a package.

    A description without a plugin is one of what the built-in provider tells.
    """
    config = answer.config or ()
    provider = BY_NAME.get(answer.provider)
    if answer.distribution or provider is None or not provider.only_for:
        return config
    named = required_names(table)
    only_for = provider.only_for
    return [
        (key, values)
        for key, values in config
        if not named or key not in only_for or only_for[key] in named
    ]


def required_names(table: ProviderTable) -> set[str]:
    """Return the distributions that a package names for a namespace, normalised."""
    return {canonicalize_name(requirement.name) for requirement in _required(table)}


def _check_enabled(namespace: str, marker: str, detector: Detector) -> None:
    """Refuse a namespace that the package has for other platforms only.

    This Python knows no other platform than its own; whoever describes a machine does.
    """
    if detector.is_foreign and not detector.platform.texts:
        if not any(answer.provider == namespace for answer in detector.answers):
            place = detector.subject.name
            raise _NoAnswer(f"cannot tell whether {namespace} concerns {place}")
    elif not _is_enabled(marker, detector.platform):
        raise _NoAnswer(f"{namespace} does not concern this platform")


def is_for_other_platforms(table: ProviderTable) -> bool:
    """Return whether a package has a namespace for platforms other than this one."""
    try:
        return table.enable_if is not None and not _is_enabled(table.enable_if)
    except _NoAnswer:
        return True


def _is_enabled(marker: str, described: Platform = UNSTATED) -> bool:
    try:
        return Marker(marker).evaluate(markers_of(described, this_platform()))
    except (
        InvalidMarker,
        UndefinedComparison,
        UndefinedEnvironmentName,
        RecursionError,
    ):
        raise _NoAnswer(f"its enable-if is not valid: {printable(marker)}") from None


def _is_disabled(
    namespace: str, table: ProviderTable, disabled: Collection[str]
) -> bool:
    distributions = {canonicalize_name(name) for name in disabled}
    return namespace in disabled or any(
        canonicalize_name(requirement.name) in distributions
        for requirement in _required(table)
    )


def _find_answer(
    namespace: str, table: ProviderTable, detector: Detector
) -> ProviderAnswer:
    found = [a for a in detector.answers if a.provider == namespace]
    # Later plugins leave it to the packages which namespace they answer for.
    found += [
        answer
        for answer in detector.answers
        if not answer.is_named and answer.entry_point == table.plugin_api
    ]
    answer = found[0] if found else detector.ask_for(namespace, table)
    if answer is None:
        raise _not_known(namespace, table, detector)
    return answer


def _not_known(namespace: str, table: ProviderTable, detector: Detector) -> _NoAnswer:
    problem = not_known(namespace, detector.subject)
    if not detector.is_asking:
        return _NoAnswer(problem)
    missing = None
    if useless := _useless_distribution(namespace, table, detector):
        distribution, reason = useless
        problem += f": {distribution} is, but {reason}"
    elif missing := _wanted(table):
        problem += f"; the package asks for {missing}"
    elif table.requires:
        problem += f", and {UNNAMED} that would supply it"
    if namespace in detector.left_out:
        problem += LEFT_OUT
    return _NobodyAsked(problem, missing)


def _is_built_in(namespace: str, table: ProviderTable, detector: Detector) -> bool:
    """Return whether a built-in provider may answer, and is what a package wants."""
    if not detector.is_asking or namespace in detector.left_out:
        return False
    return any(builtin_meets(namespace, each) for each in _required(table))


def _useless_distribution(
    namespace: str, table: ProviderTable, detector: Detector
) -> tuple[str, str] | None:
    """Return a distribution that a package names, and that is there for nothing.

    :return: The distribution, and why it does not help.
    """
    for requirement in _required(table):
        name = canonicalize_name(requirement.name)
        version = detector.installed_version(name)
        if version is None:
            continue
        distribution = f"{name} {printable(version)}"
        if not detector.has_plugin(name):
            return distribution, "it holds no plugin"
        if requirement.specifier.contains(version, prereleases=True):
            # It is disabled, in conflict with another one, or for something else.
            return distribution, f"its plugin does not answer for {namespace}"
    return None


def _wanted(table: ProviderTable) -> str | None:
    """Return the distributions that a package names, for somebody who installs them."""
    names = dict.fromkeys(filter(None, map(_name_and_versions, table.requires)))
    return " or ".join(names) or None


def _name_and_versions(text: str) -> str | None:
    """Return a requirement as it may stand in a command to be copied; None for others.

    A stranger has written it, and pip may be led elsewhere: by a URL, an option, or
    the name of an archive that lies in the current directory.
    """
    requirement = _parse_requirement(text)
    if requirement is None or len(text) > MAX_LENGTH:
        return None
    versions = str(requirement.specifier)
    if requirement.url or requirement.extras or requirement.marker:
        return None
    if "+" in versions or "===" in versions:
        return None
    return f"{canonicalize_name(requirement.name)}{versions}"


def _check_requirement(
    namespace: str,
    table: ProviderTable,
    answer: ProviderAnswer,
    detector: Detector,
    aliases: Collection[Alias],
) -> None:
    """Refuse the answer of a plugin other than the package was made with."""
    if not table.requires or not (answer.distribution or answer.builtin):
        # Without a plugin it is somebody's word.
        return
    if any(meets(answer, required, aliases) for required in _required(table)):
        return
    needed = _wanted(table)
    problem = f"the package needs {needed} for {namespace}, not {answer.plugin}"
    if needed is None:
        problem = f"{namespace} is not answered by {answer.plugin}, and {UNNAMED}"
        problem += " instead"
    if useless := _useless_distribution(namespace, table, detector):
        distribution, reason = useless
        raise _NobodyAsked(f"{problem}; {distribution} is installed, but {reason}")
    if answer.distribution and _is_built_in(namespace, table, detector):
        problem += "; without this plugin, the built-in provider answers"
        raise _NobodyAsked(problem)
    raise _NobodyAsked(problem, missing=needed)


def _required(table: ProviderTable) -> Iterator[Requirement]:
    """Yield the requirements that a package names, those that can be parsed."""
    return filter(None, map(_parse_requirement, table.requires))


@functools.lru_cache(MAX_REQUIRED)
def _parse_requirement(text: str) -> Requirement | None:
    try:
        return Requirement(text)
    except (InvalidRequirement, RecursionError):
        return None
