"""The help of `pip variant`, at any width."""

from __future__ import annotations

import io
import itertools
import re

import pytest

from pip._internal.commands import create_command
from pip._internal.commands.variant import VariantCommand
from pip._internal.variants.commands import SUBCOMMANDS, create_subcommand
from pip._internal.variants.options import variant_options


def help_of(name: str) -> str:
    parser = (
        create_subcommand(name).parser if name else VariantCommand("variant", "").parser
    )
    file = io.StringIO()
    parser.print_help(file)
    return file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", ["", *SUBCOMMANDS])
def test_no_line_is_wrapped_twice(
    monkeypatch: pytest.MonkeyPatch, name: str, width: int
) -> None:
    monkeypatch.setattr("sys.argv", ["pip"])
    monkeypatch.setenv("COLUMNS", str(width))
    shown = help_of(name)
    lines = shown.splitlines()
    assert max(map(len, lines)) <= width
    # A line that a terminal had to wrap would go on without an indent.
    unindented = [line for line in lines if line and not line.startswith(" ")]
    assert all(re.fullmatch(r"[A-Z][\w ]+:", line) for line in unindented), unindented
    # Words of one paragraph stand on a line as long as there is room.
    for line, following in itertools.pairwise(lines):
        if re.match(r" {30}\S", line) and re.match(r" {30}\S", following):
            word = following.split()[0]
            assert len(line) + 1 + len(word) > width - 2, (line, following)


def test_our_options_are_first_and_the_general_ones_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = help_of("explain")
    titles = re.findall(r"^(\w.*):$", shown, re.MULTILINE)
    assert titles[:4] == [
        "Usage",
        "Description",
        "Variant explain Options",
        "Common Options",
    ]
    assert titles[-1] == "General Options"
    own, _, rest = shown.partition("\nCommon Options:\n")
    for option in ("--installed", "--json", "--variant", "--machine", "--machine-set"):
        assert f"\n  {option} " in own + " "
        assert f"\n  {option} " not in rest
    assert "  -r, --requirement <file> " in rest
    assert "[auto, disabled, import," in rest
    assert "subprocess]. (default: auto)" in rest


def test_without_options_of_upstream_there_is_no_group_for_them() -> None:
    assert "Common Options" not in help_of("hash")


def test_no_option_of_ours_is_among_those_of_upstream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ours = {option().get_opt_string() for option in variant_options}
    upstream = {
        option.get_opt_string()
        for name in ("install", "download")
        for group in create_command(name).parser.option_groups
        for option in group.option_list
        if option.get_opt_string() not in ours
    }
    for name in SUBCOMMANDS:
        groups = re.split(r"^(\w.*):$", help_of(name), flags=re.MULTILINE)
        for title, text in zip(groups[1::2], groups[2::2], strict=True):
            if title in ("Common Options", "Package Selection Options"):
                shown = re.findall(r"^  (?:-\w, )?(--[\w-]+)", text, re.MULTILINE)
                assert set(shown) <= upstream, (name, title)
