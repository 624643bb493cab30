"""The findings of rules, and the rules themselves as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from ..named_tuples import NamedTuple
from .release import Release

__all__ = ["Check", "Finding", "Problem", "Rule", "Severity"]


class Severity(Enum):
    """How bad a finding is; an error fails the command."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Problem(NamedTuple):
    """An objection of one rule to a release.

    :param file: The file to look into; empty if it is about the release.
    :param text: Who, and the objection, in a sentence without a full stop.
    :param remedy: The way out, in the same form.
    :param command: The maker's command that does it; empty for none.
    """

    file: str
    text: str
    remedy: str
    command: str = ""

    def proposal(self, program: str) -> str:
        """Return the way out, with the command as the user types it.

        :param program: The start of the command line that is ours.
        """
        if not self.command:
            return self.remedy
        return f"{self.remedy} ({program} {self.command})"


Check = Callable[[Release], Iterable[Problem]]


class Rule(NamedTuple):
    """A rule for releases.

    :param number: As in "V101"; it never changes, nor is it used for another rule.
    :param name: Some words, joined by dashes.
    :param summary: One sentence about a release that breaks it.
    """

    number: str
    name: str
    severity: Severity
    summary: str
    check: Check


class Finding(NamedTuple):
    """A problem, and the rule that has found it."""

    rule: Rule
    release: str
    problem: Problem
