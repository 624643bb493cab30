"""Installed variants and their verdicts, in lines and in a table."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pip._vendor.variantlib.names.filename import VariantName

from pip._internal.models.link import Link
from pip._internal.variants.commands.check_text import Typed, as_lines, draw
from pip._internal.variants.commands.checking import Checked, Installed
from pip._internal.variants.commands.drawing import Canvas
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.selection.on_index import OnIndex
from tests.unit.commands.rendering import plain, rendered

VARIANT = VariantName("36266d4d", is_label=False)


def checked(
    name: str,
    verdict: Evaluation,
    reason: str | None,
    on_index: OnIndex | None,
    variant: VariantName | None = VARIANT,
) -> Checked:
    dist: Any = SimpleNamespace(
        canonical_name=name, raw_name=name, version="1.0", raw_version="1.0"
    )
    return Checked(Installed(dist, variant, (), verdict, reason), on_index)


BETTER = Link("https://example.invalid/a-1.0~00000000-py3-none-any.whl")
ALL = [
    checked("a", Evaluation.FITS, None, OnIndex(True, BETTER)),
    checked("b", Evaluation.MISFIT, "it needs [red] x", OnIndex(False, None)),
    checked("c", Evaluation.UNKNOWN, "nobody knows", None),
    checked("d", Evaluation.FITS, None, OnIndex(True, BETTER), None),
]
ADVICE = [
    "To choose again: pip install --upgrade a d",
    "Not found, or no answer from the index, so pip knows no better one: b",
    "Not looked up, as the index took too long: 2 plain packages",
]


def test_lines() -> None:
    assert plain(as_lines(ALL, "this machine", 2, Typed())) == [
        "a 1.0~36266d4d",
        "  fits this machine",
        "  better: a-1.0~00000000-py3-none-any.whl",
        "b 1.0~36266d4d",
        "  no longer fits this machine: it needs [red] x",
        "c 1.0~36266d4d",
        "  may not fit this machine: nobody knows",
        "d 1.0 (plain)",
        "  fits this machine",
        "  better: a-1.0~00000000-py3-none-any.whl",
        "",
        ADVICE[0],
        "",
        ADVICE[1],
        "",
        ADVICE[2],
    ]


def test_the_commands_name_the_catalogue_and_the_project() -> None:
    moved = ALL[2]._replace(
        sibling="c-new", stands_for="c-of-all", beside=("c-new", "c-of-all")
    )
    # Nothing but the note of the installation says so.
    noted = checked("b", Evaluation.MISFIT, "x", None)._replace(
        stands_for="b-of-all", catalogue="own"
    )
    options = ["--catalogue", "./my list.toml"]
    lines = plain(as_lines([ALL[0], noted, moved], "this machine", 0, Typed(options)))
    with_file = "Then, with the file of the catalogue own: pip install"
    assert lines[-7:] == [
        "To choose again: pip install --upgrade --catalogue './my list.toml' a",
        "",
        "To make room for others: pip uninstall b c c-new c-of-all",
        "",
        "Then: pip install --catalogue './my list.toml' c-of-all",
        "",
        f"{with_file} --catalogue './my list.toml' --catalogue FILE b-of-all",
    ]


def test_the_commands_name_the_catalogue_that_files_are_from() -> None:
    """Without it, pip would take them from the usual index."""
    torch = [
        checked(name, Evaluation.MISFIT, "x", None)._replace(
            catalogue="llama_cpp_python"
        )
        for name in ("a" * 50, "b" * 50)
    ]
    own = checked("own", Evaluation.MISFIT, "x", None)._replace(catalogue="my")
    fits = checked("fits", Evaluation.FITS, None, None)._replace(catalogue="my_own")
    typed = Typed(["--machine", "m"])
    lines = plain(as_lines([*torch, own, fits], "this machine", 0, typed))
    again = "pip install --upgrade --machine m --catalogue"
    # A command stays one line, to be copied or run.
    assert lines[-5:] == [
        f"To choose again: {again} llama-cpp-python {'a' * 50} {'b' * 50}",
        "",
        f"To choose again, with the file of the catalogue my: {again} FILE own",
        "",
        "Not looked up without the catalogue my-own: fits",
    ]
    alone = plain(as_lines([*torch, fits], "this machine", 0, Typed()))
    assert [line for line in alone if line.startswith("To choose")] == [
        lines[-5].replace("--machine m ", "")
    ]


def test_the_commands_are_for_the_same_environment() -> None:
    new = checked("new", Evaluation.MISFIT, "x", OnIndex(True, None))
    moved = ALL[2]._replace(sibling="other", stands_for="all")
    typed = Typed(python="./my env")
    lines = plain(as_lines([ALL[0], new, moved], "this machine", 0, typed))
    commands = [line.partition(": ")[2] for line in lines if ": pip" in line]
    assert commands == [
        f"pip --python './my env' {command}"
        for command in (
            "install --upgrade a",
            "install --upgrade new",
            "uninstall c",
            "install all",
        )
    ]


def test_choosing_again_is_advised_where_it_may_help() -> None:
    sibling = checked("sibling", Evaluation.MISFIT, "x", OnIndex(True, None))
    sibling = sibling._replace(stands_for="project")
    misfits = [
        checked("asked", Evaluation.MISFIT, "x", OnIndex(True, None)),
        checked("better", Evaluation.MISFIT, "x", OnIndex(True, BETTER)),
        checked("gone", Evaluation.MISFIT, "x", OnIndex(False, None)),
        checked("offline", Evaluation.MISFIT, "x", None),
        checked("moved", Evaluation.MISFIT, "x", None)._replace(sibling="other"),
        sibling._replace(sibling=None),
        sibling._replace(sibling="sibling"),
        sibling._replace(sibling=None, on_index=None),
    ]
    lines = plain(as_lines(misfits, "this machine", 0, Typed()))
    said = " ".join(" ".join(lines).split())
    again = "To choose again: pip install --upgrade better offline No other"
    assert again in said
    newer = "To look for a newer version: pip install --upgrade asked"
    # No upgrade replaces a sibling.
    none = "Neither a sibling nor the project itself fits in place of: sibling"
    assert f"No other file of this version is better. {newer} {none} To make" in said
    # Nor before it is gone.
    room = "To make room for others: pip uninstall moved sibling"
    assert f"{room} Then: pip install moved project" in said
    assert "  instead: another version of sibling" in lines
    assert lines[-1].endswith("so pip knows no better one: gone")


def test_where_nothing_is_installed() -> None:
    nothing = "No variants are installed."
    assert plain(as_lines([], "this machine", 0, Typed())) == [nothing]
    assert rendered(draw(Canvas(), [], "this machine", 0, Typed())).strip() == nothing
    late = "Not looked up, as the index took too long: 1 plain package"
    assert plain(as_lines([], "this machine", 1, Typed())) == [nothing, "", late]


def test_the_table_says_the_same() -> None:
    shown = rendered(draw(Canvas(), ALL, "this machine", 2, Typed()), 120).splitlines()
    rows = [[c.strip() for c in line.split("│")[1:-1]] for line in shown if "│" in line]
    assert rows == [
        ["Installed", "On this machine", "Now on the index"],
        ["a 1.0~36266d4d", "fits", "better: a-1.0~00000000-py3-none-any.whl"],
        ["b 1.0~36266d4d", "no longer fits: it needs [red] x", "not found"],
        ["c 1.0~36266d4d", "may not fit: nobody knows", ""],
        ["d 1.0 (plain)", "fits", "better: a-1.0~00000000-py3-none-any.whl"],
    ]
    assert shown[-3:] == ADVICE
