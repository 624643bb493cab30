"""Write the index of a folder of wheels, into that folder.

    demo-1.0-py3-none-any-cuda13.0.whl            the wheels, as they are
    demo-1.0-py3-none-any-cuda13.0.whl.metadata   their METADATA (PEP 658)
    demo-1.0-variants.json                        the variants of a release
    simple/index.html, index.json                 the index, in HTML and in JSON
    simple/demo/index.html, index.json
    releases/index.html, demo-1.0.html            pages for people

Each file is complete before it has its name, and pages list only files that are there:
first come the files beside wheels, then the documents of releases, then the pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from packaging.utils import canonicalize_version

from ..documents.index_json import document_name
from ..documents.wheel_zip import open_wheel
from ..documents.whole_files import write_whole
from ..errors import InvalidDocument, InvalidWheel
from ..text import counted, printable
from .listing import Listed, scan
from .pages import (
    DocumentFile,
    project_html,
    project_json,
    root_html,
    root_json,
)
from .reading import Reading, read_files
from .release_files import make_document, make_page
from .release_page import releases_html
from .state import STATE_FILE, State, read_state, write_state
from .workers import workers

__all__ = ["SIMPLE", "Outcome", "write_site"]

SIMPLE = "simple"
_RELEASES = "releases"
_UP = "../../"
_AT_ONCE = 10

# The version is parsed.
_document_name = cache(document_name)

_Key = tuple[str, str]
"""Project and version."""


@dataclass(frozen=True)
class Outcome:
    """What was done.

    :param read: So many files were read, the others were known.
    :param written: The files that changed.
    """

    files: int
    projects: int
    releases: int
    read: int
    written: tuple[Path, ...]

    @property
    def summary(self) -> str:
        """A line about it."""
        return (
            f"{counted(self.files, 'file')} of {counted(self.releases, 'release')} of"
            f" {counted(self.projects, 'project')}: {self.read} read,"
            f" {counted(len(self.written), 'file')} written"
        )


def write_site(folder: Path) -> Outcome:
    """Write the index of a folder.

    :raises VariantError: If a wheel cannot be read, or wheels of a release contradict
        one another. Nothing is written then.
    :raises OSError: If a file cannot be read or written.
    """
    stamps, names = scan(folder)
    before = read_state(folder)
    known = before.files
    _refuse_links(folder, known.values())
    fresh = [
        (name, stamp)
        for name, stamp in sorted(stamps.items())
        if name not in known
        or known[name].stamp != stamp
        or (known[name].metadata and f"{name}.metadata" not in names)
    ]
    with workers(len(fresh)) as pool:
        reading = read_files(folder, fresh, pool)
        kept = {name: file for name, file in known.items() if name in stamps}
        # The pages have nothing of the order in which the files came.
        files = dict(sorted({**kept, **reading.files}.items()))
        if not files:
            raise InvalidWheel(printable(str(folder)), "holds no wheel")
        site = _Site(folder, files, before, reading, pool)
        _refuse_links(folder, files.values())
        _refuse_two_spellings(site.releases)
        written = tuple(site.write())
    return Outcome(
        len(files),
        len(site.projects),
        len(site.releases),
        len(reading.files),
        written,
    )


def _refuse_links(folder: Path, files: Iterable[Listed]) -> None:
    """Refuse folders of pages that would lead out of the folder.

    :raises InvalidDocument: If one is a link.
    """
    simple = folder / SIMPLE
    places = [folder / _RELEASES, simple]
    places += [simple / project for project in sorted({f.project for f in files})]
    for place in places:
        if place.is_symlink():
            raise InvalidDocument(
                f"{printable(str(place))}: is a link, and pages are written to the"
                " folder of the wheels only; remove the link"
            )


def _refuse_two_spellings(releases: Mapping[_Key, Sequence[Listed]]) -> None:
    """Refuse variants of a version that is spelled in two ways, as 1.0 and 1.0.0.

    Installers take the two for one release, and read one document for it.

    :raises InvalidDocument: If there are some.
    """
    found: dict[_Key, str] = {}
    for (project, version), files in releases.items():
        other = found.setdefault((project, canonicalize_version(version)), version)
        same = [*files, *releases[project, other]]
        if other != version and any(file.variant for file in same):
            raise InvalidDocument(
                f"{printable(project)}: {other} and {version} are one version, so"
                " installers would know the variants of one of them only; make all"
                " wheels with the same"
            )


class _Site:
    """The index of a folder.

    :param before: The state when it was written before.
    :param new: The files that are new, or changed.
    """

    def __init__(
        self,
        folder: Path,
        files: Mapping[str, Listed],
        before: State,
        new: Reading,
        pool: Executor,
    ) -> None:
        self.folder = folder
        self.files = files
        self._known, self._known_documents = before
        self._new = new
        self._pool = pool
        self._gone = [f for name, f in self._known.items() if name not in files]

    @cached_property
    def releases(self) -> dict[_Key, list[Listed]]:
        return _by_release(self.files)

    @cached_property
    def projects(self) -> dict[str, list[_Key]]:
        found: dict[str, list[_Key]] = {}
        for key in self.releases:
            found.setdefault(key[0], []).append(key)
        return found

    @cached_property
    def _touched(self) -> set[_Key]:
        """The releases that differ from those of before, or lack what was written."""
        found = {(file.project, file.version) for file in self._gone}
        for name, file in self._new.files.items():
            found.add((file.project, file.version))
            if name in self._known:
                before = self._known[name]
                found.add((before.project, before.version))
        for key, files in self.releases.items():
            if not self._page_path(key).exists():
                found.add(key)
            if _has_variants(files) and not self._is_document_kept(key):
                found.add(key)
        return found

    @cached_property
    def _changed(self) -> list[_Key]:
        """The releases about which files are written, in order."""
        return sorted(self._touched & set(self.releases))

    def _is_document_kept(self, key: _Key) -> bool:
        path = self._document_path(key)
        return (
            path.name in self._known_documents
            and path.is_file()
            and _digest(path.read_bytes()) == self._known_documents[path.name]
        )

    @cached_property
    def _touched_projects(self) -> list[str]:
        found = {project for project, _ in self._touched}
        for project in self.projects:
            place = self.folder / SIMPLE / project
            if not all((place / f"index.{end}").exists() for end in ("html", "json")):
                found.add(project)
        return sorted(found & set(self.projects))

    @cached_property
    def _documents(self) -> dict[_Key, bytes]:
        """The documents of releases that differ."""
        variants = {
            key: [file for file in self.releases[key] if file.variant is not None]
            for key in self._changed
        }
        found = {key: files for key, files in variants.items() if files}
        names = [self._document_path(key).name for key in found]
        made = self._pool.map(make_document, names, found.values(), chunksize=_AT_ONCE)
        return dict(zip(found, made, strict=True))

    def write(self) -> Iterator[Path]:
        """Write all that differs, and yield the paths of that."""
        # Whatever is wrong in wheels is found before anything is written.
        documents = self._documents
        pages = self._pool.map(
            make_page,
            self._changed,
            [self.releases[key] for key in self._changed],
            map(documents.get, self._changed),
            chunksize=_AT_ONCE,
        )
        for name in sorted(self._new.files):
            digest = self.files[name].metadata
            if digest:
                text = self._new.texts.get(digest) or self._metadata(name)
                yield from self._write(f"{name}.metadata", text)
        for key, content in documents.items():
            yield from self._write(self._document_path(key).name, content)
        for project in self._touched_projects:
            yield from self._write_project(project)
        for key, content in zip(self._changed, pages, strict=True):
            yield from self._write(f"{_RELEASES}/{self._page_path(key).name}", content)
        yield from self._write_roots()
        self._remove_old()
        if self._touched:
            state = State(self.files, dict(self._digests()))
            write_whole(self.folder / STATE_FILE, write_state(state))

    def _digests(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each document, and its digest."""
        for key, files in self.releases.items():
            name = self._document_path(key).name
            if key in self._documents:
                yield name, _digest(self._documents[key])
            elif _has_variants(files):
                yield name, self._known_documents[name]

    def _write_project(self, project: str) -> Iterator[Path]:
        files = [f for key in self.projects[project] for f in self.releases[key]]
        documents = [*self._listed_documents(project)]
        for name, render in (("html", project_html), ("json", project_json)):
            content = render(project, files, documents, _UP)
            yield from self._write(f"{SIMPLE}/{project}/index.{name}", content)

    def _write_roots(self) -> Iterator[Path]:
        yield from self._write(f"{SIMPLE}/index.html", root_html(self.projects))
        yield from self._write(f"{SIMPLE}/index.json", root_json(self.projects))
        pages = [(" ".join(key), self._page_path(key).name) for key in self.releases]
        yield from self._write(f"{_RELEASES}/index.html", releases_html(sorted(pages)))

    def _listed_documents(self, project: str) -> Iterator[DocumentFile]:
        for key in self.projects[project]:
            path = self._document_path(key)
            if _has_variants(self.releases[key]):
                yield path.name, path.stat().st_size

    def _metadata(self, name: str) -> bytes:
        with open_wheel(self.folder / name) as wheel:
            return wheel.metadata

    def _write(self, name: str, content: bytes) -> Iterator[Path]:
        path = self.folder / name
        if write_whole(path, content):
            yield path

    def _remove_old(self) -> None:
        """Remove all that was written for files that are gone."""
        for file in self._gone:
            if file.metadata:
                (self.folder / f"{file.filename}.metadata").unlink(missing_ok=True)
        before = _by_release(self._known)
        for key in before.keys() - self.releases.keys():
            self._page_path(key).unlink(missing_ok=True)
        for key, files in before.items():
            now = self.releases.get(key, [])
            if _has_variants(files) and not _has_variants(now):
                self._document_path(key).unlink(missing_ok=True)
        for project in {project for project, _ in before} - set(self.projects):
            place = self.folder / SIMPLE / project
            for end in ("html", "json"):
                (place / f"index.{end}").unlink(missing_ok=True)
            if place.is_dir() and not any(place.iterdir()):
                place.rmdir()

    def _document_path(self, key: _Key) -> Path:
        return self.folder / _document_name(*key)

    def _page_path(self, key: _Key) -> Path:
        name = _document_name(*key).removesuffix("-variants.json")
        return self.folder / _RELEASES / f"{name}.html"


def _by_release(files: Mapping[str, Listed]) -> dict[_Key, list[Listed]]:
    found: dict[_Key, list[Listed]] = {}
    for file in files.values():
        found.setdefault((file.project, file.version), []).append(file)
    return found


def _has_variants(files: list[Listed]) -> bool:
    return any(file.variant is not None for file in files)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
