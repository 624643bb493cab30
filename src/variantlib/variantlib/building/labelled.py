"""Make the wheels of a row out of its plain wheel: label or hash come last."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ..documents.provider_tables import ProviderTable
from ..making.changes import Changes
from ..making.variants import make_label_variant, make_variant, plan_plain
from .rows import PLAIN, Row
from .stamps import digest_of


@dataclass(frozen=True)
class Release:
    """What all rows of a release have in common.

    :param order: The order of its namespaces.
    """

    order: tuple[str, ...]
    providers: Mapping[str, ProviderTable]

    def inputs(self, row: Row, plain: str) -> str:
        """Return the digest of all that the wheels of a row depend on.

        :param plain: The same digest of the plain wheel.
        """
        parts: list[object] = [plain, row.kind, row.label, row.hash, row.properties]
        parts.append(asdict(row.settings.edits()))
        if row.kind != PLAIN:
            parts += [self.order, sorted(self.providers.items())]
        return digest_of(parts)

    def make(self, row: Row, plain: Path, folder: Path) -> list[Path]:
        """Write the wheels of a row to a folder, and return their paths.

        :raises VariantError: If the wheel cannot have the label.
        :raises OSError: If a file cannot be read or written.
        """
        changes = Changes(row.settings.edits())
        if row.kind == PLAIN:
            if changes == Changes():
                return [Path(shutil.copyfile(plain, folder / plain.name))]
            return [plan_plain(plain, folder, changes).write()]
        made = []
        if row.label is not None:
            stated = (row.label, row.properties, folder, self.order, self.providers)
            made.append(make_label_variant(plain, *stated, changes))
        if row.hash is not None:
            made.append(make_variant(plain, row.properties, folder, changes))
        return made
