"""`pip variant` itself: help, completion, what is no subcommand."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.builders import PipEnv, hash_of


@pytest.mark.parametrize(
    "words", ["variant", "variant --help", "help variant", "-q variant --no-color"]
)
def test_alone_it_lists_its_subcommands(env: PipEnv, words: str) -> None:
    shown = env.pip(*words.split()).stdout
    assert "pip variant <subcommand> [options]" in shown
    assert "\n  hash                        Compute the hash" in shown


def test_pip_lists_it(env: PipEnv) -> None:
    assert "\n  variant                     Explain" in env.pip("help").stdout


def test_each_subcommand_has_its_own_help(env: PipEnv) -> None:
    shown = env.pip("variant", "hash", "--help").stdout
    assert "pip variant hash [options] <property> ..." in shown
    assert "--json" in shown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hsah", 'unknown subcommand "hsah" - maybe you meant "hash"\n'),
        ("install", 'unknown subcommand "install"\n'),
    ],
)
def test_what_is_no_subcommand_is_refused(env: PipEnv, name: str, said: str) -> None:
    done = env.pip("variant", name, expect_error=True)
    assert done.returncode == 2
    assert done.stderr.endswith(said)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("pip variant ha", ["hash"]),
        ("pip variant hash --js", ["--json"]),
        ("pip variant hash --no-col", ["--no-color"]),
        ("pip variant cache in", ["info"]),
        ("pip variant detect -o n", ["node.toml"]),
    ],
)
def test_the_shell_completes_it(env: PipEnv, words: str, offered: list[str]) -> None:
    (env.work / "node.toml").touch()
    variables = {
        "PIP_AUTO_COMPLETE": "1",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = env.pip(env=variables, expect_error=True)
    assert done.stdout.split() == offered


def test_it_logs_like_every_command(env: PipEnv) -> None:
    env.pip("variant", "hash", "--log", "pip.log", "a :: b :: c")
    logged = (env.work / "pip.log").read_text()
    assert hash_of(["a :: b :: c"]) in logged
    assert env.pip("variant", "hash", "-q", "a :: b :: c").stdout == ""
    needed = env.pip(
        "variant", "hash", "--python", "x", "a :: b :: c", expect_error=True
    )
    assert "must be placed before the pip subcommand name" in needed.stderr


def test_a_closed_pipe_is_no_traceback(env: PipEnv) -> None:
    command = [env.executable, "-m", "pip", "variant", "hash", "a :: b :: c"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command,
        cwd=env.work,
        env=env.variables,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (120, "ERROR: Pipe to stdout was broken\n")
