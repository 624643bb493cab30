"""Builds for a version of another package, and the version that there will be."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.builders import hash_of, make_wheel
from tests.unit.running import run
from tests.unit.selecting import installed

ABI = "abi_dependency :: fw ::"


def planned(folder: Path, *args: str) -> dict[str, str]:
    """The files that would be installed, by project."""
    report = folder / "report.json"
    options = ["--dry-run", "--ignore-installed", "--report", str(report)]
    assert run("install", folder, *options, *args) == 0
    entries = json.loads(report.read_text())["install"]
    urls = [unquote(entry["download_info"]["url"]) for entry in entries]
    names = [url.rpartition("/")[2] for url in urls]
    return {name.partition("-")[0]: name for name in names}


def publish(folder: Path, *versions: str, plain: bool = False) -> dict[str, str]:
    """Put builds for versions of `fw` into a folder, and return their names."""
    made = {v: make_wheel(folder, "pkg", properties=[f"{ABI} {v}"]) for v in versions}
    if plain:
        make_wheel(folder, "pkg")
    return {version: path.name for version, path in made.items()}


def frameworks(folder: Path, *versions: str) -> None:
    for version in versions:
        make_wheel(folder, "fw", version)


def test_the_version_that_there_will_be_decides(tmp_path: Path) -> None:
    made = publish(tmp_path, "1.0", "2.0")
    frameworks(tmp_path, "1.0", "2.0")
    assert planned(tmp_path, "pkg", "fw")["pkg"] == made["2.0"]
    assert planned(tmp_path, "pkg", "fw<2")["pkg"] == made["1.0"]


def test_a_version_is_taken_that_there_are_builds_for(tmp_path: Path) -> None:
    made = publish(tmp_path, "2.0")
    frameworks(tmp_path, "2.0", "3.0")
    found = planned(tmp_path, "pkg", "fw")
    assert found["fw"].startswith("fw-2.0-")
    assert found["pkg"] == made["2.0"]


def test_without_a_build_the_plain_wheel_will_do(tmp_path: Path) -> None:
    made = publish(tmp_path, "2.0", plain=True)
    frameworks(tmp_path, "1.0", "2.0")
    found = planned(tmp_path, "pkg", "fw==1.0")
    assert found["pkg"] == "pkg-1.0-py3-none-any.whl"
    assert found["pkg"] not in made.values()


def test_a_named_build_for_another_version(tmp_path: Path) -> None:
    publish(tmp_path, "1.0", "2.0")
    frameworks(tmp_path, "1.0", "2.0")
    asked = f"--variant=pkg={hash_of([f'{ABI} 1.0'])}"
    found = planned(tmp_path, asked, "pkg", "fw")
    assert hash_of([f"{ABI} 1.0"]) in found["pkg"]


class TestInstalled:
    """An installed variant is built for a version that is about to be replaced."""

    @pytest.fixture
    def site(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """What is installed: `fw` 1.0, and a variant of `pkg` that is built for it."""
        folder = tmp_path / "site"
        folder.mkdir()
        installed(folder, name="fw")
        installed(folder, f"{ABI} 1.0")
        monkeypatch.syspath_prepend(str(folder))
        return folder

    @pytest.fixture
    def index(self, tmp_path: Path) -> Path:
        folder = tmp_path / "index"
        folder.mkdir()
        frameworks(folder, "1.0", "2.0")
        return folder

    def install(
        self, index: Path, capsys: pytest.CaptureFixture[str], *args: str
    ) -> tuple[dict[str, str], str]:
        """The files that would be installed, and the text of pip."""
        report = index / "report.json"
        assert run("install", index, "--dry-run", "--report", str(report), *args) == 0
        printed = capsys.readouterr()
        entries = json.loads(report.read_text())["install"]
        urls = [unquote(entry["download_info"]["url"]) for entry in entries]
        names = [url.rpartition("/")[2] for url in urls]
        text = " ".join((printed.out + printed.err).split())
        return {name.partition("-")[0]: name for name in names}, text

    def test_another_build_takes_its_place(
        self, site: Path, index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        made = publish(index, "1.0", "2.0")
        files, said = self.install(index, capsys, "--upgrade", "fw", "pkg")
        assert files == {"fw": "fw-2.0-py3-none-any.whl", "pkg": made["2.0"]}
        old, new = (hash_of([f"{ABI} {version}"]) for version in ("1.0", "2.0"))
        assert f"pkg 1.0 (variant {old}) by variant {new}" in said

    def test_it_is_replaced_where_it_is_required(
        self, site: Path, index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        made = publish(index, "2.0")
        files, said = self.install(index, capsys, "pkg", "fw==2.0")
        assert files == {"fw": "fw-2.0-py3-none-any.whl", "pkg": made["2.0"]}
        old, new = (hash_of([f"{ABI} {version}"]) for version in ("1.0", "2.0"))
        assert (
            f"Replacing pkg 1.0 (variant {old}) by variant {new}, as it is built for "
            "fw 1.0, and fw 2.0 is to be installed"
        ) in said

    def test_a_plain_file_will_do(
        self, site: Path, index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        make_wheel(index, "pkg")
        files, said = self.install(index, capsys, "pkg", "fw==2.0")
        assert files["pkg"] == "pkg-1.0-py3-none-any.whl"
        assert "by a plain file, as it is built for fw 1.0" in said

    def test_a_build_of_another_version(
        self, site: Path, index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        make_wheel(index, "pkg", "1.1", properties=[f"{ABI} 2.0"])
        files, said = self.install(index, capsys, "pkg", "fw==2.0")
        assert files["pkg"].startswith("pkg-1.1~")
        assert "of version 1.1, as it is built for fw 1.0" in said

    def test_where_there_is_no_other_it_stays_with_a_warning(
        self, site: Path, index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        files, said = self.install(index, capsys, "pkg", "fw==2.0")
        assert files == {"fw": "fw-2.0-py3-none-any.whl"}
        assert "no longer fits: it is built for fw 1.0" in said
        assert 'Run: pip install "fw==1.0.*"' in said

    def test_where_nobody_requires_it_pip_says_how_to_replace_it(
        self, site: Path, index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        files, said = self.install(index, capsys, "--upgrade", "fw")
        assert files == {"fw": "fw-2.0-py3-none-any.whl"}
        assert "Run: pip install --upgrade pkg" in said

    def test_of_a_version_that_it_is_built_for_nothing_is_said(
        self, site: Path, index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        frameworks(index, "1.0.1")
        files, said = self.install(index, capsys, "pkg", "fw<2", "--upgrade")
        assert files == {"fw": "fw-1.0.1-py3-none-any.whl"}
        assert "built for" not in said

    def test_who_says_of_the_versions_himself_is_believed(
        self, site: Path, index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        described = index / "machine.toml"
        described.write_text("format = 1\nproviders.abi_dependency.keys.fw = ['1.0']")
        _, said = self.install(
            index, capsys, "pkg", "fw==2.0", f"--machine={described}"
        )
        assert "built for" not in said

    def test_an_installed_version_that_is_none_is_another(
        self, site: Path, index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (site / "fw-1.0.dist-info").rename(site / "fw-one.dist-info")
        _, said = self.install(index, capsys, "--force-reinstall", "fw==2.0")
        assert "it is built for fw 1.0, and fw 2.0 is to be installed" in said


def test_where_versions_and_builds_go_round_none_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each build requires a version of `fw` that it is not built for."""
    frameworks(tmp_path, "1.0", "2.0")
    for own, other in (("1.0", "2.0"), ("2.0", "1.0")):
        make_wheel(
            tmp_path, "pkg", properties=[f"{ABI} {own}"], requires=[f"fw=={other}"]
        )
    make_wheel(tmp_path, "pkg", requires=["fw"])
    found = planned(tmp_path, "pkg", "fw")
    said = " ".join("".join(capsys.readouterr()).split())
    assert found["pkg"] == "pkg-1.0-py3-none-any.whl"
    assert "Choosing no build for a version of fw: with each one" in said


def test_an_older_version_that_others_cannot_use_is_no_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(tmp_path, "2.0")
    frameworks(tmp_path, "2.0", "3.0")
    make_wheel(tmp_path, "other", requires=["fw>=3"])
    assert run("install", tmp_path, "--dry-run", "pkg", "fw", "other") == 1
    said = " ".join("".join(capsys.readouterr()).split())
    assert "abi_dependency :: fw :: 2.0" in said
    assert "Choosing fw" not in said
