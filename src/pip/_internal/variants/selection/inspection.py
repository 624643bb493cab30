"""Verify a wheel that is chosen, but not downloaded.

Lock files and dry runs shall find the same faults as an installation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.packaging.version import InvalidVersion
from pip._vendor.variantlib.documents.document import WHEEL_DOCUMENT
from pip._vendor.variantlib.models import MetadataUnavailable
from pip._vendor.variantlib.text import printable

from pip._internal.exceptions import MetadataInconsistent, MetadataInvalid
from pip._internal.metadata import get_metadata_distribution
from pip._internal.operations.prepare import _check_sidecar_matches_wheel
from pip._internal.variants.exceptions import VariantInconsistent
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.messages import bad_metadata
from pip._internal.variants.metadata.stated import METADATA, parse_statement
from pip._internal.variants.metadata.wheel_file import (
    WheelFault,
    read_all_from_wheel,
)
from pip._internal.variants.models import stated_in
from pip._internal.variants.selection.marker_values import copy_values

if TYPE_CHECKING:
    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.selection.reporter import Reporter
    from pip._internal.variants.selection.verification import Verifier


def inspect_wheel(
    req: InstallRequirement,
    session: PipSession,
    verifier: Verifier,
    reporter: Reporter,
) -> None:
    """Compare the own properties of a remote wheel with those that it was chosen by.

    They are read by range. If a server does not give ranges, that is reported: then
    only the index describes the wheel until it is downloaded.

    :raises PipError: If they differ.
    """
    link, choice = req.link, req.variant
    assert link is not None
    assert choice is not None
    name = choice.name
    is_stated = stated_in(link) is not None
    has_document = name.is_label and not is_stated
    try:
        files = [METADATA, WHEEL_DOCUMENT] if has_document else [METADATA]
        metadata, *more = read_all_from_wheel(session, link, files)
    except WheelFault as error:
        reason = bad_metadata(link.filename, has_document, error)
        raise VariantInconsistent(req, reason) from None
    except FetchError as error:
        reporter.not_inspected(link, str(error))
        return
    if not is_stated:
        # What a catalogue states, the wheel cannot say.
        facts = parse_statement(name, more[0] if more else metadata)
        if isinstance(facts, MetadataUnavailable):
            reason = bad_metadata(link.filename, name.is_label, facts.reason)
            raise VariantInconsistent(req, reason)
        verifier.compare(req, name, facts)
    _compare_dependencies(req, link, metadata)


def _compare_dependencies(req: InstallRequirement, link: Link, metadata: bytes) -> None:
    """Compare METADATA with the file beside the wheel that the resolver believed."""
    if link.metadata_link() is None:
        return
    believed = req.get_dist()
    own = get_metadata_distribution(metadata, link.filename, believed.canonical_name)
    copy_values(believed, own)
    try:
        _check_sidecar_matches_wheel(req, believed, own)
    except (MetadataInconsistent, MetadataInvalid, InvalidVersion) as error:
        raise VariantInconsistent(req, printable(str(error))) from None
