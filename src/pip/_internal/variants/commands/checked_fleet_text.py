"""Show which nodes of a fleet have variants that no longer fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.text import joined, printable, shortened

from pip._internal.variants.commands.checked_fleet import CheckedFleet, Complaint
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.commands.output import Line, fill

SHOWN_NODES = 8
"""So many nodes of a line are named without -v."""


def as_lines(fleet: CheckedFleet, is_full: bool) -> Iterator[Line]:
    """Yield a block for each complaint, with its nodes; and the rest in numbers.

    :param is_full: Whether to name all nodes.
    """
    limit = None if is_full else SHOWN_NODES
    for complaint, nodes in fleet.complaints.items():
        yield Text.assemble((_title(complaint), "bold"))
        is_misfit = complaint.verdict == Evaluation.MISFIT.value
        verdict = "no longer fits" if is_misfit else "may not fit"
        reason = printable(complaint.reason or "the list gives no reason")
        yield from fill(f"  {verdict}: ", [reason], "", 4)
        yield from fill("  on ", [_names(nodes, limit)], "", 4)
        if complaint.instead:
            yield f"  instead: {shortened(printable(complaint.instead))}"
        yield ""
    for path, problem in fleet.unreadable.items():
        yield from fill(f"{printable(path)} ", [printable(problem)], "", 2)
    total = len(fleet.fit) + len(fleet.unfit)
    line = f"{len(fleet.unfit)} of {total} nodes have variants that do not fit"
    if unread := len(fleet.unreadable):
        line += f"; {unread} file{'s' * (unread > 1)} cannot be read"
    yield f"{line}."


def as_document(fleet: CheckedFleet) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "fit": fleet.fit,
        "unfit": fleet.unfit,
        "complaints": [
            {**complaint._asdict(), "nodes": nodes}
            for complaint, nodes in fleet.complaints.items()
        ],
        "unreadable": [
            {"file": path, "problem": problem}
            for path, problem in fleet.unreadable.items()
        ],
    }


def _title(complaint: Complaint) -> str:
    variant = complaint.hash or complaint.label
    release = f"{complaint.name} {complaint.version}"
    return shortened(printable(f"{release}~{variant}" if variant else release))


def _names(nodes: Sequence[str], limit: int | None) -> str:
    return joined(list(map(printable, nodes)), limit)
