"""Read the properties that a wheel states of itself, wherever it is."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.document import WHEEL_DOCUMENT
from pip._vendor.variantlib.documents.statements import (
    METADATA,
    facts_in_document,
    facts_in_headers,
)
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata

from pip._internal.variants.metadata import messages
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.wheel_file import read_from_wheel

if TYPE_CHECKING:
    from pip._vendor.variantlib.names.filename import VariantName

    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession


def read_statement(
    session: PipSession, link: Link, name: VariantName | None
) -> VariantMetadata | None:
    """Read the variant that a wheel states; None for a plain wheel.

    Of a remote wheel a few KB are fetched, whatever its size.

    :param name: The variant in the name of its file.
    :raises FetchError: If it cannot be read, or contradicts its name.
    """
    if name is not None and name.is_label:
        content = read_from_wheel(session, link, WHEEL_DOCUMENT)
    else:
        content = read_from_wheel(session, link, METADATA)
    if name is None:
        return None
    found = parse_statement(name, content)
    if isinstance(found, MetadataUnavailable):
        reason = messages.bad_metadata(link.filename, name.is_label, found.reason)
        raise FetchError(reason)
    return found


def parse_statement(
    name: VariantName, content: bytes
) -> VariantMetadata | MetadataUnavailable:
    """Return the properties in ``variant.json`` or METADATA, as the form has it."""
    if name.is_label:
        return facts_in_document(name, content)
    # Only the headers: the body is a description of any length.
    return facts_in_headers(name, BytesHeaderParser().parsebytes(content))
