"""Two installers that know no pip: one in Python, one in shell."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import (
    Index,
    hash_of,
    label_document,
    make_label_wheel,
    make_plugin,
    make_wheel,
)

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tools/mini_installer"
LIBRARY = ROOT / "src/variantlib"
V2, V3, V4 = (f"cpu :: level :: v{level}" for level in (2, 3, 4))


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plugin that says v3 and v2."""
    folder = tmp_path_factory.mktemp("plugins")
    wheel = make_plugin(folder / "wheels", "cpu", {"level": ["v3", "v2"]})
    shutil.unpack_archive(wheel, folder / "installed", "zip")
    return folder / "installed"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """A project of each form."""
    folder = tmp_path_factory.mktemp("wheels")
    variants = {f"v{n}": {"cpu": {"level": [f"v{n}"]}} for n in (2, 3, 4)}
    with Index() as index:
        index.add(*(make_wheel(folder, "hashed", properties=[p]) for p in (V2, V3)))
        index.add(make_wheel(folder, "hashed"))
        index.add(*(make_wheel(folder, "plain", version) for version in ("1.0", "2.0")))
        index.add(make_wheel(folder, "unfit", properties=[V4]))
        for label, stated in variants.items():
            content = label_document({label: stated})
            wheel = make_label_wheel(
                folder, "labelled", "1.0", label, {}, document=content
            )
            index.add(wheel)
        document = label_document(variants)
        index.add_bytes("labelled-1.0-variants.json", document, "labelled")
        yield index


def variables(plugins: Path, folder: Path) -> dict[str, str]:
    path = os.pathsep.join([str(LIBRARY), str(plugins)])
    own = {"PYTHONPATH": path, "XDG_CACHE_HOME": str(folder), "PYTHON": sys.executable}
    return {**os.environ, **own}


CHOICES = {
    "hashed": f"hashed-1.0~{hash_of([V3])}-py3-none-any.whl",
    "labelled": "labelled-1.0-py3-none-any-v3.whl",
    "plain": "plain-2.0-py3-none-any.whl",
}


class TestInPython:
    @pytest.fixture(autouse=True)
    def scene(self, plugins: Path, tmp_path: Path) -> None:
        self.env = variables(plugins, tmp_path)
        self.target = tmp_path / "target"

    def run(self, source: object, project: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, FOLDER / "install.py", str(source), project]
        return subprocess.run(
            [*command, "--target", self.target],
            env=self.env,
            capture_output=True,
            text=True,
        )

    @pytest.mark.parametrize("project", CHOICES)
    def test_a_page_on_a_server(self, index: Index, project: str) -> None:
        done = self.run(f"{index.url}{project}/", project)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"Installed {CHOICES[project]}, ")
        (info,) = self.target.glob("*.dist-info")
        assert (info / "INSTALLER").read_text() == "mini-installer\n"
        assert (info / "RECORD").exists()
        assert (self.target / f"{project}.py").exists()

    def test_a_folder(self, tmp_path: Path) -> None:
        make_wheel(tmp_path, "demo", "1.0", properties=[V2])
        make_wheel(tmp_path, "demo", "2.0")
        done = self.run(tmp_path, "Demo<2")
        assert done.stdout == (
            f"Installed demo-1.0~{hash_of([V2])}-py3-none-any.whl, "
            f"the only variant that fits: {V2}\n"
        )

    def test_what_goes_wrong_is_a_line(self, index: Index) -> None:
        for source, project, problem in (
            (f"{index.url}unfit/", "unfit", "there is no wheel of unfit for"),
            (f"{index.url}nothing/", "nothing", "cannot be fetched: HTTP Error 404"),
            ("nowhere", "demo", "nowhere: it cannot be read"),
            (FOLDER, "a b", "Expected"),
        ):
            done = self.run(source, project)
            assert done.returncode == 1
            assert done.stderr.startswith("error: ")
            assert problem in done.stderr

    def test_a_digest_that_is_wrong(self, tmp_path: Path) -> None:
        wheel = make_wheel(tmp_path, "demo")
        page = tmp_path / "page.html"
        page.write_text(f"<a href='{wheel.name}#sha256={'0' * 64}'>")
        done = self.run(page, "demo")
        assert "is not what the page says" in done.stderr
        assert not self.target.exists()

    def test_two_wheels_of_one_name(self, index: Index, tmp_path: Path) -> None:
        links = []
        with Index() as other:
            for place, level in ((index, "v3"), (other, "v2")):
                known = {"cpu": {"level": [level]}}
                wheel = make_label_wheel(tmp_path / level, "twice", "1", "new", known)
                place.add(wheel)
                links.append(f"<a href='{place.file_url(wheel.name)}'>")
            page = tmp_path / "page.html"
            page.write_text("".join(links))
            done = self.run(page, "twice")
        assert "there is no wheel of twice" in done.stderr

    def test_it_is_small_and_needs_little(self) -> None:
        text = (FOLDER / "install.py").read_text("utf-8")
        assert len(text.splitlines()) < 100
        tree = ast.parse(text)
        names = {
            str(getattr(node, "module", None) or alias.name).partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        needed = {"installer", "packaging", "variantlib"}
        assert names - sys.stdlib_module_names == needed


NEEDED = ("sh", "jq", "curl")


@pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}"
)
class TestInShell:
    @pytest.fixture(autouse=True)
    def scene(self, plugins: Path, tmp_path: Path) -> None:
        self.env = variables(plugins, tmp_path)
        self.kept = tmp_path / "choose-by-shell/machine.json"

    def run(self, source: object, project: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", FOLDER / "choose.sh", str(source), project]
        return subprocess.run(command, env=self.env, capture_output=True, text=True)

    @pytest.mark.parametrize("project", CHOICES)
    def test_a_page_on_a_server(self, index: Index, project: str) -> None:
        done = self.run(f"{index.url}{project}/", project)
        assert done.returncode == 0, done.stderr
        assert done.stdout.rstrip().endswith(
            f"/{CHOICES[project].replace('~', '%7E')}"
        ) or (done.stdout.rstrip().endswith(f"/{CHOICES[project]}"))

    def test_plugins_are_asked_once(self, tmp_path: Path) -> None:
        make_wheel(tmp_path, "de-mo", properties=[V2])
        done = self.run(tmp_path, "De.Mo")
        assert done.stdout.endswith(f"/de_mo-1.0~{hash_of([V2])}-py3-none-any.whl\n")
        assert done.stderr.endswith(f"the only variant that fits: {V2}\n")
        answers = json.loads(self.kept.read_text())["providers"]
        (provider,) = (each for each in answers if each["distribution"])
        assert provider["keys"] == [{"key": "level", "values": ["v3", "v2"]}]
        self.env["PYTHONPATH"] = str(LIBRARY)
        assert self.run(tmp_path, "de-mo").stdout == done.stdout

    def test_what_goes_wrong(self, index: Index, tmp_path: Path) -> None:
        done = self.run(f"{index.url}unfit/", "unfit")
        assert (done.returncode, done.stdout) == (1, "")
        # On a machine that is busy, there is a line about waiting before it.
        assert done.stderr.endswith("error: no file of unfit fits this machine\n")
        done = self.run(tmp_path / "nowhere", "demo")
        assert done.returncode != 0
        assert "nowhere: it cannot be read" in done.stderr
        assert self.run(f"{index.url}nothing/", "demo").returncode != 0

    def test_it_is_small(self) -> None:
        assert len((FOLDER / "choose.sh").read_text("utf-8").splitlines()) < 80
