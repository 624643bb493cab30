"""The pip that installs a plugin is more careful than `pip install`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pip._internal.exceptions import InstallationError
from pip._internal.models.link import Link
from pip._internal.req.constructors import install_req_from_line
from pip._internal.variants.trusted.installing import (
    FetchCommand,
    _refuse_what_is_elsewhere,
)

PAGE = "https://a.example/simple/hw/"


def options(*args: str) -> Any:
    command = FetchCommand({})
    return command, command.parse_args([*args, "hw-plugin"])[0]


def test_known_passwords_are_handed_on() -> None:
    command = FetchCommand({"a.example": ["user", "secret"]})
    given, _ = command.parse_args(["hw-plugin"])
    session = command._build_session(given)
    assert session.auth.passwords["a.example"] == ("user", "secret")


def test_configuration_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://elsewhere.example/simple")
    _, given = options()
    assert "elsewhere" not in given.index_url


def test_a_withdrawn_release_is_not_taken() -> None:
    command, given = options("--no-index")
    finder = command._build_package_finder(given, command._build_session(given))
    assert not finder._allow_yanked


def test_a_wheel_from_the_index_will_do() -> None:
    req = install_req_from_line("hw-plugin")
    req.link = Link(f"{PAGE}hw_plugin-1.0-py3-none-any.whl", comes_from=PAGE)
    _refuse_what_is_elsewhere(req)


@pytest.mark.parametrize(
    "line",
    [
        "hw-plugin @ https://b.example/hw_plugin-1.0-py3-none-any.whl",
        "hw-plugin @ https://b.example/hw-plugin-1.0.tar.gz",
    ],
)
def test_files_behind_urls_are_refused(line: str) -> None:
    with pytest.raises(InstallationError, match="hw-plugin would come from a URL"):
        _refuse_what_is_elsewhere(install_req_from_line(line))


def test_a_source_distribution_is_refused() -> None:
    req = install_req_from_line("hw-plugin")
    req.link = Link(f"{PAGE}hw-plugin-1.0.tar.gz", comes_from=PAGE)
    with pytest.raises(InstallationError, match="not as a wheel from an index"):
        _refuse_what_is_elsewhere(req)
