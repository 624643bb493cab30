"""Variant wheels in lock files (pylock.toml).

packaging checks the names of all wheels in a lock file and takes the best by tags. It
does not know variants, so it gets to see the plain names; the URLs stay as they are.
"""

from __future__ import annotations

import posixpath
import urllib.parse
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import InvalidWheelFilename

from pip._internal.exceptions import InstallationError
from pip._internal.variants.names import split_variant
from pip._internal.variants.text import printable

if TYPE_CHECKING:
    from pip._vendor.variantlib.filename import VariantName


def hide_variants(document: dict[str, Any]) -> dict[str, Any]:
    """Give the variant wheels in a lock file plain names, one variant a package.

    What has not the form of a lock file is left to packaging to complain about.

    :raises InstallationError: If a package is locked to several variants, as which
        one is meant cannot be told without looking at the machine.
    """
    packages = document.get("packages")
    if not isinstance(packages, list):
        return document
    return {**document, "packages": [_hide_in_package(item) for item in packages]}


def _hide_in_package(package: Any) -> Any:
    wheels = package.get("wheels") if isinstance(package, dict) else None
    if not isinstance(wheels, list):
        return package
    names = [_split(wheel) for wheel in wheels]
    variants = {variant.text if variant else None for _, variant in names}
    if variants <= {None}:
        return package
    if len(variants - {None}) > 1 and None not in variants:
        names_several = ", ".join(sorted(filter(None, variants)))
        raise InstallationError(
            f"it names several variants of {printable(str(package.get('name')))} "
            f"({names_several}); "
            "run 'pip lock' on this machine to lock one of them"
        )
    # Other tools may list everything; of that a plain wheel fits every machine.
    wanted = None if None in variants else max(filter(None, variants))
    kept = [
        {**wheel, "name": name} if name else wheel
        for wheel, (name, variant) in zip(wheels, names, strict=True)
        if (variant.text if variant else None) == wanted
    ]
    return {**package, "wheels": kept}


def _split(wheel: Any) -> tuple[str | None, VariantName | None]:
    """Return the plain file name of a wheel, and its variant.

    Both are None for an entry that packaging will complain about.
    """
    if not isinstance(wheel, dict):
        return None, None
    try:
        place = wheel.get("path") or urllib.parse.urlsplit(str(wheel.get("url"))).path
        name = wheel.get("name") or posixpath.basename(urllib.parse.unquote(str(place)))
        return split_variant(str(name))
    except (ValueError, InvalidWheelFilename):
        return None, None
