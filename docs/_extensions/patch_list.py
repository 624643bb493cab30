"""The directive `patches`: what each patch does, changes and calls.

It is made from the patches themselves when the site is built, so it is complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from backend.diff import parse_patch
from backend.series import Patch, read_series
from patchseries.header import read_header

PATCHES = Path(__file__).resolve().parents[2] / "src" / "patches"


class PatchList(SphinxDirective):
    """A description of each patch, in the order in which they are applied."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(PATCHES / "series"))
        lines = []
        for patch in read_series(PATCHES):
            self.env.note_dependency(str(PATCHES / patch.name))
            lines += [f"`{patch.name}`", f": {_describe(patch)}", ""]
        return self.parse_text_to_nodes("\n".join(lines))


def _describe(patch: Patch) -> str:
    header = read_header(patch.data)
    what = header.subject.partition(": ")[2]
    changed = (path.removeprefix("src/pip/") for path, _ in parse_patch(patch.text))
    return (
        f"{what[0].upper()}{what[1:]}. Changes {_listed(changed)}; "
        f"calls {_listed(map(_short, header.fields['Hook']))}. "
        f"Test: {_listed(header.fields['Test'])}."
    )


def _short(hook: str) -> str:
    module, _, name = hook.removeprefix("pip._internal.variants.").partition(":")
    return f"{module}.{name.rpartition('.')[2]}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("patches", PatchList)
    return {"parallel_read_safe": True}
