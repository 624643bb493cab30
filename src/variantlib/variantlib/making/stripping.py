"""Make a plain wheel of a variant, whoever made that: what it states is taken out."""

from __future__ import annotations

from pathlib import Path

from ..documents.document import WHEEL_DOCUMENT, read_wheel_document
from ..documents.origin import ORIGIN_DOCUMENT
from ..documents.wheel_copy import write_without
from ..documents.wheel_zip import Fault, open_wheel
from ..errors import InvalidDocument
from ..named_tuples import NamedTuple
from ..names.filename import split_variant
from ..names.labels import each_property, parse_label_properties
from ..names.properties import Property
from .fields import Fields
from .variants import label_variant_of, variant_of

__all__ = ["Statement", "read_statement", "strip_variant"]


class Statement(NamedTuple):
    """The variant that a wheel states it is.

    :param name: Its label or hash.
    :param properties: Sorted.
    """

    name: str
    properties: tuple[Property, ...]


def read_statement(wheel: Path) -> Statement | None:
    """Return which variant a wheel is; None for a plain wheel.

    :raises VariantError: If it is no wheel, or states something else than its name.
    :raises OSError: If it cannot be read.
    """
    with open_wheel(wheel) as source:
        hashed = variant_of(source)
        if hashed is not None:
            return Statement(*hashed)
        return label_variant_of(source, _labelled)


def _labelled(data: bytes, label: str) -> Statement:
    document = read_wheel_document(data, label)
    properties = parse_label_properties(document.properties(label))
    return Statement(label, tuple(sorted(each_property(properties))))


def strip_variant(wheel: Path, folder: Path) -> Path:
    """Write the plain wheel that a variant would be, and return its path.

    :raises VariantError: If the wheel cannot be copied.
    :raises OSError: If a file cannot be read or written.
    """
    target = folder / split_variant(wheel.name)[0]
    with open_wheel(wheel) as source:
        gone = [name for name in (WHEEL_DOCUMENT, ORIGIN_DOCUMENT) if source.has(name)]
        metadata = source.read("METADATA")
        plain = _without_lines(metadata)
        changes = {} if plain == metadata else {"METADATA": plain}
        write_without(source, gone, changes, target)
    return target


def _without_lines(metadata: bytes) -> bytes:
    """Return METADATA without the lines of the hash form."""
    try:
        fields = Fields.parse(metadata)
    except InvalidDocument as error:
        raise Fault(f"its METADATA {error}") from None
    for name in ("Variant-hash", "Variant"):
        fields.set(name, None)
    return fields.write()
