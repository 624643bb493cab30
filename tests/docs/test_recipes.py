"""The recipes for other systems, as far as they can be tried without them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.builders import PipEnv, make_wheel
from variantlib.building.command import Request, read_request

from . import DOCS
from .blocks import blocks

PAGE = [*blocks((DOCS / "publish" / "matrix.md").read_text("utf-8"))]
TUTORIAL = [*blocks((DOCS / "publishing.md").read_text("utf-8"))]
UPLOADS = [
    block.text.splitlines()
    for block in blocks((DOCS / "publish" / "index-files.md").read_text("utf-8"))
    if "'dist" in block.text
]
RECIPES = [yaml.safe_load(block.text) for block in PAGE if block.language == "yaml"]


INSTALLS = 'python3 -m pip install "{}"'


def test_jobs_wait_for_jobs_that_are_there() -> None:
    workflows = [recipe["jobs"] for recipe in RECIPES if "jobs" in recipe]
    assert len(workflows) == 2
    for jobs in workflows:
        for job in jobs.values():
            assert job.get("needs", "rows") in jobs
            assert job["runs-on"]
            runs = [step.get("run") for step in job["steps"]]
            assert INSTALLS.format("${{ vars.THIS_PIP }}") in runs
    [gathers] = [jobs["index"] for jobs in workflows if "index" in jobs]
    assert [step["run"] for step in gathers["steps"][-2:]] == [
        "pip variant index dist",
        "pip variant lint dist",
    ]


def test_gitlab_runs_one_pipeline_in_another(tmp_path: Path) -> None:
    parent, added = [recipe for recipe in RECIPES if "jobs" not in recipe]
    [included] = parent["wheels"]["trigger"]["include"]
    assert included["artifact"] in parent[included["job"]]["artifacts"]["paths"]
    file = tmp_path / "variants.toml"
    [text] = [b.text for b in TUTORIAL if b.options.get("caption") == "variants.toml"]
    file.write_text(text, "utf-8")
    written = read_request(Request(file)).matrix("gitlab", ["pip", "variant", "build"])
    [last] = [b.text for b in PAGE if b.options.get("caption") == ".gitlab/wheels.yml"]
    pipeline = yaml.safe_load(f"{written}\n{last}")
    assert pipeline.keys() - yaml.safe_load(written).keys() == added.keys()
    assert added["index"]["stage"] == ".post"
    for each in (parent, pipeline):
        assert each["default"]["before_script"] == [INSTALLS.format("$THIS_PIP")]


def test_recipes_are_as_the_systems_have_published(
    published: Callable[[str], Draft7Validator],
) -> None:
    for recipe in RECIPES:
        if "jobs" in recipe:
            published("github-workflows").validate({"on": "push", **recipe})
        else:
            published("gitlab-ci").validate(recipe)


@pytest.mark.skipif(
    not shutil.which("jq") or not shutil.which("bash"), reason="needs jq and bash"
)
def test_the_commands_for_cibuildwheel_make_the_release(env: PipEnv) -> None:
    for block in (*TUTORIAL, *PAGE):
        if block.options.get("caption") in ("pyproject.toml", ".github/rows.jq"):
            path = env.work / block.options["caption"]
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, "utf-8")
    [text] = [b.text for b in TUTORIAL if b.options.get("caption") == "variants.toml"]
    (env.work / "variants.toml").write_text(text, "utf-8")
    make_wheel(env.work / "wheelhouse", "fictional-probe", "1.0")
    listed = env.pip("variant", "build", "--list", "--json").stdout
    program = ["jq", "-c", "-f", ".github/rows.jq"]
    done = subprocess.run(
        program, cwd=env.work, input=listed, capture_output=True, text=True, check=True
    )
    rows = {row["id"]: row for row in json.loads(done.stdout)}
    assert rows["cuda12.8-v3"]["environment"] == (
        'CUDA_HOME="/usr/local/cuda-12.8" CFLAGS="-march=x86-64-v3"'
    )
    assert rows["plain"]["environment"] == ""
    hashes = listed.replace('"label": "cuda12.8_v3"', '"label": null')
    done = subprocess.run(
        program, cwd=env.work, input=hashes, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)[1]["command"] == (
        "pip variant make wheelhouse/*.whl -o dist"
        ' -p "nvidia :: cuda_version_lower_bound :: 12.8" -p "x86_64 :: level :: v3"'
    )
    path = os.pathsep.join([str(env.scripts), env.variables["PATH"]])
    for row in rows.values():
        env.run("bash", "-c", row["command"], env={"PATH": path})
    env.pip("variant", "index", "dist")
    said = env.pip("variant", "lint", "dist").stdout
    assert said == "fictional-probe 1.0: 0 errors, 0 warnings, 0 notes\n"
    assert len([*env.work.glob("dist/*.whl")]) == len(rows) == 6


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_can_read_all_commands() -> None:
    for page in sorted(DOCS.rglob("*.md")):
        for block in blocks(page.read_text("utf-8")):
            if block.language == "sh":
                subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)


DOCUMENT = "logs-1.0-variants.json"
WHEELS = ["logs-1.0-py3-none-any-a.whl", "logs-1.0-py3-none-any-a.whl.metadata"]
# A project may have the name of a folder that stays at home.
PAGES = [
    *("releases/index.html", "releases/logs-1.0.html", "simple/index.html"),
    *("simple/logs/index.html", "simple/releases/index.html"),
]
OTHERS = [
    *(".build/rows/a.json", ".build/a/logs-1.0-py3-none-any.whl", "logs/a.log"),
    *(".variant-index.json", "simple/logs/.1.2.part"),
]


@pytest.mark.parametrize("commands", UPLOADS, ids=lambda lines: lines[0].split()[0])
def test_documents_are_uploaded_first_and_pages_last(
    tmp_path: Path, commands: list[str]
) -> None:
    program = commands[0].split()[0]
    for needed in (program, "bash"):
        if not shutil.which(needed):
            pytest.skip(f"needs {needed}")
    public = tmp_path / "public"
    for name in ("old.whl", "simple/old/index.html"):
        _touch(public / name)
    for name in (DOCUMENT, *WHEELS, *PAGES, *OTHERS):
        _touch(tmp_path / "dist" / name)
    found = []
    for line in commands:
        here = line.replace("host:/srv/index/", "public").replace(
            "remote:bucket", "public"
        )
        subprocess.run(["bash", "-c", here], cwd=tmp_path, check=True)
        files = (file for file in public.rglob("*") if file.is_file())
        found.append({file.relative_to(public).as_posix() for file in files})
    before = {"old.whl", "simple/old/index.html"}
    assert found == [
        {DOCUMENT, *before},
        {DOCUMENT, *WHEELS, *before},
        {DOCUMENT, *WHEELS, *PAGES},
    ]


def _touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
