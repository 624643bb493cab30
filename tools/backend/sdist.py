"""The source archive: our own sources and patches, nothing of upstream."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flit_core import buildapi

from .overlay import is_source

# Whatever is not there (an unpacked archive may have been thinned) is left out.
_CONTENTS = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "docs",
    "news",
    "noxfile.py",
    "pyproject.toml",
    "src",
    "tests",
    "tools",
)


def make_sdist(root: Path, directory: Path) -> str:
    """Write the archive of the checkout at *root* to *directory*; returns its name.

    Equal sources give equal bytes: the date of everything is SOURCE_DATE_EPOCH.
    """
    release, metadata = _metadata()
    name = f"{release}.tar.gz"
    date = int(os.environ["SOURCE_DATE_EPOCH"])
    with (
        open(directory / name, "wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=date) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path, data in [*_sources(root), ("PKG-INFO", metadata)]:
            member = tarfile.TarInfo(f"{release}/{path}")
            member.size, member.mtime, member.mode = len(data), date, 0o644
            archive.addfile(member, io.BytesIO(data))
    return name


def _metadata() -> tuple[str, bytes]:
    """The name of flit for pyproject.toml, `name-version`, and the METADATA file."""
    with tempfile.TemporaryDirectory() as folder:
        dist_info = buildapi.prepare_metadata_for_build_wheel(folder)
        data = Path(folder, dist_info, "METADATA").read_bytes()
    return dist_info.removesuffix(".dist-info"), data


def _sources(root: Path) -> Iterator[tuple[str, bytes]]:
    for name in _CONTENTS:
        if (root / name).exists():
            for file in _files_below(root / name):
                yield file.relative_to(root).as_posix(), file.read_bytes()


def _files_below(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif is_source(path):
        for entry in sorted(filter(is_source, path.iterdir())):
            yield from _files_below(entry)
