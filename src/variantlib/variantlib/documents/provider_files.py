"""The providers of a release, in a file that its maker writes.

TOML or JSON, by the end of its name, with a table `providers` as documents of schema
0.2.0 (PEP 850) have it:

    [providers.nvidia]
    requires = ["nvidia-provider>=1"]
    plugin-api = "nvidia_provider.plugin:Plugin"

    [providers.blas]
    static-properties = { library = ["mkl", "openblas"] }
    feature-order = ["library"]

In a `pyproject.toml` it is the table `variant.providers`, and the order of namespaces
may stand in `variant.default-priorities`.

Installers may refuse a whole release for a member that they do not know, so a maker
learns of it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from ..errors import InvalidDocument, VariantError, clip, shorten
from ..named_tuples import NamedTuple
from ..names.grammar import check_all
from ..names.labels import check_namespace
from ..text import printable
from .json_text import load_json_file, refuse_duplicates
from .provider_tables import ProviderTable, read_tables
from .toml_document import read_toml

_ANSWERS = {
    "requires": {"plugin-api"},
    "static-properties": {"feature-order"},
    "builtin": set[str](),
}
"""The members that say who answers, and the members allowed beside each."""


def read_provider_file(path: Path) -> dict[str, ProviderTable]:
    """Return the providers that a file describes, by namespace.

    Raises VariantError, naming the file, if it holds none or one that is not as schema
    0.2.0 has it; OSError if it cannot be read.
    """
    return read_release_file(path).providers


class ReleaseFile(NamedTuple):
    """The statements of a maker about all variants of a release.

    :param namespaces: Their order; empty if the file has none.
    """

    providers: dict[str, ProviderTable]
    namespaces: tuple[str, ...]


def read_release_file(path: Path) -> ReleaseFile:
    """Return the providers and the order of namespaces in a file.

    Raises as `read_provider_file` does.
    """
    try:
        document = _load(path)
        if path.name == "pyproject.toml":
            document = _draft_table(document)
        return parse_release_file(document)
    except VariantError as error:
        raise InvalidDocument(f"{printable(path.name)}: {error}") from error


def parse_release_file(document: object) -> ReleaseFile:
    """Return the same of the content of a file.

    Raises VariantError if it has no providers, or one that is not as schema 0.2.0 has
    it.
    """
    return ReleaseFile(_parse(document), _namespaces(document))


def _draft_table(document: object) -> object:
    table = document.get("variant") if isinstance(document, Mapping) else None
    if not isinstance(table, Mapping) or not table.get("providers"):
        raise InvalidDocument(
            "must have a table 'variant.providers', with a table for each namespace"
        )
    return table


def _namespaces(document: object) -> tuple[str, ...]:
    priorities = (
        document.get("default-priorities") if isinstance(document, Mapping) else None
    )
    if priorities is None:
        return ()
    if not isinstance(priorities, Mapping) or set(priorities) != {"namespace"}:
        raise InvalidDocument("default-priorities must have 'namespace' and no more")
    order = priorities["namespace"]
    return check_all("the order of namespaces", order, check_namespace, str)


def _load(path: Path) -> object:
    if path.suffix == ".toml":
        return read_toml(path)
    return load_json_file(path.read_bytes(), refuse_duplicates)


def _parse(document: object) -> dict[str, ProviderTable]:
    raw = document.get("providers") if isinstance(document, Mapping) else None
    if not isinstance(raw, Mapping) or not raw:
        raise InvalidDocument(
            "must have a table 'providers', with a table for each namespace"
        )
    tables, faults = read_tables({"providers": raw})
    for namespace, fault in faults.items():
        raise InvalidDocument(f"providers.{clip(printable(namespace))}: {fault}")
    for namespace, members in raw.items():
        try:
            _check(set(members), tables[namespace])
        except VariantError as error:
            raise InvalidDocument(f"providers.{namespace} {error}") from error
    return tables


def _check(members: set[str], table: ProviderTable) -> None:
    answers = sorted(members & _ANSWERS.keys())
    if len(answers) != 1:
        raise InvalidDocument(f"must have one of {', '.join(_ANSWERS)}")
    for name in sorted(members - {*answers, *_ANSWERS[answers[0]], "optional"}):
        raise InvalidDocument(f"must not have {shorten(name)} beside {answers[0]}")
    if answers == ["requires"] and not table.requires:
        raise InvalidDocument("requires nothing: name the project of the plugin")
    for text in table.requires:
        try:
            Requirement(text)
        except (InvalidRequirement, RecursionError):
            raise InvalidDocument(f"requires {shorten(text)}: no requirement") from None
