"""The properties of all variants of one release: `{name}-{version}-variants.json`.

It has the structure of PEP 825's index-level metadata (draft, schema 0.1.1), with the
variant hash as label and one value for each key:

    {"$schema": "https://.../v0.1.1.json",
     "default-priorities": {"namespace": ["fictional_hw"]},
     "variants": {"1e73fb82": {"fictional_hw": {"humor": ["2"]}}}}
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from ..errors import InvalidDocument, shorten
from ..named_tuples import NamedTuple
from ..names.properties import Properties, Property
from .json_text import MAX_BYTES, check_object, load_json
from .writing import SCHEMA, release_document

__all__ = [
    "MAX_BYTES",
    "SCHEMA",
    "VariantsDocument",
    "document_name",
    "read_document",
    "write_document",
]

_is_wheel_name = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*").fullmatch


class VariantsDocument(NamedTuple):
    """A document that was read, its variants unchecked."""

    variants: dict[str, Properties]

    def properties(self, variant_hash: str) -> Properties | None:
        """Return the document's statement about a hash, None if it does not know it.

        It is of foreign origin: `Preferences.rank` takes it as it is,
        `properties.from_mapping` validates it.
        """
        return self.variants.get(variant_hash)


def read_document(data: bytes | str) -> VariantsDocument:
    """Read a document.

    One pass of the JSON parser: members that are not known here are not looked at (the
    namespaces' order among them: in the hash form it is the machine's), and of two
    equal labels the last counts. Raises InvalidDocument if it is too large or too deep,
    is not JSON, or has not the structure, or the major version, that is known here.
    """
    variants = check_object(load_json(data)).get("variants")
    if not isinstance(variants, dict):
        raise InvalidDocument(f"variants must be an object, not {shorten(variants)}")
    return VariantsDocument(variants)


def write_document(variants: Iterable[Iterable[Property]]) -> bytes:
    """Return the document of all variants of a release, each given by its properties.

    The result does not depend on the order. Raises NoProperties, DuplicateKey, or
    HashCollision if two different variants have one hash.
    """
    return release_document([], variants)


def document_name(name: str, version: str) -> str:
    """Return the document's file name, normalised as the names of wheels are.

    Raises InvalidDocument if this is no project name, or no version.
    """
    project = canonicalize_name(name).replace("-", "_")
    if not _is_wheel_name(project):
        raise InvalidDocument(f"{shorten(name)} is not a project name")
    try:
        return f"{project}-{Version(version)}-variants.json"
    except InvalidVersion:
        raise InvalidDocument(f"{shorten(version)} is not a version") from None
