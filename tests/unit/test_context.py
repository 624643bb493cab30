"""What a command line means for the choice among variants."""

from __future__ import annotations

from optparse import Values
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.commands import create_command
from pip._internal.exceptions import DiagnosticPipError
from pip._internal.network.session import PipSession
from pip._internal.variants.context import CommandContext, read_context
from pip._internal.variants.exceptions import (
    VariantConfigurationError,
    VariantOptionError,
)
from pip._internal.variants.utils.state import PROCESS

PKG = canonicalize_name("pkg")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    return tmp_path


def parsed(*args: str, command: str) -> tuple[Values, Any]:
    made = create_command(command, isolated=False)
    options, _ = made.parser.parse_args(list(args))
    return options, made.parser


def context(*args: str, command: str = "install") -> CommandContext:
    options, parser = parsed(*args, command=command)
    return read_context(options, parser, PipSession(), None)


def test_usually_nothing_is_described() -> None:
    made = context()
    assert not made.is_foreign
    assert not made.is_described
    assert made.machine is None
    assert made.is_asked_again
    assert made.cache_dir


def test_without_a_cache_there_is_no_folder() -> None:
    assert context("--no-cache-dir").cache_dir is None


def test_the_legacy_resolver_is_asked_once() -> None:
    assert not context("--use-deprecated=legacy-resolver").is_asked_again


def test_a_described_machine_is_not_that_of_builds() -> None:
    made = context("--machine-set", "hw :: level :: v3", "--variant=v3")
    assert made.is_described
    assert [str(fact.provider) for fact in made.overrides] == ["hw"]
    build = made.for_build()
    assert not build.requests
    assert not build.is_described
    assert not build.overrides
    assert build.find_installed() == {}
    assert build.session is made.session


def test_a_machine_that_is_not_there() -> None:
    with pytest.raises(DiagnosticPipError) as caught:
        context("--machine", "missing.toml")
    assert "missing.toml" in str(caught.value.message)


@pytest.mark.parametrize(
    ("args", "requests"),
    [([], ()), (["--variant=v3"], ("v3",)), (["--variant=none"], ("none",))],
)
def test_requests_of_the_options(args: list[str], requests: tuple[str, ...]) -> None:
    found = context(*args).read_requested(set())
    assert found.has_options is bool(requests)
    assert found.of(PKG).requests == requests


def test_a_named_set_of_the_settings(folder: Path) -> None:
    (folder / "variant.toml").write_text('[sets]\nfast = ["v3", "v2"]\n')
    found = context("--variant=fast").read_requested(set())
    assert found.of(PKG).requests == ("v3", "v2")


def test_who_asks_for_a_misspelt_property(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = ["x86_64 :: lewel", "nvidia :: sm_arhc", "intel :: devise_ip"]
    (folder / "variant.toml").write_text(
        f'builtin_providers = ["x86_64", "intel"]\n[sets]\nfast = "{wrong[0]}"\n'
    )
    context(f"--variant=fast, {wrong[1]}, {wrong[2]}").read_requested(set())
    assert [said.partition(" - ")[0] for said in caplog.messages] == [
        f"the set fast: nothing reports {wrong[0]}",
        f"--variant: nothing reports {wrong[2]}",
    ]
    caplog.clear()
    monkeypatch.setattr(PROCESS, "_said", set())
    monkeypatch.setenv("PIP_VARIANT", wrong[0].replace(" ", ""))
    context().read_requested(set())
    (said,) = caplog.messages
    assert said.startswith("PIP_VARIANT, or variant in a configuration file: nothing")


def test_a_project_asks_where_nobody_else_does(folder: Path) -> None:
    text = '[tool.variantlib]\nvariant = ["fast"]\nsets.fast = "a :: b < 3, none"\n'
    (folder / "pyproject.toml").write_text(text)
    assert context().requests == ("fast",)
    assert str(context().read_requested({PKG}).of(PKG)) == "a :: b < 3 or none"
    assert context("--variant=none").requests == ["none"]
    # A project means its dependencies, too.
    (folder / "variant.toml").write_text('variant = "none"\n')
    assert context().read_requested(()).of(PKG).is_binding
    assert not context("--variant=none").read_requested(()).of(PKG).is_binding
    (folder / "variant.toml").unlink()
    for arg in ("--variant=:none:", "--no-variant"):
        assert list(context(arg).requests) == []
    assert context(command="index").requests == ("fast",)
    context("--no-variant").check_off()


def test_settings_are_read_only_for_names(folder: Path) -> None:
    (folder / "variant.toml").write_text("[")
    context("--variant=none").read_requested(set())
    with pytest.raises(VariantConfigurationError) as caught:
        context("--variant=fast").read_requested(set())
    assert "variant.toml" in str(caught.value.message)


def test_a_request_that_makes_no_sense() -> None:
    with pytest.raises(VariantOptionError) as caught:
        context("--variant=@fast").read_requested(set())
    assert "--variant" in str(caught.value.message)
    assert "@fast" in str(caught.value.context)


def test_options_that_contradict_each_other() -> None:
    context("--no-variant").check_off()
    with pytest.raises(VariantOptionError) as caught:
        context("--variant=v3", "--no-variant").check_off()
    assert "--no-variant" in str(caught.value.message)


@pytest.mark.parametrize(
    ("command", "args", "look"),
    [
        ("install", [], "whole"),
        ("download", [], "whole"),
        ("wheel", [], "whole"),
        ("install", ["--dry-run"], "inside"),
        ("lock", [], "inside"),
        ("index", [], "none"),
    ],
)
def test_how_far_a_command_looks(command: str, args: list[str], look: str) -> None:
    assert context(*args, command=command).look == look
