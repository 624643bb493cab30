"""Find catalogues: files of the user's, and those that come along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files

from packaging.utils import NormalizedName

from ..errors import InvalidCatalogue
from ..folders import read_start, reason_of
from ..text import guess, is_path, printable
from .catalogue import Catalogue
from .parsing import HINT, MAX_FILE_SIZE, parse_catalogue

_SHIPPED = f"{__package__}.shipped"
_SUFFIX = ".toml"


def shipped_names() -> list[str]:
    """Return the names of the catalogues that come along, sorted."""
    names = (file.name for file in files(_SHIPPED).iterdir())
    return sorted(n.removesuffix(_SUFFIX) for n in names if n.endswith(_SUFFIX))


def read_catalogue(text: str) -> Catalogue:
    """Return a catalogue.

    :param text: The name of one that comes along, or the path of a file: with a
        separator in it, or ending in ``.toml``.
    :raises InvalidCatalogue: If there is none, or it cannot be understood.
    """
    if is_path(text):
        return parse_catalogue(_read_file(text), text)
    names = shipped_names()
    if text not in names:
        raise InvalidCatalogue(
            printable(text),
            f"There is no catalogue of this name{guess(text, names)}.",
            f"Name one that comes along ({', '.join(names)}), or the path of a file "
            "that ends in .toml.",
        )
    content = files(_SHIPPED).joinpath(text + _SUFFIX).read_bytes()
    return parse_catalogue(content, text)


def _read_file(path: str) -> bytes:
    try:
        return read_start(path, MAX_FILE_SIZE + 1)
    except (OSError, ValueError) as error:
        problem = f"It cannot be read: {reason_of(error)}."
        raise InvalidCatalogue(path, problem, HINT) from None


def by_project(
    catalogues: Iterable[Catalogue],
) -> Mapping[NormalizedName, Catalogue]:
    """Return which catalogue speaks for each project.

    :raises InvalidCatalogue: If two of them do.
    """
    found: dict[NormalizedName, Catalogue] = {}
    for catalogue in catalogues:
        for project in sorted(catalogue.projects):
            other = found.setdefault(project, catalogue)
            if other is not catalogue and other != catalogue:
                raise InvalidCatalogue(
                    catalogue.path,
                    f"It speaks for {project}, and so does {printable(other.path)}.",
                    "Use one of the two.",
                )
    return found
