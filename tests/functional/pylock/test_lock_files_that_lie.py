"""Lock files in which the name of a file is not that of the place it comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Index, PipEnv, write_lock
from tests.functional.conftest import (
    GOOD,
    HUMOR2,
    HUMOR3,
    HW,
    POOR,
    Publish,
    variant_of,
)

Release = Callable[..., dict[str, Path]]
Try = Callable[..., str]

SCHEMA = "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"


@pytest.fixture
def files(release: Release, publish: Publish) -> dict[str, Path]:
    """Two variants of each form, and a plain wheel."""
    made = release("pkg", "1.0", good=GOOD, poor=POOR)
    made |= {"next": release("pkg", "1.1", good=GOOD)["good"]}
    made |= {"other": release("other", "1.0", good=GOOD)["good"]}
    labels = publish("pkg", "1.0", fine=HUMOR3, fair=HUMOR2)
    return made | labels


@pytest.fixture
def attempt(machine: PipEnv, index: Index, files: dict[str, Path]) -> Try:
    """`attempt(wheel, ...)` installs from a lock file, which has to fail."""

    def run(*options: str, **package: Any) -> str:
        stated = {
            "$schema": SCHEMA,
            "default-priorities": {"namespace": [HW]},
            "variants": {
                variant_of(files["good"]): HUMOR3,
                variant_of(files["poor"]): HUMOR2,
                "fine": HUMOR3,
                "fair": HUMOR2,
            },
        }
        package = {"name": "pkg", "version": "1.0", **package, "variants-json": stated}
        write_lock(machine.work / "pylock.toml", package)
        result = machine.pip(
            "install", *options, "-r", "pylock.toml", expect_error=True
        )
        said = result.stdout + result.stderr
        assert "Traceback" not in said
        assert "Successfully" not in said
        assert machine.installed("pkg") is None
        return " ".join(said.split())

    return run


def locked(name: str, there: Path, index: Index, **more: str) -> dict[str, Any]:
    digest = hashlib.sha256(there.read_bytes()).hexdigest()
    place = more or {"url": index.file_url(there.name)}
    return {"name": name, **place, "hashes": {"sha256": digest}}


def variant(wheel: Path) -> str:
    """The hash or label in a wheel's name."""
    return variant_of(wheel) or wheel.stem.rpartition("-")[2]


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("good", "poor"),
        ("good", "plain"),
        ("good", "fine"),
        ("good", "next"),
        ("good", "other"),
        ("fine", "fair"),
        ("fine", "good"),
        ("fine", "plain"),
        ("plain", "good"),
        ("plain", "fine"),
    ],
)
def test_a_name_and_a_url_that_differ(
    attempt: Try, files: dict[str, Path], index: Index, name: str, there: str
) -> None:
    wheel = locked(files[name].name, files[there], index)
    for options in ([], ["--machine-set", f"{HW} :: humor :: 3"]):
        said = attempt(*options, wheels=[wheel])
        assert f"{files[there].name} is not the locked variant." in said
        assert "The lock file says that it is" in said
    if name != "plain":
        said = attempt(f"--variant={variant(files[name])}", wheels=[wheel])
        assert "is not the locked variant." in said


@pytest.mark.parametrize("name", ["good", "fine"])
def test_places_of_other_kinds(
    attempt: Try, files: dict[str, Path], index: Index, name: str
) -> None:
    good, poor = files[name], files["poor"]
    encoded = poor.name.replace("~", "%7E").replace("-", "%2D")
    other_tag = good.name.replace("py3-none", "py3.py2-none")
    for place in (
        {"path": str(poor)},
        {"path": str(poor), "url": index.file_url(good.name)},
        {"url": index.file_url(encoded)},
        {"url": f"{index.file_url(poor.name)}?name={good.name}#{good.name}"},
        {"url": index.file_url("pkg-1.0.tar.gz")},
        {"url": index.file_url(f"{good.name}/download")},
        {"url": index.file_url(other_tag)},
        {"url": index.file_url("pkg-1.0~zz-py3-none-any.whl")},
    ):
        said = attempt(wheels=[locked(good.name, poor, index, **place)])
        assert "is not the locked variant." in said


def test_a_source_distribution_that_is_a_variant(
    attempt: Try, files: dict[str, Path], index: Index
) -> None:
    sdist = locked("pkg-1.0.tar.gz", files["good"], index)
    assert "is not the locked variant." in attempt(sdist=sdist)
    poor = locked(files["poor"].name, files["poor"], index)
    for options in (["--no-variant"], ["--no-binary=:all:"]):
        said = attempt(*options, sdist=sdist, wheels=[poor])
        assert "is not the locked variant." in said


def test_without_variants_it_is_refused_too(
    attempt: Try, files: dict[str, Path], index: Index
) -> None:
    plain = locked(files["plain"].name, files["good"], index)
    poor = locked(files["poor"].name, files["poor"], index)
    said = attempt("--no-variant", wheels=[plain, poor])
    assert "is not the locked variant." in said


@pytest.mark.parametrize("host", ["[::", "host:99999", "host:port"])
def test_urls_that_cannot_be_read(
    attempt: Try, files: dict[str, Path], index: Index, host: str
) -> None:
    good = files["good"]
    url = f"https://user:hunter2@{host}/{good.name}"
    said = attempt(wheels=[locked(good.name, good, index, url=url)])
    assert (
        "Invalid pylock file 'pylock.toml': the URL of a wheel cannot be read" in said
    )
    assert "hunter2" not in said


def test_the_same_name_in_other_letters(
    machine: PipEnv, index: Index, files: dict[str, Path]
) -> None:
    good = files["good"]
    name = good.name.replace("pkg-1.0", "Pkg-1.0.0")
    package = {"name": "pkg", "wheels": [locked(name, good, index)]}
    write_lock(machine.work / "pylock.toml", package)
    machine.pip("install", "-r", "pylock.toml")
    assert machine.installed("pkg") == variant_of(good)


@pytest.mark.parametrize("start", ["{} = 1", "[{}]"])
def test_a_name_of_many_parts_keeps_nobody_busy(machine: PipEnv, start: str) -> None:
    lock = machine.work / "pylock.toml"
    lock.write_text(start.format("a." * 50_000 + "a") + "\n")
    for options in [], ["--no-variant"]:
        done = machine.pip("install", *options, "-r", lock, expect_error=True)
        assert "Invalid pylock file" in done.stderr
        assert "a name has more than" in done.stderr
        assert "Traceback" not in done.stderr
