"""Machines as `detect --json` describes them."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest

from variantlib.errors import InvalidMachine
from variantlib.machine.descriptions import read_machine
from variantlib.plugins import ProviderAnswer

ANSWER = {
    "provider": "gpu",
    "plugin": "gpu-plugin 1.0",
    "distribution": "gpu-plugin",
    "version": "1.0",
    "entry_point": None,
    "seconds": 0.1,
    "problem": None,
    "keys": [{"key": "cuda", "values": ["13", "12"]}],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "machine.json"


def test_the_output_of_detect(path: Path) -> None:
    bad = {**ANSWER, "provider": "bad", "problem": "hangs", "keys": []}
    other = {**ANSWER, "provider": "own", "entry_point": "own:Plugin", "keys": []}
    untold = {**ANSWER, "provider": "untold", "is_doubtful": True, "keys": []}
    guessed = {**ANSWER, "is_doubtful": True}
    path.write_text(json.dumps({"providers": [bad, untold, guessed, other]}))
    assert read_machine(str(path)).answers == (
        ProviderAnswer(
            "gpu",
            "gpu-plugin 1.0",
            (("cuda", ("13", "12")),),
            distribution="gpu-plugin",
            version="1.0",
        ),
        ProviderAnswer(
            "own",
            "gpu-plugin 1.0",
            None,
            distribution="gpu-plugin",
            version="1.0",
            entry_point="own:Plugin",
            is_named=False,
        ),
    )


def test_other_descriptions(path: Path) -> None:
    path.write_text("format = 1\nproviders.a.keys.b = ['1']")
    assert read_machine(str(path)).answers[0].config == (("b", ("1",)),)
    assert read_machine("x86_64_v3").answers != ()
    with pytest.raises(InvalidMachine, match="nowhere: It cannot be read"):
        read_machine("nowhere")


def test_what_powershell_writes(path: Path) -> None:
    path.write_bytes(codecs.BOM_UTF8 + stated().replace("{", "{\r\n", 1).encode())
    assert read_machine(str(path)).answers != ()


def stated(**changes: object) -> str:
    return json.dumps({"providers": [{**ANSWER, **changes}]})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "It is not JSON"),
        ("{}", "not as 'detect --json' writes it"),
        ('{"providers": [1]}', "not as 'detect --json' writes it"),
        (stated(provider=1), "not as 'detect --json' writes it"),
        (stated(keys=[1]), "not as 'detect --json' writes it"),
        (stated(keys=[{"key": 1, "values": []}]), "not as 'detect --json' writes it"),
        (stated(version=None), "must be given together"),
        (stated(provider="a b"), "provider must be"),
        (stated(keys=[{"key": "a", "values": 1}]), "providers.gpu.keys.a: "),
    ],
)
def test_what_is_none(path: Path, content: Any, problem: str) -> None:
    path.write_text(content)
    with pytest.raises(InvalidMachine) as caught:
        read_machine(str(path))
    assert problem in str(caught.value)
