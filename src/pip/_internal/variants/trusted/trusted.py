"""Ask plugins that are not installed, if the user trusts their distributions.

The metadata of a package may name distributions that answer for a namespace. That is
foreign, and no reason to fetch and run them: it needs the user's word, in the setting
``trusted_providers``. Then pip installs them with their dependencies into a private
environment, and asks the plugin there as it asks any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.variantlib.plugins.answers import ProviderAnswer, as_problem
from pip._vendor.variantlib.plugins.discovery import (
    Plugin,
    find_distributions,
    normalise,
    record_digest,
)
from pip._vendor.variantlib.plugins.query import (
    ProviderSettings,
    ask_or_look_up,
    log_answer,
)
from pip._vendor.variantlib.text import printable

from pip._internal.variants.trusted.environments import environment
from pip._internal.variants.trusted.fetching import Handover, NotInstalled
from pip._internal.variants.trusted.handover import hand_over
from pip._internal.variants.utils.interpreter import path_for_plugins
from pip._internal.variants.utils.requirements import as_public
from pip._internal.variants.utils.waiting import report_asking

if TYPE_CHECKING:
    from pip._vendor.variantlib.documents.provider_tables import ProviderTable

    from pip._internal.variants.trusted.handover import Command

_OBJECT = re.compile(r"[A-Za-z_][\w.]*(:[\w.]+)?", re.ASCII)


class _Refusal(Exception):
    """The reason why nothing is asked: its subject, and the problem with it."""


def entry_point_of(requirements: Sequence[str], plugin_api: str | None) -> str | None:
    """The entry point that a package names, as ``ProviderAnswer.entry_point`` has it.

    Without a ``plugin-api`` it is the module named as the first of the required
    distributions. None if neither makes sense.
    """
    if plugin_api is not None:
        named = re.sub(r"\s", "", plugin_api)
    elif requirements:
        named = re.split(r"[^\w.-]", requirements[0].strip())[0].replace("-", "_")
    else:
        return None
    return named if _OBJECT.fullmatch(named) else None


def ask_if_trusted(
    table: ProviderTable,
    namespace: str,
    settings: ProviderSettings,
    cache_dir: str | None,
    read_command: Callable[[], Command],
) -> ProviderAnswer | None:
    """Ask the plugin that a package names, if the user trusts a distribution of it.

    :param table: The package's metadata about the namespace.
    :param read_command: Returns the command that it is asked for, see ``hand_over``.
    """
    if not any_trusted(table.requires, settings):
        return None
    return ask_trusted(
        table.requires,
        table.plugin_api,
        namespace,
        settings,
        cache_dir,
        lambda: hand_over(*read_command()),
    )


def any_trusted(requirements: Sequence[str], settings: ProviderSettings) -> bool:
    """Whether the user trusts any distribution that a package's metadata names.

    Then the others are worth a word, as nothing is fetched without all of them.
    """
    for text in requirements:
        with suppress(_Refusal):
            if _is_among(_parse(text).name, settings.trusted):
                return True
    return False


def ask_trusted(
    requirements: Sequence[str],
    plugin_api: str | None,
    namespace: str,
    settings: ProviderSettings,
    cache_dir: str | None,
    read_handover: Callable[[], Handover],
) -> ProviderAnswer:
    """Ask the plugin that a package's metadata names for a namespace.

    Returns its answer, in the name of the namespace; one with a problem if the plugin
    may not be fetched, cannot be, or fails. A warning was logged for the problem.

    :param requirements: The distributions that are needed, as the metadata gives them.
    :param plugin_api: The object to ask in them, as the metadata gives it.
    :param cache_dir: pip's cache folder; None for no cache.
    :param read_handover: Returns all that the pip that fetches them gets.
    """
    try:
        needed = [_parse(text) for text in requirements]
        wanted = list(filter(_concerns_us, needed))
        # Of those for other machines nothing is fetched, so they need no word.
        _check_allowed(wanted or needed, namespace, settings)
        entry_point = entry_point_of(requirements, plugin_api)
        if entry_point is None:
            raise _Refusal(str(plugin_api), "is not the name of a Python object")
        if not wanted:
            raise NotInstalled("this machine needs none of them")
        texts, age = list(map(_write, wanted)), settings.max_age
        with environment(texts, read_handover(), cache_dir, age) as folder:
            plugin = _find_plugin(folder, wanted[0].name, entry_point, namespace)
            path = [folder, *path_for_plugins()]
            [answer] = ask_or_look_up(
                [plugin], path, settings, cache_dir, report_asking
            ).values()
    except NotInstalled as error:
        label = " and ".join(requirements)
        answer = _failure(label, f"could not be installed: {error}")
    except _Refusal as refusal:
        answer = _failure(*refusal.args)
    answer = answer._replace(provider=namespace, is_named=True)
    log_answer(answer)
    return answer


def _failure(subject: str, problem: str) -> ProviderAnswer:
    return ProviderAnswer("", printable(subject), None, as_problem(problem))


def _parse(text: str) -> Requirement:
    """Parse a requirement of the metadata, and normalise the name."""
    try:
        requirement = Requirement(text)
    except (ValueError, RecursionError):
        raise _Refusal(text, "is not a valid requirement") from None
    requirement.name = normalise(requirement.name)
    return requirement


def _concerns_us(requirement: Requirement) -> bool:
    """Whether the marker of a requirement holds for this Python."""
    try:
        return requirement.marker is None or requirement.marker.evaluate()
    except (ValueError, RecursionError):
        raise _too_much(requirement) from None


def _write(requirement: Requirement) -> str:
    """Write a requirement anew for the pip that fetches.

    Of a stranger's text, only versions and a name that the user trusts reach that pip.
    """
    try:
        return as_public(requirement)
    except ValueError:
        raise _too_much(requirement) from None


def _too_much(requirement: Requirement) -> _Refusal:
    said = "is not fetched: it says more than name and public versions"
    return _Refusal(str(requirement), said)


def _check_allowed(
    requirements: Sequence[Requirement], namespace: str, settings: ProviderSettings
) -> None:
    if not requirements:
        raise _Refusal("the metadata", "names no distribution to ask")
    disabled = [r for r in requirements if _is_among(r.name, settings.disabled)]
    if disabled or namespace in settings.disabled:
        subject = str(disabled[0]) if disabled else namespace
        raise _Refusal(subject, "is named in disabled_providers")
    untrusted = [
        str(requirement)
        for requirement in requirements
        if not _is_among(requirement.name, settings.trusted)
    ]
    if untrusted:
        raise _Refusal(
            " and ".join(untrusted),
            "is not installed; install it, or name it in trusted_providers",
        )


def _is_among(name: str, names: Iterable[str]) -> bool:
    return name in map(normalise, names)


def _find_plugin(folder: str, name: str, entry_point: str, namespace: str) -> Plugin:
    """The plugin of a distribution in a private environment.

    The named object must be in the distribution, and not elsewhere on ``sys.path``:
    metadata does not get to name just any object.
    """
    module = re.split("[.:]", entry_point)[0]
    for found, version, info in find_distributions(folder):
        if found == name and PathFinder.find_spec(module, [folder]) is not None:
            record = record_digest(info)
            return Plugin(namespace, entry_point, "", name, version, info, record)
    raise _Refusal(name, f"does not contain the module {module}")
