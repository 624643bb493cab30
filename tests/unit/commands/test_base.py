"""Standard output is for the JSON, where it is asked for."""

from __future__ import annotations

import pytest

from pip._internal.commands import create_command
from pip._internal.variants.commands.hash import HashCommand


@pytest.mark.parametrize(
    ("args", "quiet"),
    [([], 0), (["-q"], 1), (["--json"], 1), (["--json", "-vv"], 3)],
)
def test_json_is_alone_in_standard_output(args: list[str], quiet: int) -> None:
    command = HashCommand("hash", "", isolated=True)
    options, rest = command.parse_args([*args, "a :: b :: c"])
    assert rest == ["a :: b :: c"]
    assert options.json is ("--json" in args)
    assert options.quiet == quiet
    # One more than verbose: warnings and errors are shown, and nothing else.
    assert not options.json or options.verbose - options.quiet == -1


def test_other_commands_are_as_they_were() -> None:
    options, _ = create_command("list", isolated=True).parse_args([])
    assert options.quiet == 0
