"""Commands for the runner: each answers for one implementation of the order."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence

from conformance.cases import Case
from conformance.pep825 import order_group


class CannotAnswer(Exception):
    """The implementation knows no such thing as the case; the text says why."""


def serve(order: Callable[[Case], Sequence[str]]) -> None:
    """Answer the questions on stdin by a function from a case to its order."""
    for line in sys.stdin:
        try:
            answer: dict[str, object] = {"order": list(order(Case(json.loads(line))))}
        except CannotAnswer as reason:
            answer = {"skip": str(reason)}
        print(json.dumps(answer), flush=True)


def files_of(case: Case, labels: Sequence[str]) -> list[str]:
    """Return the wheels of labels, then plain ones: for tools that order labels."""
    groups: list[str | None] = [*labels, None]
    return [
        wheel.filename
        for label in groups
        for wheel in order_group(
            [w for w in case.wheels if w.label == label and set(w.tags) & {*case.tags}],
            case.tags,
        )
    ]
