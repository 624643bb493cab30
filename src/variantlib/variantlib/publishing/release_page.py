"""A page about a release for people: its variants, and which machine takes which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from ..documents.document import Document
from ..named_tuples import NamedTuple
from ..names.filename import split_variant
from .listing import Listed
from .pages import in_order

__all__ = ["ReleasePage", "release_html", "releases_html"]

_STYLE = (
    "body{font:1em/1.5 sans-serif;margin:2em;max-width:70em}"
    "table{border-collapse:collapse;margin:1em 0}"
    "th,td{border:1px solid #bbb;padding:.3em .6em;text-align:left;"
    "vertical-align:top}"
)
_PLAIN = "(plain)"
_UNITS = ("bytes", "KB", "MB", "GB")


class ReleasePage(NamedTuple):
    """All that a page about a release says.

    :param orders: Machines, each with the variants that fit it, the best first.
    """

    project: str
    version: str
    files: Sequence[Listed]
    document: Document | None
    orders: Sequence[tuple[str, Sequence[str]]]


def release_html(page: ReleasePage) -> bytes:
    """Return the page in HTML."""
    title = f"{page.project} {page.version}"
    parts = [
        _heading("Variants"),
        _table(("Variant", "Needs", "Wheels", "For", "Size"), _variant_rows(page)),
    ]
    if page.document is not None:
        order = ", ".join(page.document.namespaces)
        parts += [
            f"<p>The order of namespaces: {escape(order)}.</p>\n",
            _heading("Which machine takes which"),
            _table(("Machine", "Takes", "Else"), _machine_rows(page)),
            "<p>Each needs a wheel for the Python and the platform, too.</p>\n",
        ]
    parts += [
        _heading("Files"),
        _table(("File", "Size", "SHA-256"), map(_file_row, in_order(page.files))),
    ]
    return _page(title, parts)


def releases_html(names: Iterable[tuple[str, str]]) -> bytes:
    """Return the page that lists all releases.

    :param names: The title of each, and the name of its page.
    """
    links = [f"<li>{_link(name, title)}</li>\n" for title, name in names]
    return _page("Releases", ["<ul>\n", *links, "</ul>\n"])


def _variant_rows(page: ReleasePage) -> Iterable[tuple[str, ...]]:
    found: dict[str | None, list[Listed]] = {}
    for file in page.files:
        if file.filename.endswith(".whl"):
            found.setdefault(file.variant, []).append(file)
    # Plain wheels come last, and the null variant before them.
    for name in sorted(found, key=lambda n: (n is None, n == "null", n or "")):
        wheels = found[name]
        yield (
            escape(name or _PLAIN),
            "<br>".join(map(escape, _needs(page, name))),
            str(len(wheels)),
            "<br>".join(map(escape, _tags(wheels))),
            escape(_sizes([file.size for file in wheels])),
        )


def _tags(wheels: Sequence[Listed]) -> list[str]:
    """Return the tags of Python and platform, of all wheels of a variant."""
    plain = (split_variant(file.filename)[0] for file in wheels)
    parts = [name.removesuffix(".whl").rsplit("-", 3) for name in plain]
    return sorted({f"{python} {platform}" for _, python, _, platform in parts})


def _needs(page: ReleasePage, name: str | None) -> list[str]:
    """Return the properties of a variant; of several values one is needed."""
    if name is None or page.document is None:
        return []
    stated = page.document.properties(name) or {}
    return [
        f"{namespace} :: {feature} :: {' or '.join(values)}"
        for namespace, features in stated.items()
        for feature, values in features.items()
    ]


def _machine_rows(page: ReleasePage) -> Iterable[tuple[str, ...]]:
    # Where no variant fits, a plain wheel or a source archive is left.
    has_plain = any(file.variant is None for file in page.files)
    for machine, names in page.orders:
        taken = [*names, *([_PLAIN] if has_plain else [])] or ["nothing"]
        yield escape(machine), escape(taken[0]), escape(", ".join(taken[1:]))


def _file_row(file: Listed) -> tuple[str, ...]:
    link = _link(f"../{quote(file.filename)}", file.filename)
    return link, escape(_size(file.size)), f"<code>{escape(file.sha256)}</code>"


def _sizes(sizes: Sequence[int]) -> str:
    small, large = _size(min(sizes)), _size(max(sizes))
    return small if small == large else f"{small} to {large}"


def _size(size: float) -> str:
    unit = 0
    while size >= 1000 and unit + 1 < len(_UNITS):
        size, unit = size / 1000, unit + 1
    return f"{size:.0f} {_UNITS[unit]}" if unit == 0 else f"{size:.1f} {_UNITS[unit]}"


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>\n"


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells of its rows are HTML already."""
    lines = ["<table>\n<tr>", *(f"<th>{escape(cell)}</th>" for cell in head), "</tr>\n"]
    for row in rows:
        lines += ["<tr>", *(f"<td>{cell}</td>" for cell in row), "</tr>\n"]
    return "".join([*lines, "</table>\n"])


def _page(title: str, parts: Iterable[str]) -> bytes:
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n"
    )
    return (head + "".join(parts) + "</body>\n</html>\n").encode()
