"""Give back the plain wheel that a variant was made of, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from ..documents.origin import ORIGIN_DOCUMENT, Origin, read_origin
from ..documents.wheel_copy import restore
from ..documents.wheel_zip import Fault, Wheel, open_wheel, parse_name
from ..errors import InvalidWheel, VariantError
from ..names.filename import split_variant
from .targets import check_targets

__all__ = ["unmake_wheels"]


def unmake_wheels(wheels: Sequence[Path], folder: Path) -> Iterator[Path]:
    """Write the plain wheels that variants were made of, and yield their paths.

    All are looked at before one is written.

    :raises VariantError: If one was not made so, was changed since, or the plain wheel
        is there already.
    :raises OSError: If a file cannot be read or written.
    """
    targets = [folder / _origin(wheel).filename for wheel in wheels]
    check_targets(wheels, targets)
    for wheel, target in zip(wheels, targets, strict=True):
        with open_wheel(wheel) as source:
            restore(source, _read(source), target)
        yield target


def _origin(wheel: Path) -> Origin:
    with open_wheel(wheel) as source:
        return _read(source)


def _read(wheel: Wheel) -> Origin:
    if not wheel.has(ORIGIN_DOCUMENT):
        if split_variant(wheel.path.name)[1] is None:
            raise Fault("it is a plain wheel already")
        raise Fault(
            f"it has no {ORIGIN_DOCUMENT}, so the plain wheel that it was is not in it"
        )
    try:
        origin = read_origin(wheel.read(ORIGIN_DOCUMENT))
        _check_name(origin.filename, wheel.path)
    except VariantError as error:
        raise InvalidWheel(wheel.path.name, f"{ORIGIN_DOCUMENT} {error}") from None
    return origin


def _check_name(filename: str, wheel: Path) -> None:
    """Refuse a name that could lead elsewhere, or is of another project.

    The version may differ: a local one may be gone from the variant.
    """
    try:
        plain, variant = split_variant(filename)
        project, _ = parse_name(Path(plain))
    except VariantError as error:
        raise VariantError(f"has a filename that is none: {error}") from None
    is_name = filename.isprintable() and not {"/", "\\"} & set(filename)
    if variant is not None or not is_name:
        raise VariantError("has a filename that is none of a plain wheel")
    if canonicalize_name(project) != parse_name(wheel)[0]:
        raise VariantError("is about another project")
