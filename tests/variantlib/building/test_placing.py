"""Wheels take the place of what the same row made before, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import make_wheel
from variantlib.building.events import FAILED, MADE, Event, summary_lines
from variantlib.building.leftovers import made_by_others, stamps_in
from variantlib.building.placing import check_places, place_wheels
from variantlib.building.processes import StepFailed
from variantlib.building.stamps import Made, Stamp, write_stamp


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    folder.mkdir()
    return folder


def test_only_the_same_release_loses_its_old_wheels(
    tmp_path: Path, output: Path
) -> None:
    old = [output / f"demo-{text}.whl" for text in ("1-py3-none-any", "2-py2-none-any")]
    for path in old:
        path.write_text("old")
    before = [*map(Made.of, old)]
    changed = output / "demo-2-py3-none-win32.whl"
    changed.write_text("made")
    before.append(Made.of(changed))
    changed.write_text("changed since")
    claimed = output / "demo-2-py3-none-linux_x86_64.whl"
    claimed.write_text("of another row now")
    before.append(Made.of(claimed))
    new = make_wheel(tmp_path, "demo", "2")
    placed = place_wheels([new], output, before, {claimed.name})
    assert placed.wheels == (output / new.name,)
    assert [made.name for made in placed.older] == [old[0].name, changed.name]
    assert placed.kept_of(before) == (old[0].name,)
    assert set(output.iterdir()) == {*placed.wheels, old[0], changed, claimed}


def test_a_wheel_replaces_one_of_its_release_only(tmp_path: Path, output: Path) -> None:
    other = make_wheel(output, "demo", "2", files={"mine.py": ""})
    new = make_wheel(tmp_path, "demo", "2")
    content = new.read_bytes()
    check_places([new], output, [])
    place_wheels([new], output, [], {})
    assert other.read_bytes() == content
    new = make_wheel(tmp_path, "demo", "2")
    other.write_text("precious")
    with pytest.raises(StepFailed) as caught:
        check_places([new], output, [])
    assert str(caught.value) == (
        f"{other} is in the way, and is no wheel of this release: move it away"
    )
    assert other.read_text() == "precious"
    other.unlink()
    other.mkdir()
    with pytest.raises(StepFailed, match="is in the way"):
        check_places([new], output, [])


def test_what_another_row_has_made_since_is_right(output: Path) -> None:
    wheel = output / "demo-1-py3-none-any-sour.whl"
    wheel.write_text("made")
    stamp = Stamp("", (Made.of(wheel),), maker="a.toml")
    write_stamp(stamps_in(output, "a.toml") / "sour.json", stamp)
    assert made_by_others(output, "a.toml", "sweet") == {wheel.name}
    assert made_by_others(output, "b.toml", "sour") == {wheel.name}
    assert made_by_others(output, "a.toml", "sour") == set()
    wheel.write_text("changed since")
    assert made_by_others(output, "a.toml", "sweet") == set()
    # In the same run, it may have failed before the other one was made.
    failed = Event("sweet", FAILED, kept=(wheel.name,))
    assert len(summary_lines([failed])) == 3
    assert summary_lines([failed, Event("sour", MADE, wheel.name)])[1:] == [
        "failed: sweet"
    ]
