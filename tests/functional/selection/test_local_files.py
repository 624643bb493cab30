"""Folders of wheels, paths and URLs of single wheels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, hash_of, make_wheel
from tests.functional.conftest import BEST, POOR, UNFIT, variant_of

Release = Callable[..., dict[str, Path]]


def text(result: object) -> str:
    return result.words  # type: ignore[attr-defined]


@pytest.fixture
def folder(wheels: Path) -> Path:
    for properties in (BEST, POOR, UNFIT, ()):
        make_wheel(wheels / "links", "pkg", "1.0", properties=properties)
    return wheels / "links"


def wheel(folder: Path, properties: tuple[str, ...]) -> Path:
    return make_wheel(folder, "pkg", "1.0", properties=properties)


def test_a_folder_of_wheels_is_chosen_from(machine: PipEnv, folder: Path) -> None:
    machine.pip("install", "--no-index", "--find-links", folder, "pkg")
    assert machine.installed("pkg") == variant_of(wheel(folder, BEST))


def test_a_document_in_the_folder_is_read(machine: PipEnv, folder: Path) -> None:
    # It says what the wheels would say, but for one hash that it gives away.
    (folder / "pkg-1.0-variants.json").write_text("{}")
    result = machine.pip("install", "--no-index", "--find-links", folder, "pkg")
    assert "Not using pkg-1.0-variants.json" in text(result)
    assert machine.installed("pkg") == variant_of(wheel(folder, BEST))


def test_a_wheel_that_fits_is_installed_from_its_path(
    machine: PipEnv, folder: Path
) -> None:
    poor = wheel(folder, POOR)
    result = machine.pip("install", "--no-index", poor)
    assert machine.installed("pkg") == variant_of(poor)
    assert f"Using variant {variant_of(poor)} of pkg 1.0" in text(result)


@pytest.mark.parametrize(
    "form",
    [
        "{path}",
        "{file}",
        "pkg @ {file}",
        "{http}",
        "pkg @ {http}",
        "{quoted}",
        "pkg @ {quoted}",
    ],
)
@pytest.mark.parametrize("sidecars", [False, True])
def test_a_wheel_that_does_not_fit_is_refused_unless_forced(
    machine: PipEnv, index: Index, folder: Path, form: str, sidecars: bool
) -> None:
    index.sidecars = sidecars
    unfit = wheel(folder, UNFIT)
    index.add(unfit)
    url = index.file_url(unfit.name)
    target = form.format(
        path=unfit,
        file=unfit.as_uri(),
        http=url.replace("%7E", "~"),
        quoted=url.replace("~", "%7E"),
    )
    output = text(machine.pip("install", "--no-index", target, expect_error=True))
    assert "error: variant-does-not-fit" in output
    assert "it needs fictional_hw :: humor :: 9; this machine has 3, 2" in output
    forced = f"--variant=pkg={variant_of(unfit)}"
    assert f"Add {forced} to install it anyway" in output
    assert machine.installed("pkg") is None
    machine.pip("install", "--no-index", target, forced)
    assert machine.installed("pkg") == variant_of(unfit)


def test_a_variant_wheel_and_no_variant_contradict(
    machine: PipEnv, folder: Path
) -> None:
    poor = wheel(folder, POOR)
    result = machine.pip("install", "--no-variant", poor, expect_error=True)
    assert "is a variant wheel, but --no-variant is given" in text(result)


@pytest.mark.parametrize("asked", ["none", "abcdef01", "best"])
@pytest.mark.parametrize("form", ["{path}", "{http}", "-r{lines}"])
def test_a_file_that_is_not_what_was_asked_for_is_refused(
    machine: PipEnv, index: Index, folder: Path, asked: str, form: str
) -> None:
    poor, asked = wheel(folder, POOR), asked.replace("best", hash_of(BEST))
    index.add(poor)
    lines = folder / "requirements.txt"
    lines.write_text(f"{poor} --variant={asked}\n")
    target = form.format(path=poor, http=index.file_url(poor.name), lines=lines)
    options = [] if "lines" in form else [f"--variant=pkg={asked}"]
    command = ("install", "--no-index", *options, target)
    said = text(machine.pip(*command, expect_error=True))
    assert "error: variant-does-not-match" in said
    assert f"you requested {asked}" in said
    assert machine.installed("pkg") is None


def test_a_plain_file_where_a_variant_was_asked_for_is_refused(
    machine: PipEnv, folder: Path
) -> None:
    plain = make_wheel(folder, "pkg")
    command = ("install", "--no-index", "--variant=pkg=abcdef01", plain)
    said = text(machine.pip(*command, expect_error=True))
    assert "It has no properties, but you requested abcdef01." in said


def test_a_url_in_a_constraint(machine: PipEnv, index: Index, folder: Path) -> None:
    poor = wheel(folder, POOR)
    constraints = folder / "constraints.txt"
    constraints.write_text(f"pkg @ {poor.as_uri()}\n")
    machine.pip("install", "--no-index", "-c", constraints, "pkg")
    assert machine.installed("pkg") == variant_of(poor)


@pytest.mark.parametrize(
    "name",
    [
        "pkg-1.0~abcdef0-py3-none-any.whl",
        "pkg-1.0~ABCDEF01-py3-none-any.whl",
        "pkg-1.0~abcdef01~abcdef01-py3-none-any.whl",
        "pkg-1.0-py3-none-any~abcdef01.whl",
    ],
)
def test_a_malformed_name_is_passed_over(
    machine: PipEnv, index: Index, folder: Path, name: str
) -> None:
    newer = make_wheel(folder.parent, "pkg", "3.0")
    (folder / name.replace("1.0", "3.0")).write_bytes(newer.read_bytes())
    index.add_bytes(name.replace("1.0", "3.0"), newer.read_bytes(), "pkg")
    best = wheel(folder, BEST)
    index.add(best)
    machine.pip("install", "--no-index", "--find-links", folder, "pkg")
    assert machine.installed("pkg") == variant_of(best)
    output = text(
        machine.pip("download", "--index-url", index.url, "-d", "down", "pkg", "-vv")
    )
    assert "invalid wheel filename" in output
    assert f"Saved ./down/{best.name}" in output


def test_a_hash_behind_a_build_tag_is_read_as_a_variant(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    unfit = make_wheel(
        wheels, "pkg", "1.0", properties=UNFIT, build="1", allow_build_tag=True
    )
    poor = make_wheel(
        wheels, "pkg", "1.0", properties=POOR, build="1", allow_build_tag=True
    )
    index.add(unfit, poor, make_wheel(wheels, "pkg", "1.0"))
    assert "-1~" in poor.name
    machine.pip("install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == poor.name.partition("~")[2][:8]
