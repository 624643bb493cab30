"""The candidates of each choice, in the releases that were looked at."""

from __future__ import annotations

from pathlib import Path

from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.variants.commands.evaluations import ReleaseSnapshot, judge_files
from pip._internal.variants.commands.releases import (
    MAX_PASSED,
    WRONG_HASH,
    find_choosings,
)
from tests.builders import make_wheel
from tests.unit.commands.choosing import chosen_in
from tests.unit.selecting import V2, V3, V4

PKG = canonicalize_name("pkg")


def choosings(folder: Path, *args: str) -> list[ReleaseSnapshot]:
    with chosen_in(folder, *args) as (resolution, record, finder):
        chosen = resolution.chosen.get(PKG)
        return list(find_choosings(record, finder, PKG, chosen))


def test_the_chosen_release(tmp_path: Path) -> None:
    for kind in (V2, V3, V4):
        make_wheel(tmp_path, "pkg", properties=[kind])
    make_wheel(tmp_path, "pkg", "0.9")
    (only,) = choosings(tmp_path, "pkg")
    assert only.version == "1.0"
    assert len(only.candidates) == 3
    assert [c.link for c in only.tried[:1]] == [only.chosen]
    assert len(only.ranking.fitting) == 2
    assert not only.is_by_request
    assert not only.excluded


def test_newer_releases_of_which_nothing_fits(tmp_path: Path) -> None:
    make_wheel(tmp_path, "pkg", "1.0")
    for minor in range(1, 6):
        make_wheel(tmp_path, "pkg", f"1.{minor}", properties=[V4])
    found = choosings(tmp_path, "pkg")
    assert [each.version for each in found] == ["1.5", "1.4", "1.3", "1.0"]
    assert len(found) == MAX_PASSED + 1
    assert [each.chosen is None for each in found] == [True, True, True, False]


def test_a_request_by_name(tmp_path: Path) -> None:
    for kind in (V2, V3):
        make_wheel(tmp_path, "pkg", properties=[kind])
    (only,) = choosings(tmp_path, f"--variant={V2}", "pkg")
    assert only.is_by_request
    assert only.tried != only.usual


def test_files_for_other_machines_and_with_wrong_digests(tmp_path: Path) -> None:
    make_wheel(tmp_path, "pkg")
    make_wheel(tmp_path, "pkg", properties=[V3])
    make_wheel(tmp_path, "pkg", tag="cp27-cp27m-win32")
    (only,) = choosings(tmp_path, "--no-variant", "pkg")
    reasons = {each.filename: each.reason for each in only.excluded}
    assert len(reasons) == 2
    assert sorted(each.is_foreign for each in only.excluded) == [False, True]
    assert "--no-variant is given" in reasons.values()
    assert any("none of its tags" in reason for reason in reasons.values())
    assert WRONG_HASH not in reasons.values()
    assert only.machine is None


def test_nothing_that_could_run_here(tmp_path: Path) -> None:
    make_wheel(tmp_path, "pkg", tag="cp27-cp27m-win32")
    (only,) = choosings(tmp_path, "pkg")
    assert (only.version, only.chosen, list(only.candidates)) == ("1.0", None, [])
    assert len(only.excluded) == 1


def test_a_file_that_the_user_named(tmp_path: Path) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V3])
    (only,) = choosings(tmp_path, str(path))
    assert only.chosen is not None
    assert only.chosen.filename == path.name
    assert [c.link for c in only.candidates] == [only.chosen]


def test_a_project_that_is_no_file(tmp_path: Path) -> None:
    make_wheel(tmp_path, "top")
    with chosen_in(tmp_path, "top") as (_, record, finder):
        assert list(find_choosings(record, finder, PKG, None)) == []


def test_variants_of_a_catalogue_for_other_machines(tmp_path: Path) -> None:
    catalogue = tmp_path / "fleet.toml"
    head = 'format = 1\nname = "fleet"\nprojects = ["pkg"]\n[[variants]]\n'
    catalogue.write_text(f'{head}label = "v3"\nlocal = "v3"\n')
    for version in ("1.0+v3", "0.9+v3"):
        make_wheel(tmp_path, "pkg", version, tag="cp27-cp27m-win32")
    (only,) = choosings(tmp_path, "--catalogue", str(catalogue), "pkg==1.0")
    assert only.version == "1.0"
    (excluded,) = judge_files(only)
    assert excluded.name is not None
    assert excluded.name.text == "v3"
