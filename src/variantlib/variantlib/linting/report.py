"""Write findings: in lines for people, and as an object for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ..text import counted, escaped, shortened
from .findings import Finding, Severity
from .registry import check
from .release import Release

__all__ = ["Linted", "as_lines", "as_object", "has_errors", "lint"]


class Linted(NamedTuple):
    """A release, and all that was found in it."""

    release: Release
    findings: Sequence[Finding]


def lint(releases: Iterable[Release], ignored: frozenset[str]) -> list[Linted]:
    """Check releases by all rules but those with the given numbers."""
    return [Linted(release, check(release, ignored)) for release in releases]


def has_errors(linted: Iterable[Linted]) -> bool:
    """Return whether a command that found this has failed."""
    return any(
        finding.rule.severity is Severity.ERROR
        for each in linted
        for finding in each.findings
    )


def as_lines(linted: Sequence[Linted]) -> Iterator[str]:
    """Yield a line for each finding, and at last one that counts them."""
    for each in linted:
        for rule, release, problem in each.findings:
            where = f"{problem.file or release}: {rule.severity.value} {rule.number}"
            yield shortened(escaped(f"{where}: {problem.text}; {problem.remedy}"))
    counts = _count(linted)
    found = ", ".join(counted(count, name) for name, count in counts.items())
    titles = [each.release.title for each in linted if each.release.project]
    releases = titles[0] if len(titles) == 1 else f"{len(titles)} releases"
    yield shortened(escaped(f"{releases}: {found}"))


def as_object(linted: Sequence[Linted]) -> dict[str, Any]:
    """Return the same for JSON."""
    return {
        "counts": _count(linted),
        "releases": [
            {
                "project": each.release.project or None,
                "version": each.release.version or None,
                "findings": list(map(_finding, each.findings)),
            }
            for each in linted
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    rule, _, problem = finding
    return {
        "rule": rule.number,
        "name": rule.name,
        "severity": rule.severity.value,
        "file": problem.file or None,
        "text": problem.text,
        "remedy": problem.remedy,
    }


def _count(linted: Iterable[Linted]) -> dict[str, int]:
    found = Counter(
        finding.rule.severity for each in linted for finding in each.findings
    )
    return {severity.value: found[severity] for severity in Severity}
