"""The command line options that ask for variants.

Every command imports them, so nothing here looks at a value: ``settings`` does. Whether
there may be one is told here, as most commands need not import that.
"""

from __future__ import annotations

import os
import re
from functools import partial
from optparse import Option, OptionParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from optparse import Values

    from pip._internal.configuration import Configuration

NOTHING = ":none:"
"""Empties the list given before, as in pip's own options that collect."""


class _GivenOnCommandLine(list[str]):
    """Values of the command line, as against those of the configuration."""


class _WordOnCommandLine(str):
    """A value of the command line, as against that of the configuration."""

    __slots__ = ()


def is_on_command_line(values: object) -> bool:
    """Return whether the value of an option was given there.

    :param values: Of one that collects, or is read by ``note_word``.
    """
    return isinstance(values, (_GivenOnCommandLine, _WordOnCommandLine))


def is_unsaid(values: object) -> bool:
    """Return whether nobody gave an option that collects, not even to forget it."""
    return isinstance(values, tuple)


def may_be_set(key: str, config: Configuration) -> bool:
    """Return whether a setting may be there, without reading the settings."""
    ends = (f"variantlib.{key}", f"variantlib-{key}")
    if any(name.endswith(ends) for _, place in config.items() for name in place):
        return True
    is_set = re.compile(rb"\b%b[\"']?\s*=" % key.encode()).search
    return not config.isolated and any(
        is_set(_start_of(path)) for path in _PROJECT_FILES
    )


def may_have_catalogues(options: Values, config: Configuration) -> bool:
    """Return whether a command may have a catalogue, without reading the settings.

    Those who misspell the key, or its section, learn of it when they are read.
    """
    if options.catalogues:
        return True
    if any(_is_meant(name) for _, place in config.items() for name in place):
        return True
    return not config.isolated and any(map(_may_name_catalogues, _PROJECT_FILES))


def _is_meant(name: str) -> bool:
    """Return whether a setting of pip's configuration is meant to be of catalogues."""
    if name.endswith((".catalogues", "-catalogues")):
        return True
    return "variantlib" in name and _is_like_catalogues(name) is not None


def _may_name_catalogues(path: str) -> bool:
    content = _start_of(path)
    if not content:
        return False
    # Other tools have keys like ours.
    is_ours = path == _OWN_FILE or b"variantlib" in content
    search = _has_like_catalogues if is_ours else _has_catalogues
    return search(content) is not None


_LIKE = r"[ck]\w{0,3}t\w{0,3}l\w{0,4}[gu]\w{0,4}"
# Compiled when they are needed: most commands have no settings.
_is_like_catalogues = partial(re.search, rf"variantlib[.-]{_LIKE}$")
_has_like_catalogues = partial(re.search, rf"\b{_LIKE}[\"']?\s*=".encode())
_has_catalogues = partial(re.search, rb"catalogues[\"']?\s*=")

_OWN_FILE = "variant.toml"
_PROJECT_FILES = ("pyproject.toml", _OWN_FILE)
_MAX_SEARCH = 16 * 1024 * 1024


def _start_of(path: str) -> bytes:
    """Return the content of a file, as far as it is searched."""
    try:
        if not os.path.isfile(path):
            return b""
        with open(path, "rb") as file:
            return file.read(_MAX_SEARCH)
    except OSError:
        # Settings that count are read later, and complain.
        return b""


def _is_configuring(parser: OptionParser) -> bool:
    """Return whether a value comes from the configuration or environment.

    pip hands these to callbacks before there are arguments to read.
    """
    return parser.rargs is None


def note_word(
    option: Option, opt_str: str, value: str, parser: OptionParser, *choices: str
) -> None:
    """Take the value of an option, and note whether the command line has it.

    :param choices: All that it may be. pip fails if the type of an option says so, and
        the value is from the configuration.
    """
    assert option.dest is not None
    if choices and value not in choices:
        known = ", ".join(map(repr, choices))
        parser.error(
            f"option {opt_str}: invalid choice: {value!r} (choose from {known})"
        )
    word = value if _is_configuring(parser) else _WordOnCommandLine(value)
    setattr(parser.values, option.dest, word)


def _collect(option: Option, opt_str: str, value: str, parser: OptionParser) -> None:
    """Collect repeated options; the command line replaces the configuration."""
    assert option.dest is not None
    given = getattr(parser.values, option.dest, ())
    if value == NOTHING:
        given = [] if _is_configuring(parser) else _GivenOnCommandLine()
    elif _is_configuring(parser):
        given = [value]
    elif isinstance(given, _GivenOnCommandLine):
        given.append(value)
    else:
        given = _GivenOnCommandLine([value])
    setattr(parser.values, option.dest, given)


def _collect_variants(
    option: Option, opt_str: str, value: str, parser: OptionParser
) -> None:
    """Collect variants; on the command line they beat a configured switch."""
    assert parser.values is not None
    _collect(option, opt_str, value, parser)
    is_off_given = getattr(parser.values, "no_variant_given", False)
    if not _is_configuring(parser) and not is_off_given:
        parser.values.no_variant = False


def _switch_off(
    option: Option, opt_str: str, value: str | None, parser: OptionParser
) -> None:
    """Take note of the switch; on the command line it beats configured choices."""
    assert parser.values is not None
    if _is_configuring(parser):
        parser.values.no_variant = _parse_switch(value or "no", parser)
        return
    parser.values.no_variant = parser.values.no_variant_given = True
    if not isinstance(parser.values.variants, _GivenOnCommandLine):
        parser.values.variants = ()


def _parse_switch(value: str, parser: OptionParser) -> bool:
    from pip._internal.utils.misc import strtobool

    try:
        return bool(strtobool(value))
    except ValueError:
        parser.error(f"{value!r} is not a valid value for no-variant, write yes or no")


# As upstream makes its options: a function for each would cost every command more.
_collecting = partial(
    Option, action="callback", callback=_collect, type="str", default=()
)

variant = partial(
    Option,
    "--variant",
    dest="variants",
    metavar="[name=]variant",
    action="callback",
    callback=_collect_variants,
    type="str",
    default=(),
    help=(
        "Take the variant with this hash, label ('none': the plain wheel) or "
        "property, as 'nvidia :: cuda_version_lower_bound < 13'; of several, separated "
        "by commas, the first that there is. With 'name=' for one project only."
    ),
)

no_variant = partial(
    Option,
    "--no-variant",
    dest="no_variant",
    action="callback",
    callback=_switch_off,
    default=False,
    help="Take plain wheels only, for build requirements too.",
)

machine = partial(
    _collecting,
    "--machine",
    dest="machines",
    metavar="file",
    help=(
        "Choose for the machine that this file describes, or for a known one, as "
        "x86_64_v3+cuda12.8+sm_90."
    ),
)

machine_set = partial(
    _collecting,
    "--machine-set",
    dest="machine_facts",
    metavar="fact",
    help="Set a fact about the machine, as 'nvidia :: sm_arch :: 90_real'.",
)

catalogue = partial(
    _collecting,
    "--catalogue",
    dest="catalogues",
    metavar="name or file",
    help=(
        "Find the variants of some projects where this catalogue says: a TOML file, or "
        "a known one, as torch."
    ),
)

requirement_variant = variant
"""The option of a single line in a requirements file."""

variant_options: list[Callable[..., Option]] = [
    variant,
    no_variant,
    machine,
    machine_set,
    catalogue,
]
