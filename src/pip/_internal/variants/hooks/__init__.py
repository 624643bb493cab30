"""All functions that the patches call: the surface between upstream's code and ours.

This module is imported by every pip command, so it holds as little as possible:
whatever is only needed once a variant wheel was seen is imported inside the
function that needs it.

Every function here is total: where no variant is involved it hands back its
argument, and never raises.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from pip._internal.variants.names import (
    installed_variant,
    latest_variant,
    parse_plain_filename,
    split_variant,
    without_reserved,
)
from pip._internal.variants.options import requirement_variant, variant_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from optparse import Values

    from pip._vendor.packaging.tags import Tag
    from pip._vendor.packaging.utils import BuildTag, NormalizedName
    from pip._vendor.packaging.version import Version

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_file import ParsedRequirement
    from pip._internal.variants.hooks.candidates import CandidateHooks
    from pip._internal.variants.hooks.finder import FinderVariants
    from pip._internal.variants.models import SelectedVariant

_LATER = {
    "finder": "variants_for",
    "own_options": (
        "add_download_options add_lock_options for_each_machine freeze_variants"
        " freezing locking read_lock"
    ),
    "shown": (
        "add_cache_info cached_files describe_variant inspect_entry list_entry"
        " refuse_marker report_entry show_build_info show_variant warn_if_replaced"
    ),
    "wheels": (
        "differs is_replaced note_installed shown_version ShownVersion wheel_to_install"
    ),
}
"""Hooks that few commands call, by the module that the others need not load."""

__all__ = [
    "VARIANT_COMMAND",
    "parse_plain_filename",
    "requirement_variant",
    "split_variant",
    "variant_options",
]


def __getattr__(name: str) -> Any:
    for module, hooks in _LATER.items():
        if name in hooks.split():
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


# patch: command

VARIANT_COMMAND = (
    "pip._internal.commands.variant",
    "VariantCommand",
    "Explain the choice among variants of wheels.",
)
"""The entry of ``pip variant`` in the table of pip's commands."""


# patch: wheel-filename


def parse_wheel_filename(
    filename: str,
) -> tuple[NormalizedName, Version, BuildTag, frozenset[Tag]]:
    """Parse a wheel's file name like packaging does, whatever its variant.

    That with the label ``none`` counts, so that ``note_link`` learns of it.

    :raises InvalidWheelFilename: As packaging's function of the same name.
    """
    return parse_plain_filename(
        without_reserved(filename) or split_variant(filename)[0]
    )


# patch: options


def variants_of(
    finder: PackageFinder, variants: FinderVariants | None
) -> FinderVariants:
    """Return the variants that a finder is made with, which learn of the finder.

    :param variants: None if it is made without options.
    """
    return _or_none(variants).of(finder)


def candidates_of(variants: FinderVariants | None) -> CandidateHooks:
    """Return the facet that is asked for each file of an index."""
    return _or_none(variants).candidates


def _or_none(variants: FinderVariants | None) -> FinderVariants:
    # Most commands make no finder.
    from pip._internal.variants.hooks.finder import NO_VARIANTS

    return variants or NO_VARIANTS


class RequirementVariant:
    """The variants that an install requirement asks for, and the one it got.

    :param variants: Those that its line in a requirements file asks for.
    :param variant: The chosen one, once there is one.
    """

    variants: Sequence[str] = ()
    variant: SelectedVariant | None = None


def asked_variants(parsed_req: ParsedRequirement) -> Sequence[str]:
    """Return the values of ``--variant`` in a line of a requirements file."""
    values: Sequence[str] = (parsed_req.options or {}).get("variants", ())
    return values


def check_line(filename: str, number: int, requirement: str, options: Values) -> None:
    """Refuse the option of a single requirement on a line that has none.

    :param requirement: The part of a line in a requirements file before all options.

    :raises VariantOptionError: If ``--variant`` stands there alone.
    """
    if options.variants and not requirement:
        from pip._internal.variants.settings.choices import refuse_alone

        refuse_alone(filename, number, is_built=bool(options.editables))


# patch: show-variants


def list_column(header: list[str], dists: Sequence[BaseDistribution]) -> list[str]:
    """Return the column that ``pip list`` gets, and add its name to the header.

    Without a variant, installed or better than what is, there is no column.
    """
    variants = list(map(_variant_cell, dists))
    if not any(variants):
        return []
    header.append("Variant")
    return variants


def _variant_cell(dist: BaseDistribution) -> str:
    installed, better = installed_variant(dist), latest_variant(dist)
    return f"{installed or 'plain'} -> {better}" if better else installed or ""


def add_cell(row: list[str], column: list[str], position: int) -> None:
    """Add one distribution's cell of that column, if there is one, to its row."""
    if column:
        row.append(column[position])


# patch: markers


def bind(dist: BaseDistribution, dependencies: list[str]) -> list[str]:
    """Return the dependencies that hold for a distribution, without variant markers.

    They name the siblings that are taken for projects, if a catalogue has any, or a
    lock file.

    :param dependencies: The values of ``Requires-Dist``. One that is malformed stays.
    """
    if any("variant_" in text for text in dependencies):
        from pip._internal.variants.selection.dependencies import bind_dependencies

        dependencies = bind_dependencies(dist, dependencies)
    # Whoever knows of siblings has imported this, and else nobody needs it.
    state = sys.modules.get("pip._internal.variants.utils.state")
    if state is not None:
        for name in (state.PROCESS.name_siblings, state.PROCESS.name_locked):
            if name is not None:
                dependencies = name(dist, dependencies)
    return dependencies


def bound(dist: Any) -> Any:
    """Return the distribution of pkg_resources, without variant markers.

    It parses METADATA once and keeps the result, which is changed.

    :param dist: A distribution of the pkg_resources back end, which pip does not
        have on every Python.
    """
    own = dist._dist  # noqa: SLF001 (pip's object keeps that of pkg_resources there)
    message = getattr(own, "_parsed_pkg_info", None)
    if message is None:
        # Eggs know no variants.
        return own
    stated = message.get_all("Requires-Dist", [])
    dependencies = bind(dist, stated)
    if dependencies != stated:
        del message["Requires-Dist"]
        for text in dependencies:
            message["Requires-Dist"] = text
    return own


# patch: siblings


def met_by_siblings(
    missing: dict[NormalizedName, list[Any]],
    conflicting: dict[NormalizedName, list[Any]],
    package_set: Mapping[NormalizedName, Any],
) -> tuple[dict[NormalizedName, list[Any]], dict[NormalizedName, list[Any]]]:
    """Return which requirements are not met, as ``pip check`` found them.

    A project that is missing may have a sibling that was installed for it.
    """
    if not missing:
        return missing, conflicting
    noted = importlib.import_module("pip._internal.variants.catalogues.noted")
    return noted.judge(missing, conflicting, package_set)  # type: ignore[no-any-return]


# patch: version


def version_line(line: str) -> str:
    """Return the line of ``pip --version`` with upstream's version."""
    # Scripts take that line apart, so nothing before the end may change.
    from pip._internal.variants._build_info import UPSTREAM_VERSION

    return f"{line}, upstream {UPSTREAM_VERSION}"


# patch: self-upgrade


def invites_to_upgrade() -> bool:
    """Return whether to look for newer releases of pip, which would replace the fork.

    Upstream's releases sort above the fork's, but know nothing of variants.
    """
    return False
