"""An explanation for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pip._vendor.variantlib.names.properties import Property, format_property
from pip._vendor.variantlib.order.hash_order import Failure

from pip._internal.variants.commands.comparison import Decision
from pip._internal.variants.commands.counterfactuals import Change, Fact
from pip._internal.variants.commands.evaluations import Evaluation, FileEvaluation
from pip._internal.variants.commands.explanation import Explanation
from pip._internal.variants.commands.installed import Comparison
from pip._internal.variants.commands.sibling_choice import SiblingChoice


def as_json(
    explanations: Iterable[Explanation],
    installed: Iterable[Comparison],
    siblings: Iterable[SiblingChoice] = (),
) -> dict[str, Any]:
    """Return the object that ``pip variant explain --json`` writes.

    The schema is in ``docs/schemas``.
    """
    return {
        "siblings": [choice.as_json() for choice in siblings],
        "installed": list(map(_installed, installed)),
        "releases": list(map(_release, explanations)),
    }


def _installed(installed: Comparison) -> dict[str, Any]:
    variant = installed.variant
    name = variant.name if variant else None
    return {
        "project": installed.project,
        "version": installed.version,
        "hash": name.text if name and not name.is_label else None,
        "label": name.text if name and name.is_label else None,
        "properties": list(map(_property, variant.properties if variant else ())),
        "verdict": (variant.verdict if variant else Evaluation.FITS).value,
        "reason": variant.reason if variant else None,
        "here": installed.supported,
        "chosen_again": installed.is_chosen_again,
    }


def _release(explanation: Explanation) -> dict[str, Any]:
    decision = explanation.decision
    return {
        "project": explanation.project,
        "version": explanation.version,
        "chosen": explanation.chosen,
        "instead": explanation.instead,
        "gaps": list(explanation.gaps),
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
        "setting": change.setting,
        "value": list(change.value),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "property": _property(fact.property),
        "or": list(fact.others),
        "problem": fact.problem,
    }


def _file(file: FileEvaluation) -> dict[str, Any]:
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


def _property(prop: Property | None) -> str | None:
    return format_property(prop) if prop else None
