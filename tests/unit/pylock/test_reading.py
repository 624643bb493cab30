"""A lock file as packaging gets to see it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from optparse import Values
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.variantlib.documents.lock_choices import LockChoice, choice_table

from pip._internal.exceptions import CommandError
from pip._internal.variants.pylock.parts import with_machine
from pip._internal.variants.pylock.portable import set_apart
from pip._internal.variants.pylock.reading import (
    read_document,
    read_lock_file,
    reads_lock,
)
from pip._internal.variants.utils.state import PROCESS
from tests.unit.pylock.test_package import PLAIN, entry, label

GOOD, BASE = LockChoice(None, {"pkg": ("v3",)}), LockChoice(None, {"pkg": ("none",)})


def lock(*choices: LockChoice) -> dict[str, Any]:
    wheels = [entry(PLAIN), entry(label("v3"))]
    document: dict[str, Any] = {"packages": [{"name": "pkg", "wheels": wheels}]}
    if choices:
        ours = {"choices": list(map(choice_table, choices))}
        document["tool"] = {"variantlib": ours}
    return set_apart(document)


def variants(document: dict[str, Any]) -> list[str]:
    return [str(v and v.text) for v in document["packages"][0]["tool"].variants]


def test_wheels_of_our_table_are_wheels() -> None:
    assert variants(read_document(lock())) == ["None", "v3"]


def test_one_choice_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PROCESS, "choose_locked", lambda _, choices: choices[1])
    assert variants(read_document(lock(BASE, GOOD))) == ["v3"]


def test_who_asks_for_no_machine_gets_the_first() -> None:
    (package,) = read_document(lock(BASE, GOOD))["packages"]
    assert [wheel["name"] for wheel in package["wheels"]] == [PLAIN]


def test_a_group_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PROCESS, "locked_groups", ["Dev"])
    text = "it has no group 'Dev'; it has none, as it is for one machine"
    with pytest.raises(ValueError, match=text):
        read_document(lock())
    with pytest.raises(ValueError, match="no group 'Dev'; it has default, docs"):
        read_document({**lock(), "dependency-groups": ["default", "docs"]})
    assert read_document({**lock(), "dependency-groups": ["dev"]})
    # Upstream takes such a group for an empty one.
    plain = {"packages": [{"name": "pkg", "wheels": [entry(PLAIN)]}]}
    assert read_document(plain) == plain


def test_a_file_for_one_machine_has_its_name_for_a_group(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = []

    def choose(document: Any, choices: Sequence[LockChoice]) -> LockChoice:
        taken.extend(choices)
        return choices[0]

    monkeypatch.setattr(PROCESS, "choose_locked", choose)
    named = with_machine(lock(), "node.toml")
    assert variants(read_document(named)) == ["None", "v3"]
    assert not taken
    monkeypatch.setattr(PROCESS, "locked_groups", ["node"])
    assert variants(read_document(named)) == ["None", "v3"]
    assert [list(choice.machines) for choice in taken] == [["node.toml"]]
    for document in (
        {**named, "dependency-groups": ["dev"]},
        {**lock(), "tool": {"variantlib": {"machine": ["node"]}}},
    ):
        with pytest.raises(ValueError, match="no group 'node'; it has"):
            read_document(document)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "uv.lock")
    with pytest.raises(CommandError, match="cannot be read: it is not a regular file"):
        read_lock_file(str(tmp_path / "uv.lock"))


@pytest.mark.parametrize(
    ("requirements", "groups", "reads"),
    [
        (["requirements.txt"], [("pyproject.toml", "dev")], False),
        (["requirements.txt", "pylock.toml"], [], True),
        (["https://host/pylock.app.toml[gpu]"], [], True),
        ([], [("pylock.toml", "big")], True),
    ],
)
def test_options_that_name_a_lock_file(
    requirements: list[str], groups: list[tuple[str, str]], reads: bool
) -> None:
    options = Values({"requirements": requirements, "dependency_groups": groups})
    assert reads_lock(options) is reads
