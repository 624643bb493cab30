"""Which runs of `pip variant check` need no finder, and so no network."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pip._internal.variants.commands.check import CheckCommand
from pip._internal.variants.commands.checking_here import check_here, is_machine_enough
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.exceptions import VariantConfigurationError
from tests.unit.running import use_own_lists
from tests.unit.selecting import V3, installed

# As the document of a catalogue does.
STATED = "--machine-set=catalogue :: fleet :: new"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def is_enough(*args: str, isolated: bool = True) -> bool:
    command = CheckCommand("variant check", "", isolated=isolated)
    return is_machine_enough(command.parse_args([*args])[0], command.parser.config)


def test_without_an_index_the_machine_is_enough() -> None:
    assert is_enough("--no-index")
    assert is_enough("--no-index", "--no-variant", "--cached")
    assert is_enough("--no-index", "--catalogue=torch", "--machine=a")
    assert not is_enough()


@pytest.mark.parametrize("option", ["find-links=.", "variant=none"])
def test_what_else_is_asked_for_counts(option: str) -> None:
    assert not is_enough("--no-index", f"--{option}")


def test_what_is_set_counts(tmp_path: Path) -> None:
    (tmp_path / "variant.toml").write_text('variant = ["none"]\n')
    assert not is_enough("--no-index", isolated=False)


@pytest.mark.parametrize(
    ("args", "verdict", "lacking"),
    [
        (["--machine-set=hw :: level :: v3", STATED], Evaluation.FITS, None),
        (["--machine-set=hw :: level :: v2"], Evaluation.MISFIT, "fleet"),
        (["--machine-set=hw::", "--catalogue=./a.toml"], Evaluation.MISFIT, None),
    ],
)
def test_the_machine_and_the_catalogue_are_those_of_the_options(
    tmp_path: Path, args: list[str], verdict: Evaluation, lacking: str | None
) -> None:
    (tmp_path / "a.toml").write_text(
        'format = 1\nname = "fleet"\nprojects = ["pkg"]\n'
        '[[variants]]\nlabel = "new"\nlocal = "new"\n'
    )
    dist = installed(tmp_path, V3, "catalogue :: fleet :: new")
    command = CheckCommand("variant check", "", isolated=True)
    use_own_lists(command.parser)
    options, _ = command.parse_args(["--no-index", *args])
    nobody = lambda: pytest.fail("a plugin is fetched")  # noqa: E731
    (found,) = check_here([dist], [], options, command.parser.config, nobody).checked
    assert (found.installed.verdict, found.catalogue) == (verdict, lacking)


def test_without_catalogues_their_reader_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = "pip._internal.variants.catalogues.named"
    monkeypatch.setitem(sys.modules, reader, None)  # type: ignore[arg-type]
    command = CheckCommand("variant check", "", isolated=True)
    use_own_lists(command.parser)
    options, _ = command.parse_args(["--no-index", "--machine-set=hw :: level :: v3"])
    nobody = lambda: pytest.fail("a plugin is fetched")  # noqa: E731
    dists = [installed(tmp_path, V3)]
    (found,) = check_here(dists, [], options, command.parser.config, nobody).checked
    assert found.installed.verdict == Evaluation.FITS


def test_the_settings_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_VARIANTLIB_PROVIDER_TIMEOUT", "soon")
    command = CheckCommand("variant check", "")
    options, _ = command.parse_args(["--no-index"])
    dist = installed(tmp_path, V3)
    with pytest.raises(VariantConfigurationError) as caught:
        check_here(
            [dist],
            [],
            options,
            command.parser.config,
            lambda: pytest.fail("a plugin is fetched"),
        )
    assert "PIP_VARIANTLIB_PROVIDER_TIMEOUT" in str(caught.value.message)
