"""Find the files that several machines would get of the same requirements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.commands.evaluations import ReleaseSnapshot
from pip._internal.variants.commands.releases import find_choosings
from pip._internal.variants.names import variant_of
from pip._internal.variants.selection import messages
from pip._internal.variants.selection.misfits import NearestMiss

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.machine.machine import Machine
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
    :param nearest: The one of them that lacks the least.
    """

    version: str | None
    filename: str | None
    name: VariantName | None
    reason: str | None
    variants: Sequence[str] = ()
    release: Sequence[InstallationCandidate] = ()
    nearest: NearestMiss | None = None

    def on(self, evaluator: VariantEvaluator) -> Cell:
        """Return the same for another machine that wants the same files."""
        if self.nearest is None:
            return self
        nearest = NearestMiss.of(evaluator.ranking(self.release), evaluator.machine)
        return self._replace(nearest=nearest).like(evaluator.machine)

    def like(self, machine: Machine) -> Cell:
        """Return the same for one that differs in nothing that the variants name."""
        if self.nearest is None:
            return self
        return self._replace(reason=messages.not_even(self.nearest, machine))


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
        nothing = Cell(None, None, None, None)
        return _with_reason(nothing, choosing) if choosing else nothing
    filename, variant = choosing.chosen.filename, variant_of(choosing.chosen)
    names = (c.link.filename for c in choosing.candidates if variant_of(c.link))
    cell = Cell(choosing.version, filename, variant, None, tuple(names))
    return cell if variant else _with_reason(cell, choosing)


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


def _with_reason(cell: Cell, choosing: ReleaseSnapshot) -> Cell:
    """Add why no variant of a release fits, unless one does or it has none."""
    ranking, machine = choosing.ranking, choosing.machine
    if machine is None or ranking.fitting or not ranking.unfit:
        return cell
    nearest = NearestMiss.of(ranking, machine)
    return cell._replace(release=choosing.candidates, nearest=nearest).like(machine)
