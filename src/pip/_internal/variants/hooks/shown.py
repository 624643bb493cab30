"""The hooks of commands that show something, and others that are seldom called.

A module of its own, as every command imports ``hooks``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pip._internal.variants.names import installed_variant, latest_variant

if TYPE_CHECKING:
    from types import ModuleType

    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_install import InstallRequirement


# patch: show-variants


def _report() -> ModuleType:
    """Import the texts about variants in pip's own output, where one is needed."""
    from pip._internal.variants.commands import report

    return report


def report_entry(req: InstallRequirement) -> dict[str, Any]:
    """Return the key that an installation report gets for a chosen variant."""
    if req.variant is None:
        return {}

    return {"variant": _report().describe_choice(req.variant)}


def inspect_entry(dist: BaseDistribution) -> dict[str, Any]:
    """Return the key that ``pip inspect`` gets for an installed variant."""
    if installed_variant(dist) is None:
        return {}

    return {"variant": _report().describe_installed(dist)}


def describe_variant(dist: BaseDistribution) -> str | None:
    """Describe an installed variant for ``pip show``; None for a plain wheel."""
    variant = installed_variant(dist)
    if variant is None:
        return None

    return f"{variant} ({_report().shown_properties(dist)})"


def show_variant(variant: str | None, write_output: Callable[[str, str], None]) -> None:
    """Print the line of ``pip show`` about the variant, if there is one."""
    if variant is not None:
        write_output("Variant: %s", variant)


def list_entry(dist: BaseDistribution) -> dict[str, str]:
    """Return the keys that ``pip list --format=json`` gets for variants."""
    found = {"variant": installed_variant(dist), "latest_variant": latest_variant(dist)}
    return {key: text for key, text in found.items() if text is not None}


# patch: cache


def add_cache_info(message: str, cache_dir: str) -> str:
    """Return the text of ``pip cache info``, with our part if there is one."""
    return "\n".join([message, *_report().describe_cache(cache_dir)])


def cached_files(cache_dir: str) -> list[str]:
    """Return the paths of the files that we keep in pip's cache folder."""
    paths: list[str] = _report().kept_files(cache_dir)
    return paths


# patch: markers


def refuse_marker(requirement: str, marker: str, source: str | None) -> None:
    """Say so if a malformed marker of the user's is one of variants.

    :param source: The line of a file that it stands in, None for the command line.

    :raises VariantMarkerError: If the marker is about variants.
    """
    if "variant_" not in marker:
        return

    from pip._internal.variants.metadata.markers import refuse_malformed

    refuse_malformed(requirement.strip(), marker, source)


# patch: version


def show_build_info(show_value: Callable[[str, Any], None]) -> None:
    """Show in ``pip debug`` the releases and patches that this pip was made from."""
    for name, value in _build_info().details():
        show_value(name, value)


def _build_info() -> ModuleType:
    """Import the record of how this pip was made; few commands need it."""
    from pip._internal.variants import build_info

    return build_info


# patch: self-upgrade


def warn_if_replaced(pip_req: InstallRequirement) -> None:
    """Say so if this pip is about to be replaced by one that knows no variants."""
    if pip_req.satisfied_by is not None:
        return

    _build_info().warn_of_replacement(pip_req.get_dist().version)
