"""The files that a page or folder lists."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class IndexFile:
    """A file as a page or folder lists it; all of it is a stranger's.

    :param requires_python: The versions of Python that it is for; None for all.
    :param is_yanked: Whether its maker has taken it back.
    :param sha256: The digest that the page states; None for none.
    :param has_metadata: Whether its METADATA lies beside it (PEP 658).
    :param metadata_sha256: The digest that the page states of that.
    :param page: The URL of that page; empty for none.
    """

    filename: str
    url: str
    requires_python: str | None = None
    is_yanked: bool = False
    sha256: str | None = None
    has_metadata: bool = False
    metadata_sha256: str | None = None
    page: str = field(default="", compare=False)

    @property
    def content(self) -> str:
        """What stands for its bytes: files with one are the same."""
        return self.sha256 or self.url


@dataclass(frozen=True, slots=True)
class Place:
    """A page or folder with all files that it lists.

    :param url: Of the page, or of the folder with a slash at its end.
    :param beside: The URL of the folder that a saved page lies in; None for others.
    """

    url: str
    files: tuple[IndexFile, ...]
    beside: str | None = None
