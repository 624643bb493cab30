"""Find the files that several machines would get of the same requirements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pip._internal.variants.commands.evaluations import ReleaseSnapshot
from pip._internal.variants.commands.releases import find_choosings
from pip._internal.variants.names import variant_of
from pip._internal.variants.selection import messages

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.names.filename import VariantName

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.recorder import Recorder


class Cell(NamedTuple):
    """The file that one machine gets of one project.

    :param version: None if it gets nothing, as the next.
    :param name: The variant; None for a plain file, too.
    :param reason: Why it gets no variant, if there are some.
    :param variants: The names of all variants of that version for this Python and
        platform.
    :param release: The files of which the reason tells.
    """

    version: str | None
    filename: str | None
    name: VariantName | None
    reason: str | None
    variants: Sequence[str] = ()
    release: Sequence[InstallationCandidate] = ()

    def on(self, evaluator: VariantEvaluator) -> Cell:
        """Return the same for another machine that wants the same files."""
        if self.reason is None:
            return self
        ranking = evaluator.ranking(self.release)
        reason = messages.none_fits(ranking, evaluator.machine)
        return self._replace(reason=reason)


class Column(NamedTuple):
    """The files that one machine gets, or several that are equal.

    :param machine: The name of the machine, or how many there are.
    :param named: The projects that the user named.
    :param failure: Why there is no solution for it.
    :param names: The machines, as they were named.
    :param digest: The digest of what is known of them.
    """

    machine: str
    cells: Mapping[NormalizedName, Cell]
    named: Collection[NormalizedName]
    failure: str | None
    names: Sequence[str] = ()
    digest: str = ""


class Unused(NamedTuple):
    """The variants of a release that no machine gets.

    :param files: Their names.
    :param variants: The number of all its variants.
    """

    project: str
    version: str
    files: Sequence[str]
    variants: int


def read_cell(
    record: Recorder, finder: PackageFinder, name: NormalizedName, chosen: Link | None
) -> Cell:
    """Return the file that a machine gets of a project, by its resolution.

    :param chosen: Where the file is; None if there is none.
    """
    choosings = list(find_choosings(record, finder, name, chosen))
    choosing = choosings[-1] if choosings else None
    if choosing is None or choosing.chosen is None or chosen is None:
        reason = choosing and _reason(choosing)
        release = choosing.candidates if choosing and reason else ()
        return Cell(None, None, None, reason, release=release)
    filename, variant = choosing.chosen.filename, variant_of(choosing.chosen)
    reason = None if variant else _reason(choosing)
    names = (c.link.filename for c in choosing.candidates if variant_of(c.link))
    release = choosing.candidates if reason else ()
    return Cell(choosing.version, filename, variant, reason, tuple(names), release)


def shown_projects(columns: Iterable[Column]) -> list[NormalizedName]:
    """Return the projects that were named, and those with variants; by name."""
    return sorted(
        {
            name
            for column in columns
            for name, cell in column.cells.items()
            if name in column.named or cell.variants or cell.reason
        }
    )


def find_unused(columns: Sequence[Column]) -> Iterator[Unused]:
    """Yield the variants that no machine gets, by release."""
    cells = [item for column in columns for item in column.cells.items()]
    offered: dict[tuple[str, str], set[str]] = {}
    for project, cell in cells:
        if cell.version is not None and cell.variants:
            offered.setdefault((project, cell.version), set()).update(cell.variants)
    taken = {cell.filename for _, cell in cells}
    for (name, version), files in sorted(offered.items()):
        if unused := sorted(files - taken):
            yield Unused(name, version, unused, len(files))


def _reason(choosing: ReleaseSnapshot) -> str | None:
    """Return why no variant of a release fits, None if one does or it has none."""
    ranking = choosing.ranking
    if choosing.machine is None or ranking.fitting or not ranking.unfit:
        return None
    return messages.none_fits(ranking, choosing.machine)
