"""Making the object that chooses: its machine, its settings, and all that it shares."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pip._internal.network.session import PipSession
from pip._internal.variants.context import CommandContext
from pip._internal.variants.exceptions import VariantConfigurationError
from pip._internal.variants.selection.factory import make_evaluator


def context(cache: Path, **section: str) -> CommandContext:
    config: Any = SimpleNamespace(items={"pip.conf": section}.items, isolated=True)
    options: Any = None
    return CommandContext(
        options, config, PipSession(), str(cache), False, dict, "none"
    )


def nobody() -> Any:
    pytest.fail("a plugin is fetched")


def test_a_chooser_for_another_machine_shares_the_reader(tmp_path: Path) -> None:
    here = context(tmp_path)
    first = make_evaluator(here, [], [], nobody)
    other = make_evaluator(here, [], [], nobody, first)
    assert other.machine is not first.machine
    assert other.reader._hash_wheels is first.reader._hash_wheels
    assert make_evaluator(here, [], [], nobody).reader is not first.reader


@pytest.mark.parametrize(
    "setting", [{"sets.gpu": ""}, {"provider_timeout": "soon"}], ids=str
)
def test_settings_that_make_no_sense(tmp_path: Path, setting: dict[str, str]) -> None:
    given = {f"variantlib.{key}": value for key, value in setting.items()}
    with pytest.raises(VariantConfigurationError) as caught:
        make_evaluator(context(tmp_path, **given), [], [], nobody)
    assert "pip.conf" in str(caught.value.message)
