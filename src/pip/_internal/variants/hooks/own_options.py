"""The hooks of commands that get options of their own: download, freeze and lock.

A module of its own, as every command imports ``hooks``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, wraps
from optparse import Option
from typing import TYPE_CHECKING, Any

from pip._internal.variants.options import note_word

if TYPE_CHECKING:
    from optparse import OptionGroup, Values

    Run = Callable[[Any, Values, list[str]], int]

freeze_variants = partial(
    Option,
    "--variants",
    dest="variants",
    action="store_true",
    default=False,
    help=(
        "Name the installed variant in each line, so that installing from the "
        "list gives the same files, whatever the machine."
    ),
)
"""The option of ``pip freeze``."""

locked_variants = partial(
    Option,
    "--variants",
    dest="which_variants",
    metavar="{chosen,all}",
    action="callback",
    callback=note_word,
    callback_args=("chosen", "all"),
    type="str",
    default="chosen",
    help=(
        "Which variants the lock file lists: those chosen for this machine, or for "
        "each --machine (chosen, the default), or all that this Python can install, so "
        "that other machines choose among them (all)."
    ),
)
"""An option of ``pip lock``."""

lock_format = partial(
    Option,
    "--format",
    dest="lock_format",
    metavar="{tool,pep825}",
    action="callback",
    callback=note_word,
    callback_args=("tool", "pep825"),
    type="str",
    default=None,
    help=(
        "Where the lock file lists variants: in tables of this pip, so that other "
        "tools install the plain wheels from it (tool, the default for several "
        "machines), or where PEP 825 has them (pep825, the default for one machine)."
    ),
)
"""An option of ``pip lock``."""

lock_check = partial(
    Option,
    "--check",
    dest="lock_check",
    action="store_true",
    default=False,
    help=(
        "Write nothing: say what changed since the lock file was written, with exit "
        "code 1 if anything did. The requirements and machines are those that it was "
        "made with; name them, and the other options, where it does not keep them."
    ),
)
"""An option of ``pip lock``."""

lock_from = partial(
    Option,
    "--from",
    dest="lock_from",
    metavar="file",
    default=None,
    help=(
        "Lock what this file requires, in the versions that it pins, with the variants "
        "that there are of them: a uv.lock, or requirements with hashes. Files with "
        "other digests than it states are refused."
    ),
)
"""An option of ``pip lock``."""

downloaded_variants = partial(
    Option,
    "--variants",
    dest="which_variants",
    metavar="{chosen,all}",
    type="choice",
    choices=["chosen", "all"],
    default="chosen",
    help=(
        "Which variants are downloaded: those chosen for this machine, or for each "
        "--machine (chosen, the default), or all of each chosen version that this "
        "Python, or that of each --machine, can install, the plain wheel too (all)."
    ),
)
"""An option of ``pip download``."""

with_plain = partial(
    Option,
    "--with-plain",
    dest="with_plain",
    action="store_true",
    default=False,
    help=(
        "Download also the plain wheel of each chosen release that has variants, with "
        "what it requires, for machines that no variant fits and for installers that "
        "know none."
    ),
)
"""An option of ``pip download``."""

with_providers = partial(
    Option,
    "--with-providers",
    dest="with_providers",
    action="store_true",
    default=False,
    help=(
        "Download also the wheels of provider plugins that the chosen releases name, "
        "with what they require, unless pip answers for them itself."
    ),
)
"""An option of ``pip download``."""


# patch: freeze-variants


def freezing(
    options: Values, freeze: Callable[..., Iterable[str]]
) -> Callable[..., Iterable[str]]:
    """Return upstream's function that lists distributions, or one like it."""
    if not options.variants:
        return freeze

    from pip._internal.variants.commands.freeze import freeze_with_variants

    return partial(freeze_with_variants, freeze)


# patch: fleet


def add_download_options(group: OptionGroup) -> None:
    """Add our options to those of ``pip download``."""
    for option in (downloaded_variants, with_plain, with_providers):
        group.add_option(option())


def for_each_machine(run: Run) -> Run:
    """Let a command run once for each machine that ``--machine`` names.

    It may also run for what shall be in the folder beside the chosen files.
    """

    @wraps(run)
    def run_for_each(command: Any, options: Values, args: list[str]) -> int:
        more = options.with_plain or options.with_providers
        if not (options.machines or more or options.which_variants == "all"):
            return run(command, options, args)

        from pip._internal.variants.commands import fleet

        return fleet.run_for_each(run, command, options, args)

    return run_for_each


# patch: lock


def add_lock_options(group: OptionGroup) -> None:
    """Add our options to those of ``pip lock``."""
    for option in (locked_variants, lock_format, lock_check, lock_from):
        group.add_option(option())


def locking(run: Run) -> Run:
    """Let ``pip lock`` do what upstream's does not, if it is asked to."""

    @wraps(run)
    def lock(command: Any, options: Values, args: list[str]) -> int:
        # The lock file says how it was made.
        options.lock_command = options, command.parser, args
        plain = not (options.lock_check or options.lock_from or options.lock_format)
        if plain and not options.machines and options.which_variants != "all":
            return run(command, options, args)

        from pip._internal.variants.commands import locking

        return locking.lock(run, command, options, args)

    return lock


def read_lock(text: str, loads: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Return a lock file, parsed, in which packaging can read all names of wheels.

    Of one for several machines there is only the part that this machine gets.

    :param loads: Parses TOML.
    :raises ValueError: If it cannot be parsed, or not in reasonable time.
    :raises NoLockedVariantFits, VariantNotAsLocked: If there is no such part.
    """
    from pip._vendor.variantlib.documents.toml_text import MAX_DEPTH, has_deep_key

    from pip._internal.variants.pylock.reading import read_document

    if has_deep_key(text):
        raise ValueError(f"a name has more than {MAX_DEPTH} parts")
    return read_document(loads(text))
