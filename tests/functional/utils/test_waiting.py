"""Asking a plugin that takes its time: pip says so after a second."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import Fault, Index, PipEnv, make_plugin
from tests.functional.trusted.offering import PLUGIN, TRUST, make, offer

SAID = "Asking the provider slow (slow-plugin 1.0), still waiting ...\n"


@pytest.fixture
def slow(env: PipEnv, wheels: Path) -> PipEnv:
    """An environment with two plugins, of which one takes more than a second."""
    env.unpack(
        make_plugin(wheels, "slow", body="import time; time.sleep(2.5)"),
        make_plugin(wheels, "quick", {"k": ["v"]}),
    )
    return env


def test_it_is_said_once_and_not_of_cached_answers(slow: PipEnv) -> None:
    first = slow.pip("variant", "detect")
    assert SAID in first.waited
    assert first.stdout.startswith("quick  (quick-plugin 1.0, asked, ")
    assert slow.pip("variant", "detect").waited == ()


@pytest.mark.parametrize("option", ["--json", "--quiet"])
def test_programs_and_quiet_people_do_not_read_it(slow: PipEnv, option: str) -> None:
    done = slow.pip("variant", "detect", option)
    assert (done.stderr, done.waited) == ("", ())
    if option == "--json":
        assert len(json.loads(done.stdout)["providers"]) == 2


def test_a_file_in_standard_output_is_left_alone(slow: PipEnv) -> None:
    done = slow.pip("variant", "detect", "--output", "-")
    assert SAID in done.waited
    assert done.stdout.startswith("format = 1\n")


def test_commands_that_keep_silent_say_it_too(slow: PipEnv, index: Index) -> None:
    """`explain` shows none of what pip says when it chooses."""
    offer(index, slow.folder / "offered")
    done = slow.pip("variant", "explain", "--index-url", index.url, "pkg")
    assert SAID in done.waited
    assert "still waiting" not in done.stdout


def test_installing_a_plugin_takes_its_time(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    offer(index, wheels)
    index.add(make(wheels, "3"))
    index.fault(f"/simple/{PLUGIN}/", Fault(delay=3.0))
    command = ("variant", "explain", "--index-url", index.url, "pkg")
    done = env.pip(*command, env=TRUST)
    said = f"Installing the provider plugin {PLUGIN}, still waiting ...\n"
    assert said in done.waited
