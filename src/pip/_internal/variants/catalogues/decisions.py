"""Which project is taken for another one, and which others might be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Sibling


class Decision(NamedTuple):
    """The project that is taken for another one.

    :param taken: Itself, if no sibling is to be taken.
    :param catalogue: The catalogue, for the user.
    :param overwritten: The installed projects with the same modules, and their
        versions.
    :param reason: Why no sibling is taken; None if one is, or the user wants none.
    :param others: The other siblings that fit.
    :param is_kept: Whether it is taken because it is installed, fitting or not.
    """

    project: NormalizedName
    taken: NormalizedName
    catalogue: str
    siblings: Sequence[Sibling]
    overwritten: Sequence[str] = ()
    reason: str | None = None
    others: Sequence[Sibling] = ()
    is_kept: bool = False

    @property
    def hint(self) -> str:
        """The text that no release of the sibling meets all requirements."""
        project = self.project
        others = [(each.label, str(each.project)) for each in self.others]
        others.append(("none", f"{project} itself"))
        ways = [f"--variant={project}={label} takes {other}" for label, other in others]
        return (
            f"No release of {self.taken}, which {self.catalogue} names for {project}, "
            f"meets all requirements; {', '.join(ways)}"
        )


class Offer(NamedTuple):
    """A project that may be taken for another one.

    :param label: That of the sibling; ``none`` for the project itself.
    :param catalogue: The catalogue that says so.
    """

    project: NormalizedName
    label: str
    taken: NormalizedName
    catalogue: str

    @property
    def request(self) -> str:
        """The value of ``--variant`` that takes it."""
        return f"{self.project}={self.label}"
