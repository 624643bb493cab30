"""The variants of a release that have different dependencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.network.session import PipSession
from pip._internal.variants.pylock.dependencies import group_by_needs
from tests.builders import label_document, make_label_wheel, make_wheel
from tests.unit.scene import candidate, evaluator, machine


def groups(folder: Path, *wheels: Path) -> list[tuple[str, ...]]:
    found = [candidate(wheel.name, folder=folder) for wheel in wheels]
    return group_by_needs(found, PipSession(), evaluator(machine()).reader)


def make(folder: Path, label: str, value: str, *requires: str) -> Path:
    properties = {"hw": {"level": [value, "v9"]}}
    document = label_document({label: properties}, ["hw"])
    wheel = (folder, "lab", "1.0", label, properties)
    return make_label_wheel(*wheel, document=document, requires=requires)


def test_those_that_require_the_same_are_together(tmp_path: Path) -> None:
    wheels = [
        make(tmp_path, "a", "v1", "x", "y>=1"),
        make(tmp_path, "b", "v1", "y>=1", "x"),
        make(tmp_path, "c", "v1", "x"),
        make_wheel(tmp_path, "lab", "1.0", requires=["x"]),
    ]
    assert groups(tmp_path, *wheels) == [("none", "c"), ("b", "a")]


def test_markers_are_those_of_each_variant(tmp_path: Path) -> None:
    """On a machine that supports all of its properties."""
    requires = [
        "x; 'hw :: level :: v2' in variant_properties",
        "y; 'hw' in variant_namespaces and python_version > '3'",
        "z; variant_label == 'a'",
    ]
    wheels = [make(tmp_path, label, f"v{label}", *requires) for label in ("a", "b")]
    wheels.append(make(tmp_path, "c", "v2", *requires))
    wheels.append(make(tmp_path, "d", "v2", *requires))
    assert groups(tmp_path, *wheels) == [("d", "c"), ("b",), ("a",)]


def test_one_that_cannot_be_read_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wheels = [make(tmp_path, label, "v1", "x") for label in ("a", "b")]
    wheels[0].write_bytes(b"no wheel")
    assert groups(tmp_path, *wheels) == [("b", "a")]
    assert "Locking variant a of lab 1.0 with the dependencies of others" in caplog.text
