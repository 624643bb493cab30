"""The finder of a command that needs none before it was run."""

from __future__ import annotations

from pip._internal.utils.temp_dir import global_tempdir_manager
from pip._internal.variants.commands.check import CheckCommand
from pip._internal.variants.commands.checking_index import TIMEOUT, read_command
from tests.unit.scene import NOWHERE


def test_a_pip_that_fetches_plugins_learns_of_the_options() -> None:
    command = CheckCommand("variant check", "", isolated=True)
    given, _ = command.parse_args(["--index-url", NOWHERE, "--pre", "--timeout=60"])
    with command.main_context(), global_tempdir_manager():
        options, session, finder, constraints = read_command(command, given)
        assert options is given
        assert finder.index_urls == [NOWHERE]
        assert session.timeout == TIMEOUT
        assert not constraints
