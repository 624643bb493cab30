"""A command that chooses from a folder, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pip._internal.index.package_finder import PackageFinder
from pip._internal.utils.temp_dir import global_tempdir_manager, tempdir_registry
from pip._internal.variants.commands.explain import ExplainCommand
from pip._internal.variants.commands.resolving import Resolution, ResolvingCommand
from pip._internal.variants.selection.recorder import Recorder
from tests.unit.running import use_own_lists

LEVELS = "hw :: level :: v3, v2"


@contextmanager
def chosen_in(
    folder: Path, *args: str
) -> Iterator[tuple[Resolution, Recorder, PackageFinder]]:
    """Resolve as `pip variant explain` does, on a machine with v3 and v2."""
    command = ExplainCommand("explain", "", isolated=True)
    use_own_lists(command.parser)
    places = ["--no-index", "--find-links", str(folder), "--machine-set", LEVELS]
    options, rest = command.parse_args([*places, *args])
    with made_ready(command):
        finder = command.make_finder(options)
        record = finder.variants.candidates.keep_record()
        yield command.resolve(options, rest, finder), record, finder


@contextmanager
def made_ready(command: ResolvingCommand) -> Iterator[None]:
    """Let a command find all that pip sets up before it runs one."""
    command.verbosity = 0
    with ExitStack() as stack:
        stack.enter_context(command.main_context())
        stack.enter_context(global_tempdir_manager())
        command.tempdir_registry = stack.enter_context(tempdir_registry())
        yield
