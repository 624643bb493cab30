"""Make one file that is pip, out of its wheel: `python tools/make_zipapp.py WHEEL`.

It stands next to the wheel and needs no installation, as in `python pip-26.3.pyz list`.
Equal wheels give equal bytes: the names are sorted, and the dates are the wheel's.
"""

from __future__ import annotations

import argparse
import email
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

_SHEBANG = b"#!/usr/bin/env python3\n"
# Also read by the Pythons that are too old.
_MAIN = """\
import sys

if sys.version_info < (3, {minor}):
    sys.exit("pip {version} needs Python 3.{minor} or newer.")

from pip._internal.cli.main import cli

sys.exit(cli())
"""
_METADATA = re.compile(r"[^/]+\.dist-info/METADATA")
_LICENCE = re.compile(r"[^/]+\.dist-info/(licenses/.+)")


def make_zipapp(wheel: Path) -> Path:
    """Write the file for a wheel of pip, and return its path."""
    target = wheel.with_name("-".join(wheel.name.split("-")[:2]) + ".pyz")
    with zipfile.ZipFile(wheel) as source:
        members = dict(sorted(_members(source)))
        dates = {info.date_time for info in source.infolist()}
    with target.open("wb") as file:
        file.write(_SHEBANG)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(_entry(name, max(dates)), data)
    target.chmod(0o755)
    return target


def _members(wheel: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """The files that pip runs from, and the licences.

    The metadata stay behind: pip would take itself for installed.
    """
    for name in wheel.namelist():
        data = wheel.read(name)
        if name.startswith("pip/"):
            yield name, data
        elif licence := _LICENCE.fullmatch(name):
            yield licence[1], data
        elif _METADATA.fullmatch(name):
            yield "__main__.py", _main(data)


def _main(metadata: bytes) -> bytes:
    headers = email.message_from_bytes(metadata)
    minor = headers["Requires-Python"].removeprefix(">=3.")
    return _MAIN.format(version=headers["Version"], minor=int(minor)).encode()


def _entry(name: str, date: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # as on Unix, wherever it is made
    info.external_attr = 0o100644 << 16
    return info


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    print(make_zipapp(parser.parse_args().wheel))
