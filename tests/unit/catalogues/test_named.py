"""The catalogues that a command names."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.commands import create_command
from pip._internal.variants.catalogues.named import read_named
from pip._internal.variants.exceptions import (
    VariantCatalogueError,
    VariantConfigurationError,
)
from tests.unit.running import use_own_lists


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def names(*args: str) -> tuple[str, ...] | None:
    """Those that `pip install ARGS` has."""
    command = create_command("install")
    use_own_lists(command.parser)
    options, _ = command.parse_args([*args])
    found = read_named(options, command.parser.config)
    return found and found.names


def test_catalogues_are_named_by_options_or_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names() is None
    assert names("--catalogue=torch, cupy", "--catalogue=cupy") == ("torch", "cupy")
    (tmp_path / "variant.toml").write_text('catalogues = ["torch"]')
    assert names() == ("torch",)
    assert names("--catalogue=") == ()
    with pytest.raises(VariantCatalogueError) as given:
        names("--catalogue=tourch")
    assert "PIP_CATALOGUE" not in str(given.value.hint_stmt)
    monkeypatch.setenv("PIP_CATALOGUE", "ttx.toml")
    with pytest.raises(VariantCatalogueError) as configured:
        names()
    assert "PIP_CATALOGUE, or catalogue in a" in str(configured.value.hint_stmt)
    assert "--catalogue= on the command line" in str(configured.value.hint_stmt)


def test_several_are_separated_by_commas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path may have blanks in it."""

    def hint(*args: str) -> str:
        with pytest.raises(VariantCatalogueError) as caught:
            names(*args)
        return str(caught.value.hint_stmt)

    right = "If these are several, write a.toml,b.toml"
    assert hint("--catalogue=a.toml b.toml").endswith(f"format. {right}")
    secret = "https://u:secret@h/a"
    assert hint(f"--catalogue={secret} {secret}").endswith("write commas between them")
    (tmp_path / "a b.toml").touch()
    assert "several" not in hint("--catalogue=a b.toml")
    (tmp_path / "variant.toml").write_text("catalogues = ['torch cupy']")
    assert hint().endswith(
        "The setting catalogues names it. If these are several, write torch,cupy"
    )
    monkeypatch.setenv("PIP_CATALOGUE", "a.toml b.toml")
    assert hint().endswith(f"file, names it. {right}")


def test_catalogues_that_do_not_count_are_told_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text("[tool.variantlibs]\ncatalogues = ['torch']\n")
    assert names() is None
    assert names() is None
    (said,) = caplog.messages
    assert "write them under [tool.variantlib]" in said
    project.write_text("[tool.variantlib]\ncatalogue = ['torch']\n")
    with pytest.raises(VariantConfigurationError) as misspelt:
        names()
    assert "maybe you meant catalogues" in str(misspelt.value.context)
