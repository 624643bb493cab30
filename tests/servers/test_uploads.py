"""What programs that upload take, and what a server makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import PipEnv, make_label_wheel, make_wheel
from tests.conftest import REPOSITORY

from .conftest import TWINE, Twine
from .test_servers import Server

PROPERTIES = {"fictional_hw": {"humor": ["2"]}}


def test_twine_takes_labels_and_no_hashes(twine: Twine, tmp_path: Path) -> None:
    page = REPOSITORY / "docs/publish/index-files.md"
    [row] = [line for line in page.read_text("utf-8").split("\n") if "`twine`" in line]
    marker = "dep; variant_label == 'humor'"
    _, name, *cells = row.split("|")
    told = [cell.strip() for cell in cells[:3]]
    assert name.strip() == f"`twine` {TWINE}"
    wheels = [
        make_label_wheel(tmp_path, "pkg", "1.0", "humor", PROPERTIES),
        make_label_wheel(tmp_path, "pkg", "2.0", "x", PROPERTIES, requires=[marker]),
        make_wheel(tmp_path, "pkg", properties=["fictional_hw :: humor :: 2"]),
    ]
    for wheel, cell in zip(wheels, told, strict=True):
        answer, _, reason = cell.partition(": ")
        said = " ".join(twine("check", wheel).stdout.split())
        assert f"{wheel.name}: {'PASSED' if answer == 'yes' else 'ERROR'}" in said
        assert reason.strip('"') in said


@pytest.mark.parametrize("program", ["pypiserver"])
def test_uv_uploads_labels_and_no_hashes(
    server: Server, env: PipEnv, uv: Path, tmp_path: Path
) -> None:
    dist, served = tmp_path / "dist", tmp_path / "served"
    served.mkdir()
    plain = make_wheel(dist, "pkg")
    label = make_label_wheel(dist, "pkg", "1.0", "humor", PROPERTIES)
    hashed = make_wheel(dist, "pkg", properties=["fictional_hw :: humor :: 2"])
    url = server(served)
    publish = [uv, "publish", "--no-cache", "-ua", "-pb"]
    publish += ["--publish-url", url.removesuffix("simple/")]
    env.run(*publish, plain, label)
    said = env.run(*publish, hashed, expect_error=True).stderr
    assert "is not a valid distribution filename" in said
    assert {path.name for path in served.iterdir()} == {plain.name, label.name}
    *lines, last = env.pip(
        "variant", "index", "--check", url, dist, expect_error=True
    ).stdout.splitlines()
    assert last == "pkg 1.0: 1 error, 1 warning, 0 notes"
    assert f"{hashed.name}: error V610: the folder has it, the page not" in lines[1]
    assert "warning V607: nothing beside the wheels describes humor" in lines[0]
    install = ["install", "--index-url", url, "pkg"]
    env.pip(*install, "--machine-set", "fictional_hw :: humor :: 2")
    assert env.installed("pkg") == "humor"
