"""Releases to be explained, in a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.names.properties import format_property

from pip._internal.index.package_finder import CandidateEvaluator
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.variants.commands.comparison import Decision
from pip._internal.variants.commands.evaluations import Excluded, ReleaseSnapshot
from pip._internal.variants.commands.explanation import Explanation, explain
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection.reporter import Reporter
from tests.builders import label_document, make_wheel
from tests.unit.scene import candidate, evaluator, machine

MACHINE = machine(
    {
        "cpu": {"level": ["v3", "v2"], "aes": ["on"]},
        "gpu": {"driver": ["12.8", "12.6"], "sm": ["90"]},
    },
    priority=["gpu"],
    problems={"npu": "did not answer within 30 seconds"},
)

LEVEL2 = {"cpu": {"level": ["v2"]}}

Properties = Mapping[str, Mapping[str, Sequence[str]]]


def hash_release(folder: Path, *kinds: str | None) -> list[InstallationCandidate]:
    """Wheels of the hash form; "a :: b :: c, d :: e :: f" each, None: plain."""
    made = [
        make_wheel(folder, "pkg", properties=kind.split(", ") if kind else [])
        for kind in kinds
    ]
    return [candidate(path.name, folder=folder) for path in made]


def label_release(
    folder: Path,
    variants: Mapping[str, Properties],
    *namespaces: str,
    **members: Any,
) -> list[InstallationCandidate]:
    """Wheels of the label form, with a document that describes them."""
    document = label_document(variants, namespaces, **members)
    (folder / "pkg-1.0-variants.json").write_bytes(document)
    return [
        candidate(f"pkg-1.0-py3-none-any-{label}.whl", folder=folder)
        for label in variants
    ]


def explained(
    candidates: Sequence[InstallationCandidate],
    machine: Machine,
    *requested: str,
    chosen: InstallationCandidate | None = None,
    excluded: Sequence[tuple[str, str] | Excluded] = (),
    usable: Sequence[InstallationCandidate] = (),
) -> Explanation:
    """The choice among candidates of one release, explained.

    `chosen` is the first that can be taken, if nothing else is said; `usable` are those
    that nothing is wrong with, though the resolver may not have taken them.
    """
    key = CandidateEvaluator.create("pkg")._sort_key
    in_pips_order = sorted(candidates, key=key, reverse=True)
    by = evaluator(machine)
    tried, usual = (
        list(by.ordered(in_pips_order, None, asked, Reporter()))
        for asked in (Requested(requested, binding=True), Requested())
    )
    link = chosen.link if chosen else tried[0].link if tried else None
    choosing = ReleaseSnapshot(
        project="pkg",
        version="1.0",
        candidates=in_pips_order,
        tried=tried,
        usual=usual,
        ranking=by.ranking(in_pips_order),
        excluded=[Excluded(*each) for each in excluded],
        pip_key=key,
        machine=machine,
        chosen=link,
        usable=[candidate.link.url for candidate in usable],
    )
    return explain(choosing)


def compared(decision: Decision | None) -> tuple[str, str]:
    """What decided, and the two properties."""
    assert decision is not None
    texts = [
        format_property(p).replace(" ", "") if p else ""
        for p in (decision.better, decision.worse)
    ]
    return decision.by, " / ".join(filter(None, texts))
