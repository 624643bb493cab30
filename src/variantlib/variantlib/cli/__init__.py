"""The command line: for makers of wheels, authors of plugins, and other tools."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from ..errors import VariantError
from . import building, choosing, detecting, linting, making
from .result import UNREADABLE, Result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    :return: Its exit status: 1 if the object of the command is wrong, 2 after lines
        about wrong input.
    """
    options = _parser().parse_args(arguments)
    try:
        result: Result = options.run(options)
    except VariantError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else error)
    try:
        if result.text or not result.errors:
            print(result.text, flush=True)
    except BrokenPipeError:
        # Whoever reads has enough; nor is there anybody to tell of it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    for line in result.errors:
        _fail(line)
    return result.status


def _fail(message: object) -> int:
    print(f"variantlib: {message}", file=sys.stderr)
    return UNREADABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="variantlib", description="Wheel variants: make, inspect, detect, choose."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    making.add_commands(commands)
    building.add_commands(commands)
    linting.add_commands(commands)
    detecting.add_commands(commands)
    choosing.add_commands(commands)
    return parser
