"""Which variants the user asked for: ``--variant`` in all its forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.variantlib.errors import InvalidRequest, VariantError
from pip._vendor.variantlib.labels import check_label
from pip._vendor.variantlib.requests import Asked, Request, parse_requests

from pip._internal.variants.errors import VariantOptionError

if TYPE_CHECKING:
    from pip._internal.req.req_install import InstallRequirement

PLAIN = "none"
"""What stands for the plain wheel where a variant is expected."""

Requests = tuple[Request, ...]
"""What is asked for, in the order in which it is to be tried."""

_HINT = (
    "A variant is a hash of 8 digits (0-9a-f), a label of the characters a-z 0-9 _ . "
    "or properties, as in --variant=36266d4d or --variant=example=cuda13 or "
    "--variant='nvidia :: driver < 13'; 'none' stands for the plain wheel."
)


@dataclass(frozen=True)
class Choices:
    """The variants asked for, in the order in which they are to be tried.

    :param everywhere: Hashes, labels (or ``none``) and expressions for every project.
    :param by_project: The same for single projects; these win.
    """

    everywhere: Requests = ()
    by_project: Mapping[NormalizedName, Requests] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.everywhere or self.by_project)


def parse_choices(values: Iterable[str]) -> Choices:
    """Parse the values of ``--variant``; ``variantlib.requests`` has the grammar.

    A project's name holds for all requests behind it in the same value.

    :raises VariantOptionError: If a value is malformed.
    """
    everywhere: list[Request] = []
    by_project: dict[NormalizedName, list[Request]] = {}
    for value in values:
        for asked in _parse(value):
            target = everywhere
            if asked.project is not None:
                target = by_project.setdefault(asked.project, [])
            target.append(asked.request)
    return Choices(
        _unique(everywhere), {name: _unique(v) for name, v in by_project.items()}
    )


def parse_requirement_choices(req: InstallRequirement, no_variant: bool) -> Requests:
    """Parse the ``--variant`` of one line of a requirements file.

    :param no_variant: Whether ``--no-variant`` is given too.
    :raises VariantOptionError: If it is malformed, names a project, or stands in a
        constraints file.
    """
    try:
        choices = parse_choices(req.variants)
    except VariantOptionError as error:
        raise VariantOptionError(
            f"{error.problem} It stands behind {req}.", error.hint, error.place
        ) from None
    if req.constraint:
        raise VariantOptionError(
            f"--variant stands behind {req}, a constraint.",
            "Constraints say nothing of variants: write it behind a requirement, or "
            "on the command line as --variant=name=hash.",
        )
    if choices.by_project:
        raise VariantOptionError(
            f"--variant stands behind {req}, so it cannot name a project.",
            "Write only the hash, as in 'example --variant=36266d4d'.",
        )
    check_not_off(choices, no_variant)
    return choices.everywhere


def check_not_off(choices: Choices, no_variant: bool) -> None:
    """Refuse ``--variant`` together with ``--no-variant``.

    :raises VariantOptionError: If both were given.
    """
    if choices and no_variant:
        raise VariantOptionError(
            "--variant and --no-variant exclude each other.",
            "Leave out one of the two. The environment variables PIP_VARIANT and "
            "PIP_NO_VARIANT and configuration files count too.",
        )


def _unique(items: list[Request]) -> Requests:
    return tuple(dict.fromkeys(items))


def _parse(value: str) -> tuple[Asked, ...]:
    try:
        found = parse_requests(value)
        for asked in found:
            _check_name(value, asked)
    except InvalidRequest as error:
        raise VariantOptionError(
            f"--variant: {error.problem}.", _HINT, error.marked()
        ) from None
    return found


def _check_name(value: str, asked: Asked) -> None:
    if isinstance(asked.request, str):
        # A hash has the form of a label, too.
        try:
            check_label(asked.request)
        except VariantError:
            problem = f"{asked.request!r} is no variant hash or label"
            raise InvalidRequest(value, asked.position, problem) from None
