"""Every fault of a plugin costs its own provider and one warning, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.providers.conftest import Driver, Site, plugin_source, sample_names

LOST = "lost the process that watches over it: the plugin stopped or ended it, or the"

# Sample plugin, what its warning must say. Those with None have no fault that matters.
FAULTS: dict[str, str | None] = {
    "aborts": "was killed by SIGABRT",
    "allocates_5_gb": "raised MemoryError",
    "answers_deeply": "ended without an answer that can be read",
    "answers_with_a_flood": "ended without an answer that can be read",
    "answers_with_a_link": "ended without an answer that can be read",
    "answers_with_a_pipe": "ended without an answer that can be read",
    "calls_os_exit": "ended without an answer that can be read",
    "calls_sys_exit": "called sys.exit(0)",
    "closes_its_files": "raised ValueError: nobody hears me",
    "declares_a_number_as_a_file": "a __provider_files__ that is not a list of names",
    "declares_many_files": "__provider_files__ is not a list of a few paths",
    "declares_odd_files": "__provider_files__ holds 'etc/hw', which is not absolute",
    "declares_odd_variables": "__provider_variables__ holds what is no variable's name",
    "deletes_its_folder": "ended with exit status 1 and without an answer",
    "digs_deep": None,
    "exits_on_import": "called sys.exit(not on this machine)",
    "forks_on": "left a process behind: ",
    "has_no_name": "has no __provider_name__ that is text",
    "has_no_question": "with neither get_supported_configs() nor run()",
    "holds_its_supervisors_files": LOST,
    "holds_the_pipe_of_pip": "left a process behind: python",
    "ignores_sigterm": "did not answer within 4 s (provider_timeout)",
    "interrupts_itself": "raised KeyboardInterrupt",
    "is_text": "with neither get_supported_configs() nor run()",
    "kills_all_who_watch": LOST,
    "kills_its_supervisor": LOST,
    "leaves_a_child": "left a process behind: sleep",
    "leaves_a_daemon": "left a process behind: sleep",
    "leaves_a_fork": "left a process behind: python",
    "leaves_a_thread": None,
    "leaves_many": "left a process behind: sleep",
    "may_be_asked_as_it_is": "a class that needs arguments",
    "misses_a_module": "No module named 'this_module_does_not_exist'",
    "needs_arguments": "a class that needs arguments",
    "prints_100_mb": None,
    "raises": "raised ValueError: no such device",
    "raises_a_novel": "raised ValueError: lalala",
    "raises_escape_codes": r"raised ValueError: \x1b]0;owned\x07\x1b[2J\r\u202e\x9b31m",
    "raises_without_text": "raised Silent: (its text cannot be had)",
    "recurses": "raised RecursionError",
    "replaces_who_is_ended": "left a process behind: python",
    "reports_another_provider": "reports the provider 'answers'",
    "reserves_address_space": None,
    "returns_100_000_values": "values must be at most 10000, not 100000",
    "returns_100_mb": "bytes, which is too much",
    "returns_a_blank_in_a_key": "key must be text of the characters",
    "returns_a_dict": "returned dict, not a ProviderConfig, a list or None",
    "returns_a_dot_in_a_key": "key must be text of the characters",
    "returns_a_key_twice": "must not hold 'a' twice",
    "returns_a_line_in_a_value": r"not '1\n2'",
    "returns_a_number": "value must be text of the characters",
    "returns_a_value_twice": "must not hold '1' twice",
    "returns_no_keys": None,
    "returns_no_values": None,
    "returns_values_without_end": "values must be a list",
    "segfaults": "was killed by SIGSEGV",
    "shares_5_gb": None,
    "sleeps": "did not answer within 4 s (provider_timeout)",
    "stops_its_supervisor": LOST,
    # All have answered by then, and nobody knows who did it.
    "stops_the_guard": None,
    "terminates_its_supervisor": LOST,
    "waits_for_input": "raised EOFError",
}
SLOW = {"ignores_sigterm", "sleeps", "stops_the_guard"}


def test_every_sample_is_in_the_table() -> None:
    assert sorted([*FAULTS, "answers", "finds_nothing"]) == sample_names()


@pytest.mark.parametrize("fault", FAULTS)
def test_fault(fault: str, site: Site, driver: Driver) -> None:
    site.add(fault, "answers")

    result = driver.ask(timeout=4.0 if fault in SLOW else 60.0)

    assert set(result.answers) == {fault, "answers"}
    assert result.answers["answers"]["config"] == [["humor", ["3", "2", "1"]]]
    expected = FAULTS[fault]
    if expected is None:
        assert result.warnings == []
        assert result.answers[fault]["problem"] is None
    else:
        assert result.answers[fault]["config"] is None
        [warning] = result.warnings
        plugin = f"{fault.replace('_', '-')}-plugin 1.0"
        assert warning.startswith(f"Variant provider {fault} is ignored: {plugin} ")
        assert expected in warning
        assert warning.isprintable()
        assert warning.endswith(".")
        assert ".." not in warning.replace("...", "")
        assert len(warning) < 500
    # Nobody waits for as long as a plugin may take.
    assert result.seconds < 50
    # The driver fixture asserts that no process and no file is left.


def test_plugins_run_side_by_side(site: Site, driver: Driver, tmp_path: Path) -> None:
    met = tmp_path / "met"
    met.mkdir()
    # Each waits for all others.
    body = (
        f"open(os.path.join({str(met)!r}, NAME), 'w').close()\n"
        f"while len(os.listdir({str(met)!r})) < 4: time.sleep(0.01)\n"
    )
    for number in range(4):
        name = f"waits_{number}"
        site.install(name, plugin_source(name, body, header="import os, time"))

    result = driver.ask()

    assert len(result.answers) == 4
    assert result.warnings == []


@pytest.mark.skipif(sys.platform != "linux", reason="there is a guard on Linux only")
def test_one_that_ends_the_guard_of_all_costs_only_its_own_answer(
    site: Site, driver: Driver
) -> None:
    slow = "import time; time.sleep(0.6); values = ['1']\nVALUES"
    site.install("slow", plugin_source("slow", slow))
    source = (
        "import os, time; time.sleep(0.3)\n"
        "text = open(f'/proc/{os.getppid()}/stat').read()\n"
        "os.kill(int(text.rpartition(')')[2].split()[1]), 9)\n"
        "time.sleep(60)"
    )
    site.install("ends_the_guard", plugin_source("ends_the_guard", source))

    result = driver.ask()

    assert result.answers["slow"]["config"] == [["a", ["1"]]]
    [warning] = result.warnings
    assert warning == (
        "Variant provider ends_the_guard is ignored: ends-the-guard-plugin 1.0"
        f" {LOST} system did, out of memory."
    )
    assert result.seconds < 50
