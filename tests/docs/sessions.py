"""Runs the console blocks of a page, and compares what they print.

`$ ` starts a command, with variables before it if need be, in which `$PWD` is the
current directory; what follows is its output, where `...` stands for anything. A block
with a caption is a file of that name.
"""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

from tests.builders import PipEnv, split_waiting

from . import REPOSITORY
from .blocks import Block, blocks

_COMMAND = re.compile(r"^\$ ", re.MULTILINE)
_VARIABLE = re.compile(r"[A-Z_]+=")
# Where the index of the tests is says nothing to a reader; nor do empty lines.
_NOISE = re.compile(r"^(Looking in (indexes|links): .*)?\n", re.MULTILINE)


class Session:
    """What one page does, in one environment, from its first command to its last."""

    def __init__(self, env: PipEnv, index_root: str) -> None:
        self._env = env
        self._index_root = index_root

    def play(self, markdown: str) -> int:
        """Do what a page shows, and return how many commands that were.

        :raises AssertionError: If a command prints something else.
        """
        commands = 0
        for block in blocks(markdown):
            if "caption" in block.options:
                self._write(block)
            elif block.language == "console":
                for line, shown in _commands(block.text):
                    self._check(line, shown)
                    commands += 1
        return commands

    def _write(self, block: Block) -> None:
        path = self._env.work / block.options["caption"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf-8")

    def _check(self, line: str, shown: str) -> None:
        printed = self._run(line)
        shown = _NOISE.sub("", shown)
        same = doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS)
        assert same, f"$ {line}\nshown:\n{shown}\nprinted:\n{printed}"

    def _run(self, line: str) -> str:
        words = shlex.split(line)
        variables = dict(self._env.variables)
        while _VARIABLE.match(words[0]):
            name, _, value = words.pop(0).partition("=")
            variables[name] = value.replace("$PWD", str(self._env.work))
        if words[0] == "pip":
            printed = self._env.printed(words[1:], variables)
        else:
            printed = self._python(words, variables)
        printed = printed.replace(self._index_root, "https://index.example")
        return _NOISE.sub("", split_waiting(printed)[0])

    def _python(self, words: list[str], variables: dict[str, str]) -> str:
        assert words[0] == "python", f"the examples run pip and python, not {words[0]}"
        python = str(self._env.executable)
        if words[1] == "-m":
            # variantlib is not in the environment, but where the tests run.
            variables["PYTHONPATH"] = str(REPOSITORY / "src" / "variantlib")
            python = sys.executable
        done = subprocess.run(
            [python, *words[1:]],
            cwd=self._env.work,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.stdout.decode()


def _commands(text: str) -> Iterator[tuple[str, str]]:
    for part in _COMMAND.split(text)[1:]:
        line, _, shown = part.replace("\\\n", "").partition("\n")
        yield line, shown
