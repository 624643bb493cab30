"""The answer of a plugin's process, or the reason for none."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from variantlib.plugins.answers import ProviderAnswer, conflict
from variantlib.plugins.discovery import Plugin
from variantlib.plugins.outcomes import read_outcome
from variantlib.plugins.process import Outcome

PLUGIN = Plugin(
    "hw", "hw_plugin:Plugin", "variant_plugins", "hw-plugin", "1.0", "", None
)
GOOD = {
    "provider": "hw",
    "named": True,
    "config": None,
    "variables": ["HW_HOME"],
    "files": ["/etc/hw"],
}
ENDED = {"ended": "exit", "status": 0, "left": []}


def read(document: Any, **report: Any) -> ProviderAnswer:
    """The answer of a process that ended so, and left this document."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_outcome(PLUGIN, Outcome({**ENDED, **report}, data, 1.5), 30)


def test_a_good_answer() -> None:
    answer = read(GOOD)
    assert answer.problem is None
    assert (answer.provider, answer.is_named) == ("hw", True)
    assert (answer.variables, answer.files) == (("HW_HOME",), ("/etc/hw",))
    assert (answer.distribution, answer.version) == ("hw-plugin", "1.0")
    assert answer.seconds == 1.5


@pytest.mark.parametrize(
    ("report", "problem"),
    [
        ({"ended": "timeout"}, "did not answer within 30 s"),
        ({"ended": "memory"}, "GB of memory"),
        ({"ended": "processes"}, "processes"),
        ({"ended": "start", "printed": "no such file"}, "no such file"),
        ({"ended": None}, "process"),
        ({"left": ["sleep"]}, "left a process behind: sleep"),
        ({"status": -9}, "was killed by SIGKILL"),
        ({"status": -250}, "was killed by signal 250"),
        ({"status": 3}, "ended with exit status 3"),
    ],
)
def test_how_a_process_ended(report: dict[str, Any], problem: str) -> None:
    answer = read(GOOD, **report)
    assert problem in str(answer.problem)
    assert answer.config is None
    # It named itself before it failed.
    assert (answer.provider, answer.is_named) == ("hw", True)


@pytest.mark.parametrize("document", [b"", b"[", b"[]", b"5", b"[" * 100_000])
def test_no_document(document: bytes) -> None:
    answer = read(document)
    assert answer.problem
    assert (answer.provider, answer.is_named) == ("hw", False)
    assert read(document, status=1).problem != answer.problem


@pytest.mark.parametrize(
    "changes",
    [
        {"provider": "H W"},
        {"provider": 5},
        {"config": {"provider": "other", "configs": []}},
        {"config": 5},
        {"variables": "HW"},
        {"variables": ["A=B"]},
        {"variables": [""]},
        {"variables": ["A"] * 10_000},
        {"files": {}},
        {"files": ["relative"]},
        {"files": [5]},
        {"files": ["/" + "x" * 100_000]},
    ],
)
def test_an_answer_that_makes_no_sense(changes: dict[str, Any]) -> None:
    answer = read({**GOOD, **changes})
    assert "unusable answer" in str(answer.problem)
    assert answer.config is None


def test_a_problem_that_the_plugin_reports() -> None:
    answer = read({**GOOD, "problem": "raised ValueError: \x1b[31m."})
    assert answer.problem == r"raised ValueError: \x1b[31m"
    assert answer.is_named


@pytest.mark.parametrize("named", [{"named": False}, {"provider": "N O"}])
def test_a_failed_plugin_without_a_name(named: dict[str, Any]) -> None:
    answer = read({**GOOD, **named}, status=1)
    assert (answer.provider, answer.is_named) == ("hw", False)


def test_the_output_of_a_failed_plugin(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    read(GOOD, printed="not shown")
    read(GOOD, printed="first\n\x1b[31mlast", status=1)
    assert "not shown" not in caplog.text
    assert "printed: first" in caplog.text
    assert "\x1b" not in caplog.text


def test_plugins_that_claim_the_same_provider() -> None:
    answer = conflict(["b 1.0", "a 2.0"], "hw")
    assert answer.plugin == "a 2.0 and b 1.0"
    assert answer.config is None
    assert "disabled_providers" in str(answer.problem)


def test_a_plugin_that_speaks_for_another() -> None:
    config = {"provider": "other", "configs": []}
    answer = read({**GOOD, "config": config})
    assert answer.problem is not None
    assert answer.config is None
