"""What the functional tests share: a release with variants, and a machine for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    Index,
    PipEnv,
    hash_of,
    label_document,
    make_label_wheel,
    make_plugin,
    make_wheel,
)

HW = "fictional_hw"
BEST = ("fictional_hw :: architecture :: HAL9000", "fictional_hw :: humor :: 3")
GOOD = ("fictional_hw :: humor :: 3",)
POOR = ("fictional_hw :: humor :: 2",)
UNFIT = ("fictional_hw :: humor :: 9",)

Properties = Mapping[str, Mapping[str, Sequence[str]]]
Publish = Callable[..., dict[str, Path]]

HUMOR3: Properties = {HW: {"humor": ["3"]}}
HUMOR2: Properties = {HW: {"humor": ["2"]}}
HUMOR9: Properties = {HW: {"humor": ["9", "8"]}}
NULL: Properties = {}

MACHINE = {"architecture": ["HAL9000", "mother"], "humor": ["3", "2"]}


def projects_for(cases: Collection[str]) -> dict[str, str]:
    """A project's name for each case, so that one run of pip can try them all."""
    names = {f"pkg{re.sub('[^a-z0-9]', '', case.lower())}": case for case in cases}
    assert len(names) == len(cases)
    return names


def variant_of(wheel: Path) -> str:
    """The hash in the name of a variant wheel."""
    return wheel.name.partition("~")[2][:8]


@pytest.fixture
def machine(env: PipEnv, wheels: Path) -> PipEnv:
    """An environment on a machine that supports BEST, GOOD and POOR."""
    plugin = make_plugin(wheels / "plugins", HW, MACHINE, log=env.folder / "runs.log")
    env.unpack(plugin)
    return env


@pytest.fixture
def runs(env: PipEnv) -> Callable[[], int]:
    """How often the plugin of `machine` ran."""
    log = env.folder / "runs.log"
    return lambda: len(log.read_text().splitlines()) if log.exists() else 0


@pytest.fixture
def release(index: Index, wheels: Path) -> Callable[..., dict[str, Path]]:
    """`release("pkg", "1.0", best=BEST, plain=())` puts these wheels on the index."""

    def add(name: str, version: str, **variants: tuple[str, ...]) -> dict[str, Path]:
        made = {
            label: make_wheel(wheels, name, version, properties=properties)
            for label, properties in variants.items()
        }
        index.add(*made.values())
        return made

    return add


@pytest.fixture
def publish(index: Index, wheels: Path) -> Publish:
    """`publish("pkg", "1.0", good=HUMOR3, null=NULL)`, with a document or without."""

    def add(
        name: str,
        version: str,
        document: bool = True,
        plain: bool = True,
        namespaces: Sequence[str] = (HW,),
        **labels: Properties,
    ) -> dict[str, Path]:
        made = {
            label: make_label_wheel(
                wheels,
                name,
                version,
                label,
                properties,
                document=label_document({label: properties}, namespaces),
            )
            for label, properties in labels.items()
        }
        if plain:
            made["plain"] = make_wheel(wheels, name, version)
        index.add(*made.values())
        if document:
            text = label_document(labels, namespaces)
            index.add_bytes(f"{name}-{version}-variants.json", text, name)
        return made

    return add


class Form:
    """Variants of one key in one of the two forms."""

    def __init__(self, name: str, index: Index, folder: Path) -> None:
        self._is_hash = name == "hash"
        self._index = index
        self._folder = folder

    def publish(
        self, project: str, *humors: str, version: str = "1.0", **wheel: Any
    ) -> None:
        """Put a variant for each humor on the index."""
        for humor in humors:
            self._index.add(self._make(project, version, humor, wheel))

    def _make(
        self, project: str, version: str, humor: str, wheel: Mapping[str, Any]
    ) -> Path:
        if self._is_hash:
            kinds = [f"{HW} :: humor :: {humor}"]
            folder = self._folder
            return make_wheel(folder, project, version, properties=kinds, **wheel)
        kind, label = {HW: {"humor": [humor]}}, self.variant(humor)
        return make_label_wheel(self._folder, project, version, label, kind, **wheel)

    def variant(self, humor: str) -> str:
        """Return the hash or label of the variant for a humor."""
        if self._is_hash:
            return hash_of([f"{HW} :: humor :: {humor}"])
        return f"humor{humor}"


@pytest.fixture(params=["hash", "label"])
def form(request: pytest.FixtureRequest, index: Index, wheels: Path) -> Form:
    return Form(request.param, index, wheels)


@pytest.fixture
def hashes(index: Index, wheels: Path) -> Form:
    return Form("hash", index, wheels)
