"""Whether installed variants fit the machine, and the index has better ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from pip._vendor.variantlib.machine.settings import Coherent

from pip._internal.commands import create_command
from pip._internal.metadata import get_directory_distribution
from pip._internal.variants.commands.checking import (
    Checked,
    OnIndex,
    check_all,
    leave_in_step,
    look_up,
)
from pip._internal.variants.commands.evaluations import Evaluation
from tests.builders import make_wheel, parse_properties
from tests.unit.scene import machine
from tests.unit.selecting import V2, V3, V4, declare, installed

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


class Index:
    """A finder of a folder of wheels, for a machine."""

    def __init__(self, folder: Path) -> None:
        command: Any = create_command("install", isolated=True)
        args = ["--no-index", "--find-links", str(folder), "--machine-set"]
        options, _ = command.parse_args([*args, "hw :: level :: v3, v2", "pkg"])
        session = command._build_session(options)
        self.finder = command._build_package_finder(options, session)


@pytest.mark.parametrize(
    ("kinds", "known", "better"),
    [
        ([], False, None),
        ([V2], True, None),
        ([V2, V3], True, V3),
        ([V2, V4], True, None),
    ],
)
def test_the_same_version_on_the_index(
    tmp_path: Path, kinds: list[str], known: bool, better: str | None
) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    made = {kind: make_wheel(folder, "pkg", properties=[kind]) for kind in kinds}
    found = look_up(installed(tmp_path, V2), Index(folder).finder, HERE)
    assert found.is_known is known
    assert (found.better and found.better.filename) == (better and made[better].name)


def test_without_a_version_nothing_is_looked_up(tmp_path: Path) -> None:
    info = tmp_path / "pkg-new.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pkg\nVersion: new\n")
    dist = get_directory_distribution(str(info))
    nobody = cast(Any, None)
    assert look_up(dist, nobody, HERE) == OnIndex(False, None)


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
