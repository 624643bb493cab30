"""Add variants to pip's reports: installation reports, inspection, the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.documents.document import (
    WHEEL_DOCUMENT,
    read_index_document,
)
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.names.properties import format_property
from pip._vendor.variantlib.store import variants_folder
from pip._vendor.variantlib.text import joined, printable

from pip._internal.utils.misc import format_size
from pip._internal.variants.commands.cache_usage import count_kept, kept_files
from pip._internal.variants.names import installed_variant, read_info, stated_hash

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.models import SelectedVariant

__all__ = [
    "describe_cache",
    "describe_choice",
    "describe_installed",
    "kept_files",
    "shown_properties",
]

MAX_SHOWN = 20
"""So many properties of an installed variant are shown."""


def describe_choice(choice: SelectedVariant) -> dict[str, Any]:
    """Return the ``variant`` object of an installation report.

    * ``hash`` or ``label``: the variant, in the form of the wheel's name,
    * ``properties``: a list of ``provider :: key :: value``, sorted,
    * ``source``: where they were read that it was chosen by, null if it was asked for,
    * ``fitting``: how many variants of the release fit this machine and the request,
    * ``asked``: the expression that it was asked for by, null for none,
    * ``machine``: the values that this machine supports of the keys in ``properties``,
      as an object of providers to keys to lists of values, the best first; null if the
      machine was not asked.
    """
    form = "label" if choice.name.is_label else "hash"
    return {
        form: choice.name.text,
        "properties": [format_property(p) for p in choice.properties],
        "source": choice.source,
        "fitting": choice.fitting,
        "asked": choice.asked,
        "machine": choice.machine,
    }


def describe_installed(dist: BaseDistribution) -> dict[str, Any]:
    """Return the ``variant`` object of ``pip inspect``.

    It has ``hash`` or ``label``, and ``properties``, as an installation report has.
    """
    form = "hash" if _has_hash(dist) else "label"
    return {form: installed_variant(dist), "properties": installed_properties(dist)}


def installed_properties(dist: BaseDistribution) -> list[str]:
    """Return the properties of an installed variant, in no form but its own."""
    if _has_hash(dist):
        return [printable(str(line)) for line in dist.metadata.get_all("Variant", [])]
    try:
        document = read_index_document(read_info(dist, WHEEL_DOCUMENT))
    except (VariantError, FileNotFoundError):
        return []
    if len(document.variants) != 1:
        return []
    (properties,) = document.variants.values()
    facts = VariantMetadata(properties, WHEEL_DOCUMENT, document)
    return [format_property(p) for p in facts.parsed.properties]


def shown_properties(dist: BaseDistribution) -> str:
    """Return the properties of an installed variant, in one line."""
    properties = installed_properties(dist)
    return joined([*map(printable, properties)], MAX_SHOWN) or "no properties"


def _has_hash(dist: BaseDistribution) -> bool:
    """Return whether an installed variant is of the hash form."""
    return stated_hash(dist) == installed_variant(dist)


def describe_cache(cache_dir: str) -> list[str]:
    """Return the lines that ``pip cache info`` adds; none without a cache of ours."""
    folder = variants_folder(cache_dir)
    amounts = count_kept(cache_dir)
    if not amounts:
        return []
    return [
        f"Variant information location: {folder}",
        f"Variant information size: {format_size(sum(a.size for a in amounts))}",
        f"Number of variant information files: {sum(a.files for a in amounts)}",
    ]
