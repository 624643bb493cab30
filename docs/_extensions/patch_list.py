"""The directive `patches`: a table of the patches and the hooks that they call.

It is made from the headers in src/patches when the site is built, so it is complete.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from backend.series import read_series
from patchseries.header import read_header

PATCHES = Path(__file__).resolve().parents[2] / "src" / "patches"


class PatchList(SphinxDirective):
    """A description of each patch, in the order in which they are applied."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(PATCHES / "series"))
        lines = []
        for patch in read_series(PATCHES):
            self.env.note_dependency(str(PATCHES / patch.name))
            header = read_header(patch.data)
            _, _, what = header.subject.partition(": ")
            hooks = (f"`{hook.rpartition('.')[2]}`" for hook in header.fields["Hook"])
            why = " ".join(header.fields["Why"])
            lines += [
                f"`{patch.name}`",
                f": {what[0].upper()}{what[1:]}. Why in upstream's code: {why}",
                f"  Calls {', '.join(dict.fromkeys(hooks))}.",
                "",
            ]
        return self.parse_text_to_nodes("\n".join(lines))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("patches", PatchList)
    return {"parallel_read_safe": True}
