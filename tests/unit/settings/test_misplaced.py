"""Catalogues that are named where pip does not look: somebody believes they count."""

from __future__ import annotations

import os
from optparse import Values
from pathlib import Path

import pytest

from pip._internal.configuration import Configuration
from pip._internal.variants.options import may_have_catalogues
from pip._internal.variants.settings.misplaced import misplaced_catalogues

SOME = "catalogues = ['torch']\n"
NOTHING = Values({"catalogues": ()})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loaded(isolated: bool = False) -> Configuration:
    config = Configuration(isolated=isolated)
    config.load()
    return config


@pytest.mark.parametrize(
    ("name", "header", "right"),
    [
        ("pyproject.toml", "tool.variantlibs", "tool.variantlib"),
        ("pyproject.toml", "tool.variant-lib", "tool.variantlib"),
        ("pyproject.toml", "tools.variantlib", "tool.variantlib"),
        ("pyproject.toml", "variantlib", "tool.variantlib"),
        ("pip.conf", "varientlib", "variantlib"),
        ("pip.conf", "global", "variantlib"),
    ],
)
def test_the_right_section_is_named(
    folder: Path, name: str, header: str, right: str
) -> None:
    path = folder / name
    path.write_text(f"[{header}]\n{SOME}")
    config = loaded()
    assert may_have_catalogues(NOTHING, config)
    (said,) = misplaced_catalogues(config, str(folder))
    assert said == (
        f"pip does not read catalogues under [{header}] in {path}: write them under "
        f"[{right}]."
    )


def test_the_right_variable_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_CATALOGUES", "PIP_VARIANTLIBS_CATALOGUES"):
        monkeypatch.setenv(name, "torch")
    config = loaded()
    assert may_have_catalogues(NOTHING, config)
    assert sorted(misplaced_catalogues(config, str(folder))) == [
        "pip does not read PIP_CATALOGUES: set PIP_CATALOGUE.",
        "pip does not read PIP_VARIANTLIBS_CATALOGUES: set PIP_CATALOGUE.",
    ]


def test_nothing_is_said_of_the_right_places_and_of_other_tools(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pip.conf").write_text(f"[variantlib]\n{SOME}")
    monkeypatch.setenv("PIP_VARIANTLIB_CATALOGUES", "torch")
    monkeypatch.setenv("PIP_CATALOGUE", "torch")
    pyproject = folder / "pyproject.toml"
    pyproject.write_text(f"[tool.variantlib]\n{SOME}[tool.shop]\n{SOME}")
    assert not [*misplaced_catalogues(loaded(), str(folder))]
    pyproject.write_text(f"[tool.variantlibs]\n{SOME}")
    assert not [*misplaced_catalogues(loaded(isolated=True), str(folder))]
    pyproject.write_text("[")
    assert not [*misplaced_catalogues(loaded(), str(folder))]


@pytest.mark.parametrize(
    ("name", "text", "may"),
    [
        ("pyproject.toml", f"[tool.variantlib]\n{SOME}", True),
        ("pyproject.toml", "[tool.variantlib]\n'catalouges' = []", True),
        ("pyproject.toml", "[tool.variantlib]\ncatalogue = []", True),
        ("pyproject.toml", f"[tool.variantlib\n{SOME}", True),
        ("pyproject.toml", "[tool.variantlib]\nexcluded = []\n", False),
        ("pyproject.toml", "[tool.shop]\ncatalogue = []\n", False),
        ("variant.toml", "katalogs = []", True),
        ("variant.toml", "excluded = []", False),
        ("pip.conf", "[variantlib]\ncatelogues = torch\n", True),
        ("pip.conf", "[variantlib]\nexcluded = nvidia\n", False),
        ("pip.conf", "[global]\ncatalogue = torch\n", False),
    ],
)
def test_settings_are_read_for_a_key_that_may_be_misspelt(
    folder: Path, name: str, text: str, may: bool
) -> None:
    (folder / name).write_text(text)
    assert may_have_catalogues(NOTHING, loaded()) is may
