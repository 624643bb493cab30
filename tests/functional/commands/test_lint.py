"""`pip variant lint`: the rules of the library, by pip."""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders import PipEnv, make_wheel
from tests.functional.documents import check
from tests.variantlib.linting.scenes import SCENES
from variantlib.publishing.site import write_site

TEXT = (
    "demo-1.0~dc1102dd-py3-none-any.whl: error V304: variant dc1102dd never fits: it"
    " needs x86_64 :: level :: v5, which no known provider reports (they are v1, v2,"
    " v3, v4); correct the value, or leave it out"
)


def test_a_folder_is_checked_in_three_forms(env: PipEnv, tmp_path: Path) -> None:
    SCENES["V304"][0](tmp_path)
    run = ("variant", "lint", tmp_path, "--ignore", "V401,V402")
    text = env.pip(*run, expect_error=True)
    assert text.returncode == 1
    first, other, last = text.stdout.splitlines()
    assert first == TEXT
    # The command is the one that users of pip have.
    assert other.endswith("; write it (pip variant index FOLDER)")
    assert last == "demo 1.0: 1 error, 1 warning, 0 notes"
    (env.work / "variants.toml").write_text('[lint]\nignore = ["V607"]\n')
    done = env.pip(*run, "--format", "json", "-v", expect_error=True)
    [release] = check("lint", done)["releases"]
    assert [found["rule"] for found in release["findings"]] == ["V304"]
    sarif = env.pip(*run, "--format", "sarif", expect_error=True)
    [result] = json.loads(sarif.stdout)["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("V304", "error")


def test_a_folder_is_compared_with_its_index(env: PipEnv, tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "demo", "1.0")
    write_site(tmp_path)
    make_wheel(tmp_path, "demo", "1.0", module="NEW = True")
    done = env.pip("variant", "lint", tmp_path, expect_error=True)
    assert done.returncode == 1
    problem = "it is another file by the index than by the folder; write the pages anew"
    assert done.stdout.startswith(f"{wheel.name}: error V610: {problem}")


def test_files_that_cannot_be_read_stop_no_others(env: PipEnv, tmp_path: Path) -> None:
    SCENES["V304"][0](tmp_path)
    broken, syntax = env.work / "broken.toml", env.work / "syntax.toml"
    broken.write_text("format = 1\nname = 'X'\nprojects = ['a']\nkey = 1\n")
    syntax.write_text("[")
    run = ("variant", "lint", broken.name, syntax.name, tmp_path, "--format", "json")
    done = env.pip(*run, "--ignore", "V401,V402", expect_error=True)
    assert done.returncode == 1
    [release] = check("lint", done)["releases"]
    assert release["findings"][0]["rule"] == "V304"
    starts = ("key: unknown key", "name: 'X' is not", "variants: ", "See 'Write a ")
    *lines, last = done.stderr.splitlines()
    for line, start in zip(lines, starts, strict=True):
        assert line.startswith(f"ERROR: broken.toml: {start}")
    assert last.startswith("ERROR: syntax.toml: is not TOML")


def test_wrong_input_is_one_short_error(env: PipEnv, tmp_path: Path) -> None:
    for args, problem in (
        ([tmp_path, "--ignore", "V1"], "there is no rule V1: they are V101 to V802"),
        (["http://user:secret@[bad/"], "this URL is not valid"),
    ):
        done = env.pip("variant", "lint", *args, expect_error=True)
        assert done.returncode == 1
        assert problem in done.stderr
        assert "Traceback" not in done.stderr
        assert "secret" not in done.stderr
