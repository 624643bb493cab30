"""Findings are lines for people."""

from __future__ import annotations

from variantlib.linting.findings import Finding, Problem
from variantlib.linting.registry import BY_NUMBER
from variantlib.linting.release import Release
from variantlib.linting.report import MAX_SHOWN, Ignored, Linted, Report


def test_of_very_many_alike_only_some_have_a_line() -> None:
    marker, tags = BY_NUMBER["V508"], BY_NUMBER["V509"]
    count = MAX_SHOWN + 30
    findings = [
        *(Finding(marker, "", Problem("a", f"no {n}", "do")) for n in range(count)),
        Finding(marker, "", Problem("b", "no label", "do")),
        Finding(tags, "", Problem("a", "no tags", "do")),
    ]
    report = Report([Linted(Release("demo", "1.0"), findings)], "variants", Ignored())
    lines = list(report.lines())
    assert lines[:MAX_SHOWN] == [
        f"a: warning V508: no {n}; do" for n in range(MAX_SHOWN)
    ]
    assert lines[MAX_SHOWN:] == [
        "a: warning V508: and 30 more (--format json shows all)",
        "b: warning V508: no label; do",
        "a: warning V509: no tags; do",
        f"demo 1.0: 0 errors, {count + 2} warnings, 0 notes",
    ]
    assert len(report.as_object()["releases"][0]["findings"]) == count + 2
