"""Find the installed provider plugins without importing any of them.

The distributions are those on ``sys.path`` of the interpreter that runs pip, as for
``pip list``: folders that hold ``*.dist-info`` or ``*.egg-info``. Distributions inside
zip files and ``.egg`` folders are not looked at.

Format of ``entry_points.txt``:
https://packaging.python.org/en/latest/specifications/entry-points/
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from ..named_tuples import NamedTuple

# The second is where plugins of later API generations announce themselves. An object
# that one distribution names in both counts once, as in the first.
ORIGINAL_GROUP = "variantlib.plugins"
GROUPS = (ORIGINAL_GROUP, "variant_plugins")

_MAX_BYTES = 1024 * 1024
_MAX_RECORD_BYTES = 64 * 1024 * 1024


class Plugin(NamedTuple):
    """One entry point of an installed distribution.

    :param name: The entry point's name.
    :param entry_point: The named object, as "module:attribute" or "module".
    :param group: Its group. In the original one, the name is the provider's.
    :param location: The folder ``*.dist-info`` or ``*.egg-info``.
    :param record: A digest of the distribution's RECORD; None where the installed
        files may change without it (editable installs) or there is none.
    :param folder: The folder that it is imported from, if that is not on the path.
    """

    name: str
    entry_point: str
    group: str
    distribution: str
    version: str
    location: str
    record: str | None
    folder: str | None = None

    @property
    def provider(self) -> str:
        """The provider's name, unless the plugin says otherwise."""
        return as_name(self.name)

    @property
    def is_builtin(self) -> bool:
        """Whether it is no plugin, but the probe of a built-in provider."""
        return self.folder is not None

    @property
    def label(self) -> str:
        return "built in" if self.is_builtin else f"{self.distribution} {self.version}"


OnWait = Callable[[Plugin], None]
"""Called with each plugin that has not answered after ``QUIET_SECONDS``."""


def plugin_path(own: str | None = None) -> list[str]:
    """``sys.path`` as the installed plugins may use it, absolute.

    Without the current directory, unless it is there because something is installed
    in it: such folders come after the standard library, all others before it.

    :param own: A folder that is there for the caller alone, None for none.
    """
    path = [os.path.abspath(entry) for entry in sys.path]
    here = os.path.abspath(os.curdir)
    library = os.path.dirname(os.path.abspath(os.__file__))
    before = path.index(library) if library in path else len(path)
    return [
        entry
        for position, entry in enumerate(path)
        if entry != own and not (entry == here and position < before)
    ]


def find_plugins(path: Sequence[str]) -> list[Plugin]:
    """The plugins of the distributions in the folders of ``path``.

    A distribution found twice counts once, where it is found first. Never raises: an
    unreadable distribution announces no plugin.
    """
    found: list[Plugin] = []
    seen: set[str] = set()
    for folder in path:
        for name, version, info in find_distributions(folder):
            if name not in seen:
                seen.add(name)
                found += plugins_of(name, version, info)
    return found


def normalise(name: str) -> str:
    """A distribution's name in the form in which names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def as_name(text: str) -> str:
    """The text as the name of a provider may be, which is not empty."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", text) or "_"


def find_distributions(folder: str) -> Iterator[tuple[str, str, str]]:
    """Name (normalised), version and information folder of the distributions there."""
    try:
        entries = sorted(os.listdir(folder))
    except OSError:
        return
    for entry in entries:
        stem, _, kind = entry.rpartition(".")
        # An interrupted uninstall of pip leaves a leading "~".
        if kind not in ("dist-info", "egg-info") or entry.startswith("~"):
            continue
        # An egg's name goes on with the Python that it is for.
        name, version, *_ = [*stem.split("-"), ""]
        yield normalise(name), version, os.path.join(folder, entry)


def installed_versions(path: Iterable[str]) -> dict[str, str]:
    """Return the versions of the distributions in folders, by normalised name.

    A distribution found twice has the version of the first.
    """
    found: dict[str, str] = {}
    for folder in path:
        for name, version, _ in find_distributions(folder):
            found.setdefault(name, version)
    return found


def plugins_of(name: str, version: str, info: str) -> Iterator[Plugin]:
    """Yield the plugins of one distribution.

    :param info: Its folder ``*.dist-info`` or ``*.egg-info``.
    """
    data = _read(os.path.join(info, "entry_points.txt"), _MAX_BYTES)
    if data is None or not any(group.encode() in data for group in GROUPS):
        return
    lines = data.decode("utf-8", "replace").splitlines()
    entries: dict[str, tuple[str, str]] = {}
    for group in GROUPS:
        for entry, value in _section(lines, group):
            if all(value != known for known, _ in entries.values()):
                entries.setdefault(entry, (value, group))
    record = record_digest(info) if entries else None
    for entry, (value, group) in entries.items():
        yield Plugin(entry, value, group, name, version or "unknown", info, record)


def _section(lines: Iterable[str], wanted: str) -> Iterator[tuple[str, str]]:
    section = ""
    for line in map(str.strip, lines):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif section == wanted and line and line[0] not in "#;" and "=" in line:
            name, _, value = line.partition("=")
            yield name.strip(), re.sub(r"\s|\[.*", "", value)


def record_digest(info: str) -> str | None:
    """A digest of the RECORD in an information folder; None if it tells too little."""
    origin = _read(os.path.join(info, "direct_url.json"), _MAX_BYTES)
    if origin is not None and b'"editable"' in origin:
        return None
    record = _read(os.path.join(info, "RECORD"), _MAX_RECORD_BYTES)
    return hashlib.sha256(record).hexdigest() if record else None


def _read(path: str, limit: int) -> bytes | None:
    # Raw system calls: this is done for every distribution there is.
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
            return None
        with open(handle, "rb", closefd=False) as file:
            return file.read(limit)
    except OSError:
        return None
    finally:
        os.close(handle)
