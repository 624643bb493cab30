"""Ask an installer for the order of cases and compare: `python -m conformance.run`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from conformance.cases import DATA, Case, read_cases
from conformance.random_cases import random_cases


class BrokenProtocol(Exception):
    """The command broke the protocol of README.md."""


class Verdict(NamedTuple):
    """The result of a case; `found` is None where the installer cannot answer."""

    case: Case
    found: list[str] | None
    reason: str = ""

    @property
    def is_answered(self) -> bool:
        return self.found is not None

    @property
    def agrees(self) -> bool:
        return self.found == self.case.order


def ask(
    command: Sequence[str], cases: Sequence[Case], timeout: float | None = None
) -> list[Verdict]:
    """Return the answer of a command; raises BrokenProtocol where it does not."""
    lines = "".join(json.dumps(case.question) + "\n" for case in cases)
    try:
        done = subprocess.run(
            command, input=lines, stdout=subprocess.PIPE, text=True, timeout=timeout
        )
    except OSError as error:
        raise BrokenProtocol(f"{command[0]} cannot be run: {error}") from None
    except subprocess.TimeoutExpired:
        raise BrokenProtocol(f"no end after {timeout:g} s") from None
    answers = done.stdout.splitlines()
    if done.returncode or len(answers) != len(cases):
        raise BrokenProtocol(
            f"exit code {done.returncode}, {len(answers)} answers to {len(cases)} cases"
        )
    return [_verdict(case, line) for case, line in zip(cases, answers, strict=True)]


def _verdict(case: Case, line: str) -> Verdict:
    try:
        answer = json.loads(line)
        if "skip" in answer:
            return Verdict(case, None, str(answer["skip"]))
        return Verdict(case, [str(name) for name in answer["order"]])
    except (ValueError, TypeError, KeyError):
        raise BrokenProtocol(f"{case.name}: no answer: {line[:200]!r}") from None


class Tally(NamedTuple):
    """The message of each verdict, and how many are of which kind."""

    lines: list[str]
    counts: Counter[str]

    @property
    def is_clean(self) -> bool:
        return not self.counts["DISAGREES"] and not self.counts["AGREES NOW"]


def judge(verdicts: Sequence[Verdict], explained: Mapping[str, str]) -> Tally:
    """Return the results of all cases.

    `explained` names the cases in which a disagreement is known, with the reason. One
    that has gone is worth a failure, too: the explanation is no longer true.
    """
    tally = Tally([], Counter())
    for verdict in verdicts:
        kind, *details = _findings(verdict, explained.get(verdict.case.name))
        tally.counts[kind] += 1
        if details:
            first, *more = details
            tally.lines.extend([f"{kind} {verdict.case.name}{first}", *more])
    return tally


def _findings(verdict: Verdict, explanation: str | None) -> list[str]:
    """Return the kind of a verdict, and its message, if any."""
    if not verdict.is_answered:
        return ["skipped", f": {verdict.reason}"]
    if verdict.agrees:
        return ["agrees"] if explanation is None else ["AGREES NOW", ""]
    if explanation is not None:
        return ["explained", f": {explanation}"]
    return [
        "DISAGREES",
        "",
        f"  expected {verdict.case.order}",
        f"  found    {verdict.found}",
        f"  case     {json.dumps(verdict.case.question)}",
    ]


def _arguments(given: Sequence[str]) -> Any:
    parser = argparse.ArgumentParser(prog="conformance.run", description=__doc__)
    parser.add_argument("--cases", type=Path, nargs="+", help="files instead of data/")
    parser.add_argument("--random", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=825)
    parser.add_argument("--explained", type=Path, help="known disagreements")
    parser.add_argument("--timeout", type=float, metavar="SECONDS")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="-- COMMAND ...")
    arguments = parser.parse_args(given)
    if arguments.command[:1] == ["--"]:
        del arguments.command[0]
    if not arguments.command:
        parser.error("which command is to be asked?")
    return arguments


def main(given: Sequence[str]) -> int:
    """Return 0 if all answers agree, 1 if not, 2 if there are none to compare."""
    arguments = _arguments(given)
    explained = {}
    try:
        cases = list(read_cases(*(arguments.cases or sorted(DATA.glob("*.json")))))
        cases += random_cases(arguments.random, arguments.seed)
        if arguments.explained:
            explained = json.loads(arguments.explained.read_text("utf-8"))
        verdicts = ask(arguments.command, cases, arguments.timeout)
    # A file that is not there, is not UTF-8, or is not JSON; an answer likewise.
    except (BrokenProtocol, OSError, ValueError) as error:
        print(f"conformance: {error}", file=sys.stderr)
        return 2
    tally = judge(verdicts, explained)
    counts = ", ".join(f"{number} {kind}" for kind, number in tally.counts.items())
    print("\n".join([*tally.lines, f"{len(cases)} cases: {counts}"]))
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
