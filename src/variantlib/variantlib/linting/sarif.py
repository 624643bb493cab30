"""Write findings as SARIF 2.1.0, which code hosts show beside a change.

The standard is of OASIS: "Static Analysis Results Interchange Format".
"""

from __future__ import annotations

import urllib.parse
from typing import Any

from .findings import Finding, Rule
from .registry import RULES
from .report import Report

__all__ = ["SCHEMA", "as_sarif"]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_INDEX = {rule.number: place for place, rule in enumerate(RULES)}


def as_sarif(report: Report) -> dict[str, Any]:
    """Return one run with all rules, and a result for each finding."""
    tool = f"{report.program} lint"
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": tool, "rules": list(map(_rule, RULES))}},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, report.program)
                    for each in report.linted
                    for finding in each.findings
                ],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.number,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(finding: Finding, program: str) -> dict[str, Any]:
    rule, release, problem = finding
    logical = {"name": release, "kind": "module"}
    location: dict[str, Any] = {"logicalLocations": [logical]}
    if problem.file:
        uri = urllib.parse.quote(problem.file, errors="backslashreplace")
        location["physicalLocation"] = {"artifactLocation": {"uri": uri}}
    return {
        "ruleId": rule.number,
        "ruleIndex": _INDEX[rule.number],
        "level": rule.severity.value,
        "message": {"text": f"{problem.text}; {problem.proposal(program)}."},
        "locations": [location],
    }
