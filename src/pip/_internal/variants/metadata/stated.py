"""Read the properties that a wheel states of itself, wherever it is."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents import WHEEL_DOCUMENT, read_wheel_document
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.models import Facts
from pip._vendor.variantlib.properties import to_mapping
from pip._vendor.variantlib.statements import properties_in_headers

from pip._internal.variants.metadata import messages
from pip._internal.variants.metadata.fetch import FetchError
from pip._internal.variants.metadata.wheel_file import read_from_wheel

if TYPE_CHECKING:
    from pip._vendor.variantlib.filename import VariantName

    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession

METADATA = "METADATA"


def read_statement(
    session: PipSession, link: Link, name: VariantName | None
) -> Facts | None:
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
    try:
        return parse_statement(name, content)
    except VariantError as error:
        reason = messages.bad_metadata(link.filename, name.is_label, error)
        raise FetchError(reason) from None


def parse_statement(name: VariantName, content: bytes) -> Facts:
    """Return the content of ``variant.json`` or METADATA, as the form has it.

    :raises VariantError: If it states none, or others than the file name says.
    """
    if name.is_label:
        document = read_wheel_document(content, name.text)
        return Facts(document.variants[name.text], WHEEL_DOCUMENT, document)
    # Only the headers: the body is a description of any length.
    metadata: Message = BytesHeaderParser().parsebytes(content)
    return Facts(to_mapping(properties_in_headers(name, metadata)), METADATA)
