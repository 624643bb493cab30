"""The sources of a project: listed, told apart by a digest, and copied for a build.

Each build gets a copy of its own: two builds at a time would write to the same files,
and back ends keep objects that were compiled with the flags of another row.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from ..documents.whole_files import file_digest
from ..errors import InvalidDocument, VariantError
from ..text import joined, printable
from .build_list import is_written_list
from .maker_file import PYPROJECT, TOML, VARIANTS, other_tables, read_file
from .processes import StepFailed
from .rows import make_rows
from .stamps import digest_of

_PROJECT_FILES = (PYPROJECT, "setup.py")
_NOT_SOURCES = {
    *(".git", ".hg", ".svn", ".build", "__pycache__", "_skbuild"),
    *(".venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
}
# Further down, these are somebody's sources: zstd has `build/cmake`.
_NOT_SOURCES_ON_TOP = {"build", "dist", "venv"}
_SHOWN = 3
_may_ask_for_rows = re.compile(
    rb"^[ \t]*(\[\[?[ \t]*)?(axes|include|null|plain)\b", re.MULTILINE
).search


@dataclass(frozen=True)
class Sources:
    """The files that a build of a project sees.

    In a checkout of git these are the files that are not ignored, else all but those
    that are known to be no sources. What says which rows there are is copied, or git
    would miss it, but is no input of a build: the rows are. Pipes, sockets and devices
    are no sources, as for git: reading one may never end.

    :param output: A folder that is none of them.
    :param plan: The maker's file, if it is one of its own.
    """

    folder: Path
    output: Path
    plan: Path | None = None

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The paths of the files below the folder, sorted."""
        names = self._known_to_git or ("",)
        found = chain.from_iterable(map(self._below, names))
        return tuple(sorted({path for path in found if not self._is_output(path)}))

    @cached_property
    def _known_to_git(self) -> tuple[str, ...]:
        """The paths that git does not ignore; none if the project is none of its."""
        names = _names_in_git(self.folder, "-co")
        return names if any(name in names for name in _PROJECT_FILES) else ()

    @cached_property
    def digest(self) -> str:
        """The digest of names, contents, and the tags that versions come from."""
        digest = hashlib.sha256()
        for name, content in self.contents.items():
            digest.update(os.fsencode(f"{name}\0"))
            digest.update(content)
        digest.update(self.version_state)
        return digest.hexdigest()

    @cached_property
    def contents(self) -> Mapping[str, bytes]:
        """For each file that is an input, its mode and the digest of its content."""
        contents = {}
        for name in self.files:
            path = self.folder / name
            if path == self.plan or name == VARIANTS:
                continue
            content = _content_digest(path)
            if content is not None:
                mode = os.access(path, os.X_OK)
                contents[name] = f"{mode}\0".encode() + content
        return contents

    def check_unchanged(self) -> None:
        """Compare the files with those of which the digest is.

        Rows that are built of other sources are no release. What git has not been told
        of, such as the log of this very command, may change.

        :raises StepFailed: If they have changed since.
        """
        now = replace(self)
        names = self.contents.keys() | now.contents.keys()
        changed = {
            name for name in names if self.contents.get(name) != now.contents.get(name)
        }
        if self._known_to_git:
            changed.difference_update(_names_in_git(self.folder, "-o"))
        shown = joined([printable(name) for name in sorted(changed)], _SHOWN)
        if not shown and self.version_state != now.version_state:
            shown = "the commit or its tag"
        if shown:
            raise StepFailed(
                f"the sources have changed since this command began ({shown}): run it"
                " again, so that all wheels are made of the same"
            )

    def copy_to(self, target: Path) -> None:
        """Copy the files to a new folder.

        In a checkout the copy has its history, too, for versions that come from tags.
        """
        for name in self.files:
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            path = self.folder / name
            shutil.copy2(path, copy, follow_symlinks=self._leads_out(path))
        history = _git(self.folder, "rev-parse", "--absolute-git-dir")
        is_top = _git(self.folder, "rev-parse", "--show-prefix") == b"\n"
        if history is not None and is_top and self._known_to_git:
            (target / ".git").write_bytes(b"gitdir: " + history)

    @cached_property
    def version_state(self) -> bytes:
        if not self._known_to_git:
            return b""
        return _git(self.folder, "describe", "--tags", "--always", "--long") or b""

    def _below(self, name: str) -> Iterator[str]:
        """Yield the files of a path, which may be a folder (a submodule)."""
        path = self.folder / name
        if not path.is_dir() or (path.is_symlink() and not self._leads_out(path)):
            if _can_be_copied(path):
                yield name
            return
        for each in _names_in(path, on_top=not name):
            yield from self._below((Path(name) / each).as_posix())

    def _leads_out(self, path: Path) -> bool:
        """Say whether a path is a link that leads nowhere if it is copied as one.

        An absolute one leads to the same file from anywhere.
        """
        if not path.is_symlink() or os.path.isabs(os.readlink(path)):
            return False
        target = path.resolve()
        is_inside = self.folder in (target, *target.parents)
        # A folder that it is in, or the sources, would have no end.
        above = {*self.folder.parents, *(path.parent / "_").resolve().parents}
        return not is_inside and target not in above and target.exists()

    def _is_output(self, name: str) -> bool:
        return (
            # It may be above the sources, too.
            self.folder in self.output.parents
            and self.output in (self.folder / name).parents
        )


def open_sources(folder: Path, output: Path, plan: Path) -> Sources:
    """Return the sources in a folder.

    :param plan: The maker's file; a pyproject.toml is a source all the same.
    :raises InvalidDocument: If no project is there.
    """
    if not any((folder / name).is_file() for name in _PROJECT_FILES):
        has_none = "has neither pyproject.toml nor setup.py"
        problem = has_none if folder.is_dir() else "is no folder"
        raise InvalidDocument(
            f"{printable(str(plan))}: source: {printable(str(folder))} {problem}"
        )
    own = None if plan.name in _PROJECT_FILES else plan.resolve()
    return Sources(folder.resolve(), output.resolve(), own)


def _is_no_source(name: str, on_top: bool) -> bool:
    if on_top and name in _NOT_SOURCES_ON_TOP:
        return True
    return name in _NOT_SOURCES or name.endswith(".egg-info")


def _can_be_copied(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


def _content_digest(path: Path) -> bytes | None:
    """Return the digest of a file; None for one that only says what the rows are.

    Each row has a digest of its own for that.
    """
    if path.is_symlink() and not path.is_file():
        return os.fsencode(os.readlink(path))
    if is_written_list(path) or _is_rows_file(path):
        return None
    others = other_tables(path) if path.name == PYPROJECT else None
    if others is not None:
        return digest_of(repr(others)).encode()
    with path.open("rb") as file:
        return file_digest(file).encode()


def _is_rows_file(path: Path) -> bool:
    """Say whether a file is a maker's file, of whatever name."""
    if path.suffix != TOML or not _may_ask_for_rows(path.read_bytes()):
        return False
    try:
        return path.name != PYPROJECT and bool(make_rows(read_file(path)))
    except VariantError:
        return False


def _names_in(folder: Path, on_top: bool) -> Sequence[str]:
    """Return the paths in a folder, which may be a checkout (a submodule)."""
    is_checkout = not on_top and (folder / ".git").exists()
    return (is_checkout and _names_in_git(folder, "-co")) or [
        name for name in os.listdir(folder) if not _is_no_source(name, on_top)
    ]


def _names_in_git(folder: Path, which: str) -> tuple[str, ...]:
    """Return the paths in a checkout that git does not ignore.

    :param which: Options of `git ls-files`: `-c` known files, `-o` others.
    """
    listed = _git(folder, "ls-files", "-z", which, "--exclude-standard") or b""
    return tuple(filter(None, os.fsdecode(listed).split("\0")))


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return the output of git; None if there is none, or no checkout."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
