"""Write findings: in lines for people, and as an object for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..named_tuples import NamedTuple
from ..text import counted, escaped, shortened, some
from .findings import Finding, Problem, Severity
from .registry import check
from .release import Release

__all__ = ["MAX_SHOWN", "Ignored", "Linted", "Report", "lint"]

MAX_SHOWN = 20
"""Findings of one rule about one file that have a line each."""

_HINT = " (--format json shows all)"


class Linted(NamedTuple):
    """A release, and all that was found in it."""

    release: Release
    findings: Sequence[Finding]


class Ignored(NamedTuple):
    """The rules that files leave out.

    :param files: The names of those files.
    """

    numbers: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All that was found.

    :param program: The start of the command line that is ours.
    """

    linted: Sequence[Linted]
    program: str
    ignored: Ignored

    @property
    def has_errors(self) -> bool:
        """Whether the command that found this has failed."""
        return any(
            finding.rule.severity is Severity.ERROR
            for each in self.linted
            for finding in each.findings
        )

    def lines(self) -> Iterator[str]:
        """Yield a line for each finding, and at last one that counts them."""
        for each in self.linted:
            groups: dict[str, list[Problem]] = {}
            for rule, release, problem in each.findings:
                where = f"{problem.file or release}: {rule.severity.value}"
                groups.setdefault(f"{where} {rule.number}", []).append(problem)
            for where, problems in groups.items():
                texts = [f"{p.text}; {p.proposal(self.program)}" for p in problems]
                for text in some(texts, MAX_SHOWN, _HINT):
                    yield shortened(escaped(f"{where}: {text}"))
        counts = _count(self.linted)
        found = ", ".join(counted(count, name) for name, count in counts.items())
        # A catalogue is one, though it states several.
        named = (each.release for each in self.linted if each.release.project)
        titles = list(dict.fromkeys(release.title for release in named))
        releases = titles[0] if len(titles) == 1 else f"{len(titles)} releases"
        yield shortened(escaped(f"{releases}: {found}{self._left_out}"))

    @property
    def _left_out(self) -> str:
        if not self.ignored.numbers:
            return ""
        numbers = ", ".join(sorted(self.ignored.numbers))
        return f" (left out by {' and '.join(self.ignored.files)}: {numbers})"

    def as_object(self) -> dict[str, Any]:
        """Return the same for JSON."""
        return _as_object(self.linted, self.program)


def lint(
    releases: Iterable[Release],
    numbers: frozenset[str],
    program: str,
    ignored: Ignored,
) -> Report:
    """Check releases by all rules but those that are left out.

    :param numbers: Those of the rules that the user leaves out.
    :param program: The start of the command line that is ours.
    :param ignored: What files leave out besides.
    """
    left_out = numbers | ignored.numbers
    linted = [Linted(release, check(release, left_out)) for release in releases]
    return Report(linted, program, ignored)


def _as_object(linted: Sequence[Linted], program: str) -> dict[str, Any]:
    return {
        "counts": _count(linted),
        "releases": [
            {
                "project": each.release.project or None,
                "version": each.release.version or None,
                "findings": [_finding(found, program) for found in each.findings],
            }
            for each in linted
        ],
    }


def _finding(finding: Finding, program: str) -> dict[str, Any]:
    rule, _, problem = finding
    return {
        "rule": rule.number,
        "name": rule.name,
        "severity": rule.severity.value,
        "file": problem.file or None,
        "text": problem.text,
        "remedy": problem.proposal(program),
    }


def _count(linted: Iterable[Linted]) -> dict[str, int]:
    found = Counter(
        finding.rule.severity for each in linted for finding in each.findings
    )
    return {severity.value: found[severity] for severity in Severity}
