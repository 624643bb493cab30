"""Find the pinned releases among installed ones, and check and copy their files."""

from __future__ import annotations

import base64
import csv
import hashlib
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath

from .errors import BuildError
from .pins import Pin


@dataclass(frozen=True)
class Release:
    """An installed release: *files* maps each path below *folder* to its hash."""

    pin: Pin
    folder: Path
    files: dict[str, str]

    @property
    def licences(self) -> Iterator[tuple[str, str]]:
        """Path of each licence as installed, and as its own project names it."""
        for path in self.files:
            parts = PurePosixPath(path).parts
            if parts[0].endswith(".dist-info") and parts[1] == "licenses":
                yield path, "/".join(parts[2:])


def locate(pin: Pin, path: Sequence[str] | None = None) -> Release:
    """Find *pin* on *path* (default: `sys.path`); BuildError for another version."""
    where = sys.path if path is None else list(path)
    found = next(iter(Distribution.discover(name=pin.name, path=where)), None)
    if found is None or found.version != pin.version:
        raise BuildError(_wrong_release(pin, found))
    rows = csv.reader((found.read_text("RECORD") or "").splitlines())
    files = {path: digest for path, digest, _size in rows if _is_content(path, pin)}
    return Release(pin, Path(str(found.locate_file(""))), files)


def _wrong_release(pin: Pin, found: Distribution | None) -> str:
    holds = f"{pin.name} {found.version}" if found else "none"
    advice = "build in isolation, or install that release there first"
    if found and found.version.startswith(f"{pin.version}+"):
        # `pip==26.3` lets an installer take the fork itself, where it is on offer.
        advice = "use an environment, indexes and folders without the fork"
    return (
        f"the fork is built from {pin.name} {pin.version}, but the build environment "
        f"holds {holds}; {advice}"
    )


def _is_content(path: str, pin: Pin) -> bool:
    """Whether the release itself brought the file *path*, not an installer."""
    is_licence = ".dist-info/licenses/" in path
    in_package = path.startswith(f"{pin.package}/")
    return (in_package or is_licence) and not path.endswith(".pyc")


def verify(release: Release) -> None:
    """BuildError if a file of *release* is missing, or not as published."""
    pin = release.pin
    for path, digest in release.files.items():
        if _hash(release.folder / path) != digest:
            raise BuildError(
                f"{release.folder / path} is not the file of {pin.name} {pin.version}: "
                "it was changed or removed after the release"
            )
    if digest_of(release) != pin.digest:
        raise BuildError(
            f"{pin.name} {pin.version} in {release.folder} is not the published one: "
            "its list of files has another digest than pyproject.toml pins"
        )


def digest_of(release: Release) -> str:
    """One digest over the names and hashes of all files of *release*."""
    rows = sorted(f"{path},{digest}\n" for path, digest in release.files.items())
    return hashlib.sha256("".join(rows).encode()).hexdigest()


def _hash(file: Path) -> str | None:
    if not file.is_file():
        return None
    digest = hashlib.sha256(file.read_bytes()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def copy(release: Release, target: Path) -> None:
    """Copy the package of *release* to *target*, without files of the installer."""
    prefix = f"{release.pin.package}/"
    for path in release.files:
        if path.startswith(prefix):
            copy_file(release.folder / path, target / path.removeprefix(prefix))


def copy_file(source: Path, target: Path) -> None:
    """Copy one file's bytes, making folders as needed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
