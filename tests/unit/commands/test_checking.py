"""Whether installed variants fit the machine, and the index has better ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from pip._vendor.variantlib.machine.settings import Coherent

from pip._internal.metadata import get_directory_distribution
from pip._internal.variants.commands.checking import (
    Checked,
    check_all,
    leave_in_step,
    with_room,
)
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.names import SIBLING_NOTE
from pip._internal.variants.selection.on_index import look_up
from pip._internal.variants.utils.state import PROCESS
from tests.builders import make_wheel, parse_properties
from tests.unit.scene import machine
from tests.unit.selecting import V2, V3, V4, declare, installed
from tests.unit.selection.test_on_index import Index

HERE = machine(
    {"hw": {"level": ["v3", "v2"]}}, problems={"npu": "did not answer in time"}
)


@pytest.mark.parametrize(
    ("kinds", "verdict", "reason"),
    [
        ([V3], Evaluation.FITS, None),
        ([V4], Evaluation.MISFIT, "it needs hw :: level :: v4"),
        (["gone :: a :: b"], Evaluation.UNKNOWN, "no provider for gone"),
        (["gone :: a :: b", V4], Evaluation.MISFIT, "it needs hw :: level :: v4"),
        (["npu :: a :: b"], Evaluation.UNKNOWN, "did not answer in time"),
    ],
)
def test_each_variant_is_judged(
    tmp_path: Path, kinds: list[str], verdict: Evaluation, reason: str | None
) -> None:
    (found,) = check_all([installed(tmp_path, *kinds)], HERE)
    assert found.verdict is verdict
    assert found.properties == tuple(parse_properties(kinds))
    assert reason is None or reason in str(found.reason)
    assert (found.reason is None) is (verdict is Evaluation.FITS)


def test_a_variant_that_makes_no_sense(tmp_path: Path) -> None:
    dist = installed(tmp_path, V3)
    path = Path(str(dist.info_location), "METADATA")
    path.write_text(path.read_text().replace("Variant: ", "Variant: nonsense "))
    (found,) = check_all([get_directory_distribution(str(path.parent))], HERE)
    assert found.verdict is Evaluation.UNKNOWN
    assert found.properties == ()
    assert found.reason


@pytest.mark.parametrize(
    ("coherent", "better"),
    [
        ([], {"pkg": V3, "other": None}),
        ([Coherent(("hw", "speed"))], {"pkg": V3, "other": None}),
        ([Coherent(("hw", "level"))], {"pkg": None, "other": None}),
        ([Coherent(("hw",), is_major=True)], {"pkg": None, "other": None}),
    ],
)
def test_a_better_file_that_would_not_agree_is_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    coherent: list[Coherent],
    better: dict[str, str | None],
) -> None:
    declare(monkeypatch, *coherent)
    names = {
        (project, kind): make_wheel(tmp_path, project, properties=[kind]).name
        for project, kind in (("pkg", V3), ("pkg", V2), ("other", V2))
    }
    finder = Index(tmp_path).finder
    get_evaluator = finder.variants.candidates.keep_record().get_evaluator
    assert get_evaluator is not None
    dists = [installed(tmp_path, V2, name=project) for project in better]
    machine = get_evaluator().machine
    checked = [
        Checked(found, look_up(found.dist, finder, machine))
        for found in check_all(dists, machine)
    ]
    after = leave_in_step(checked, get_evaluator())
    assert {each.project: each.instead for each in after} == {
        project: kind and names[project, kind] for project, kind in better.items()
    }


def test_all_with_the_same_modules_give_way_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {"pkg-a": "pkg", "pkg-b": "pkg"}
    monkeypatch.setattr(PROCESS, "project_of", named.get)
    names = ["pkg", *named, "pkg-noted", "other"]
    dists = {
        name: installed(tmp_path, V4, name=name.replace("-", "_")) for name in names
    }
    note = Path(str(dists["pkg-noted"].info_location), SIBLING_NOTE)
    note.write_text('{"project": "pkg"}')
    gone, left = (
        Checked(found, None, stands_for="pkg")
        for found in check_all([dists["pkg-a"], dists["pkg-b"]], HERE)
    )
    stays = left._replace(installed=left.installed._replace(verdict=Evaluation.FITS))
    after = list(with_room([gone, stays], dists.values))
    assert [each.beside for each in after] == [("pkg", "pkg-b", "pkg-noted"), ()]
    assert list(with_room([stays], lambda: pytest.fail("needless"))) == [stays]
