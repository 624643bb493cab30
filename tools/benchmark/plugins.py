"""Folders with installed distributions, to be put on a Python's path."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

from .offers import KEYS, PROVIDERS, VALUES, make_variants, variant_metadata


def add_distributions(folder: Path, count: int) -> None:
    """Install distributions that have nothing to do with variants."""
    for number in range(count):
        points = f"[console_scripts]\ncommand-{number} = neighbour_{number}:main\n"
        _add(folder, f"neighbour_{number}", points, f"def main(): return {number}\n")


def add_variants(folder: Path, count: int) -> None:
    """Install variants of as many projects."""
    for number, variant in enumerate(make_variants(count).items()):
        info = folder / f"chosen_{number}-1.0.dist-info"
        info.mkdir(parents=True)
        metadata = variant_metadata(f"chosen-{number}", *variant)
        (info / "METADATA").write_bytes(metadata)


def add_providers(folder: Path, log: Path) -> None:
    """Install the plugins that report all properties of `offers.make_variants`.

    Each run of one adds a line to the file `log`.
    """
    for provider in PROVIDERS:
        keys = [f"KeyConfig(key={key!r}, values={list(VALUES)!r})" for key in KEYS]
        note = f"print({provider!r}, file=open({str(log)!r}, 'a'))"
        add_plugin(folder, provider, keys, [note])


def add_waiting_plugins(folder: Path, count: int, seconds: float) -> None:
    """Install plugins that take that long, each."""
    key = "KeyConfig(key='a', values=['1'])"
    for number in range(count):
        waiting = [f"__import__('time').sleep({seconds})"]
        add_plugin(folder, f"waiting_{number}", [key], waiting)


def add_plugin(
    folder: Path, provider: str, keys: Iterable[str], first: Iterable[str]
) -> None:
    """Install a plugin whose `run` does something first, then reports the keys."""
    answer = f"ProviderConfig(provider={provider!r}, configs=[{', '.join(keys)}])"
    body = textwrap.indent("\n".join([*first, f"return {answer}"]), " " * 8)
    source = (
        "from variantlib.config import KeyConfig, ProviderConfig\n\n"
        "class Plugin:\n"
        f"    __provider_name__ = {provider!r}\n"
        "    __version__ = '1.0'\n\n"
        f"    def run(self):\n{body}\n"
    )
    name = f"{provider}_plugin"
    _add(folder, name, f"[variantlib.plugins]\n{provider} = {name}:Plugin\n", source)


def _add(folder: Path, name: str, entry_points: str, source: str) -> None:
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / f"{name}.py").write_text(source, "utf-8")
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    (info / "METADATA").write_text(metadata, "utf-8")
    (info / "INSTALLER").write_text("pip\n", "utf-8")
    (info / "entry_points.txt").write_text(entry_points, "utf-8")
    files = [f"{name}.py", *(f"{info.name}/{file.name}" for file in info.iterdir())]
    record = "".join(f"{file},,\n" for file in [*files, f"{info.name}/RECORD"])
    (info / "RECORD").write_text(record, "utf-8")
