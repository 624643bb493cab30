"""Ask a machine about the namespaces of one package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.variantlib import scene
from variantlib.documents.document import Document
from variantlib.machine.abi import AbiVersions
from variantlib.machine.detectors import Detector, PluginDetector
from variantlib.machine.installed import find_installed
from variantlib.machine.namespaces import Answers, answer_namespaces
from variantlib.machine.settings import MachineSettings
from variantlib.plugins import ProviderAnswer

LEVEL = (("level", ("v3", "v2")),)


def answer(
    provider: str = "hw",
    config: Any = LEVEL,
    problem: str | None = None,
    distribution: str = "hw-plugin",
    version: str = "1.5",
    entry_point: str = "hw_plugin:Plugin",
    is_named: bool = True,
) -> ProviderAnswer:
    return ProviderAnswer(
        provider,
        f"{distribution} {version}",
        config,
        problem,
        distribution=distribution,
        version=version,
        entry_point=entry_point,
        is_named=is_named,
    )


def document(*order: str, **tables: object) -> Document:
    """What a package states of its namespaces and of who answers for them."""
    variants = {"x": {name: {"level": ["v3"]} for name in order}}
    return scene.document(variants, *order, providers=tables)


def ask(stated: Document, detector: Detector, disabled: Sequence[str] = ()) -> Answers:
    versions = AbiVersions(find_installed)
    return answer_namespaces(stated, detector, disabled, versions)


def answered(
    stated: Document, *answers: ProviderAnswer, disabled: Sequence[str] = ()
) -> Answers:
    return ask(stated, scene.Told(*answers), disabled)


def problem(table: dict[str, object], *answers: ProviderAnswer) -> str:
    """Why nobody answers for the one namespace."""
    found = answered(document("hw", hw=table), *answers)
    assert found.supported == []
    text = found.problems["hw"]
    assert text.isprintable()
    return text


def never() -> PluginDetector:
    """Plugins that must not be asked."""
    plugins = PluginDetector(MachineSettings(), None)
    plugins.ask = pytest.fail  # type: ignore[assignment]
    return plugins
