"""Tell which variants of several projects are of one label, as a catalogue has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue

Catalogues = Mapping["NormalizedName", "Catalogue"]
"""Which catalogue speaks for each project."""


def of_same_label(
    catalogues: Catalogues, project: NormalizedName, label: str
) -> dict[NormalizedName, str]:
    """Return the variants of all projects that go with one, by name.

    :return: Nothing if no catalogue has that variant of that project.
    """
    catalogue = catalogues.get(project)
    known = dict.fromkeys(_projects(catalogue, label) if catalogue else (), label)
    return known if project in known else {}


def go_together(catalogues: Catalogues, variants: Mapping[NormalizedName, str]) -> bool:
    """Return whether variants are of one label of each catalogue.

    :param variants: Their names, by project. Plain wheels go with all.
    """
    labels: dict[str, str] = {}
    for project, label in variants.items():
        if of_same_label(catalogues, project, label):
            known = labels.setdefault(catalogues[project].name, label)
            if known != label:
                return False
    return True


def _projects(catalogue: Catalogue, label: str) -> Iterator[NormalizedName]:
    """Yield the projects that have a variant; siblings, and those they stand for."""
    for entry in catalogue.entries:
        if entry.label == label:
            yield from (name for name, _ in entry.place.versions)
            if entry.stands_for is not None:
                yield entry.stands_for
