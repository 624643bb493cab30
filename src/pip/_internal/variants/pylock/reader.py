"""Hide the variant wheels of a lock file from packaging.

packaging checks the names of all wheels in a lock file and takes the best by tags. It
does not know variants, so we give it plain names; the URLs stay as they are. The tool
table of the package carries all that packaging would drop.
"""

from __future__ import annotations

import posixpath
import urllib.parse
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.markers import (
    InvalidMarker,
    Marker,
    UndefinedComparison,
    UndefinedEnvironmentName,
)
from pip._vendor.packaging.utils import InvalidWheelFilename, canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version
from pip._vendor.variantlib.documents.lock_choices import PLAIN

from pip._internal.variants.names import split_variant

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.names.filename import VariantName


class LockedVariants(dict[str, Any]):
    """The tool table of a package with variants, which packaging hands on as it is.

    :param variants: The variant of each wheel, in the order of the lock file; None for
        a plain one.
    :param stated: The ``variants-json`` of the package, parsed from TOML and no more;
        None if there is none.
    :param versions: The versions of all packages in the lock file.
    """

    def __init__(
        self,
        tool: Mapping[str, Any],
        variants: Sequence[VariantName | None],
        stated: object,
        versions: Mapping[NormalizedName, Version],
    ) -> None:
        super().__init__(tool)
        self.variants = variants
        self.stated = stated
        self.versions = versions


def hide_variants(document: dict[str, Any]) -> dict[str, Any]:
    """Give the variant wheels in a lock file plain names.

    If this is no lock file, packaging complains about it.

    :raises ValueError: If nobody can tell where a wheel comes from.
    """
    packages = document.get("packages")
    if not isinstance(packages, list):
        return document
    versions = dict(filter(None, map(locked_version, packages)))
    hidden = [_hide_in_package(item, versions) for item in packages]
    return {**document, "packages": hidden}


def locked_version(package: Any) -> tuple[NormalizedName, Version] | None:
    """Return name and version of a package that is for this environment.

    One of which packaging will complain has none.
    """
    try:
        marker = package.get("marker")
        if marker is None or Marker(marker).evaluate({"extra": ""}):
            return canonicalize_name(package["name"]), Version(package["version"])
    except (
        AttributeError,
        InvalidMarker,
        InvalidVersion,
        KeyError,
        RecursionError,
        TypeError,
        UndefinedComparison,
        UndefinedEnvironmentName,
    ):
        pass
    return None


def versions_in(
    packages: Iterable[Mapping[str, Any]],
) -> dict[NormalizedName, Version]:
    """Return the versions of packages, whatever environments they are for."""
    alone = ({**package, "marker": None} for package in packages)
    return dict(filter(None, map(locked_version, alone)))


def _hide_in_package(package: Any, versions: Mapping[NormalizedName, Version]) -> Any:
    wheels = package.get("wheels") if isinstance(package, dict) else None
    if not isinstance(wheels, list):
        return package
    names = [split_wheel(wheel) for wheel in wheels]
    variants = [variant for _, variant in names]
    tool = package.get("tool", {})
    if not any(variants) or not isinstance(tool, dict):
        return package
    hidden = [
        {**wheel, "name": name} if name else wheel
        for wheel, (name, _) in zip(wheels, names, strict=True)
    ]
    locked = LockedVariants(tool, variants, package.get("variants-json"), versions)
    return {**package, "wheels": hidden, "tool": locked}


def variant_name(wheel: Any) -> str:
    """Return the hash or label of a wheel, as the user asks for it."""
    variant = split_wheel(wheel)[1]
    return variant.text if variant else PLAIN


def split_wheel(wheel: Any) -> tuple[str | None, VariantName | None]:
    """Return the plain file name of a wheel, and its variant.

    Both are None for an entry that packaging will complain about.
    """
    if not isinstance(wheel, dict):
        return None, None
    try:
        place = wheel.get("path") or _path_of(str(wheel.get("url")))
        name = wheel.get("name") or posixpath.basename(urllib.parse.unquote(str(place)))
        return split_variant(str(name))
    except InvalidWheelFilename:
        return None, None


def _path_of(url: str) -> str:
    try:
        parts = urllib.parse.urlsplit(url)
        # Upstream reads it later, and shows all of the URL if it cannot.
        _ = parts.port
        return parts.path
    except ValueError:
        # It may hold a password.
        raise ValueError("the URL of a wheel cannot be read") from None
