"""The command that pip names judges as the one that runs."""

from __future__ import annotations

from functools import partial

import pytest

from pip._internal.commands import create_command
from pip._internal.variants.settings.repeating import repeated
from pip._internal.variants.utils.advice import explaining
from pip._internal.variants.utils.state import PROCESS
from tests.unit.running import use_own_lists


def test_a_command_judges_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PROCESS, "repeat", None)
    assert explaining("ship") == "pip variant explain ship"
    command = create_command("install", isolated=True)
    use_own_lists(command.parser)
    for given, words in (
        ("", ""),
        ("--pre -r list.txt", ""),
        ("--catalogue=my~fleet.toml", "--catalogue 'my fleet.toml' "),
        ("--machine=a --machine-set=a::b", "--machine a --machine-set a::b "),
        (
            "--python-version=3.12 --only-binary=:all: -i https://a:word@b",
            "--python-version 3.12 --only-binary :all: --index-url 'https://a:****@b' ",
        ),
        (
            "--platform=a --platform=b --abi=c --implementation=cp --no-deps",
            "--platform a --platform b --abi c --implementation cp --no-deps ",
        ),
    ):
        args = [word.replace("~", " ") for word in given.split()]
        options, _ = command.parser.parse_args([*args, "--no-input"])
        monkeypatch.setattr(
            PROCESS, "repeat", partial(repeated, options, command.parser)
        )
        assert explaining("ship") == f"pip variant explain {words}ship"
    options.python = "./my env"
    assert explaining("ship").startswith("pip --python './my env' variant explain --pl")
