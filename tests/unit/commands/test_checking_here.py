"""Which runs of `pip variant check` need no finder, and so no network."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.variants.commands.check import CheckCommand
from pip._internal.variants.commands.checking_here import check_here, is_machine_enough
from pip._internal.variants.exceptions import VariantConfigurationError
from tests.unit.selecting import V3, installed


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def is_enough(*args: str, isolated: bool = True) -> bool:
    command = CheckCommand("variant check", "", isolated=isolated)
    return is_machine_enough(command.parse_args([*args])[0], command.parser.config)


def test_without_an_index_the_machine_is_enough() -> None:
    assert is_enough("--no-index")
    assert is_enough("--no-index", "--no-variant", "--cached")
    assert not is_enough()


@pytest.mark.parametrize(
    "option",
    ["find-links=.", "variant=none", "catalogue=torch", "machine=a", "machine-set=a"],
)
def test_what_else_is_asked_for_counts(option: str) -> None:
    assert not is_enough("--no-index", f"--{option}")


@pytest.mark.parametrize("key", ["catalogues", "variant"])
def test_what_is_set_counts(tmp_path: Path, key: str) -> None:
    path = tmp_path / "variant.toml"
    path.write_text(f'{key} = ["none"]\n')
    assert not is_enough("--no-index", isolated=False)


def test_the_settings_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_VARIANTLIB_PROVIDER_TIMEOUT", "soon")
    command = CheckCommand("variant check", "")
    options, _ = command.parse_args(["--no-index"])
    dist = installed(tmp_path, V3)
    with pytest.raises(VariantConfigurationError) as caught:
        check_here(
            [dist],
            options,
            command.parser.config,
            lambda: pytest.fail("a plugin is fetched"),
        )
    assert "PIP_VARIANTLIB_PROVIDER_TIMEOUT" in str(caught.value.message)
