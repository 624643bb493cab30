"""Turn the end of a plugin's process into an answer, or the reason for none."""

from __future__ import annotations

import json
import logging
import signal
from typing import Any

from ..errors import VariantError
from ..names.grammar import check_provider
from ..text import printable
from ._supervisor import MAX_PROCESSES
from .answers import (
    ProviderAnswer,
    failure,
    read_answer,
)
from .discovery import Plugin
from .process import MEMORY, Outcome

logger = logging.getLogger(__name__)


def read_outcome(plugin: Plugin, outcome: Outcome, timeout: float) -> ProviderAnswer:
    """The answer of a plugin that was asked.

    The last output of a failed plugin goes to the debug log.
    """
    document = _parse_object(outcome.answer)
    problem = _process_problem(outcome.report, timeout)
    try:
        if problem is None and document is None:
            problem = "ended without an answer that can be read"
        if problem is None:
            answer = read_answer(plugin, document or {}, outcome.seconds)
        else:
            name = _reported_name(document)
            answer = failure(plugin, problem, name, outcome.seconds)
    except (ValueError, TypeError) as exc:
        problem = f"gave an unusable answer: {exc}"
        answer = failure(plugin, problem, None, outcome.seconds)
    if answer.problem is not None:
        for line in str(outcome.report.get("printed", "")).splitlines():
            logger.debug("%s printed: %s", answer.plugin, printable(line))
    return answer


def _parse_object(data: bytes | None) -> dict[str, Any] | None:
    try:
        document = json.loads(data or b"")
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _reported_name(document: dict[str, Any] | None) -> str | None:
    if document is None or document.get("named") is not True:
        return None
    try:
        return check_provider(document.get("provider"))
    except VariantError:
        return None


def _process_problem(report: dict[str, Any], timeout: float) -> str | None:
    how = report.get("ended")
    if how == "timeout":
        return f"did not answer within {timeout:g} s (provider_timeout)"
    if how == "memory":
        return f"used more than {MEMORY // 1024**3} GB of memory"
    if how == "processes":
        return f"started more than {MAX_PROCESSES} processes"
    if how == "start":
        return f"cannot be asked: {report['printed']}"
    if how != "exit":
        # Nobody can know who did: a plugin may, and the system where memory is short.
        return (
            "lost the process that watches over it: the plugin stopped or ended it, or"
            " the system did, out of memory"
        )
    if report["left"]:
        return f"left a process behind: {', '.join(report['left'])}"
    return _status_problem(report["status"])


def _status_problem(status: int) -> str | None:
    if status == 0:
        return None
    if status < 0:
        return f"was killed by {_signal_name(-status)}"
    return f"ended with exit status {status} and without an answer"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
