"""Private environments, made by this very pip, for plugins that it may fetch.

One is a folder of installed distributions, for ``sys.path``. ``fetching`` makes it in
the system's folder for temporary files. Then it moves below pip's cache folder, if that
can be written, named by a digest of its contents. Of several pips on one machine that
need the same, one makes it. Which one serves which requirements from which places is
kept for as long as an answer is believed: then they are resolved anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any

from pip._vendor.packaging.tags import sys_tags
from pip._vendor.variantlib.folders import is_ours
from pip._vendor.variantlib.plugins._removal import remove_tree
from pip._vendor.variantlib.plugins.discovery import (
    find_distributions,
    record_digest,
)
from pip._vendor.variantlib.plugins.host import digest, interpreter, surroundings
from pip._vendor.variantlib.plugins.single_flight import SingleFlight
from pip._vendor.variantlib.store import JsonStore, variants_folder
from pip._vendor.variantlib.text import printable

from pip._internal.variants.trusted.fetching import (
    MAX_SECONDS,
    Handover,
    NotInstalled,
    install,
    removed_when_gone,
)
from pip._internal.variants.utils.waiting import report_installing

# Beyond the time limit, for the installing pip to end, and to move the result.
_SLACK_SECONDS = 10.0
_PREFIX = "pip-variants-fetched-"
# Anything that lies aside for longer belongs to processes that were all killed.
_LEFT_SECONDS = 3600.0


@contextmanager
def environment(
    requirements: Sequence[str],
    handover: Handover,
    cache_dir: str | None,
    max_age: float,
) -> Iterator[str]:
    """Provide a folder with the requirements and their dependencies installed.

    :param cache_dir: pip's cache folder; None for an environment that does not last.
    :raises NotInstalled: If they cannot be installed.
    """
    patience = MAX_SECONDS + _SLACK_SECONDS
    on_wait = partial(report_installing, requirements)
    kept = _KeptEnvironments(cache_dir, max_age)
    key = _key(requirements, handover)
    with ExitStack() as stack:
        with SingleFlight(lambda: kept.path_of_turn(key), patience, on_wait) as turn:
            folder = turn.wait(lambda: kept.find(key))
            if folder is None:
                with kept.noting_failure(key):
                    private = stack.enter_context(_private_folder())
                    made = install(requirements, handover, cache_dir, private, on_wait)
                folder = kept.keep(key, made)
                if folder == made:
                    stack.enter_context(removed_when_gone(private))
                else:
                    stack.close()
        yield folder


@contextmanager
def _private_folder() -> Iterator[str]:
    with ExitStack() as stack:
        try:
            path = stack.enter_context(_folder_in(tempfile.gettempdir()))
        except OSError as error:
            raise NotInstalled(error.strerror or str(error)) from None
        yield path


@contextmanager
def _folder_in(place: str) -> Iterator[str]:
    """Make a folder that nobody else can look into, and remove it in the end."""
    _sweep(place)
    path = tempfile.mkdtemp(prefix=_PREFIX, dir=place)
    try:
        yield path
    finally:
        remove_tree(path)


def _sweep(place: str) -> None:
    """Remove everything in a folder that killed pips of this user have left."""
    oldest = time.time() - _LEFT_SECONDS
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX):
                found = os.lstat(entry.path)
                if found.st_mtime < oldest and is_ours(found):
                    remove_tree(entry.path)


def _key(requirements: Sequence[str], handover: Handover) -> str:
    """The facts that decide which files are installed; alike nodes share one result.

    It is a digest, for there may be passwords in it.
    """
    proxies = {
        name: value
        for name, value in os.environ.items()
        if name.lower().endswith("_proxy")
    }
    platform = [*interpreter(), sys.version, str(next(sys_tags()))]
    return digest(
        [
            *(platform, requirements, sorted(proxies.items())),
            *(handover.places, handover.constraints),
        ]
    )


class _KeptEnvironments:
    """The environments below pip's cache folder; none, if that is None.

    :param max_age: Seconds for which the resolved requirements stay valid.
    """

    def __init__(self, cache_dir: str | None, max_age: float) -> None:
        self._store = None
        if cache_dir is not None:
            self._folder = os.path.join(variants_folder(cache_dir), "environments")
            self._store = JsonStore(self._folder)
        self._max_age = max_age
        self._began = time.time()

    def path_of_turn(self, key: str) -> str | None:
        """The path of the :class:`Turn` at making an environment, on this machine."""
        if self._store is None or not self._max_age:
            return None
        return self._store.path_beside("\n".join([*surroundings(), key]), "turn")

    def find(self, key: str) -> str | None:
        """The environment's folder, None if it is to be made.

        :raises NotInstalled: If another pip failed to make it while we waited.
        """
        entry = self._store.get(key) if self._store else None
        try:
            return self._read(entry)
        except (ArithmeticError, KeyError, TypeError, ValueError):
            return None

    def _read(self, entry: Any) -> str | None:
        written = float(entry["time"])
        if not 0 <= time.time() - written < self._max_age:
            return None
        if "problem" in entry:
            if written >= self._began:
                raise NotInstalled(printable(entry["problem"]))
            return None
        folder = os.path.join(self._folder, entry["name"])
        # `pip cache purge` may have taken a part of it.
        return folder if _extent(folder) == entry["extent"] else None

    @contextmanager
    def noting_failure(self, key: str) -> Iterator[None]:
        """Let those who wait for the environment know why it cannot be made."""
        try:
            yield
        except NotInstalled as error:
            if self._store is not None:
                self._store.put(key, {"time": time.time(), "problem": str(error)})
            raise

    def keep(self, key: str, made: str) -> str:
        """Copy an environment here, and return where it is to be used.

        Where another pip keeps the same already, that one is used.
        """
        if self._store is None or self._store.make_folder() is None:
            return made
        name, extent = _digest(made), _extent(made)
        folder = os.path.join(self._folder, name)
        if _extent(folder) != extent:
            with suppress(OSError):
                self._copy(made, folder)
        if _extent(folder) != extent:
            return made
        self._store.put(key, {"time": time.time(), "name": name, "extent": extent})
        return folder

    def _copy(self, made: str, folder: str) -> None:
        """Put a copy of an environment here, whole or not at all."""
        with _folder_in(self._folder) as aside:
            copy = shutil.copytree(made, os.path.join(aside, "copy"), symlinks=True)
            with suppress(OSError):
                os.rename(folder, os.path.join(aside, "damaged"))
            os.rename(copy, folder)


def _extent(folder: str) -> list[int]:
    """The number of the files in a folder, and their size."""
    count = size = 0
    for parent, folders, names in os.walk(folder):
        # Python compiles bytecode whenever it likes.
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            with suppress(FileNotFoundError):
                size += os.lstat(os.path.join(parent, name)).st_size
                count += 1
    return [count, size]


def _digest(folder: str) -> str:
    """A digest of all installed files in a folder, to the byte."""
    installed = [
        f"{name} {version} {record_digest(info)}"
        for name, version, info in find_distributions(folder)
    ]
    digest = hashlib.sha256("\n".join([sys.version, *sorted(installed)]).encode())
    return digest.hexdigest()[:40]
