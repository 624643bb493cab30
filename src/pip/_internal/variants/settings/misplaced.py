"""Find catalogues that a place of settings names where pip does not read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pip._vendor.variantlib.text import printable

from pip._internal.variants.settings.project_files import SECTION, find_misplaced

if TYPE_CHECKING:
    from pip._internal.configuration import Configuration

_KEY = "catalogues"
_VARIABLE = ":env:."


def misplaced_catalogues(config: Configuration, folder: str) -> Iterator[str]:
    """Yield a sentence for each place that names some in vain.

    :param config: pip's configuration, loaded.
    :param folder: The folder whose project files count.
    """
    for place, values in config.items():
        for name in values:
            if name.endswith((f".{_KEY}", f"-{_KEY}")):
                yield from _misplaced(place, name)
    if config.isolated:
        return
    for path, name in find_misplaced(folder, _KEY):
        yield _sentence(path, f"under [{name}]", f"[tool.{SECTION}]")


def _misplaced(place: str, name: str) -> Iterator[str]:
    if name.startswith(_VARIABLE):
        key = name[len(_VARIABLE) :]
        if key != f"{SECTION}-{_KEY}":
            variable = f"PIP_{key.replace('-', '_').upper()}"
            yield f"pip does not read {printable(variable)}: set PIP_CATALOGUE."
    elif name != f"{SECTION}.{_KEY}" and name.endswith(f".{_KEY}"):
        section = name[: -len(_KEY) - 1]
        yield _sentence(place, f"under [{section}]", f"[{SECTION}]")


def _sentence(place: str, found: str, right: str) -> str:
    where, found = printable(place), printable(found)
    return f"pip does not read {_KEY} {found} in {where}: write them under {right}."
