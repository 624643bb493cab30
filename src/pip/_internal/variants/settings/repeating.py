"""Name the options of this command that another one needs to judge alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pip._internal.variants.options import is_on_command_line
from pip._internal.variants.utils.advice import pip_of, places_of

if TYPE_CHECKING:
    from optparse import OptionParser, Values


def repeated(options: Values, parser: OptionParser) -> tuple[str, list[str]]:
    """Return the start of another command, and the options that it needs.

    :param parser: That of the options.
    """
    places = places_of(options, parser.get_default_values())
    words = [*_target_of(options), *places, *named_options(options)]
    return pip_of(options.python), words


def named_options(options: Values) -> Iterator[str]:
    """Yield options of a command that decide a choice, and their values."""
    for name, values in (
        ("--catalogue", options.catalogues),
        ("--machine", options.machines),
        ("--machine-set", options.machine_facts),
    ):
        if is_on_command_line(values):
            for value in values:
                yield from (name, value)


def _target_of(options: Values) -> Iterator[str]:
    """Yield the options that name the Python and the platform to choose for."""
    given = vars(options)
    if version := given.get("python_version"):
        yield from ("--python-version", ".".join(map(str, version)))
    for platform in given.get("platforms") or ():
        yield from ("--platform", platform)
    for abi in given.get("abis") or ():
        yield from ("--abi", abi)
    if implementation := given.get("implementation"):
        yield from ("--implementation", implementation)
    if any(map(given.get, ("python_version", "platforms", "abis", "implementation"))):
        # pip demands one of these.
        if given.get("ignore_dependencies"):
            yield "--no-deps"
        else:
            yield from ("--only-binary", ":all:")
