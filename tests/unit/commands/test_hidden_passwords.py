"""Who gives a URL for a file, or for something else, finds no password in the error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pip._vendor.variantlib.errors import InvalidOverride
from pip._vendor.variantlib.machine.overrides import parse_overrides

from pip._internal.exceptions import PipError
from pip._internal.variants.commands.checked_fleet import read_fleet
from pip._internal.variants.pylock.reading import read_lock_file
from pip._internal.variants.settings.choices import parse_choices
from tests.unit.running import run

URL = "http://user:s3cret@host/"


@pytest.mark.parametrize(
    "read",
    [
        lambda: read_fleet([f"{URL}nodes"]),
        lambda: read_fleet([f"{URL}*.json"]),
        lambda: read_lock_file(f"{URL}uv.lock"),
        lambda: parse_choices([URL]),
        lambda: parse_overrides([URL]),
    ],
)
def test_errors_show_no_password(read: Callable[[], object]) -> None:
    with pytest.raises((PipError, InvalidOverride)) as info:
        read()
    assert "s3cret" not in repr(info.value)
    assert "http://****@host/" in repr(info.value)


def test_a_lock_file_shows_none_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for args in (["--from", f"{URL}pylock.toml"], ["--from", f"{URL}uv.lock"]):
        assert run("lock", tmp_path, *args) == 1
        said = capsys.readouterr().err
        assert "s3cret" not in said
        assert "http://****@host/" in said
