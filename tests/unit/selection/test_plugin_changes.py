"""The plugins that were not there for a choice, or in another version."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.plugins.discovery import GROUPS

from pip._internal.variants.selection.plugin_changes import PluginChanges

PKG, GPU, OTHER = map(canonicalize_name, ("pkg", "gpu-plugin", "other"))


def info(
    folder: Path, name: str, text: str = f"[{GROUPS[0]}]\ngpu = gpu:Plugin\n"
) -> str:
    place = folder / f"{name}.dist-info"
    place.mkdir()
    (place / "entry_points.txt").write_text(text)
    return str(place)


def test_plugins_that_were_not_there(tmp_path: Path) -> None:
    changes = PluginChanges()
    plugin, plain = info(tmp_path, "other-1"), info(tmp_path, "plain-1", "")
    changes.note_missing([GPU])
    assert changes.wanted_in([GPU]) == []
    assert not changes.is_unnamed(OTHER, plugin)
    changes.lacking.append(PKG)
    assert changes.wanted_in([PKG, GPU]) == [GPU]
    assert changes.is_unnamed(OTHER, plugin)
    assert not changes.is_unnamed(GPU, plugin)
    assert not changes.is_unnamed(OTHER, plain)


def test_another_version_of_a_plugin_that_was_asked() -> None:
    answers = [
        SimpleNamespace(provider="gpu", distribution=GPU, version="1.0"),
        SimpleNamespace(provider="x86_64", distribution="", version=""),
    ]
    detector = SimpleNamespace(is_asking=True)
    machine: Any = SimpleNamespace(
        has_answered=True, detector=detector, answers=answers
    )
    offer = SimpleNamespace(project=PKG)
    strange = SimpleNamespace(properties="of a stranger")
    facts = [SimpleNamespace(properties={"gpu": {}}), strange, None]
    ranking: Any = SimpleNamespace(fitting=[], unfit=[(offer, each) for each in facts])
    changes = PluginChanges()
    changes.note_asked(ranking, machine)
    assert not [*changes.replaced_by(GPU, "/x/gpu_plugin-1.0.dist-info")]
    found = [*changes.replaced_by(GPU, "/x/gpu_plugin-2.0.dist-info")]
    assert found == [("gpu-plugin 1.0", [PKG])]
