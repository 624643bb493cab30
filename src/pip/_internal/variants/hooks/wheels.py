"""The facet of a finder for chosen files: are they the ones that were chosen?

It is called for every file, so it hands back its arguments where there is no variant.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.variants.names import variant_of

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

            found = read_metadata(preparer, req, self.reads_from_afar)
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
            requested = state.get_requested().of(dist.canonical_name)
            verify = state.get_evaluator().verifier.verify
            req.variant = verify(req, name, dist, requested, is_whole)
            state.selected[dist.canonical_name] = req
        elif req.is_direct and link is not None and link.is_wheel:
            asked = state.request_for(dist.canonical_name)
            if asked is not None:
                asked.check_plain(link.filename)
