"""`pip variant index`: a folder of wheels becomes an index that pip installs from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.builders import PipEnv, make_label_wheel, make_wheel
from tests.builders.loopback import folder_served
from variantlib.publishing.site import write_site

HUMOR = {"fictional_hw": {"humor": ["2"]}}


def test_pip_installs_from_the_index(env: PipEnv) -> None:
    dist = env.work / "dist"
    make_wheel(dist, "pkg")
    properties = {"fictional_hw": {"humor": ["2"]}}
    make_label_wheel(dist, "pkg", "1.0", "humor", properties)
    done = env.pip("variant", "index", "dist")
    assert done.stdout == (
        "2 files of 1 release of 1 project: 2 read, 9 files written\n"
    )
    url = (dist / "simple").as_uri()
    install = ["install", "--index-url", url, "--force-reinstall", "pkg"]
    env.pip(*install, "--machine-set", "fictional_hw :: humor :: 2")
    assert env.installed("pkg") == "humor"
    env.pip(*install, "--no-variant")
    assert env.installed("pkg") == "plain"


def test_an_upload_may_be_seen_half_way(env: PipEnv, tmp_path: Path) -> None:
    dist, public = env.work / "dist", tmp_path / "public"
    make_label_wheel(dist, "pkg", "1.0", "old", HUMOR)
    write_site(dist)
    shutil.copytree(dist, public)
    better = {"fictional_hw": {"humor": ["3"]}}
    make_label_wheel(dist, "pkg", "1.0", "new", better)
    write_site(dist)
    facts = ["--machine-set", "fictional_hw :: humor :: 3, 2"]
    install = ["install", "--dry-run", "--no-cache-dir", *facts, "pkg"]
    # The document describes a wheel that is not there; then no page lists the wheel.
    for pattern, in_folder in (("*-variants.json", "old"), ("*.whl*", "new")):
        for file in dist.glob(pattern):
            shutil.copy2(file, public)
        for place, label in (
            (["--index-url", (public / "simple").as_uri()], "old"),
            (["--no-index", "--find-links", str(public)], in_folder),
        ):
            done = env.pip(*install, *place)
            assert done.stdout.endswith(f"Would install pkg-1.0~{label}\n")
            assert not done.stderr


def test_a_mistake_is_one_line(env: PipEnv) -> None:
    (env.work / "bad").mkdir()
    (env.work / "bad" / "pkg-1.0-py3-none-any.whl").write_bytes(b"PK")
    for arguments, said in (
        ([], "You must give one folder"),
        (["--check", "dist"], "dist: this URL is not valid"),
        (["--check", "\x1b[31mdist"], r"\x1b[31mdist: this URL is not valid"),
        (["no"], "no: No such file or directory"),
        (["bad"], "pkg-1.0-py3-none-any.whl: not a readable zip file"),
    ):
        done = env.pip("variant", "index", *arguments, expect_error=True)
        assert done.returncode == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
    assert len(list((env.work / "bad").iterdir())) == 1


def test_what_was_uploaded_is_checked(env: PipEnv, tmp_path: Path) -> None:
    dist, public = env.work / "dist", tmp_path / "public"
    plain = make_wheel(dist, "pkg")
    label = make_label_wheel(dist, "pkg", "1.0", "humor", HUMOR)
    make_wheel(dist, "other")
    write_site(dist)
    shutil.copytree(dist, public)
    with folder_served(public) as root:
        url = f"{root}/simple/"
        done = env.pip("variant", "index", "--check", url, "dist")
        assert done.stdout == "2 releases: 0 errors, 0 warnings, 0 notes\n"
        # A wheel that came later, pages that were not written anew, half an upload.
        late = make_label_wheel(dist, "pkg", "1.0", "late", HUMOR)
        make_wheel(dist, "third")
        write_site(dist)
        (public / plain.name).unlink()
        (public / "other-1.0-py3-none-any.whl.metadata").unlink()
        make_label_wheel(
            public, "pkg", "1.0", "humor", {"fictional_hw": {"humor": ["1"]}}
        )
        (public / f"{label.name}.metadata").write_text("Metadata-Version: 2.1\n")
        page = public / "simple" / "pkg" / "index.json"
        listed = json.loads(page.read_text("utf-8"))
        listed["files"] = [
            file for file in listed["files"] if file["filename"] != plain.name
        ]
        page.write_text(json.dumps(listed), "utf-8")
        done = env.pip("variant", "index", "--check", url, "dist", expect_error=True)
    assert done.returncode == 1
    *lines, last = done.stdout.splitlines()
    assert last == "3 releases: 8 errors, 0 warnings, 0 notes"
    shown = "\n".join(line.partition(";")[0] for line in lines)
    document = "pkg-1.0-variants.json"
    for name, text in (
        (plain.name, "V103: the wheel cannot be read: 404 Client Error"),
        (label.name, "V606: wheel and document state different properties"),
        (label.name, "V609: the file .metadata beside the wheel is not the METADATA"),
        (
            "other-1.0-py3-none-any.whl",
            "V609: the file .metadata beside the wheel cannot be had: 404 Client Error",
        ),
        (plain.name, "V610: the page has it, its JSON not"),
        (late.name, "V610: the folder has it, the page not"),
        (document, "V610: it is another file by the page than by the folder"),
        ("third-1.0-py3-none-any.whl", "V610: the folder has it, the page not"),
    ):
        assert f"{name}: error {text}" in shown
    assert lines[-1].endswith(
        "write the pages anew, and upload all of them (pip variant index FOLDER)"
    )
