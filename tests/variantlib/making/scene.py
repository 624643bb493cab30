"""A plain wheel of ``demo``, and the maker's command line."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from variantlib.cli import main

PROPERTIES = ["fictional_hw :: humor :: 2", "fictional_hw::architecture::HAL9000"]
ARGUMENTS = [f"-p{text}" for text in PROPERTIES]
PLAIN = "demo-1.0-py3-none-any.whl"
VARIANT = "demo-1.0~e3183105-py3-none-any.whl"
INFO = "demo-1.0.dist-info"
METADATA = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\nA body.\n\nVariant: no\n"
NAMED = "Name: demo\nVersion: 1.0\n"


def row(name: str, content: bytes) -> list[str]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode()
    return [name, f"sha256={digest.rstrip('=')}", str(len(content))]


def write_wheel(
    path: Path, files: Mapping[str, bytes | None] = {}, record: bytes | None = None
) -> Path:
    """Write a wheel, with further files, other ones, or (None) without some."""
    content: dict[str, bytes | None] = {
        "demo.py": b"x = 1\n",
        'odd, "name".txt': b"odd",
        f"{INFO}/METADATA": METADATA.encode(),
        f"{INFO}/WHEEL": b"Wheel-Version: 1.0\nTag: py3-none-any\n",
        **files,
    }
    rows = [row(name, data) for name, data in content.items() if data is not None]
    text = io.StringIO()
    csv.writer(text).writerows([*rows, [f"{INFO}/RECORD", "", ""]])
    content.setdefault(f"{INFO}/RECORD", record or text.getvalue().encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, data in content.items():
            if data is not None:
                wheel.writestr(name, data)
    return path


def metadata(text: str) -> Mapping[str, bytes | None]:
    return {f"{INFO}/METADATA": text.encode()}


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def assert_refused(
    capsys: pytest.CaptureFixture[str], message: str, *arguments: object
) -> None:
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.startswith("variantlib: ")
    assert err.count("\n") == 1
