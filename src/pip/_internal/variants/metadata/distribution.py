"""Give pip's resolver the metadata of a wheel that is not here yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.documents.statements import MAX_FILE_SIZE, facts_in_headers
from pip._vendor.variantlib.models import MetadataUnavailable
from pip._vendor.variantlib.text import printable

from pip._internal.metadata import get_metadata_distribution
from pip._internal.models.wheel import Wheel
from pip._internal.utils.logging import getLogger
from pip._internal.variants.metadata.failures import FetchError, one_error
from pip._internal.variants.metadata.fetch import check_digest, fetch, link_beside
from pip._internal.variants.metadata.wheel_file import read_from_wheel
from pip._internal.variants.names import variant_of

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession
    from pip._internal.operations.prepare import RequirementPreparer
    from pip._internal.req.req_install import InstallRequirement

logger = getLogger(__name__)


_MAX_KEPT = 2**20
"""So many bytes of metadata are kept for the next resolution, of each wheel."""


def read_metadata(
    preparer: RequirementPreparer,
    req: InstallRequirement,
    from_afar: bool,
    known: dict[str, bytes],
) -> BaseDistribution | None:
    """Return the metadata of a file, None if all of it has to be here for that.

    :param from_afar: Whether to read inside a remote wheel, as also upstream's
        experimental option has it.
    :param known: The metadata that an index offered beside wheels so far; grows.
    """
    assert req.link is not None
    if preparer.legacy_resolver or preparer.require_hashes:
        return None
    session = preparer._session  # noqa: SLF001 (upstream hands it to nobody)
    if variant_of(req.link):
        found = _read_beside(session, req, req.link, known)
        from_afar = from_afar or preparer.use_lazy_wheel
    else:
        found = preparer._fetch_metadata_only(req)  # noqa: SLF001 (the patch calls us in its place)
    if found is None and from_afar:
        found = _read_inside(session, req, req.link)
    return found


def _read_beside(
    session: PipSession, req: InstallRequirement, link: Link, known: dict[str, bytes]
) -> BaseDistribution | None:
    """Return the metadata that an index offers beside a variant wheel.

    Where it cannot be used, one line says so, and pip asks the wheel instead, as it
    does where none is offered.
    """
    beside = link_beside(link)
    if beside is None:
        return None
    try:
        content = known.get(beside.url)
        if content is None:
            logger.verbose(
                "Obtaining dependency information for %s from %s",
                req,
                beside.redacted_url,
            )
            content = fetch(session, beside, MAX_FILE_SIZE)
        dist = _make(req, link, content)
        with one_error():
            # Each page that lists a file may state another digest.
            check_digest(beside, content)
            _check(link, dist)
        if len(content) <= _MAX_KEPT:
            known[beside.url] = content
    except FetchError as error:
        which = printable(link.filename)
        logger.warning("Not using the metadata file of %s: %s", which, error)
        link.metadata_file_data = None
        return None
    return dist


def _read_inside(
    session: PipSession, req: InstallRequirement, link: Link
) -> BaseDistribution | None:
    if link.is_file or not link.is_wheel:
        return None
    try:
        return _make(req, link, read_from_wheel(session, link, "METADATA"))
    except FetchError as error:
        logger.debug("Cannot read parts of %s: %s", link, error)
        return None


def _make(req: InstallRequirement, link: Link, content: bytes) -> BaseDistribution:
    name = req.name or Wheel(link.filename).name
    with one_error():
        return get_metadata_distribution(content, link.filename, name)


def _check(link: Link, dist: BaseDistribution) -> None:
    """Refuse metadata that are not those of the wheel, as far as its name tells."""
    wheel = Wheel(link.filename)
    version = dist.metadata["Version"]
    if dist.canonical_name != canonicalize_name(wheel.name) or version is None:
        raise FetchError("it belongs to another wheel")
    if str(dist.version) != wheel.version:
        raise FetchError(f"it is of version {printable(str(dist.version))}")
    name = variant_of(link)
    if name is not None and not name.is_label:
        found = facts_in_headers(name, dist.metadata)
        if isinstance(found, MetadataUnavailable):
            raise FetchError(f"its METADATA is wrong: {found.reason}")
