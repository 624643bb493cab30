"""An explanation for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pip._vendor.variantlib.order import Failure
from pip._vendor.variantlib.properties import Property, format_property

from pip._internal.variants.changes import Change, Fact
from pip._internal.variants.deciding import Decision
from pip._internal.variants.explanation import Explanation
from pip._internal.variants.verdicts import FileVerdict


def as_json(explanations: Iterable[Explanation]) -> dict[str, Any]:
    """Return the object that ``pip variant explain --json`` writes.

    ``releases`` is a list, and each entry has

    * ``project`` and ``version``,
    * ``chosen``: the name of the file that is taken, null if none is,
    * ``instead``: the one that would be taken if none had been asked for by name, null
      if it is the same,
    * ``decision``: why it is not the next one, null if there is no other,
    * ``changes``: what would make another variant win,
    * ``files``: all files of the version, those that could be taken first.
    """
    return {"releases": [_release(explanation) for explanation in explanations]}


def _release(explanation: Explanation) -> dict[str, Any]:
    decision = explanation.decision
    return {
        "project": explanation.project,
        "version": explanation.version,
        "chosen": explanation.chosen,
        "instead": explanation.instead,
        "decision": _decision(decision) if decision else None,
        "changes": list(map(_change, explanation.changes)),
        "files": list(map(_file, explanation.files)),
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "over": decision.other,
        "by": decision.by,
        "better": _property(decision.better),
        "worse": _property(decision.worse),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "wins": change.offer.link.filename,
        "facts": list(map(_fact, change.facts)),
        "provider_priority": list(change.provider_priority) or None,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {"property": _property(fact.property), "problem": fact.problem}


def _file(file: FileVerdict) -> dict[str, Any]:
    name, properties = file.name, file.properties
    return {
        "file": file.filename,
        "hash": name.text if name and not name.is_label else None,
        "label": name.text if name and name.is_label else None,
        "verdict": file.verdict.value,
        "rank": file.rank,
        "properties": None if properties is None else list(map(_property, properties)),
        "source": file.facts.source if file.facts else None,
        "missing": [_failure(*failure) for failure in file.failures],
        "reason": file.reason or None,
    }


def _failure(failure: Failure, problem: str | None) -> dict[str, Any]:
    return {
        "property": _property(failure.property),
        "or": list(failure.others),
        "here": list(failure.supported_values),
        "reason": failure.reason.value,
        "problem": problem,
    }


def _property(property: Property | None) -> str | None:
    return format_property(property) if property else None
