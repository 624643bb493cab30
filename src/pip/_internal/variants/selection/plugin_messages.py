"""Write the messages about plugins that a choice did without."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.messages import listed
from pip._vendor.variantlib.providers.known import KNOWN_PLUGINS, has_known_release
from pip._vendor.variantlib.text import MAX_LENGTH, printable, shortened

from pip._internal.variants.utils.advice import explaining

if TYPE_CHECKING:
    from pip._vendor.variantlib.choice.unasked import Unasked
    from pip._vendor.variantlib.machine.subject import Subject

    from pip._internal.variants.models import VariantCandidate


def missing_plugins(
    offer: VariantCandidate, missing: Mapping[str, str], left_out: Collection[str] = ()
) -> str:
    """Say which plugins a release has variants for, if only they were installed.

    :param left_out: The built-in providers that a setting leaves out.
    """
    known = {name: text for name, text in missing.items() if _is_known(text)}
    there = {name: text for name, text in known.items() if _is_there(text)}
    unknown = [text for name, text in missing.items() if name not in known]
    absent = [text for name, text in known.items() if name not in there]
    release = shortened(f"{offer.candidate.name} {offer.version}")
    text = f"{release} has variants that need plugins which are not installed."
    if own := [name for name in missing if name in left_out]:
        text += f" The setting builtin_providers leaves out the built-in {listed(own)}."
    if there:
        pairs = [_how_to_install(name, there[name]) for name in there]
        text += f" Install those for the hardware of this machine: {listed(pairs)}."
    if unknown:
        text += f" It asks for {listed(unknown)}; find out who publishes that first."
    if absent:
        text += f" It asks for {listed(absent)}; pip knows no such release."
    return shortened(text)


def _is_known(requirements: str) -> bool:
    """Return whether all distributions are known to hold a plugin."""
    return all(name in KNOWN_PLUGINS for name in names_in(requirements))


def _is_there(requirements: str) -> bool:
    """Return whether all of them hold one in a version that is asked for."""
    return all(map(has_known_release, requirements.split(" or ")))


def names_in(requirements: str) -> list[str]:
    """Return the normalised names of the distributions, without their versions."""
    return [re.split("[<>=!~]", text)[0] for text in requirements.split(" or ")]


def unasked(project: str, unasked: Unasked, subject: Subject) -> str:
    """Warn that better variants are out because nobody answers for their providers."""
    is_one = unasked.better == 1
    builds = "1 better build" if is_one else f"{unasked.better} better builds"
    verb = "needs" if is_one else "need"
    providers = listed(list(map(printable, unasked.providers)))
    return shortened(
        f"{builds} of {printable(project)} {verb} {providers}, which nothing "
        f"{subject.here} answers for ({explaining(project)})"
    )


def nothing_found(project: str, provider: str, reasons: Sequence[str]) -> str:
    """Say why a built-in provider found nothing to choose a better variant for."""
    what = f"{printable(project)} has better builds for {printable(provider)}"
    # A reason may have a "but" of its own.
    return shortened(f"{what} that pip cannot choose: {printable('; '.join(reasons))}")


def new_plugins(plugins: Sequence[str], projects: Sequence[str]) -> str:
    """Say how to choose again with plugins that were not there for this choice.

    :param projects: Those to choose again; none if the plugins will not be there.
    """
    names = listed(list(map(printable, plugins)))
    text = f"Only installed plugins are asked, so {names} had no part in this choice."
    if not projects:
        return shortened(f"{text} To choose by plugins, install them first")
    again = printable(" ".join(projects))
    return shortened(f"{text} To choose again: pip install --upgrade {again}")


def other_plugin(asked: str, projects: Sequence[str]) -> str:
    """Say how to choose again with another version of a plugin that was asked.

    :param asked: The distribution and the version that was there for this choice.
    """
    text = f"For this choice pip asked {printable(asked)}, which is replaced now."
    again = printable(" ".join(projects))
    return shortened(f"{text} To choose again: pip install --upgrade {again}")


def _how_to_install(namespace: str, requirements: str) -> str:
    # Unquoted, a shell would take the '>' of a requirement for a redirection.
    quoted = " ".join(map(shlex.quote, requirements.split(" or ")))
    text = f"{namespace} (pip install {quoted})"
    # Half of a command is none.
    return text if len(text) <= MAX_LENGTH else namespace
