"""`pip variant build`: a matrix of wheels out of one file, by pip alone."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from tests.builders import PipEnv
from tests.functional.documents import SCHEMAS
from tests.functional.terminal import needs_terminal, on_terminal
from tests.variantlib.building.projects import Project

TEXT = """
null = true
[axes.flavour]
values = ["sweet", "sour"]
properties = ["taste :: flavour :: {value}"]
environment = { FLAVOUR = "{value}" }
"""


@pytest.fixture
def project(env: PipEnv) -> Project:
    made = Project(env.work, TEXT)
    env.work = made.folder
    return made


def test_rows_are_built_and_then_left_alone(env: PipEnv, project: Project) -> None:
    done = env.pip("variant", "build", "sweet", "null")
    lines = done.stdout.splitlines()
    assert lines[0] == "sweet: building"
    assert lines[1].startswith("sweet: made demo-1.0-py3-none-any-sweet.whl (")
    assert lines[-1] == "2 rows: 2 made"
    assert project.wheels == [
        "demo-1.0-py3-none-any-null.whl",
        "demo-1.0-py3-none-any-sweet.whl",
    ]
    assert project.module(project.wheels[1])["SEEN"]["FLAVOUR"] == "sweet"  # type: ignore[index]
    project.write("variants.toml", TEXT.replace('"sweet"', '"bitter"'))
    again = env.pip("variant", "build", "--only", "kind=null")
    assert again.stdout == (
        "null: unchanged\n1 row: 1 unchanged\n"
        "dist has 1 wheel that variants.toml no longer asks for:"
        " demo-1.0-py3-none-any-sweet.whl; remove what is not to be published\n"
    )
    # A failure is the exit status.
    project.write("variants.toml", TEXT)
    project.write("back_end.py", "raise SystemExit('no compiler')")
    done = env.pip("variant", "build", "sour", "-j", "2", expect_error=True)
    assert done.returncode == 1
    assert "sour: failed: building ended with exit code 1; see " in done.stdout
    assert done.stdout.endswith("1 row: 1 failed\nfailed: sour\n")


def test_rows_are_listed_and_a_list_is_checked(env: PipEnv, project: Project) -> None:
    done = env.pip("variant", "build", "--list", "--json")
    document = json.loads(done.stdout)
    schema = SCHEMAS / "pip-variant-build-list.schema.json"
    Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(document)
    project.write("rows.json", done.stdout)
    checked = env.pip("variant", "build", "--check", "rows.json")
    assert checked.stdout == "the list is up to date\n"
    project.write("variants.toml", TEXT.replace("sour", "bitter"))
    checked = env.pip("variant", "build", "--check", "rows.json", expect_error=True)
    assert checked.returncode == 1
    assert checked.stdout == "sour: is in the list only\nbitter: is not in the list\n"
    table = env.pip("variant", "build", "--list", "--table", "bitter").stdout
    assert table.splitlines()[1] == (
        "bitter  bitter           taste :: flavour :: bitter"
    )


def test_jobs_run_the_same_command(env: PipEnv, project: Project) -> None:
    project.write("other.toml", TEXT)
    done = env.pip("variant", "build", "-f", "other.toml", "--matrix", "json", "sour")
    [job] = json.loads(done.stdout)
    assert job["command"] == [
        *("pip", "variant", "build", "--file", "other.toml", "sour")
    ]


def test_a_mistake_is_one_line(env: PipEnv, project: Project) -> None:
    done = env.pip("variant", "build", "sweat", expect_error=True)
    assert done.returncode == 1
    assert done.stderr == "ERROR: no row is called sweat - maybe you meant sweet\n"
    done = env.pip("variant", "build", "-f", "none.toml", expect_error=True)
    assert done.stderr == "ERROR: none.toml: No such file or directory\n"
    done = env.pip("variant", "build", "--list", "--matrix", "json", expect_error=True)
    assert "exclude one another" in done.stderr
    done = env.pip("variant", "build", "--list", "--table", "--json", expect_error=True)
    assert done.stderr == "ERROR: --json and --table exclude one another\n"
    other = TEXT.replace("taste :: flavour ::", "x86_64 :: levle ::")
    project.write("variants.toml", "priority = ['x86_64', 'nvidai']\n" + other)
    done = env.pip("variant", "build", "--list", "sour")
    assert done.stderr == (
        "WARNING: x86_64 :: levle :: sour: no machine reports this key"
        " - maybe you meant level\n"
        "WARNING: priority: no row has a property of nvidai - maybe you meant nvidia\n"
    )
    assert not (project.folder / "dist").exists()


@needs_terminal
def test_a_terminal_gets_a_bar(env: PipEnv, project: Project) -> None:
    text, status = on_terminal(env, "variant", "build", "sweet")
    assert status == 0
    assert "sweet: made demo-1.0-py3-none-any-sweet.whl" in text
    assert "0/1" in text
