"""Variants in what pip reports: installation reports, inspection, the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.properties import format_property

from pip._internal.utils.filesystem import find_files, format_directory_size
from pip._internal.variants.store import variants_folder

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.model import Choice


def describe_choice(choice: Choice) -> dict[str, Any]:
    """Return the ``variant`` object of an installation report.

    * ``hash``: the variant hash,
    * ``properties``: a list of ``provider :: key :: value``, sorted,
    * ``source``: where they were read that it was chosen by, null if it was asked for,
    * ``fitting``: how many variants of the release fit this machine,
    * ``machine``: what this machine supports of the keys in ``properties``, as an
      object of providers to keys to lists of values, the best first; null if the
      machine was not asked.
    """
    return {
        "hash": choice.hash,
        "properties": [format_property(p) for p in choice.properties],
        "source": choice.source,
        "fitting": choice.fitting,
        "machine": choice.machine,
    }


def describe_installed(dist: BaseDistribution) -> dict[str, Any]:
    """Return the ``variant`` object of ``pip inspect``: ``hash`` and ``properties``."""
    return {
        "hash": dist.metadata["Variant-hash"],
        "properties": dist.metadata.get_all("Variant", []),
    }


def describe_cache(cache_dir: str) -> list[str]:
    """Return the lines that ``pip cache info`` adds; none without a cache of ours."""
    folder = variants_folder(cache_dir)
    count = len(find_files(folder, "*"))
    if not count:
        return []
    return [
        f"Variant information location: {folder}",
        f"Variant information size: {format_directory_size(folder)}",
        f"Number of variant information files: {count}",
    ]
