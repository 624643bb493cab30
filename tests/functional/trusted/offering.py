"""A trusted plugin, and a release whose wheels say which version of it answered."""

from __future__ import annotations

from pathlib import Path

from tests.builders import (
    Index,
    label_document,
    make_label_wheel,
    make_plugin,
    make_wheel,
)
from tests.functional.conftest import HW

PLUGIN = "fictional-hw-plugin"
VERSIONS = ("1", "2", "3")
TRUST = {"PIP_VARIANTLIB_TRUSTED_PROVIDERS": PLUGIN}


def make(wheels: Path, version: str, **wanted: object) -> Path:
    """The plugin, of which each version reports its own number."""
    configs = {"humor": [version]}
    return make_plugin(wheels, HW, configs, version=version, **wanted)


def offer(index: Index, wheels: Path, *requires: str) -> list[Path]:
    """Offer `pkg`: a label wheel for each version of the plugin, and a plain one."""
    table = {"requires": requires or [PLUGIN], "plugin-api": f"{HW}_plugin:Plugin"}
    labels = {f"v{version}": {HW: {"humor": [version]}} for version in VERSIONS}
    text = label_document(labels, [HW], schema="v0.2.0", providers={HW: table})
    made = [
        make_label_wheel(
            wheels,
            "pkg",
            "1.0",
            label,
            properties,
            document=label_document(
                {label: properties}, [HW], schema="v0.2.0", providers={HW: table}
            ),
        )
        for label, properties in labels.items()
    ]
    made.append(make_wheel(wheels, "pkg", "1.0"))
    index.add(*made)
    index.add_bytes("pkg-1.0-variants.json", text, "pkg")
    return made
