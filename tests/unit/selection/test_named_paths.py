"""Wheels that the user or a lock file names, before they are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.variants.exceptions import VariantDoesNotFit, VariantDoesNotMatch
from pip._internal.variants.requested import Requested
from pip._internal.variants.settings.choices import parse_choices
from tests.builders import hash_of, make_wheel
from tests.unit.running import run
from tests.unit.scene import candidate, evaluator, hash_name, machine, wheel_name
from tests.unit.selecting import V2, V3, V4

OPTIONS = ["--dry-run", "--ignore-installed"]


def said(
    folder: Path, capsys: pytest.CaptureFixture[str], *args: object, status: int = 0
) -> str:
    assert run("install", folder, *OPTIONS, *map(str, args)) == status
    printed = capsys.readouterr()
    return " ".join((printed.out + printed.err).split())


def test_a_path_that_fits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V3])
    assert f"Would install pkg-1.0~{hash_of([V3])}" in said(tmp_path, capsys, path)


def test_a_path_that_does_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V4])
    text = said(tmp_path, capsys, path, status=1)
    assert f"{path.name} does not fit" in text
    forced = f"--variant=pkg={hash_of([V4])}"
    assert forced in text
    assert "Would install pkg-1.0" in said(tmp_path, capsys, forced, path)


def test_a_path_that_is_another_variant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V3])
    text = said(tmp_path, capsys, f"--variant=pkg={V2}", path, status=1)
    assert path.name in text
    assert V2 in text


def test_a_path_that_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = make_wheel(
        tmp_path, "pkg", properties=[V3], variant_lines=[f"Variant: {V2}"]
    )
    text = said(tmp_path, capsys, path, status=1)
    assert "METADATA" in text
    assert "Traceback" not in text


def test_a_request_for_what_is_not_installed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(tmp_path, "pkg", properties=[V3])
    text = said(tmp_path, capsys, "--variant=other=v3", "pkg")
    assert "other" in text
    assert "WARNING" in text


def locked(folder: Path, *args: str) -> Path:
    path = folder / "pylock.toml"
    assert run("lock", folder, "--output", str(path), *args) == 0
    return path


def test_a_lock_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in (V2, V3):
        make_wheel(tmp_path, "pkg", properties=[kind])
    path = locked(tmp_path, "--variants=all", "pkg")
    text = said(tmp_path, capsys, "-r", path)
    assert f"Would install pkg-1.0~{hash_of([V3])}" in text


def test_a_lock_file_for_another_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(tmp_path, "pkg", properties=[V4])
    path = locked(tmp_path, f"--variant={hash_of([V4])}", "pkg")
    text = said(tmp_path, capsys, "-r", path)
    assert f"Would install pkg-1.0~{hash_of([V4])}" in text
    assert "does not fit" in text


def test_a_locked_wheel_that_was_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(tmp_path, "pkg", properties=[V3])
    path = locked(tmp_path, "pkg")
    make_wheel(tmp_path, "pkg", properties=[V3], module="# another")
    text = said(tmp_path, capsys, "-r", path, status=1)
    assert "hash" in text.lower()


@pytest.mark.parametrize(
    ("kind", "asked", "suits"),
    [
        (V3, (), True),
        (V4, (), False),
        (V4, (hash_of([V4]),), True),
        (V3, (hash_of([V2]),), False),
        (V3, ("hw :: level < v3",), False),
        (V2, ("hw :: level < v3",), True),
    ],
)
def test_wheels_that_nobody_named(
    tmp_path: Path, kind: str, asked: tuple[str, ...], suits: bool
) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[kind])
    link = candidate(path.name, folder=tmp_path).link
    requests = parse_choices(asked).everywhere if asked else ()
    requested = Requested(requests, binding=True)
    verifier = evaluator(machine({"hw": {"level": ["v3", "v2"]}})).verifier
    assert verifier.suits(link, hash_name(kind), requested) is suits
    if suits:
        verifier.check_from_afar(link, hash_name(kind), requested)
    else:
        with pytest.raises((VariantDoesNotFit, VariantDoesNotMatch)) as caught:
            verifier.check_from_afar(link, hash_name(kind), requested)
        assert path.name in str(caught.value.message)


def test_a_wheel_that_cannot_be_read_suits_nobody(tmp_path: Path) -> None:
    link = candidate(wheel_name(V3), folder=tmp_path).link
    verifier = evaluator(machine({"hw": {"level": ["v3"]}})).verifier
    assert not verifier.suits(link, hash_name(V3), Requested())
    # Whoever downloads it will say so.
    verifier.check_from_afar(link, hash_name(V3), Requested())
