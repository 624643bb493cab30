"""Find out which files a path leads to: those of a folder, or those of a saved page."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import InvalidPage, NotAtHand
from ..text import printable
from .access import LocalAccess, path_of
from .files import IndexFile, Place
from .pages import MAX_FILES, MAX_PAGE, parse_page

__all__ = ["read_place"]


def read_place(source: str, page_url: str | None = None) -> Place:
    """Return the files in a folder, or those that a saved page lists.

    :param source: A path, or a ``file:`` URL.
    :param page_url: The URL that a saved page was fetched from, if links are relative.
    :raises InvalidPage: If it can be read as neither.
    """
    if source.startswith(("http://", "https://")):
        reason = "it is on a server: fetch the page, and name its file"
        raise InvalidPage(f"{printable(source)}: {reason}")
    try:
        path = path_of(source) if source.startswith("file:") else Path(source)
        path = Path(os.path.abspath(path))
        if path.is_dir():
            return _list_folder(path)
        content = LocalAccess().read(path.as_uri(), MAX_PAGE)
        url = page_url or path.as_uri()
        return Place(url, parse_page(content, url), path.parent.as_uri() + "/")
    except InvalidPage as error:
        raise InvalidPage(f"{printable(source)}: {error}") from None
    # A path with a NUL is a ValueError.
    except (NotAtHand, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidPage(f"{printable(source)}: {reason}") from None


def _list_folder(folder: Path) -> Place:
    files = []
    for name in sorted(os.listdir(folder)):
        if name.endswith((".whl", ".tar.gz", ".zip", ".json")):
            files.append(IndexFile(name, (folder / name).as_uri()))
        if len(files) > MAX_FILES:
            raise InvalidPage(f"it holds more than {MAX_FILES} files")
    return Place(folder.as_uri() + "/", tuple(files))
