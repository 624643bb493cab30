"""Install one project, without its dependencies, from a folder or a page."""

import argparse
import hashlib
import http.client
import shutil
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

import installer
from installer.destinations import SchemeDictionaryDestination
from installer.sources import WheelFile
from installer.utils import get_launcher_kind
from packaging.requirements import Requirement

from variantlib import engine


class WebAccess(engine.LocalAccess):
    """Files of servers, besides those of this machine; wheels go into a folder."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def read(self, url: str, limit: int) -> bytes:
        if url.startswith("file:"):
            return super().read(url, limit)
        with _open(url) as answer:
            content: bytes = answer.read(limit + 1)
        if len(content) <= limit:
            return content
        raise engine.NotAtHand(f"it is over {limit} bytes")

    def wheel(self, file: engine.IndexFile) -> Path:
        # A page may list two files of one name.
        path = self._folder / str(hash(file.url)) / file.filename
        if file.url.startswith("file:"):
            path = super().wheel(file)
        elif not path.exists():
            path.parent.mkdir(exist_ok=True)
            with _open(file.url) as answer, path.open("wb") as copy:
                shutil.copyfileobj(answer, copy)
        if file.sha256 not in (None, hashlib.sha256(path.read_bytes()).hexdigest()):
            raise engine.NotAtHand(f"{file.filename} is not what the page says")
        return path


def _open(url: str) -> Any:
    try:
        return urllib.request.urlopen(url, timeout=30)
    except (OSError, ValueError) as error:
        raise engine.NotAtHand(f"{url} cannot be fetched: {error}") from None


def find(access: WebAccess, source: str, wanted: str) -> engine.ReleaseEvaluation:
    """Return the release that this machine gets, the chosen file first."""
    project = Requirement(wanted)
    if source.startswith(("http://", "https://")):
        files = engine.parse_page(access.read(source, engine.MAX_PAGE), source)
        place = engine.Place(source, files)
    else:
        place = engine.read_place(source)
    this = engine.this_machine()
    found = engine.choose(place, this, access, project.name, project.specifier)
    if found is None or not found.files[0].candidate.tags:
        raise engine.VariantError(f"there is no wheel of {wanted} for this machine")
    return found


def install(wheel: Path, folder: str, target: Path) -> None:
    """Install a wheel; its plain name is the one that `installer` understands."""
    plain = Path(tempfile.mkdtemp(dir=folder), engine.split_variant(wheel.name)[0])
    paths = dict.fromkeys(("purelib", "platlib", "data", "headers"), str(target))
    paths |= {"scripts": str(target / "bin")}
    shutil.copy(wheel, plain)
    kind = get_launcher_kind()
    destination = SchemeDictionaryDestination(paths, sys.executable, kind)
    with WheelFile.open(plain) as source:
        installer.install(source, destination, {"INSTALLER": b"mini-installer\n"})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", help="a folder, a saved page, or the URL of a page")
    parser.add_argument("project", help="as demo, or demo>=1")
    parser.add_argument("--target", type=Path, required=True)
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            access = WebAccess(folder)
            release = find(access, options.source, options.project)
            wheel = access.wheel(release.files[0].candidate.file)
            install(wheel, folder, options.target)
        print(f"Installed {wheel.name}, {release.reason}")
    except (ValueError, OSError, http.client.HTTPException) as error:
        sys.exit(f"error: {error}")
