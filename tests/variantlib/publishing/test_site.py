"""The static index of a folder of wheels, as its maker and its users see it."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.builders import label_document, make_label_wheel, make_sdist, make_wheel
from variantlib.cli import main
from variantlib.documents.document import read_index_document
from variantlib.index.pages import parse_page

H100 = {"nvidia": {"sm_arch": ["90_real"]}}
V3 = {"x86_64": {"level": ["v3"]}}


def labelled(
    folder: Path, label: str, properties: dict[str, dict[str, list[str]]], **more: str
) -> None:
    document = label_document({label: properties}, ["nvidia", "x86_64"])
    tag = more.get("tag", "py3-none-any")
    make_label_wheel(
        folder, "Demo.Pkg", "1.0", label, properties, document=document, tag=tag
    )


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A folder with a release that has variants in both forms, and with others."""
    folder = tmp_path / "dist"
    make_wheel(folder, "Demo.Pkg", requires_python=">=3.8,<4")
    labelled(folder, "h100", H100)
    labelled(folder, "v3", V3, tag="cp312-abi3-any")
    labelled(folder, "v3", V3)
    make_wheel(folder, "Demo.Pkg", properties=["fictional_hw :: humor :: 2"])
    make_wheel(folder, "demo-pkg", "1.10")
    make_sdist(folder, "other", "2.0")
    (folder / "notes.tar.gz").write_bytes(b"no archive of a project")
    return folder


def run(folder: Path, *arguments: str) -> int:
    return main(["index", str(folder), "--pages", *arguments])


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_both_pages_list_each_file_with_its_digest(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(dist) == 0
    assert capsys.readouterr().out == (
        "7 files of 3 releases of 2 projects: 7 read, 17 files written\n"
    )
    place = dist / "simple" / "demo-pkg"
    url = place.as_uri() + "/"
    html, json_ = (place / f"index.{end}" for end in ("html", "json"))
    files = parse_page(html.read_bytes(), url)
    assert files == parse_page(json_.read_bytes(), url)
    names = [p.name for p in dist.glob("[dD]emo*") if p.suffix != ".metadata"]
    assert sorted(file.filename for file in files) == sorted(names)
    for file in files:
        path = dist / file.filename
        assert file.url == path.as_uri()
        if file.filename.endswith(".json"):
            # It is written anew for each variant that comes.
            assert file.sha256 is None
            continue
        assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        with zipfile.ZipFile(path) as wheel:
            [name] = [n for n in wheel.namelist() if n.endswith("/METADATA")]
            assert Path(f"{path}.metadata").read_bytes() == wheel.read(name)
    assert {file.requires_python for file in files} - {None} == {">=3.8,<4"}


def test_the_json_has_the_form_of_the_simple_api(dist: Path) -> None:
    run(dist)
    root = json.loads((dist / "simple" / "index.json").read_bytes())
    assert root["meta"] == {"api-version": "1.1"}
    assert root["projects"] == [{"name": "demo-pkg"}, {"name": "other"}]
    page = json.loads((dist / "simple" / "demo-pkg" / "index.json").read_bytes())
    assert page["name"] == "demo-pkg"
    assert page["versions"] == ["1.0", "1.10"]
    for entry in page["files"]:
        path = dist / entry["filename"]
        assert entry["size"] == path.stat().st_size
        if path.suffix == ".whl":
            metadata = Path(f"{path}.metadata").read_bytes()
            digest = {"sha256": hashlib.sha256(metadata).hexdigest()}
            assert entry["core-metadata"] == entry["dist-info-metadata"] == digest


def test_the_document_is_that_of_the_command_without_pages(dist: Path) -> None:
    run(dist)
    written = (dist / "demo_pkg-1.0-variants.json").read_bytes()
    assert {"h100", "v3"} < set(read_index_document(written).variants)
    (dist / "demo_pkg-1.0-variants.json").unlink()
    assert main(["index", str(dist)]) == 0
    assert (dist / "demo_pkg-1.0-variants.json").read_bytes() == written


class _Cells(HTMLParser):
    """Collect the rows of tables, and all tags."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and data.strip():
            self.rows[-1][-1] += data


def test_the_page_for_people_says_who_takes_which(dist: Path) -> None:
    run(dist)
    parser = _Cells()
    parser.feed((dist / "releases" / "demo_pkg-1.0.html").read_text("utf-8"))
    rows = {row[0]: row[1:] for row in parser.rows}
    assert rows["h100"][:2] == ["nvidia :: sm_arch :: 90_real", "1"]
    assert rows["v3"][:3] == ["x86_64 :: level :: v3", "2", "cp312 anypy3 any"]
    assert rows["(plain)"][:2] == ["", "1"]
    assert rows["x86-64-v2"] == ["(plain)", ""]
    assert rows["x86-64-v3"] == ["v3", "(plain)"]
    assert rows["NVIDIA H100, CUDA 12.8, x86-64-v4"] == ["h100", "v3, (plain)"]
    assert "script" not in parser.tags
    listed = (dist / "releases" / "index.html").read_text("utf-8")
    assert '<a href="other-2.0.html">other 2.0</a>' in listed


def test_a_release_without_a_plain_wheel_says_who_gets_nothing(tmp_path: Path) -> None:
    make_label_wheel(tmp_path, "demo", "1.0", "v3", V3)
    run(tmp_path)
    parser = _Cells()
    parser.feed((tmp_path / "releases" / "demo-1.0.html").read_text("utf-8"))
    rows = {row[0]: row[1:] for row in parser.rows}
    assert rows["x86-64-v2"] == ["nothing", ""]
    assert rows["x86-64-v3"] == ["v3", ""]


def test_a_second_run_reads_and_writes_nothing(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(dist)
    before = files_in(dist)
    for path in dist.glob("*.whl"):
        # Whoever reads it again notices.
        stamp = path.stat()
        path.write_bytes(bytes(stamp.st_size))
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    capsys.readouterr()
    assert run(dist) == 0
    assert capsys.readouterr().out.endswith(": 0 read, 0 files written\n")
    after = files_in(dist)
    assert {n: c for n, c in after.items() if not n.endswith(".whl")} == {
        n: c for n, c in before.items() if not n.endswith(".whl")
    }


def test_one_wheel_more_is_all_that_is_read(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(dist)
    labelled(dist, "v4", {"x86_64": {"level": ["v4"]}})
    capsys.readouterr()
    assert run(dist) == 0
    # METADATA, the document, two pages of the project, that of the release.
    assert capsys.readouterr().out.endswith(": 1 read, 5 files written\n")
    fresh = dist.parent / "fresh"
    fresh.mkdir()
    for path in [*dist.glob("*.whl"), *dist.glob("*.tar.gz")]:
        (fresh / path.name).write_bytes(path.read_bytes())
    run(fresh)
    ours, theirs = files_in(dist), files_in(fresh)
    state = ".variant-index.json"
    assert ours.pop(state) != theirs.pop(state)
    assert ours == theirs


def test_what_is_gone_leaves_nothing_behind(dist: Path) -> None:
    run(dist)
    for path in [*dist.glob("*-1.0-*.whl"), *dist.glob("*~*"), *dist.glob("*.tar.gz")]:
        path.unlink()
    assert run(dist) == 0
    assert set(files_in(dist)) == {
        ".variant-index.json",
        "demo_pkg-1.10-py3-none-any.whl",
        "demo_pkg-1.10-py3-none-any.whl.metadata",
        "releases/demo_pkg-1.10.html",
        "releases/index.html",
        "simple/demo-pkg/index.html",
        "simple/demo-pkg/index.json",
        "simple/index.html",
        "simple/index.json",
    }


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"format": 1}', b"[" * 10**5])
def test_what_was_kept_may_be_nonsense(dist: Path, content: bytes) -> None:
    run(dist)
    before = files_in(dist)
    (dist / ".variant-index.json").write_bytes(content)
    assert run(dist) == 0
    assert files_in(dist) == before


def _kept(dist: Path) -> Path:
    run(dist)
    return dist / ".variant-index.json"


def _add_row(path: Path, name: str, project: str, version: str) -> None:
    kept = json.loads(path.read_bytes())
    kept["files"][name] = [1, 1, project, version, "0" * 64, "0" * 64, None, None, None]
    path.write_text(json.dumps(kept))


@pytest.mark.parametrize(
    ("name", "project", "version", "victim"),
    [
        ("../demo-1.whl", "demo", "1", "demo-1.whl.metadata"),
        ("../demo-1-py3-none-any.whl", "demo", "1", "demo-1-py3-none-any.whl.metadata"),
        ("demo-1-py3-none-any.whl", "../../../x", "1", "x/index.html"),
        ("demo-1-py3-none-any.whl", "..", "1", "index.html"),
        ("demo-1-py3-none-any.whl", "demo", "/../../../x", "x.html"),
    ],
)
def test_what_was_kept_removes_nothing_elsewhere(
    dist: Path, name: str, project: str, version: str, victim: str
) -> None:
    path = dist.parent / victim
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    kept = _kept(dist)
    before = files_in(dist)
    _add_row(kept, name, project, version)
    assert run(dist) == 0
    assert path.read_text() == "mine"
    assert files_in(dist) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "endless"])
@pytest.mark.parametrize("name", [".variant-index.json", "demo_pkg-1.0-variants.json"])
def test_it_does_not_wait_for_what_strangers_put_there(
    dist: Path, name: str, kind: str
) -> None:
    run(dist)
    before = files_in(dist)
    (dist / ".variant-index.json").unlink()
    (dist / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(dist / name)
    else:
        (dist / name).symlink_to("/dev/zero")
    assert run(dist) == 0
    assert files_in(dist) == before


@pytest.mark.parametrize("name", ["simple", "releases", "simple/demo-pkg"])
def test_links_lead_nothing_out_of_the_folder(
    dist: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "mine").mkdir()
    (dist / name).parent.mkdir(exist_ok=True)
    (dist / name).symlink_to(tmp_path / "mine")
    assert run(dist) == 2
    assert f"{Path(name).name}: is a link" in capsys.readouterr().err
    assert not list((tmp_path / "mine").iterdir())


def test_a_lost_page_comes_back(dist: Path) -> None:
    run(dist)
    before = files_in(dist)
    for path in (
        dist / "simple" / "other" / "index.json",
        dist / "releases" / "demo_pkg-1.0.html",
        dist / "demo_pkg-1.0-variants.json",
        next(dist.glob("*.metadata")),
    ):
        path.unlink()
        run(dist)
        assert files_in(dist) == before


@pytest.mark.parametrize("content", [b"", b"{", b'{"variants":{}}'])
def test_a_document_that_was_changed_is_written_anew(
    dist: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    run(dist)
    before = files_in(dist)
    (dist / "demo_pkg-1.0-variants.json").write_bytes(content)
    capsys.readouterr()
    assert run(dist) == 0
    assert capsys.readouterr().out.endswith(": 0 read, 1 file written\n")
    assert files_in(dist) == before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("demo-1.0-py3-none-any.whl", "not a readable zip file"),
        ("demo.whl", "not the name of a wheel"),
        ("demo-1.0-1~36266d4d-py3-none-any.whl", "; remove the build tag"),
        ("demo-1.0-py3-none-any-x.whl", "not a readable zip file"),
        ("-1.0-py3-none-any.whl", "not the name of a wheel"),
        ("..-1.0-py3-none-any.whl", "names no project"),
        ("<b>-1.0-py3-none-any.whl", "not the name of a wheel"),
    ],
)
def test_a_bad_wheel_stops_it_before_anything_is_written(
    dist: Path, capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    (dist / name).write_bytes(b"PK")
    before = files_in(dist)
    assert run(dist) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err
    assert said.err.count("\n") == 1
    assert files_in(dist) == before


def test_wheels_that_contradict_one_another_stop_it(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labelled(dist, "v3", H100, tag="cp311-abi3-any")
    before = files_in(dist)
    assert run(dist) == 2
    assert "demo_pkg-1.0-variants.json: the label 'v3'" in capsys.readouterr().err
    assert files_in(dist) == before


def test_two_spellings_of_a_version_with_variants_stop_it(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for version in "1.9", "1.9.0":
        make_wheel(dist, "demo-pkg", version)
    assert run(dist) == 0
    make_wheel(dist, "demo-pkg", "1.0.0")
    capsys.readouterr()
    before = files_in(dist)
    assert run(dist) == 2
    assert "demo-pkg: 1.0 and 1.0.0 are one version" in capsys.readouterr().err
    assert files_in(dist) == before


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Version: 1.1", "its METADATA, of 'demo-pkg 1.1', is of another"),
        ("Version:", "-any.whl: its METADATA has no Version\n"),
        ("Name:", "-any.whl: its METADATA has no Name\n"),
    ],
)
def test_a_wheel_that_installers_refuse_stops_it(
    dist: Path, capsys: pytest.CaptureFixture[str], line: str, problem: str
) -> None:
    make_wheel(dist, "demo-pkg", "1.11", metadata_lines=[line])
    assert run(dist) == 2
    assert problem in capsys.readouterr().err
    assert not (dist / "simple").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows needs a right to make links")
def test_a_link_to_a_wheel_that_is_gone_stops_it(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (dist / "gone-1.0-py3-none-any.whl").symlink_to(dist / "nowhere")
    assert run(dist) == 2
    said = "gone-1.0-py3-none-any.whl: No such file or directory"
    assert said in capsys.readouterr().err
    assert not (dist / "simple").exists()


def test_an_empty_or_missing_folder_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path) == 2
    assert "holds no wheel" in capsys.readouterr().err
    assert run(tmp_path / "no") == 2
    assert "No such file or directory" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_text_of_wheels_is_escaped(dist: Path) -> None:
    odd = '>=3.8"><script>alert(1)</script>'
    make_wheel(dist, "odd", "1!2.0+a.b", metadata_lines=[f"Requires-Python: {odd}"])
    run(dist)
    page = (dist / "simple" / "odd" / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert 'href="../../odd-1%212.0%2Ba.b-py3-none-any.whl#sha256=' in page
    [file] = parse_page(page.encode(), dist.as_uri())
    assert file.filename == "odd-1!2.0+a.b-py3-none-any.whl"
    assert file.requires_python == odd


def test_nothing_is_listed_before_it_is_there(
    dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    replace = os.replace

    def note(path: str, target: Path) -> None:
        assert os.path.basename(path).startswith(".")
        written.append(target.relative_to(dist).as_posix())
        replace(path, target)

    monkeypatch.setattr(os, "replace", note)
    run(dist)
    kinds = [_kind(name) for name in written]
    assert kinds == sorted(kinds)
    assert set(kinds) == {0, 1, 2, 3, 4, 5}


def _kind(name: str) -> int:
    if "/" not in name:
        ends = {".metadata": 0, "-variants.json": 1, ".variant-index.json": 5}
        return next(kind for end, kind in ends.items() if name.endswith(end))
    if name.startswith("simple/"):
        return 2 if name.count("/") == 2 else 4
    return 4 if name == "releases/index.html" else 3
