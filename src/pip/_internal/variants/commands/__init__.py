"""The subcommands of ``pip variant``, each a class that is loaded when it is run."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, NamedTuple  # noqa: TID251 (of no engine)

if TYPE_CHECKING:
    from pip._internal.cli.base_command import Command
    from pip._internal.cli.parser import ConfigOptionParser


class Subcommand(NamedTuple):
    """Where a subcommand is found.

    :param module: The name of its module in this package.
    """

    module: str
    class_name: str
    summary: str


# In the order in which the help lists them.
SUBCOMMANDS = {
    "detect": Subcommand("detect", "DetectCommand", "Show what this machine supports."),
    "explain": Subcommand(
        "explain", "ExplainCommand", "Explain which file is chosen here, and why."
    ),
    "check": Subcommand(
        "check", "CheckCommand", "Check whether installed variants still fit."
    ),
    "matrix": Subcommand(
        "matrix", "MatrixCommand", "Show the wheel that each of several machines gets."
    ),
    "lint": Subcommand(
        "lint", "LintCommand", "Check releases before anybody installs them."
    ),
    "show": Subcommand(
        "show", "ShowCommand", "Show the variant of each wheel, and whether it fits."
    ),
    "build": Subcommand(
        "build", "BuildCommand", "Build a matrix of variants out of one file."
    ),
    "make": Subcommand("make", "MakeCommand", "Make variants out of plain wheels."),
    "unmake": Subcommand(
        "unmake", "UnmakeCommand", "Give back the plain wheels that variants were."
    ),
    "index": Subcommand(
        "index", "IndexCommand", "Write the index of a folder of wheels."
    ),
    "cache": Subcommand(
        "cache", "CacheCommand", "Inspect and purge pip's cache about variants."
    ),
    "hash": Subcommand(
        "hash", "HashCommand", "Compute the hash of a variant from its properties."
    ),
}


def create_subcommand(name: str, isolated: bool = False) -> Command:
    """Return a new instance of the command that one of the names stands for."""
    module, class_name, summary = SUBCOMMANDS[name]
    module_object = importlib.import_module(f"{__name__}.{module}")
    command_class: type[Command] = getattr(module_object, class_name)
    command = command_class(f"variant {name}", summary, isolated)
    use_our_help(command.parser, command.name)
    return command


def use_our_help(parser: ConfigOptionParser, name: str) -> None:
    """Have a parser print its help in our form, which is loaded when it is asked for.

    :param name: The name of the command.
    """

    def print_help(file: Any = None) -> None:
        module = importlib.import_module(f"{__name__}.help_text")
        module.print_help(parser, name, file)

    parser.print_help = print_help  # type: ignore[method-assign]


def describe_subcommands() -> str:
    """Return a line for each subcommand, as ``pip --help`` has one for each command."""
    return "\n".join(
        f"[optparse.longargs]{name:27}[/] {subcommand.summary}"
        for name, subcommand in SUBCOMMANDS.items()
    )


def unknown_subcommand(name: str) -> str:
    """Return the error for a wrong name, with the name that may have been meant."""
    from difflib import get_close_matches

    problem = f'unknown subcommand "{name}"'
    guess = get_close_matches(name.lower(), SUBCOMMANDS)
    return f'{problem} - maybe you meant "{guess[0]}"' if guess else problem
