"""The user can run the commands that pip names."""

from __future__ import annotations

import os

import pytest

from pip._internal.cli.cmdoptions import index_group, make_option_group
from pip._internal.cli.parser import ConfigOptionParser
from pip._internal.variants.utils.advice import places_of


@pytest.mark.parametrize("links", [None, "./configured ./too"])
def test_a_command_names_the_same_places(
    monkeypatch: pytest.MonkeyPatch, links: str | None
) -> None:
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    if links is not None:
        monkeypatch.setenv("PIP_FIND_LINKS", links)
    parser = ConfigOptionParser(name="install", add_help_option=False)
    parser.add_option_group(make_option_group(index_group, parser))

    def named(*args: str) -> list[str]:
        options, _ = parser.parse_args(list(args))
        return [*places_of(options, parser.get_default_values())]

    assert named() == []
    # Without a place, nothing could be installed.
    assert named("--no-index") == (["--no-index"] if links else [])
    assert named("-i", "https://me:secret@host/simple", "-f", "wheels") == [
        *("--index-url", "https://me:****@host/simple", "--find-links", "wheels")
    ]
    assert named("--no-index", "--extra-index-url=https://a", "-f", "b")[:3] == [
        *("--no-index", "--extra-index-url", "https://a")
    ]
