"""An explanation in sentences, as lines show it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pip._vendor.variantlib.choice.grouping import MAX_LISTED

from pip._internal.variants.commands.evaluations import Excluded
from pip._internal.variants.commands.explain_outline import outline
from pip._internal.variants.commands.explain_text import as_text
from pip._internal.variants.commands.explanation import Explanation
from pip._internal.variants.commands.installed import compare
from tests.builders import hash_of
from tests.unit.explaining import explained, hash_release
from tests.unit.scene import machine
from tests.unit.selecting import V2, V3, V4, installed

HERE = machine({"hw": {"level": ["v3", "v2"]}})


def text(*explanations: Explanation, whole: bool = False) -> str:
    return "\n".join(map(str, as_text(outline(explanations, [], whole))))


def test_the_choice_comes_first(tmp_path: Path) -> None:
    poor, good, unfit, plain = hash_release(tmp_path, V2, V3, V4, None)
    shown = text(explained([poor, good, unfit, plain], HERE))
    joined = " ".join(shown.split())
    assert shown.startswith("pkg 1.0\n  2 of 3 variants fit this machine.\n")
    assert f"{good.link.filename} is chosen. It comes before" in joined
    assert f"as {V3} is better than {V2}." in joined
    order = [shown.index(f"  {c.link.filename}\n") for c in (good, poor, plain, unfit)]
    assert order == sorted(order)
    assert f"on a machine with {V4}" in shown


def test_a_choice_by_request(tmp_path: Path) -> None:
    poor, good = hash_release(tmp_path, V2, V3)
    shown = " ".join(text(explained([poor, good], HERE, hash_of([V2]))).split())
    assert f"as requested, instead of {good.link.filename}." in shown


def test_the_only_file_and_none(tmp_path: Path) -> None:
    only = " ".join(text(explained(hash_release(tmp_path, V2), HERE)).split())
    assert "it is the only candidate that pip found." in only
    assert "No file of this version can be installed." in text(explained([], HERE))


def test_a_version_that_the_resolver_left(tmp_path: Path) -> None:
    found = explained(hash_release(tmp_path, V2), HERE)._replace(chosen=None)
    shown = " ".join(text(found).split())
    assert "this machine. Other requirements exclude all files that fit, or" in shown


@pytest.mark.parametrize(("whole", "listed"), [(False, MAX_LISTED), (True, 8)])
def test_few_of_many_files_are_listed(tmp_path: Path, whole: bool, listed: int) -> None:
    kinds = [f"hw :: other{number} :: x" for number in range(8)]
    shown = text(explained(hash_release(tmp_path, *kinds), HERE), whole=whole)
    below = shown.partition("Do not fit")[2].partition("What would")[0]
    assert below.count(".whl") == listed
    assert ("and 3 more (-v shows all)" in below) is not whole


def test_files_of_one_reason_are_one_entry(tmp_path: Path) -> None:
    kinds = [f"gpu :: arch :: {number}" for number in range(5)]
    found = explained(hash_release(tmp_path, V4, *kinds), HERE)
    shown = text(found)
    below = shown.partition("Do not fit:\n")[2].partition("What would")[0]
    assert "    -  5 files:\n" in below
    assert "and 2 more\n" in below
    assert below.count("it needs gpu; no provider for gpu is installed") == 1
    assert f"it needs {V4}; this machine has" in below
    whole = text(found, whole=True)
    assert "5 files" not in whole
    assert whole.count("no provider for gpu") >= 5


def test_files_for_other_platforms_are_counted(tmp_path: Path) -> None:
    others = [Excluded(f"pkg-1.0-cp3{n}-none-win32.whl", "tags", True) for n in "12"]
    mine = Excluded("pkg-1.0.zip", "its digest is not allowed")
    found = explained(hash_release(tmp_path, V2), HERE, excluded=[*others, mine])
    shown = text(found)
    assert "\n  2 files are for other Pythons or platforms (-v shows all)" in shown
    assert "win32" not in shown
    assert mine.reason in shown
    whole = text(found, whole=True)
    assert whole.count("win32.whl") == 2
    assert "other Pythons" not in whole


def test_what_strangers_write_stays_text() -> None:
    found = explained([], HERE, excluded=[("pkg-1.0\x1b[31m.whl", "[bold]no\x07")])
    shown = text(found)
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[bold]no" in shown


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (V2, f"It fits.\n    {V2} (here: v3, v2)"),
        (V4, "It does not fit:\n    it needs hw :: level :: v4"),
    ],
)
def test_what_is_installed(tmp_path: Path, kind: str, said: str) -> None:
    dist = installed(tmp_path, kind)
    shown = "\n".join(
        map(str, as_text(outline([], [compare(dist, HERE, None)], False)))
    )
    assert shown.startswith(f"pkg 1.0~{hash_of([kind])} is installed\n")
    assert said in shown
    assert "choose no file of this version now" in shown


def test_a_plain_file_is_installed(tmp_path: Path) -> None:
    dist = installed(tmp_path)
    shown = "\n".join(
        map(str, as_text(outline([], [compare(dist, HERE, None)], False)))
    )
    assert "It has no variant." in shown
