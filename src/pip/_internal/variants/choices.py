"""Which variants the user asked for by name: ``--variant`` in all its forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.labels import check_label

from pip._internal.variants.errors import VariantOptionError
from pip._internal.variants.text import printable

if TYPE_CHECKING:
    from pip._internal.req.req_install import InstallRequirement

PLAIN = "none"
"""What stands for the plain wheel where a variant is expected."""

_SEPARATORS = re.compile(r"[,\s]+")
_PROJECT_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


@dataclass(frozen=True)
class Choices:
    """The variants asked for, in the order in which they are to be tried.

    :param everywhere: Hashes and labels (or ``none``) for every project.
    :param by_project: The same for single projects; these win.
    """

    everywhere: tuple[str, ...] = ()
    by_project: Mapping[NormalizedName, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.everywhere or self.by_project)


def parse_choices(values: Iterable[str]) -> Choices:
    """Parse the values of ``--variant``: ``[NAME=]VARIANT[,VARIANT...]`` each.

    A NAME holds for all variants behind it in the same value.

    :raises VariantOptionError: If a value is no hash, label or ``none``.
    """
    everywhere: list[str] = []
    by_project: dict[NormalizedName, list[str]] = {}
    for value in values:
        target = everywhere
        for item in _split(value):
            name, equals, text = item.rpartition("=")
            if equals:
                target = by_project.setdefault(_parse_name(name, item), [])
            target.append(_parse_variant(text, item))
    return Choices(
        _unique(everywhere), {name: _unique(v) for name, v in by_project.items()}
    )


def parse_requirement_choices(
    req: InstallRequirement, no_variant: bool
) -> tuple[str, ...]:
    """Parse the ``--variant`` of one line of a requirements file.

    :param no_variant: Whether ``--no-variant`` is given too.
    :raises VariantOptionError: If it is malformed, names a project, or stands in a
        constraints file.
    """
    try:
        choices = parse_choices(req.variants)
    except VariantOptionError as error:
        raise VariantOptionError(
            f"{error.problem} It stands behind {req}.", error.hint
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


def _split(value: str) -> list[str]:
    return [item for item in _SEPARATORS.split(value) if item]


def _unique(items: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _parse_name(name: str, item: str) -> NormalizedName:
    if not _PROJECT_NAME.fullmatch(name):
        raise _malformed(item, f"{printable(name)!r} is not the name of a project.")
    return canonicalize_name(name)


def _parse_variant(text: str, item: str) -> str:
    # A hash has the form of a label, too.
    try:
        return check_label(text)
    except VariantError:
        raise _malformed(
            item, f"{printable(text)!r} is no variant hash or label."
        ) from None


def _malformed(item: str, problem: str) -> VariantOptionError:
    return VariantOptionError(
        f"--variant={printable(item)}: {problem}",
        "A variant is a hash of 8 digits (0-9a-f) or a label of the characters a-z 0-9 "
        "_ . as in --variant=36266d4d or --variant=example=cuda13; 'none' stands for "
        "the plain wheel.",
    )
