"""The provider plugins that packages name, without those that pip stands in for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.documents.document import Document
from pip._vendor.variantlib.providers.registry import PROVIDERS

from pip._internal.variants.utils.requirements import as_public

_BUILT_IN = {name for provider in PROVIDERS for name in provider.stands_for}


def named_plugins(documents: Iterable[Document]) -> list[str]:
    """Return the requirements of documents on plugins, as pip's arguments, sorted.

    Of a stranger's text, only names, versions and markers become arguments: anything
    else might lead to a file of this machine, or to another place than the index.
    """
    return sorted({text for document in documents for text in _named_in(document)})


def _named_in(document: Document) -> Iterator[str]:
    for table in document.providers.values():
        if table.static is None:
            yield from filter(None, map(_as_argument, table.requires))


def _as_argument(text: str) -> str | None:
    try:
        requirement = Requirement(text)
        requirement.name = canonicalize_name(requirement.name)
        written = as_public(requirement)
    except (ValueError, RecursionError):
        return None
    if requirement.name in _BUILT_IN:
        return None
    return f"{written}; {requirement.marker}" if requirement.marker else written
