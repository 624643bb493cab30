"""Read the files of a folder, and keep the METADATA that is to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from ..named_tuples import NamedTuple
from .listing import Listed, Stamp, read_listed

__all__ = ["Reading", "read_files"]

_AT_ONCE = 100
_MAX_TEXTS = 64 * 2**20


class Reading(NamedTuple):
    """Files as an index lists them.

    :param files: By name.
    :param texts: METADATA by its digest; at most 64 MiB of it.
    """

    files: Mapping[str, Listed]
    texts: Mapping[str, bytes]


def read_files(
    folder: Path, fresh: Sequence[tuple[str, Stamp]], workers: Executor
) -> Reading:
    """Read wheels and source archives.

    :param fresh: Their names and stamps.
    :raises VariantError: If one is a wheel, and cannot be read as one.
    :raises OSError: If one cannot be read.
    """
    files: dict[str, Listed] = {}
    texts: dict[str, bytes] = {}
    left = _MAX_TEXTS
    names, stamps = [name for name, _ in fresh], [stamp for _, stamp in fresh]
    read = partial(read_listed, folder)
    for found in workers.map(read, names, stamps, chunksize=_AT_ONCE):
        if found is None:
            continue
        file, metadata = found
        files[file.filename] = file
        if file.metadata and file.metadata not in texts and len(metadata) <= left:
            texts[file.metadata] = metadata
            left -= len(metadata)
    return Reading(files, texts)
