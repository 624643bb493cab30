"""The workflows can be read, may do little, and run sessions that there are.

They run where none of us looks, so that what can be known of them is tested here.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / ".github" / "workflows"
WORKFLOWS: dict[str, dict[Any, Any]] = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted(FOLDER.glob("*"))
}
JOBS = [
    pytest.param(job, id=f"{name}-{key}")
    for name, workflow in WORKFLOWS.items()
    for key, job in workflow["jobs"].items()
]
ON = True  # what YAML 1.1 takes `on` for
SYSTEMS = {"ubuntu", "macos", "windows"}

_FULL_VERSION = re.compile(r"[\w.-]+/[\w.-]+@v\d+\.\d+\.\d+")
_EXPRESSION = re.compile(r"\$\{\{ *(.+?) *\}\}")


def _noxfile() -> ast.Module:
    return ast.parse((REPOSITORY / "noxfile.py").read_text("utf-8"))


def _pythons() -> list[str]:
    """The value of PYTHONS in noxfile.py."""
    [value] = (
        ast.literal_eval(node.value)
        for node in _noxfile().body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PYTHONS"
    )
    return list(value)


def _sessions() -> Iterator[str]:
    """The names in noxfile.py that `nox -s` understands."""
    for node in _noxfile().body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            if ast.unparse(decorator).partition("(")[0] == "nox.session":
                yield from _names(node.name, decorator)


def _names(name: str, decorator: ast.expr) -> Iterator[str]:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    given = {keyword.arg: keyword.value for keyword in keywords}
    name = ast.literal_eval(given["name"]) if "name" in given else name
    yield name
    if "python" in given and ast.unparse(given["python"]) == "PYTHONS":
        yield from (f"{name}-{python}" for python in _pythons())


def _runs(job: dict[str, Any]) -> Iterator[str]:
    """The commands of a job, one for each Python of its matrix."""
    for step in job["steps"]:
        for line in step.get("run", "").splitlines():
            if "matrix.python" not in line:
                yield line
            else:
                for python in job["strategy"]["matrix"]["python"]:
                    yield _EXPRESSION.sub(python, line)


def _asked_sessions(line: str) -> list[str]:
    """The sessions that a command asks nox for."""
    words = shlex.split(line)
    if words[:1] != ["nox"]:
        return []
    assert words[1] == "-s", line
    end = words.index("--") if "--" in words else len(words)
    return words[2:end]


def test_there_is_one_for_each_purpose() -> None:
    assert sorted(WORKFLOWS) == ["docs", "release", "tests"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_each_says_when_it_runs_and_what_it_may(name: str) -> None:
    workflow = WORKFLOWS[name]
    assert set(workflow) == {"name", ON, "permissions", "concurrency", "jobs"}
    assert workflow["name"]
    assert workflow[ON]
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"].startswith(f"{name}-${{{{")
    assert "pull_request_target" not in workflow[ON]


def test_only_who_attaches_files_may_write() -> None:
    more = {
        (name, key): job["permissions"]
        for name, workflow in WORKFLOWS.items()
        for key, job in workflow["jobs"].items()
        if "permissions" in job
    }
    assert more == {("release", "attach"): {"contents": "write"}}


@pytest.mark.parametrize("job", JOBS)
def test_each_job_ends_and_has_fixed_actions(job: dict[str, Any]) -> None:
    assert job["timeout-minutes"] <= 90
    assert "latest" not in job["runs-on"]
    for action in (step["uses"] for step in job["steps"] if "uses" in step):
        assert _FULL_VERSION.fullmatch(action), action


@pytest.mark.parametrize("job", JOBS)
def test_no_job_keeps_the_token_or_runs_foreign_text(job: dict[str, Any]) -> None:
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
        # What an event says goes through a variable: else the shell would read it.
        expressions = _EXPRESSION.findall(step.get("run", ""))
        assert set(expressions) <= {"matrix.python"}


@pytest.mark.parametrize("job", JOBS)
def test_sessions_exist(job: dict[str, Any]) -> None:
    asked = {name for line in _runs(job) for name in _asked_sessions(line)}
    assert asked <= set(_sessions())


def test_the_sessions_that_matter_are_run() -> None:
    jobs = [job for workflow in WORKFLOWS.values() for job in workflow["jobs"].values()]
    asked = {n for job in jobs for line in _runs(job) for n in _asked_sessions(line)}
    units = {f"unit-{python}" for python in _pythons()}
    others = {"lint", "type", "patches", "functional", "differential", "docs"}
    assert asked == {*units, *others, "release"}


def test_every_python_and_system_is_tried() -> None:
    matrix = WORKFLOWS["tests"]["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["python"] == _pythons()
    assert {system.partition("-")[0] for system in matrix["system"]} == SYSTEMS
    project = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    assert re.findall(r"Python :: (3\.\d+)", project) == _pythons()


def test_a_release_attaches_what_was_built_and_compared() -> None:
    jobs = WORKFLOWS["release"]["jobs"]
    assert jobs["attach"]["needs"] == "build"
    [command] = _runs(jobs["attach"])
    assert command == 'gh release upload "$TAG" dist/*'


def test_the_docs_say_that_nobody_runs_them_here() -> None:
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    assert "`.github/workflows`" in text
    assert "Nobody has run them yet" in " ".join(text.split())
