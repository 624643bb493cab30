"""Name the requirements that exclude each other, which pip only logs.

Or the packages that have to agree, in one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.resolvelib.resolvers import ResolutionImpossible
from pip._vendor.variantlib.text import joined, printable

from pip._internal.exceptions import DistributionNotFound, PipError
from pip._internal.variants.exceptions import VariantsOutOfStep
from pip._internal.variants.metadata.failures import first_line

if TYPE_CHECKING:
    from pip._internal.resolution.resolvelib.base import Candidate, Requirement

SHOWN_CAUSES = 5
"""So many of the requirements that exclude each other are named."""


def naming_conflict(error: PipError) -> PipError:
    """Return an error that names the requirements that exclude each other.

    pip's own only says where to read about such errors: pip logs the requirements,
    which these commands do not show.
    """
    impossible = error.__cause__
    if not isinstance(impossible, ResolutionImpossible) or not is_conflict(error):
        return error
    causes = dict.fromkeys(_cause(req, parent) for req, parent in impossible.causes)
    told = joined(list(causes), SHOWN_CAUSES, "; ")
    if len(impossible.causes) == 1:
        told += ", and a constraint excludes it"
    return DistributionNotFound(f"These requirements cannot be met: {told}")


def conflict_in_line(error: Exception) -> str:
    """Return the same, or the packages that have to agree, as text for one line."""
    if isinstance(error, VariantsOutOfStep):
        # No line of these says anything without the others.
        packages = "; ".join(str(error.context).splitlines())
        return printable(f"{str(error.message).rstrip('.')}: {packages}")
    return first_line(naming_conflict(error) if isinstance(error, PipError) else error)


def is_lack(error: Exception | None) -> bool:
    """Return whether something cannot be had, whatever else is required."""
    return isinstance(error, DistributionNotFound) and not is_conflict(error)


def is_conflict(error: Exception) -> bool:
    """Return whether requirements exclude each other, and none alone is too much."""
    return isinstance(error, DistributionNotFound) and _CONFLICT in str(error)


_CONFLICT = "ResolutionImpossible"


def _cause(req: Requirement, parent: Candidate | None) -> str:
    needed = req.format_for_error()
    if parent is None:
        return f"you request {needed}"
    return f"{parent.name} {parent.version} depends on {needed}"
