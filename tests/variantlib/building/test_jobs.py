"""The files with which other machines build the rows."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from variantlib.building.jobs import Order, make_jobs, write_jobs
from variantlib.building.maker_file import read_file
from variantlib.building.rows import make_rows
from variantlib.errors import VariantError

from .matrices import TWO_BY_THREE, rows_of, write

ORDER = Order(("pip", "variant", "build"), "dist")
IMAGES = TWO_BY_THREE.replace(
    "[axes.cpu]", 'image = "example/cuda:{value}"\nrunner = "gpu linux"\n[axes.cpu]'
)


def written(folder: Path, system: str, text: str = IMAGES, order: Order = ORDER) -> str:
    file = read_file(write(folder, text))
    return write_jobs(system, file, make_rows(file), order)


def large(pythons: int) -> str:
    values = str([f"3.{number}" for number in range(pythons)]).replace("'", '"')
    return IMAGES + f'[axes.python]\nvalues = {values}\npython = "{{value}}"\n'


def test_github_gets_a_matrix_in_one_line(tmp_path: Path) -> None:
    text = written(tmp_path, "github")
    assert "\n" not in text
    include = json.loads(text)["include"]
    assert include[0] == {
        "name": "cuda12.8-v2",
        "ids": "cuda12.8-v2",
        "image": "example/cuda:12.8",
        "runner": "gpu linux",
        "python": "",
    }
    # One build serves both.
    assert include[-1]["ids"] == "null plain"


def test_rows_of_unlike_machines_are_in_jobs_of_their_own(tmp_path: Path) -> None:
    systems = """
[axes.system.values]
linux.when = "sys_platform == 'linux'"
win.when = "sys_platform == 'win32'"
"""
    include = json.loads(written(tmp_path, "github", IMAGES + systems))["include"]
    ids = [job["ids"] for job in include]
    # Six variants each, and one for the null variant and the plain wheel.
    assert sum("linux" in names for names in ids) == 7
    assert sum("win" in names for names in ids) == 7
    assert not any("linux" in names and "win" in names for names in ids)


def test_many_builds_are_grouped_by_image_and_toolkit(tmp_path: Path) -> None:
    text = written(tmp_path, "github", large(100))
    include = json.loads(text)["include"]
    assert len(include) <= 256
    ids = [name for job in include for name in job["ids"].split()]
    assert sorted(ids) == sorted(row.name for row in rows_of(tmp_path, large(100)))
    for job in include:
        toolkits = {name.split("-")[0] for name in job["ids"].split()}
        assert len(toolkits - {"null", "plain"}) <= 1
        # The action that installs Pythons takes one on each line.
        named = [name.rpartition("python")[2] for name in job["ids"].split()]
        assert job["python"].split("\n") == list(dict.fromkeys(named))


def test_too_many_groups_are_refused(tmp_path: Path) -> None:
    file = read_file(write(tmp_path, IMAGES))
    with pytest.raises(VariantError, match="are more than the 2 jobs"):
        make_jobs(file, make_rows(file), 2)


def test_gitlab_gets_a_pipeline(tmp_path: Path) -> None:
    pipeline = yaml.safe_load(written(tmp_path, "gitlab"))
    assert pipeline.pop("stages") == ["build"]
    assert pipeline["variant cuda12.8-v2"] == {
        "stage": "build",
        "image": "example/cuda:12.8",
        "tags": ["gpu linux"],
        "script": ["pip variant build cuda12.8-v2"],
        "artifacts": {"paths": ["dist"]},
    }
    assert len(pipeline) == 7
    many = yaml.safe_load(written(tmp_path, "gitlab", large(100)))
    assert len(many) <= 201


def test_the_files_are_as_the_systems_have_published(
    tmp_path: Path, published: Callable[[str], Draft7Validator]
) -> None:
    pipeline = yaml.safe_load(written(tmp_path, "gitlab"))
    published("gitlab-ci").validate(pipeline)
    job = {
        "runs-on": "${{ matrix.runner }}",
        "container": "${{ matrix.image }}",
        "strategy": {"matrix": json.loads(written(tmp_path, "github"))},
        "steps": [{"run": "pip variant build ${{ matrix.ids }}"}],
    }
    workflow = {"on": "push", "jobs": {"wheels": job}}
    published("github-workflows").validate(workflow)
    job["strategy"] = {"matrix": {"includes": []}, "fail": True}
    assert not published("github-workflows").is_valid(workflow)


def test_slurm_gets_an_array(tmp_path: Path) -> None:
    program = tmp_path / "it's $(here)"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    order = Order((str(program), "a b"), "di st", at_once=3)
    script = tmp_path / "jobs.sh"
    script.write_text(written(tmp_path, "slurm", order=order))
    assert "#SBATCH --array=0-6%3\n" in script.read_text()
    slurm = {"SLURM_ARRAY_TASK_ID": "6", "SLURM_ARRAY_JOB_ID": "1"}
    environment = {**os.environ, **slurm}
    subprocess.run(["bash", script], cwd=tmp_path, env=environment, check=True)
    log = tmp_path / "di st/logs/slurm-1-6.log"
    assert log.read_text() == "a b\nnull\nplain\n"
    script.write_text(written(tmp_path, "slurm", large(400)))
    assert 900 <= len(script.read_text().split("\n")) <= 1010


def test_others_get_a_list_of_commands(tmp_path: Path) -> None:
    jobs = json.loads(written(tmp_path, "json"))
    assert jobs[-1]["command"] == ["pip", "variant", "build", "null", "plain"]
    assert jobs[0]["ids"] == ["cuda12.8-v2"]
