"""The requirements that exclude each other."""

from __future__ import annotations

from pathlib import Path

from pip._internal.variants.commands.conflicts import conflict_in_line
from pip._internal.variants.exceptions import VariantsOutOfStep
from tests.builders import make_wheel
from tests.unit.commands.choosing import chosen_in


def test_requirements_that_exclude_each_other(tmp_path: Path) -> None:
    for version in "12":
        make_wheel(tmp_path, "lib", version)
        make_wheel(tmp_path, f"top{version}", requires=[f"lib=={version}"])
    with chosen_in(tmp_path, "top1", "top2") as (resolution, _, _):
        assert str(resolution.failure) == (
            "These requirements cannot be met: top1 1.0 depends on lib==1; "
            "top2 1.0 depends on lib==2"
        )
    constraint = tmp_path / "constraints.txt"
    constraint.write_text("lib>2")
    with chosen_in(tmp_path, "lib", f"--constraint={constraint}") as (resolution, _, _):
        assert str(resolution.failure) == (
            "These requirements cannot be met: you request lib, and a constraint "
            "excludes it"
        )


def test_all_packages_that_have_to_agree_are_in_one_line() -> None:
    error = VariantsOutOfStep(("cuda", "x"), {"a 1": ["12"], "b 1": ["11", "10"]})
    told = "Inconsistent cuda :: x: a 1: 12; b 1: 11 or 10"
    assert conflict_in_line(error) == told
