"""What an index says about its files: pages in HTML and JSON, variants.json."""

from __future__ import annotations

import functools
import hashlib
import html
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SCHEMA = "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"


@dataclass(frozen=True)
class File:
    """One file of a project, with what the index says about it.

    `url` and `claimed` stand for its true address and digest.
    """

    name: str
    project: str
    data: bytes
    metadata: bytes | None = None
    yanked: str | None = None
    upload_time: str | None = None
    url: str | None = None
    claimed: str | None = None

    @functools.cached_property
    def digest(self) -> str:
        return self.claimed or hashlib.sha256(self.data).hexdigest()

    @functools.cached_property
    def metadata_digest(self) -> str:
        return hashlib.sha256(self.metadata or b"").hexdigest()

    @functools.cached_property
    def requires_python(self) -> str | None:
        return next(iter(_headers(self.metadata, "Requires-Python")), None)

    @functools.cached_property
    def variant_lines(self) -> list[str]:
        return _headers(self.metadata, "Variant")


@dataclass(frozen=True)
class Says:
    """What a page tells besides names and addresses."""

    sidecars: bool
    hashes: bool


def normalized(name: str) -> str:
    """The PEP 503 form of a project's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def project_of(filename: str) -> str:
    """The project that a wheel, an sdist or a variants.json belongs to."""
    if filename.endswith(".tar.gz"):
        return normalized(filename.rpartition("-")[0])
    return normalized(filename.partition("-")[0])


def metadata_of(path: Path) -> bytes | None:
    """METADATA out of a wheel; None for anything else, broken wheels included."""
    try:
        with zipfile.ZipFile(path) as wheel:
            names = (n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
            return wheel.read(next(names))
    except (zipfile.BadZipFile, StopIteration):
        return None


def variants_documents(files: Iterable[File]) -> dict[str, bytes]:
    """`{name}-{version}-variants.json` -> its content, for the variant wheels given."""
    releases: dict[str, dict[str, dict[str, dict[str, list[str]]]]] = {}
    for file in files:
        name, version, label = _variant_of(file.name)
        if label and (lines := file.variant_lines):
            release = f"{name}-{version}-variants.json".lower()
            releases.setdefault(release, {})[label] = _mapping(lines)
    return {release: _document(found) for release, found in releases.items()}


def html_page(files: Iterable[File], says: Says) -> bytes:
    """A project's page as PEP 503, 592, 658 and 714 have it."""
    links = "\n".join(_anchor(file, says) for file in files)
    return f"<!DOCTYPE html>\n<html><body>\n{links}\n</body></html>\n".encode()


def json_page(project: str, files: Iterable[File], says: Says) -> bytes:
    """A project's page as PEP 691 has it."""
    page = {
        "meta": {"api-version": "1.0"},
        "name": project,
        "files": [_entry(file, says) for file in files],
    }
    return json.dumps(page).encode()


def file_url(name: str) -> str:
    """Where a page of this index points for a file of that name."""
    return f"../../files/{quote(name)}"


def _variant_of(filename: str) -> tuple[str, str, str]:
    name, version, rest, *_ = [*filename.split("-"), "", ""]
    version, _, label = version.partition("~")
    return name, version, label or rest.partition("~")[2]


def _headers(metadata: bytes | None, name: str) -> list[str]:
    lines = (metadata or b"").decode("utf-8", "replace").splitlines()
    start = f"{name}:"
    return [line[len(start) :].strip() for line in lines if line.startswith(start)]


def _mapping(lines: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    mapping: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        parts = [part.strip() for part in line.split("::")]
        if len(parts) == 3:
            provider, key, value = parts
            mapping.setdefault(provider, {}).setdefault(key, []).append(value)
    return mapping


def _document(variants: dict[str, dict[str, dict[str, list[str]]]]) -> bytes:
    providers = sorted({name for mapping in variants.values() for name in mapping})
    document = {
        "$schema": SCHEMA,
        "default-priorities": {"namespace": providers},
        "variants": variants,
    }
    return json.dumps(document, indent=1).encode()


def _anchor(file: File, says: Says) -> str:
    attributes = {"href": file.url or file_url(file.name)}
    if says.hashes:
        attributes["href"] += f"#sha256={file.digest}"
    if file.requires_python:
        attributes["data-requires-python"] = file.requires_python
    if file.yanked is not None:
        attributes["data-yanked"] = file.yanked
    if says.sidecars and file.metadata is not None:
        digest = f"sha256={file.metadata_digest}"
        attributes["data-dist-info-metadata"] = digest
        attributes["data-core-metadata"] = digest
    text = " ".join(f'{key}="{html.escape(v)}"' for key, v in attributes.items())
    return f"<a {text}>{html.escape(file.name)}</a><br>"


def _entry(file: File, says: Says) -> dict[str, object]:
    entry: dict[str, object] = {
        "filename": file.name,
        "url": file.url or file_url(file.name),
        "hashes": {"sha256": file.digest} if says.hashes else {},
    }
    if file.requires_python:
        entry["requires-python"] = file.requires_python
    if file.yanked is not None:
        entry["yanked"] = file.yanked or True
    if file.upload_time:
        entry["upload-time"] = file.upload_time
    if says.sidecars and file.metadata is not None:
        entry["core-metadata"] = {"sha256": file.metadata_digest}
    return entry
