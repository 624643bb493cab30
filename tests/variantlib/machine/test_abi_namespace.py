"""The namespace `abi_dependency`: the versions of other packages that are there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.variantlib import scene
from tests.variantlib.machine.asking import ask, never
from variantlib.documents.document import Document

ABI = "abi_dependency"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`environment(Numpy="2.1.3")`: what is installed."""

    def install(**versions: str) -> None:
        for name, version in versions.items():
            info = tmp_path / f"{name}-{version}.dist-info"
            info.mkdir()
            text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
            (info / "METADATA").write_text(text)
        monkeypatch.setattr(sys, "path", [str(tmp_path)])

    return install


def built_for(**versions: str) -> Document:
    """What a package states that is built for versions of others."""
    features = {name: [version] for name, version in versions.items()}
    return scene.document({"x": {ABI: features}}, ABI)


def test_abi_dependency_is_what_is_installed(environment: Callable[..., None]) -> None:
    environment(Numpy="2.1.3", Big_Name="1.0rc1", long="1.2.3.4.post1", one="7")
    stated = built_for(numpy="2.0", Big__name="1.0", long="1.2.3.4", one="1", no="1")
    found = ask(stated, never())
    assert found.supported == [
        (
            ABI,
            [
                ("Big__name", ["1", "1.0", "1.0.0"]),
                ("long", ["1", "1.2", "1.2.3", "1.2.3.4"]),
                ("numpy", ["2", "2.1", "2.1.3"]),
                ("one", ["7", "7.0", "7.0.0"]),
            ],
        )
    ]


def test_abi_dependency_passes_over_what_is_broken(
    environment: Callable[..., None],
) -> None:
    environment(broken="bogus", numpy="2.1")
    found = ask(built_for(broken="1", numpy="2.1.0"), never())
    assert found.supported == [(ABI, [("numpy", ["2", "2.1", "2.1.0"])])]


def test_abi_dependency_can_be_disabled(environment: Callable[..., None]) -> None:
    environment(numpy="2.1")
    found = ask(built_for(numpy="2"), never(), [ABI])
    assert found.supported == []
    assert found.problems == {
        ABI: "provider abi_dependency is disabled by the configuration"
    }


@pytest.mark.parametrize("order", [(), ("hw",), ("hw", ABI), (ABI, "hw")])
def test_abi_dependency_is_last_unless_it_is_listed(order: tuple[str, ...]) -> None:
    """PEP 850 forbids to list it, PEP 825 to leave one out."""
    stated = scene.document({"x": {ABI: {"numpy": ["2"]}}, "y": {}}, *order)
    assert stated.namespaces == (order if ABI in order else (*order, ABI))
    assert ABI not in scene.document({"y": {}}, "hw").namespaces
