"""`pip variant` on a terminal: tables, trees, colours, and none of them elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_plugin, split_waiting
from tests.functional.conftest import BEST, HW, POOR, UNFIT, variant_of
from tests.functional.terminal import needs_terminal, on_terminal

pytestmark = needs_terminal

Release = Callable[..., dict[str, Path]]

STYLE = re.compile("\x1b\\[[0-9;]*m")
FLAGS = [f"flag{number}" for number in range(14)]


def shown(env: PipEnv, *args: object, **wanted: object) -> list[str]:
    """The lines on the terminal, without their styles."""
    text, _ = on_terminal(env, *args, **wanted)  # type: ignore[arg-type]
    assert "Traceback" not in text
    return split_waiting(STYLE.sub("", text))[0].splitlines()


@pytest.fixture
def detecting(with_facts: Callable[..., PipEnv]) -> PipEnv:
    return with_facts(level=["v1"], flags=FLAGS)


@pytest.mark.parametrize("width", [40, 80, 132])
def test_a_table_is_as_wide_as_there_is_room(detecting: PipEnv, width: int) -> None:
    lines = shown(detecting, "variant", "detect", width=width)
    assert max(map(len, lines)) == width or width == 132
    assert max(map(len, lines)) <= width
    assert "Supported, best" in lines[1]
    words = " ".join(lines).replace(",", " ").split()
    assert {"hw", "hw-plugin", "level", "v1", *FLAGS} <= set(words)


PLAIN: list[tuple[list[str], Mapping[str, str]]] = [
    ([], {"NO_COLOR": "1"}),
    (["--no-color"], {}),
    (["-v", "--no-color"], {}),
    ([], {"TERM": "dumb"}),
    ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}),
    (["--no-color"], {"FORCE_COLOR": "1"}),
    ([], {"TERM": "dumb", "FORCE_COLOR": "1"}),
]


@pytest.mark.parametrize(("options", "variables"), PLAIN)
def test_no_colour_is_no_style_at_all(
    detecting: PipEnv, options: list[str], variables: Mapping[str, str]
) -> None:
    arguments = ("variant", "detect", *options)
    text, status = on_terminal(detecting, *arguments, variables=variables)
    assert status == 0
    assert "\x1b" not in text
    assert "│ hw " in text


def test_styles_are_for_terminals(detecting: PipEnv) -> None:
    text, _ = on_terminal(detecting, "variant", "detect")
    assert "\x1b[1mhw" in text
    assert "\x1b" not in detecting.pip("variant", "detect").stdout


def test_a_pipe_gets_the_same_lines_whatever_its_width(detecting: PipEnv) -> None:
    detecting.pip("variant", "detect")
    said = [
        detecting.pip("variant", "detect", env=variables).stdout
        for variables in ({}, {"COLUMNS": "30"}, {"COLUMNS": "200", "TERM": "dumb"})
    ]
    [text] = {re.sub(r"cached \S+", "", text) for text in said}
    assert "\n  level  v1\n" in text


def test_an_encoding_without_lines_gets_other_characters(detecting: PipEnv) -> None:
    variables = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    text, status = on_terminal(detecting, "variant", "detect", variables=variables)
    assert status == 0
    assert text.isascii()
    assert "| level  v1" in STYLE.sub("", text)


def test_hostile_text_stays_text(env: PipEnv, wheels: Path) -> None:
    body = r"raise ValueError('[red]no[/red] \x1b[31m \x07 luck')"
    env.unpack(make_plugin(wheels, "bad", body=body))
    lines = shown(env, "variant", "detect", width=120)
    assert r"ignored: raised ValueError: [red]no[/red] \x1b[31m \x07 luck" in lines[3]


def test_logs_and_programs_get_what_they_always_get(detecting: PipEnv) -> None:
    log = detecting.work / "pip.log"
    on_terminal(detecting, "variant", "detect", "--log", log)
    assert re.search(r"^\S+ +level  v1$", log.read_text(), re.MULTILINE)
    text, _ = on_terminal(detecting, "variant", "detect", "--json")
    assert json.loads(text)["providers"][0]["provider"] == "hw"
    assert on_terminal(detecting, "variant", "detect", "--quiet")[0] == ""


def test_a_tree_explains_and_tables_compare(
    machine: PipEnv, index: Index, release: Release
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR, unfit=UNFIT, plain=())
    options = ["--index-url", index.url]
    tree = shown(machine, "variant", "explain", "pkg", *options)
    assert tree[0] == "pkg 1.0"
    assert tree[1] == "├── 2 of 3 variants fit this machine."
    assert f"├── {made['best'].name} is chosen." in tree[2]
    assert tree[-1].endswith("fictional_hw :: humor :: 9; this machine has 3, 2")
    assert max(map(len, tree)) <= 80

    for name, humor in (("new.toml", "3"), ("old.toml", "2"), ("none.toml", "1")):
        text = f'format = 1\nproviders.{HW}.keys.humor = ["{humor}"]\n'
        (machine.work / name).write_text(text)
    machines = ("--machine=new.toml", "--machine=old.toml", "--machine=none.toml")
    table = shown(machine, "variant", "matrix", "pkg", *machines, *options)
    assert [cell.strip() for cell in table[1].split("│")[1:-1]] == [
        "Project",
        "new.toml",
        "old.toml",
        "none.toml",
    ]
    poor = f"1.0~{variant_of(made['poor'])}"
    assert [cell.strip() for cell in table[3].split("│")[1:-1]] == [
        "pkg",
        "1.0, plain wheel [1]",
        poor,
        "1.0, plain wheel [2]",
    ]
    assert table[5].startswith("[1] None of the 3 variants of pkg 1.0 fits machine new")

    machine.pip("install", "--no-index", made["poor"])
    checked = shown(machine, "variant", "check", *options, width=120)
    assert [cell.strip() for cell in checked[3].split("│")[1:-1]] == [
        f"pkg {poor}",
        "fits",
        f"better: {made['best'].name}",
    ]
    again = f"pip install --upgrade --index-url {index.url} pkg"
    assert checked[-1] == f"To choose again: {again}"
