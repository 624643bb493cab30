"""A lock file that is written of packages with variants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from pip._internal.utils.compat import tomllib
from tests.builders import (
    all_wheels,
    hash_of,
    label_document,
    make_label_wheel,
    make_wheel,
)
from tests.unit.running import run
from tests.unit.selecting import V2, V3, V4


def lock(folder: Path, *args: str) -> dict[str, Any]:
    """The lock file of a command that succeeds."""
    path = folder.parent / "pylock.toml"
    assert run("lock", folder, "--output", str(path), *args) == 0
    return tomllib.loads(path.read_text("utf-8"))


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    for kind in (V2, V3, V4):
        make_wheel(folder, "pkg", properties=[kind])
    make_wheel(folder, "pkg")
    return folder


def names(package: dict[str, Any]) -> list[str]:
    return [wheel["name"] for wheel in all_wheels(package)]


def test_the_chosen_variant_with_its_reason(wheels: Path) -> None:
    document = lock(wheels, "pkg")
    (package,) = document["packages"]
    assert names(package) == [f"pkg-1.0~{hash_of([V3])}-py3-none-any.whl"]
    assert package["variants-json"]["variants"] == {
        hash_of([V3]): {"hw": {"level": ["v3"]}}
    }
    providers = document["tool"]["variantlib"]["providers"]
    assert providers["hw"]["keys"] == {"level": ["v3", "v2"]}


def test_all_variants_for_all_machines(wheels: Path) -> None:
    document = lock(wheels, "--variants=all", "pkg")
    (package,) = document["packages"]
    assert len(names(package)) == 4
    assert names(package) == sorted(names(package))
    assert set(package["variants-json"]["variants"]) == {
        hash_of([kind]) for kind in (V2, V3, V4)
    }
    assert "tool" not in document
    assert all(wheel["hashes"]["sha256"] for wheel in all_wheels(package))


def test_of_a_request_by_name_the_machine_says_nothing(wheels: Path) -> None:
    document = lock(wheels, f"--variant={hash_of([V4])}", "pkg")
    (package,) = document["packages"]
    assert names(package) == [f"pkg-1.0~{hash_of([V4])}-py3-none-any.whl"]
    assert "tool" not in document


def test_all_that_was_requested(wheels: Path) -> None:
    asked = f"--variant={hash_of([V2])}, none"
    (package,) = lock(wheels, asked, "--variants=all", "pkg")["packages"]
    assert sorted(names(package)) == [
        "pkg-1.0-py3-none-any.whl",
        f"pkg-1.0~{hash_of([V2])}-py3-none-any.whl",
    ]


def test_a_package_without_variants_is_as_pip_writes_it(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    make_wheel(folder, "pkg")
    document = lock(folder, "pkg")
    (package,) = document["packages"]
    assert "variants-json" not in package
    assert "tool" not in document


def test_dependencies_of_the_only_variant(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    requires = ["more; 'hw :: level :: v3' in variant_properties"]
    make_wheel(folder, "pkg", properties=[V3], requires=requires)
    make_wheel(folder, "more")
    document = lock(folder, "--variants=all", "pkg")
    assert [package["name"] for package in document["packages"]] == ["more", "pkg"]


def test_labels_are_described_by_their_document(tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    labels = {level: {"hw": {"level": [level]}} for level in ("v2", "v3")}
    for label, properties in labels.items():
        make_label_wheel(folder, "pkg", "1.0", label, properties)
    document = label_document(labels, ["hw"])
    (folder / "pkg-1.0-variants.json").write_bytes(document)
    (package,) = lock(folder, "pkg")["packages"]
    assert names(package) == ["pkg-1.0-py3-none-any-v3.whl"]
    assert package["variants-json"]["variants"] == {"v3": labels["v3"]}


def test_where_nothing_fits_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "wheels"
    make_wheel(folder, "pkg", properties=[V4])
    path = tmp_path / "pylock.toml"
    assert run("lock", folder, "--output", str(path), "pkg") == 1
    assert not path.exists()
    printed = capsys.readouterr()
    assert V4 in " ".join(printed.out.split())
    assert "No matching distribution found for pkg" in printed.err


def install(folder: Path, lock: Path) -> list[str]:
    """The names of the files that would be installed from a lock file."""
    report = folder.parent / "report.json"
    options = ["--dry-run", "--ignore-installed", "--report", str(report)]
    assert run("install", folder, *options, "-r", str(lock)) == 0
    entries = json.loads(report.read_text())["install"]
    urls = [unquote(entry["download_info"]["url"]) for entry in entries]
    return [url.rpartition("/")[2] for url in urls]


class TestInstalledAgain:
    """A lock file with the chosen variant alone, on the way back to an environment."""

    @pytest.fixture
    def path(self, wheels: Path) -> Path:
        lock(wheels, "pkg")
        return wheels.parent / "pylock.toml"

    def test_what_was_locked(self, wheels: Path, path: Path) -> None:
        name = f"pkg-1.0~{hash_of([V3])}-py3-none-any.whl"
        assert install(wheels, path) == [name]

    @pytest.mark.parametrize("kind", [V3, V4])
    def test_without_its_properties_the_wheel_tells(
        self,
        wheels: Path,
        path: Path,
        kind: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        asked = f"--variant={hash_of([kind])}"
        lock(wheels, asked, "pkg")
        text = path.read_text("utf-8")
        start = text.index("[packages.variants-json]")
        path.write_text(text[:start])
        capsys.readouterr()
        assert install(wheels, path) == [f"pkg-1.0~{hash_of([kind])}-py3-none-any.whl"]
        said = " ".join("".join(capsys.readouterr()).split())
        warns = f"names only variant {hash_of([kind])} of pkg 1.0, which does not fit"
        assert (warns in said) is (kind == V4)
