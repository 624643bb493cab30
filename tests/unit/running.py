"""A pip command in this process, from one place, on one machine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from optparse import OptionParser
from pathlib import Path

from pip._internal.commands import create_command

LEVELS = "hw :: level :: v3, v2"


def run(command: str, place: Path | str, *args: str, facts: str = LEVELS) -> int:
    """Run a command that installs nothing, and return its exit status.

    What it prints is for `capsys`.

    :param place: A folder of wheels, or the URL of an index.
    :param facts: Of the machine; empty for the one that runs this.
    """
    is_index = isinstance(place, str)
    places = ["--index-url", place] if is_index else ["--no-index", "-f", str(place)]
    common = ["--isolated", "--no-cache-dir", "--no-color", "--no-input"]
    common += ["--machine-set", facts] if facts else []
    with _own_logging():
        made = create_command(command, isolated=True)
        use_own_lists(made.parser)
        return made.main([*common, *places, *args])


def use_own_lists(parser: OptionParser) -> None:
    """Share no values of options that may be repeated with other commands.

    Whichever command ran before has put its own into the lists that pip starts from.
    """
    parser.defaults = {
        name: [] if isinstance(value, list) else value
        for name, value in parser.defaults.items()
    }


@contextmanager
def _own_logging() -> Iterator[None]:
    """A command replaces the handlers; those of other tests shall come back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
