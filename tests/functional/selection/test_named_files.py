"""Several files of one release, and options that stand where they mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_wheel
from tests.functional.conftest import GOOD, HUMOR3, POOR, Publish


def said(env: PipEnv, *args: object) -> str:
    result = env.pip(*args, expect_error=True)
    return result.words


@pytest.mark.parametrize("legacy", [False, True], ids=["new", "legacy"])
def test_a_whole_folder_of_variants(
    machine: PipEnv, wheels: Path, legacy: bool
) -> None:
    dist = wheels / "dist"
    files = [make_wheel(dist, "pkg", properties=p) for p in (GOOD, POOR, ())]
    options = ["--no-index", *(["--use-deprecated=legacy-resolver"] if legacy else [])]
    text = said(machine, "install", *options, *files)
    assert "You named several files of pkg==1.0." in text
    assert all(file.name in text for file in files)
    assert f"pip install --find-links {dist} pkg==1.0" in text
    assert "conflict" not in text
    assert machine.installed("pkg") is None
    machine.pip("install", *options, "--find-links", dist, "pkg==1.0")
    assert machine.installed("pkg") == files[0].name.partition("~")[2][:8]


def test_urls_in_a_requirements_file(
    machine: PipEnv, index: Index, publish: Publish
) -> None:
    made = publish("pkg", "1.0", good=HUMOR3)
    lines = [f"pkg @ {index.file_url(made[name].name)}" for name in ("good", "plain")]
    (machine.work / "r.txt").write_text("\n".join(lines))
    text = said(machine, "install", "-r", "r.txt")
    assert "You named several files of pkg==1.0." in text
    lines[1] += " ; python_version < '3'"
    (machine.work / "r.txt").write_text("\n".join([*lines, lines[0]]))
    machine.pip("install", "-r", "r.txt")
    assert machine.installed("pkg") == "good"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("pkg\n\n# text\n--variant=good\n", 4),
        ("--variant good", 1),
        ("-r other.txt --variant=good", 1),
    ],
)
def test_an_option_without_a_requirement(env: PipEnv, line: str, number: int) -> None:
    (env.work / "r.txt").write_text(line)
    for option in ("-r", "-c"):
        text = said(env, "install", "--no-index", option, "r.txt")
        problem = f"--variant is on line {number} of r.txt without a requirement."
        assert problem in text
        assert "'example --variant=36266d4d'" in text


def test_an_option_behind_what_is_built_in_place(env: PipEnv) -> None:
    (env.work / "r.txt").write_text("pkg\n-e . --variant=good")
    text = said(env, "install", "--no-index", "-r", "r.txt")
    assert (
        "--variant follows an editable requirement on line 2 of r.txt, which pip "
        "builds itself."
    ) in text
    assert "Omit the option: the project decides what pip builds" in text


@pytest.mark.parametrize("value", ["", " ", ","])
def test_an_option_that_asks_for_nothing(env: PipEnv, value: str) -> None:
    text = said(env, "install", "--no-index", f"--variant={value}", "pkg")
    assert "--variant needs a variant." in text
    (env.work / "r.txt").write_text(f"pkg --variant='{value}'")
    text = said(env, "install", "--no-index", "-r", "r.txt")
    assert "--variant needs a variant. It follows pkg" in text
