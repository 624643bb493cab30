"""The facet of a finder for chosen files: are they the ones that were chosen?

It is called for every file, so it hands back its arguments where there is no variant.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.variants import names
from pip._internal.variants.names import installed_variant, variant_of

if TYPE_CHECKING:
    from pip._vendor.packaging.tags import Tag

    from pip._internal.cache import CacheEntry
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.models.wheel import Wheel
    from pip._internal.operations.prepare import RequirementPreparer
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.hooks.finder import FinderState
    from pip._internal.variants.requested import Requested


class WheelHooks:
    """Compare wheels with what they were chosen for.

    :ivar reads_from_afar: Whether metadata are wanted of remote wheels, and not the
        wheels.
    """

    def __init__(self, state: FinderState) -> None:
        self._state = state
        self.reads_from_afar = False

    # Called for each sdist that pip may have built before.

    def from_cache(
        self, get_entry: Callable[..., CacheEntry | None]
    ) -> Callable[..., CacheEntry | None]:
        """Return the same look-up, which hides the variants that nobody wants here."""

        def get_wanted_entry(
            *, link: Link, package_name: str | None, supported_tags: list[Tag]
        ) -> CacheEntry | None:
            entry = get_entry(link, package_name, supported_tags)
            if entry is None or package_name is None:
                return entry
            name, state = canonicalize_name(package_name), self._state
            if state.request_for(name) is None and variant_of(entry.link) is None:
                return entry

            suits = partial(self._suits, state.get_requested().of(name))
            return state.get_sources().suitable_entry(entry, supported_tags, suits)

        return get_wanted_entry

    def _suits(self, requested: Requested, link: Link, wheel: Wheel) -> bool:
        if wheel.variant is None:
            is_first = not (self._state.builds and requested.prefers_variant)
            return is_first and requested.allows_plain
        if self._state.is_off:
            return False
        return self._state.get_evaluator().verifier.suits(
            link, wheel.variant, requested
        )

    # Called when the metadata of a chosen file is needed.

    def metadata_of(
        self, preparer: RequirementPreparer, req: InstallRequirement
    ) -> BaseDistribution | None:
        """Return the metadata of a file that is not here; None if pip has to get it.

        With a plain wheel it is upstream's affair how. That of a variant is verified.
        """
        link = req.link
        if (link and variant_of(link)) or self.reads_from_afar:
            from pip._internal.variants.metadata.distribution import read_metadata

            known = self._state.seen.metadata
            found = read_metadata(preparer, req, self.reads_from_afar, known)
        else:
            found = preparer._fetch_metadata_only(req)  # noqa: SLF001 (the patch calls us in its place)
        if found is not None:
            self.verify_metadata(req, found)
        return found

    # Called when a chosen file is at hand.

    def prepared(
        self, prepare: Callable[..., BaseDistribution]
    ) -> Callable[..., BaseDistribution]:
        """Return the same function, whose result is verified.

        Sources that the user wants a variant of are built as it, which makes a wheel of
        the requirement.
        """

        def prepare_verified(req: InstallRequirement, *args: Any) -> BaseDistribution:
            def prepare_any(any_req: InstallRequirement) -> BaseDistribution:
                return prepare(any_req, *args)

            dist = None
            if not req.is_wheel and self._state.asks_sources:
                dist = self._state.get_sources().take_row(req, prepare_any)
            if dist is None:
                dist = prepare_any(req)
            self.verify(req, dist)
            return dist

        return prepare_verified

    # Called when a chosen file is saved for the user.

    def cleared(self, req: InstallRequirement, path: str) -> str:
        """Return the path of a file that is to be saved.

        An older one is gone, if this is a variant that was built of sources just now.
        """
        if self._state.asks_sources:
            self._state.get_sources().clear(req, path)
        return path

    # Called when the metadata of a chosen file is at hand.

    def verify_metadata(self, req: InstallRequirement, dist: BaseDistribution) -> None:
        """Check the METADATA of a wheel that is not here yet; see ``verify``."""
        self._verify(req, dist, is_whole=False)

    def verify(self, req: InstallRequirement, dist: BaseDistribution) -> None:
        """Check that a wheel is the variant that it was chosen for.

        :raises VariantInconsistent: If it is not, and another may be tried.
        :raises VariantUnusable, VariantDoesNotFit: If the user named the file.
        """
        self._verify(req, dist, is_whole=True)

    def _verify(
        self, req: InstallRequirement, dist: BaseDistribution, is_whole: bool
    ) -> None:
        link, state = req.link, self._state
        name = state.variant_of(link)
        if name is not None:
            verifier = state.get_evaluator().verifier
            verifier.check_release(req, dist)
            requested = state.get_requested().of(dist.canonical_name)
            req.variant = verifier.verify(req, name, dist, requested, is_whole)
            state.selected[dist.canonical_name] = req
        elif req.is_direct and link is not None and link.is_wheel:
            asked = state.request_for(dist.canonical_name)
            if asked is not None:
                asked.check_plain(link.filename)


def is_replaced(req: InstallRequirement, decided: bool) -> bool:
    """Return whether a requirement replaces the distribution that satisfies it.

    :param decided: The decision of upstream, which holds if the variant is the same.
    """
    assert req.satisfied_by is not None
    return decided or names.differs(req.satisfied_by, req.link)


def differs(dist: BaseDistribution, link: Link | None) -> bool:
    """Return whether a distribution has to give way to another variant.

    :raises VariantNotReplaceable: If pip cannot remove it.
    """
    if not names.differs(dist, link):
        return False

    from pip._internal.variants.selection.removal import check_removable

    check_removable(dist)
    return True


def shown_version(req: InstallRequirement) -> str:
    """Return the version of a prepared requirement, with its variant."""
    version = req.metadata["version"]
    return f"{version}~{req.variant.name.text}" if req.variant else version


class ShownVersion:
    """The version of an installed distribution, shown with its variant.

    Reading the variant means parsing METADATA, so it waits until the text is
    asked for: of a whole environment only a few distributions are shown. So does
    parsing the version, which may be malformed.
    """

    def __init__(self, dist: BaseDistribution) -> None:
        self._dist = dist

    def __str__(self) -> str:
        version, variant = str(self._dist.version), installed_variant(self._dist)
        return f"{version}~{variant}" if variant else version


def wheel_to_install(req: InstallRequirement, path: str) -> str:
    """Return the file to install, which says itself which variant it is.

    :param path: The file that was downloaded, or that the user has.
    """
    completed: Callable[..., str] | None = getattr(req.link, "completed", None)
    return completed(req, path) if completed else path


def note_installed(project: str, info_dir: str) -> list[str]:
    """Note for which machine and project a file was chosen; return the paths.

    A note that the wheel brought along is of somebody else, and goes. Of a plugin that
    was not there for the choice, this says how to choose again.

    :param info_dir: The ``.dist-info`` folder of the distribution.
    """
    for note in (names.MACHINE_NOTE, names.SIBLING_NOTE):
        brought = os.path.join(info_dir, note)
        if os.path.isdir(brought) and not os.path.islink(brought):
            shutil.rmtree(brought)
        elif os.path.lexists(brought):
            os.remove(brought)
    # Whoever chose for a machine has imported this.
    state = sys.modules.get("pip._internal.variants.utils.state")
    if state is None:
        return []
    name = canonicalize_name(project)
    if state.PROCESS.report_installed is not None:
        state.PROCESS.report_installed(name, info_dir)
    write = state.PROCESS.machine_notes.get(name)
    written = [write(info_dir)] if write else []
    for project_of in (state.PROCESS.project_of, state.PROCESS.locked_project_of):
        if project_of is not None and (taken_for := project_of(name)) is not None:
            path = os.path.join(info_dir, names.SIBLING_NOTE)
            with open(path, "w", encoding="ascii") as file:
                json.dump({"project": taken_for}, file)
            return [*written, path]
    return written
