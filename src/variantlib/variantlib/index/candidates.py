"""Make sense of the names of files: project, version, tags, variant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from packaging.tags import Tag
from packaging.utils import (
    BuildTag,
    InvalidSdistFilename,
    InvalidWheelFilename,
    NormalizedName,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version

from ..errors import InvalidVariantFilename
from ..names.filename import VariantName, split_variant
from ..names.tag_sets import TOO_MANY_TAGS, has_too_many_tags
from .files import IndexFile

__all__ = ["MAX_NAME", "Candidate", "parse_candidate"]

MAX_NAME = 1000
"""In characters; longer names are none of files."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file of a release that may be installed.

    :param tags: Those of a wheel; none for a source archive.
    :param name: The variant in the name of a wheel; None for a plain file.
    """

    file: IndexFile
    project: NormalizedName
    version: Version
    build: BuildTag
    tags: frozenset[Tag]
    name: VariantName | None

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def filename(self) -> str:
        return self.file.filename


def parse_candidate(file: IndexFile) -> Candidate:
    """Return the release and variant that a file's name tells.

    :raises InvalidVariantFilename: If that is no name of a wheel or source archive.
    """
    if len(file.filename) > MAX_NAME:
        raise InvalidVariantFilename(file.filename, "too long")
    # An installer may write a file of this name.
    if not file.filename.isprintable() or {"/", "\\"} & set(file.filename):
        raise InvalidVariantFilename(file.filename, "no name of a file")
    try:
        if not file.filename.endswith(".whl"):
            project, version = parse_sdist_filename(file.filename)
            return Candidate(file, project, version, (), frozenset(), None)
        plain, name = split_variant(file.filename)
        if has_too_many_tags(plain):
            raise InvalidVariantFilename(file.filename, TOO_MANY_TAGS)
        project, version, build, tags = _parse_plain(plain)
        return Candidate(file, project, version, build, tags, name)
    except (InvalidWheelFilename, InvalidSdistFilename):
        reason = "not the name of a wheel or source archive"
        raise InvalidVariantFilename(file.filename, reason) from None


# All variants of a release have one plain name.
_parse_plain = lru_cache(maxsize=64)(parse_wheel_filename)
