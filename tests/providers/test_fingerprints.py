"""What of a file a plugin's kept answer depends on."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pip._vendor.variantlib.plugins.fingerprints import (
    MAX_CONTENT,
    MAX_NAMES,
    fingerprint,
)

LARGE = b"x" * (MAX_CONTENT + 1)


def small(path: Path) -> None:
    path.write_bytes(b"535.1")


def large(path: Path) -> None:
    path.write_bytes(LARGE)


def folder(path: Path) -> None:
    path.mkdir()
    (path / "card0").touch()


def full_folder(path: Path) -> None:
    path.mkdir()
    for number in range(MAX_NAMES + 1):
        (path / str(number)).touch()


def replace(path: Path) -> None:
    """Another file with the same content and time."""
    found = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
    other.replace(path)


def rewrite(path: Path) -> None:
    """Other content of the same size and time."""
    found = path.stat()
    path.write_bytes(b"y" * found.st_size)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


Step = Callable[[Path], object]
CHANGES: dict[str, tuple[Step, Step]] = {
    "it comes": (lambda path: None, small),
    "it goes": (small, lambda path: path.unlink()),
    "other content": (small, rewrite),
    "other permissions": (small, lambda path: path.chmod(0o600)),
    "a large one, later": (large, lambda path: os.utime(path, (1, 1))),
    "a large one, larger": (large, lambda path: path.write_bytes(LARGE + b"x")),
    "a large one, replaced": (large, replace),
    "a name in a folder": (folder, lambda path: (path / "card1").touch()),
    "many names in a folder": (full_folder, lambda path: (path / "new").touch()),
    "a file becomes a folder": (small, lambda path: (path.unlink(), path.mkdir())),
    "a link elsewhere": (
        lambda path: path.symlink_to("/dev/null"),
        lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
    ),
}
SAME: dict[str, tuple[Step, Step]] = {
    "nothing": (lambda path: None, lambda path: None),
    "a small one, later": (small, lambda path: os.utime(path, (1, 1))),
    "a small one, replaced": (small, replace),
    "a large one": (large, lambda path: None),
    "in a folder, other content": (
        folder,
        lambda path: (path / "card0").write_text(""),
    ),
    "the same by a link": (
        small,
        lambda path: (path.rename(path.with_name("a")), path.symlink_to("a")),
    ),
}


@pytest.mark.parametrize("case", [*CHANGES, *SAME])
def test_what_counts(case: str, tmp_path: Path) -> None:
    before, change = (CHANGES | SAME)[case]
    path = tmp_path / "file"
    before(path)
    first = fingerprint(str(path))
    change(path)
    assert (fingerprint(str(path)) != first) == (case in CHANGES)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def bound_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def endless_link(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.skipif(os.name == "nt", reason="files of POSIX")
@pytest.mark.parametrize("make", [pipe, bound_socket, endless_link])
def test_nothing_is_waited_for(make: Step, tmp_path: Path) -> None:
    path = tmp_path / "file"
    make(path)
    done = threading.Event()

    def look() -> None:
        fingerprint(str(path))
        done.set()

    threading.Thread(target=look, daemon=True).start()
    assert done.wait(10)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/tty", "/proc/self/mem"])
def test_devices_are_not_read(path: str) -> None:
    if not os.path.exists(path):
        pytest.skip(f"{path} is missing")
    assert len(fingerprint(path)) >= 2


@pytest.mark.parametrize("path", ["/a\0b", "/\ud800", "/" + "a/" * 5000])
def test_what_can_be_no_path_is_missing(path: str) -> None:
    assert fingerprint(path) == []
