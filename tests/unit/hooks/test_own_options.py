"""The hooks of commands that get options of their own."""

from __future__ import annotations

from optparse import OptionGroup, OptionParser, Values
from typing import Any

import pytest

from pip._internal.variants import hooks


def test_commands_get_their_options() -> None:
    parser = OptionParser()
    group = OptionGroup(parser, "own")
    hooks.add_download_options(group)
    assert [str(option) for option in group.option_list] == [
        *("--variants", "--with-plain", "--with-providers")
    ]
    group = OptionGroup(OptionParser(), "own")
    hooks.add_lock_options(group)
    assert [str(option) for option in group.option_list] == [
        *("--variants", "--format", "--check", "--from")
    ]


@pytest.mark.parametrize("wrap", ["for_each_machine", "locking"])
def test_a_command_that_is_asked_for_nothing_runs_once(wrap: str) -> None:
    def run(command: Any, options: Values, args: list[str]) -> int:
        return len(args)

    options = Values(
        {
            **dict.fromkeys(("with_plain", "with_providers", "lock_check"), False),
            **dict.fromkeys(("lock_from", "lock_format")),
            "machines": (),
            "which_variants": "chosen",
        }
    )
    run_it = getattr(hooks, wrap)(run)
    command: Any = type("Command", (), {"parser": None})
    assert run_it(command, options, ["a", "b"]) == 2
