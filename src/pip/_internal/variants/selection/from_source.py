"""Build the variant that the user asked for by name of the sources that there are.

The sources have to bring a maker's file with a row for it. Each row is built anew:
pip's cache of wheels must not hand it to somebody who did not ask.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.building.from_source import (
    NoSuchRow,
    SourceRow,
    find_row,
    stated_name,
)
from pip._vendor.variantlib.building.maker_file import look_for_file
from pip._vendor.variantlib.building.processes import StepFailed
from pip._vendor.variantlib.errors import InvalidDocument

from pip._internal.exceptions import InstallWheelBuildError
from pip._internal.models.link import Link
from pip._internal.req.req_install import InstallRequirement
from pip._internal.utils.temp_dir import TempDirectory
from pip._internal.utils.urls import path_to_url
from pip._internal.variants.exceptions import VariantNotBuilt
from pip._internal.variants.names import variant_of
from pip._internal.variants.selection.built_wheels import suitable_entry
from pip._internal.wheel_builder import _build_one

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.variants.requested import Requested, RequestedVariants

logger = logging.getLogger(__name__)

Prepare = Callable[[InstallRequirement], "BaseDistribution"]

NO_FILE = (
    "It has no variants.toml, and no pyproject.toml with a table [tool.variants] or "
    "[variant.variants]."
)
_PLAIN = "Omit --variant to build the plain wheel."


class Sources:
    """The sources that a command builds, some of them as variants.

    :param requests: The variants that the user asked for.
    """

    suitable_entry = staticmethod(suitable_entry)

    def __init__(self, requests: RequestedVariants) -> None:
        self._requests = requests
        # The paths of wheels.
        self._built: set[str] = set()

    def candidates(
        self,
        requested: Requested,
        candidates: Sequence[InstallationCandidate],
        everything: Iterable[InstallationCandidate],
    ) -> list[InstallationCandidate]:
        """Return the sources that a variant may be built of, the newest first.

        :param candidates: Those that may be chosen, in pip's order, best last.
        :param everything: All that has a part in whether the variant is published. One
            that is wins.
        """
        if len(requested.names) != len(requested.requests):
            return []
        published = {v.text for c in everything if (v := variant_of(c.link))}
        if not published.isdisjoint(requested.names):
            return []
        return [c for c in reversed(candidates) if not c.link.is_wheel]

    def take_row(
        self, req: InstallRequirement, prepare: Prepare
    ) -> BaseDistribution | None:
        """Build the variant that was requested of sources, and take it in their place.

        :param prepare: Returns the metadata of a requirement.
        :return: The metadata of sources that stay; None where nobody has read them yet.
        :raises VariantNotBuilt: If the sources do not say how, or it fails; and if they
            are to be installed in place.
        """
        if req.editable:
            return self._refuse_editable(req, prepare(req))
        source = Path(req.unpacked_source_directory)
        dist = None
        with _told(req, "that was requested"):
            name = req.name or _stated_name(source)
            if not name:
                # Sources that say nothing are none of our business.
                if look_for_file(source) is None:
                    return None
                dist = prepare(req)
                name = req.name
        assert name
        if req.link:
            self._requests.note_name(req.link.url, canonicalize_name(name))
        requested = self._requests.of(canonicalize_name(name))
        if not requested.names or not (requested.is_binding or req.user_supplied):
            return dist
        with _told(req, str(requested)):
            row = _find_row(req, source, requested)
            if row is None:
                return dist
            wheel = _build(req, row, name, prepare)
        req.link = Link(path_to_url(str(wheel)))
        req.local_file_path = str(wheel)
        self._built.add(req.local_file_path)
        # It is that of the sources.
        req.metadata_directory = None
        vars(req).pop("_metadata", None)
        return None

    def clear(self, req: InstallRequirement, path: str) -> None:
        """Remove the file that a variant which was built just now is to replace.

        pip would keep it.
        """
        if req.local_file_path in self._built:
            Path(path).unlink(missing_ok=True)

    def _refuse_editable(
        self, req: InstallRequirement, dist: BaseDistribution
    ) -> BaseDistribution:
        """Refuse to install sources in place that were to be built as a variant.

        :raises VariantNotBuilt: If the user asked for a variant that these may make.
        """
        requested = self._requests.of(dist.canonical_name)
        if requested.names and _has_file(req, requested):
            reason = "An editable install is no wheel, so it cannot be a variant."
            way_out = (
                "Omit --editable to get the variant, or --variant to edit the code."
            )
            raise VariantNotBuilt(str(requested), _name_of(req), reason, way_out)
        return dist


def _stated_name(source: Path) -> str | None:
    """Return the name that sources with a maker's file state, None for all others."""
    return None if look_for_file(source) is None else stated_name(source)


def _has_file(req: InstallRequirement, requested: Requested) -> bool:
    with _told(req, str(requested)):
        return look_for_file(Path(req.unpacked_source_directory)) is not None


def _find_row(
    req: InstallRequirement, source: Path, requested: Requested
) -> SourceRow | None:
    """Return the row to be built, None if the sources do as they are."""
    is_all = len(requested.names) == len(requested.requests)
    try:
        row = find_row(source, requested.names)
    except NoSuchRow:
        if is_all:
            raise
        return None
    if row is None and is_all and not req.is_direct:
        raise VariantNotBuilt(str(requested), _name_of(req), NO_FILE, _PLAIN)
    return row


@contextmanager
def _told(req: InstallRequirement, asked: str) -> Iterator[None]:
    try:
        yield
    except (InvalidDocument, StepFailed, OSError) as error:
        raise VariantNotBuilt(asked, _name_of(req), str(error)) from None


def _name_of(req: InstallRequirement) -> str:
    assert req.link is not None
    return req.link.filename


class _RowRequirement(InstallRequirement):
    """The same sources, to be built with the settings of a row.

    :param source: The folder of the sources, without the subdirectory of the link.
    """

    def __init__(self, req: InstallRequirement, row: SourceRow, source: str) -> None:
        settings = {**row.config_settings, **(req.config_settings or {})}
        super().__init__(
            req.req,
            req.comes_from,
            link=req.link,
            isolated=req.isolated,
            config_settings=settings,
            user_supplied=req.user_supplied,
        )
        self.source_dir = source
        self._row = row

    def load_pyproject_toml(self) -> None:
        super().load_pyproject_toml()
        self.pyproject_requires = [
            *(self.pyproject_requires or []),
            *self._row.build_requires,
        ]


def _build(
    req: InstallRequirement, row: SourceRow, name: str, prepare: Prepare
) -> Path:
    """Build the wheel of a row, and return its path.

    :param name: The name of the project.
    :raises StepFailed, InvalidDocument, OSError: If it cannot be made a variant.
    :raises InstallWheelBuildError: If the back end fails.
    """
    logger.info(
        "Building the variant %s of %s by row %s of its %s",
        *(row.variant, name, row.row.name, row.path.name),
    )
    folder = Path(TempDirectory(kind="variant", globally_managed=True).path)
    assert req.link is not None
    source = req.source_dir
    # A back end that was asked for the metadata may have built everything.
    if req.link.is_existing_dir() or req.metadata_directory is not None:
        source = str(folder / "src")
        row.copy_sources(Path(source, req.link.subdirectory_fragment or ""))
    assert source is not None
    row = row.placed(Path(source, req.link.subdirectory_fragment or ""))
    ours = _RowRequirement(req, row, source)
    with _environment(row.environment(os.environ)):
        prepare(ours)
        built = _build_one(ours, str(folder / "built"), verify=True, editable=False)
    if built is None:
        raise InstallWheelBuildError([ours])
    if req.req is None:
        if canonicalize_name(ours.name or "") != canonicalize_name(name):
            raise StepFailed(
                f"the sources state the name {name}, and the build another"
            )
        req.req = ours.req
    target = folder / "made"
    target.mkdir()
    return row.make(Path(built), target)


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
