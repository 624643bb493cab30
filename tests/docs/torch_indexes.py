"""Stand-ins of the indexes of PyTorch: one for each back end, with absolute links."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.builders import make_wheel
from tests.builders.loopback import StaticFiles

CATALOGUE = "pip/_vendor/variantlib/catalogues/shipped/torch.toml"
"""Where the catalogue is that names these indexes."""

SITE = "https://download.pytorch.org"
"""Their address there."""

RELEASES = {
    "torch": ("2.9.0", ["filelock"]),
    "torchvision": ("0.24.0", ["torch==2.9.0"]),
    # Nobody shall take this one.
    "filelock": ("99.0", []),
}


def add_builds(index: Path, label: str) -> None:
    """Put the wheels of one back end in the folder of its index, without pages."""
    for name, (version, requires) in RELEASES.items():
        local = version if name == "filelock" else f"{version}+{label}"
        make_wheel(index / name, name, local, requires=requires)


def add_pages(site: Path, catalogue: str) -> None:
    """Give each index that the catalogue names a page, if it has no wheels."""
    for index in re.findall(rf'"{re.escape(SITE)}/([^"]+)"', catalogue):
        for project in ("torch", "torchvision", "torchaudio"):
            folder = site / index / project
            folder.mkdir(parents=True, exist_ok=True)
            # The catalogue does not describe archives.
            (folder / f"{project}-0.1.tar.gz").touch()


class Listing(StaticFiles):
    """Lists folders as an index does: by absolute links, with `%2B` for `+`."""

    def list_directory(self, path: Any) -> Any:
        host, port = self.server.server_address[:2]
        names = sorted(entry.name for entry in Path(path).iterdir())
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for name in names:
            url = f"http://{host!s}:{port}{self.path}{quote(name)}"
            self.wfile.write(f'<a href="{url}">{name}</a>\n'.encode())
