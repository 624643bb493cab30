"""The pages of a package index, in HTML (PEP 503) and in JSON (PEP 691).

Links are relative, so the folder may be served from any address, or be a folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from urllib.parse import quote

from packaging.version import Version

from .listing import Listed

__all__ = ["DocumentFile", "project_html", "project_json", "root_html", "root_json"]

API = "1.1"

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="pypi:repository-version" content="{api}">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
"""
_TAIL = "</body>\n</html>\n"

DocumentFile = tuple[str, int]
"""The name and the size of a document about a release. It is written anew when a wheel
comes, so no page states its digest."""


def project_html(
    project: str, files: Iterable[Listed], documents: Iterable[DocumentFile], up: str
) -> bytes:
    """Return the page of a project in HTML.

    :param up: The way from the page to the folder of the files.
    """
    title = escape(f"Links for {project}")
    lines = [f"{_link(file, up)}<br>\n" for file in in_order(files)]
    lines += [f"{_anchor(up + quote(name), name)}<br>\n" for name, _ in documents]
    return (_HEAD.format(api=API, title=title) + "".join(lines) + _TAIL).encode()


def project_json(
    project: str, files: Sequence[Listed], documents: Iterable[DocumentFile], up: str
) -> bytes:
    """Return the page of a project in JSON."""
    entries = [_entry(file, up) for file in in_order(files)]
    entries += [
        {"filename": name, "url": up + quote(name), "hashes": {}, "size": size}
        for name, size in documents
    ]
    versions = sorted({file.version for file in files}, key=_version)
    return _dump({"name": project, "versions": versions, "files": entries})


def root_html(projects: Iterable[str]) -> bytes:
    """Return the page that lists all projects in HTML."""
    lines = [f"{_anchor(f'{name}/', name)}<br>\n" for name in sorted(projects)]
    head = _HEAD.format(api=API, title="Simple index")
    return (head + "".join(lines) + _TAIL).encode()


def root_json(projects: Iterable[str]) -> bytes:
    """Return the page that lists all projects in JSON."""
    return _dump({"projects": [{"name": name} for name in sorted(projects)]})


def in_order(files: Iterable[Listed]) -> list[Listed]:
    """Return files by version and name."""
    return sorted(files, key=lambda file: (_version(file.version), file.filename))


_version = cache(Version)


def _link(file: Listed, up: str) -> str:
    attributes = "".join(f' {name}="{escape(text)}"' for name, text in _notes(file))
    url = f"{up}{quote(file.filename)}#sha256={file.sha256}"
    return _anchor(url, file.filename, attributes)


def _notes(file: Listed) -> Iterator[tuple[str, str]]:
    if file.requires_python:
        yield "data-requires-python", file.requires_python
    if file.metadata:
        yield "data-core-metadata", f"sha256={file.metadata}"
        # Tools from before PEP 714 know it by this name.
        yield "data-dist-info-metadata", f"sha256={file.metadata}"


def _anchor(url: str, text: str, attributes: str = "") -> str:
    return f'<a href="{escape(url)}"{attributes}>{escape(text)}</a>'


def _entry(file: Listed, up: str) -> dict[str, object]:
    entry: dict[str, object] = {
        "filename": file.filename,
        "url": up + quote(file.filename),
        "hashes": {"sha256": file.sha256},
        "size": file.size,
    }
    if file.requires_python:
        entry["requires-python"] = file.requires_python
    if file.metadata:
        digest = {"sha256": file.metadata}
        entry |= {"core-metadata": digest, "dist-info-metadata": digest}
    return entry


def _dump(members: dict[str, object]) -> bytes:
    document = {"meta": {"api-version": API}, **members}
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"
