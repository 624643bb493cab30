"""All that may differ between a plain wheel and the wheel that is made of it.

That is metadata, and the version: a local one (``2.9.0+cu128``) may go, so that the
wheels of several indexes become variants of one release.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from ..documents.wheel_zip import Fault, Wheel, parse_name
from ..errors import InvalidWheel, VariantError
from .edits import Edits
from .entry_points import edit_entry_points
from .fields import Fields

__all__ = ["Changes"]

_METADATA = "METADATA"
_ENTRY_POINTS = "entry_points.txt"
_NO_EDITS = Edits()


@dataclass(frozen=True)
class Changes:
    """Changes of a wheel, by default none.

    :param drops_local: Whether the local part of its version goes.
    """

    edits: Edits = _NO_EDITS
    drops_local: bool = False

    def name_of(self, wheel: Path) -> str:
        """Return the name of a plain wheel once it is changed.

        :raises InvalidWheel: If it is no wheel's name, or has no local version.
        """
        if not self.drops_local:
            return wheel.name
        self._check_local(wheel)
        project, version, rest = wheel.name.split("-", 2)
        return f"{project}-{version.partition('+')[0]}-{rest}"

    def stem_of(self, wheel: Path, folder: str) -> str | None:
        """Return project and version in the names of its folders; None for the same."""
        if not self.drops_local:
            return None
        self._check_local(wheel)
        return folder.removesuffix(".dist-info").partition("+")[0]

    def _check_local(self, wheel: Path) -> Version:
        version = parse_name(wheel)[1]
        if version.local is None:
            raise InvalidWheel(wheel.name, "its version has no local part to drop")
        return version

    def apply(
        self, wheel: Wheel, more: Iterable[tuple[str, str, str]] = ()
    ) -> dict[str, bytes]:
        """Return the files of the .dist-info folder that differ.

        :param more: Lines of METADATA, each as name, separator and value.
        :raises Fault: If a change makes no sense for this wheel.
        """
        changed = {}
        metadata = wheel.read(_METADATA)
        try:
            fields = Fields.parse(metadata)
            self.edits.apply(fields)
            if self.drops_local:
                self._drop_local(wheel, fields)
        except VariantError as error:
            raise Fault(f"its METADATA {error}") from None
        for name, _, value in more:
            fields.add(name, [value], len(fields.lines))
        if (text := fields.write()) != metadata:
            changed[_METADATA] = text
        return {**changed, **self._entry_points(wheel)}

    def _drop_local(self, wheel: Wheel, fields: Fields) -> None:
        version = self._check_local(wheel.path)
        if fields.values("Version") != [str(version)]:
            raise VariantError(f"must state the version {version} once")
        fields.set("Version", version.public)

    def _entry_points(self, wheel: Wheel) -> dict[str, bytes]:
        edits = self.edits
        if not edits.add_entry_points and not edits.drop_entry_points:
            return {}
        old = wheel.read(_ENTRY_POINTS) if wheel.has(_ENTRY_POINTS) else b""
        try:
            new = edit_entry_points(
                old, edits.add_entry_points, edits.drop_entry_points
            )
        except VariantError as error:
            raise Fault(f"its {_ENTRY_POINTS} {error}") from None
        return {_ENTRY_POINTS: new} if new != old else {}
