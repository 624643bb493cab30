"""Parse the variants that the user requested: ``--variant`` in all its forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.variantlib.choice.specifiers import (
    ParsedSpecifier,
    VariantSpecifier,
    parse_requests,
)
from pip._vendor.variantlib.errors import InvalidRequest, VariantError
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.names.labels import NULL_LABEL, check_label
from pip._vendor.variantlib.passwords import without_user
from pip._vendor.variantlib.text import guess

from pip._internal.variants.exceptions import VariantOptionError
from pip._internal.variants.settings.request_doubts import warn_of_misspelt

if TYPE_CHECKING:
    from pip._internal.req.req_install import InstallRequirement

PLAIN = "none"
"""The name of the plain wheel among variants."""

NULL = frozenset([NULL_LABEL, "00000000"])
"""The names of a variant that needs nothing of the machine: label and hash."""

Requests = tuple[VariantSpecifier, ...]
"""The requests, in the order in which they are to be tried."""

LoadSets = Callable[[], Mapping[str, Requests]]
"""Returns the requests that the names of sets stand for."""

Warn = Callable[["Choices", str], None]
"""Warns of doubts about what somebody asks for, who is named."""

_HINT = (
    "A variant is a hash of 8 digits (0-9a-f), a label of the characters a-z 0-9 _ . "
    "or properties, as in --variant=36266d4d or --variant=example=cuda13 or "
    "--variant='nvidia :: cuda_version_lower_bound < 13'; 'none' stands for the plain "
    "wheel."
)


class Choices(NamedTuple):
    """The variants asked for, in the order in which they are to be tried.

    :param everywhere: Hashes, labels (or ``none``) and expressions for every project.
    :param by_project: The same for single projects; these win.
    :param set_of: The named set that each of these is in.
    """

    everywhere: Requests = ()
    by_project: Mapping[NormalizedName, Requests] = MappingProxyType({})
    set_of: Mapping[VariantSpecifier, str] = MappingProxyType({})

    def __bool__(self) -> bool:
        return bool(self.everywhere or self.by_project)


def parse_choices(values: Iterable[str], load_sets: LoadSets = dict) -> Choices:
    """Parse ``--variant``; its grammar is in ``variantlib.choice.specifiers``.

    A project's name holds for all requests behind it in the same value.

    :param load_sets: Returns the named sets; only called for a possible name of one.
    :raises VariantOptionError: If a value is malformed.
    """
    everywhere: list[VariantSpecifier] = []
    by_project: dict[NormalizedName, list[VariantSpecifier]] = {}
    set_of: dict[VariantSpecifier, str] = {}
    for value in values:
        for asked, requests in _parse(value, load_sets):
            target = everywhere
            if asked.project is not None:
                target = by_project.setdefault(asked.project, [])
            target += requests
            if isinstance(asked.request, str) and requests != (asked.request,):
                set_of.update(dict.fromkeys(requests, asked.request))
    found = {name: _unique(requests) for name, requests in by_project.items()}
    return Choices(_unique(everywhere), found, set_of)


def parse_requirement_choices(
    req: InstallRequirement,
    no_variant: bool,
    load_sets: LoadSets = dict,
    warn: Warn = warn_of_misspelt,
) -> Requests:
    """Parse the ``--variant`` of one line of a requirements file.

    :param no_variant: Whether ``--no-variant`` is given too.
    :raises VariantOptionError: If it is malformed, names a project, or stands in a
        constraints file.
    """
    try:
        choices = parse_choices(req.variants, load_sets)
    except VariantOptionError as error:
        raise VariantOptionError(
            f"{error.problem} It follows {req}.", error.hint, error.place
        ) from None
    if req.constraint:
        raise VariantOptionError(
            f"--variant follows the constraint {req}.",
            "Constraints cannot request variants: write it after a requirement, or "
            "on the command line as --variant=name=hash.",
        )
    if choices.by_project:
        raise VariantOptionError(
            f"--variant follows {req}, so it cannot name a project.",
            "Write only the hash, as in 'example --variant=36266d4d'.",
        )
    check_not_off(choices, no_variant)
    warn(choices, f"--variant behind {req}")
    return choices.everywhere


def contradiction(
    first: InstallRequirement, other: InstallRequirement
) -> VariantOptionError:
    """Return the error of two lines that ask for unlike variants of one project."""
    asked = (f"{' '.join(req.variants)} for {req}" for req in (first, other))
    return VariantOptionError(
        f"Two requirements ask for different variants: {' and '.join(asked)}.",
        "Omit one of the two options. Several variants in one of them are tried in "
        "their order.",
    )


def check_not_off(choices: Choices, no_variant: bool) -> None:
    """Refuse ``--variant`` together with ``--no-variant``.

    :raises VariantOptionError: If both were given.
    """
    if choices and no_variant:
        raise VariantOptionError(
            "--variant cannot be combined with --no-variant.",
            "Omit one of the two. The environment variables PIP_VARIANT and "
            "PIP_NO_VARIANT and configuration files count too.",
        )


def refuse_alone(filename: str, number: int, is_built: bool) -> NoReturn:
    """Refuse ``--variant`` on a line of a requirements file without a requirement.

    :param is_built: Whether the line asks for an editable installation.
    """
    if is_built:
        raise VariantOptionError(
            f"--variant follows an editable requirement on line {number} of "
            f"{filename}, which pip builds itself.",
            "Only published wheels have variants to choose from. Omit the option: the "
            "project decides what pip builds, with --config-settings if it has any.",
        )
    raise VariantOptionError(
        f"--variant is on line {number} of {filename} without a requirement.",
        "Write it after the name of a project, as in 'example --variant=36266d4d', "
        "or on the command line for all projects.",
    )


def refuse_all_and_none() -> NoReturn:
    """Refuse ``--variants=all`` together with ``--no-variant``."""
    raise VariantOptionError(
        "--variants=all cannot be combined with --no-variant.",
        "Omit one of the two. The environment variables PIP_VARIANTS and "
        "PIP_NO_VARIANT and configuration files count too.",
    )


def parse_set(text: str) -> Requests:
    """Parse the requests of a named set.

    :raises InvalidRequest: If it is malformed, or limited to a project.
    """
    found = parse_requests(text)
    for asked in found:
        if asked.project is not None:
            problem = f"a set cannot name a project: {asked.project}"
            raise InvalidRequest(text, asked.position, problem)
        _check_name(text, asked)
    return tuple(asked.request for asked in found)


def set_name(text: str) -> str:
    """Return the name of a set as pip keeps the keys of its configuration."""
    return text.lower().replace("_", "-")


def is_hash(text: str) -> bool:
    """Return whether a name can be nothing but a hash."""
    return len(text) == 8 and not text.strip("0123456789abcdef")


def _unique(items: list[VariantSpecifier]) -> Requests:
    return tuple(dict.fromkeys(items))


def _parse(
    value: str, load_sets: LoadSets
) -> Iterator[tuple[ParsedSpecifier, Requests]]:
    """Yield the requests in a value; a set that it names is several requests."""
    try:
        found = parse_requests(value)
        if not found:
            raise VariantOptionError("--variant needs a variant.", _HINT)
        for asked in found:
            requests = _find_set(asked.request, load_sets)
            if requests is None:
                _check_name(value, asked, load_sets)
            yield asked, requests or (asked.request,)
    except InvalidRequest as error:
        hidden = without_user(value)
        if hidden != value:
            # A mark would show where, and a problem may quote it.
            problem, place = "this is no variant", hidden
        else:
            problem, place = error.problem, error.marked()
        raise VariantOptionError(f"--variant: {problem}.", _HINT, place) from None


def _find_set(request: VariantSpecifier, load_sets: LoadSets) -> Requests | None:
    if not isinstance(request, str) or request == PLAIN or is_hash(request):
        return None
    return load_sets().get(set_name(request))


def _check_name(
    text: str, asked: ParsedSpecifier, load_sets: LoadSets | None = None
) -> None:
    if isinstance(asked.request, str):
        # A hash has the form of a label, too.
        try:
            check_label(asked.request)
        except VariantError:
            problem = f"{asked.request!r} is not a variant hash or label"
            if load_sets is not None:
                problem += f" or a set{guess(set_name(asked.request), load_sets())}"
            raise InvalidRequest(text, asked.position, problem) from None
