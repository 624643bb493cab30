"""Choose for the Python and the platform that a description tells of.

pip takes wheels for one target. Its options change the target, and here a description
does. pip evaluates the markers of dependencies by the Python that runs; for a target of
another platform that is wrong, so ``use_markers`` has it see the variables there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING

from pip._vendor.packaging import markers, pylock
from pip._vendor.variantlib.machine.kinds import platform_facts
from pip._vendor.variantlib.machine.platforms import (
    completed,
    is_like,
    is_of_this_kind,
    markers_of,
    tags_of,
    this_platform,
)

from pip._internal.models.target_python import TargetPython

if TYPE_CHECKING:
    from pip._vendor.packaging.markers import Environment
    from pip._vendor.packaging.tags import Tag
    from pip._vendor.variantlib.documents.lock_choices import Facts
    from pip._vendor.variantlib.machine.platforms import Platform

    from pip._internal.index.package_finder import PackageFinder

_find_markers = markers.default_environment


class DescribedPython(TargetPython):
    """The Python of a machine that is described, unlike the one that runs.

    :ivar facts: See ``facts_on``.
    :ivar markers: The variables of environment markers that differ there.
    :ivar is_foreign: Whether it has another system, architecture or Python, and not
        only another C library.
    """

    __slots__ = ["_tags", "facts", "is_foreign", "markers"]

    def __init__(self, described: Platform) -> None:
        here = this_platform()
        full = completed(described, here)
        super().__init__(py_version_info=full.python)
        self.facts = platform_facts(full)
        self._tags = tags_of(described, here)
        self.markers = markers_of(described, here)
        self.is_foreign = bool(self.markers) or not is_of_this_kind(described, here)

    def get_sorted_tags(self) -> list[Tag]:
        return list(self._tags)


def describe_python(described: Platform) -> DescribedPython | None:
    """Return the Python of a machine; None where it takes the same wheels as here.

    Machines that are alike have the same one.
    """
    here = this_platform()
    return None if is_like(described, here) else _describe(completed(described, here))


_describe = cache(DescribedPython)


def facts_on(target: DescribedPython | None) -> Facts:
    """Return the facts that decide on wheels for a target, and are in no marker.

    :param target: None for the Python that runs.
    """
    return target.facts if target else platform_facts(this_platform())


def aim(finder: PackageFinder, target: DescribedPython | None) -> None:
    """Have a finder look for the files of a target from now on.

    :param target: None for the Python that runs, or that the options name.
    """
    before = finder.target_python
    if target is before or (target is None and not isinstance(before, DescribedPython)):
        return
    # pip takes it in the constructor only; and keeps all that it found for it.
    finder._target_python = target or TargetPython()  # noqa: SLF001
    finder._all_candidates, finder._best_candidates = {}, {}  # noqa: SLF001
    finder._requires_python_skipped = set()  # noqa: SLF001


def use_markers(target: DescribedPython | None) -> None:
    """Evaluate environment markers as on a target from now on.

    :param target: None for the Python that runs.
    """
    found = partial(_markers_on, target) if target else _find_markers
    markers.default_environment = found


@contextmanager
def selecting(target: DescribedPython | None) -> Iterator[None]:
    """Have packaging select from lock files for a target, until the end of the block.

    :param target: None for the Python that runs.
    """
    if target is None:
        yield
        return
    before = pylock.sys_tags, pylock.default_environment
    # Upstream's pip passes neither.
    pylock.sys_tags = partial(iter, target.get_sorted_tags())
    pylock.default_environment = partial(_markers_on, target)
    try:
        yield
    finally:
        pylock.sys_tags, pylock.default_environment = before


def _markers_on(target: DescribedPython) -> Environment:
    found = _find_markers()
    found.update(target.markers)  # type: ignore[typeddict-item]
    return found
