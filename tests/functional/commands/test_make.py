"""`pip variant make`: variants out of plain wheels, with nothing else installed."""

from __future__ import annotations

from pathlib import Path

from tests.builders import PipEnv, make_wheel

LABELS = """\
drop-local = true

[[wheels]]
local = "cu*"
label = "cuda13.0"
properties = ["nvidia :: cuda_version_lower_bound :: 13.0"]
add-dependencies = ["dep; variant_label == 'cuda13.0'"]

[[wheels]]
local = "cpu"
plain = true
"""


def test_wheels_of_two_indexes_become_one_release(env: PipEnv) -> None:
    for local in ("cu130", "cpu"):
        make_wheel(env.work / "old", "pkg", f"1.0+{local}")
    make_wheel(env.work / "new", "dep")
    (env.work / "labels.toml").write_text(LABELS, "utf-8")
    olds = sorted(str(path) for path in (env.work / "old").iterdir())
    done = env.pip("variant", "make", *olds, "--table", "labels.toml", "-o", "new")
    assert done.stdout.split() == [
        str(Path("new", "pkg-1.0-py3-none-any.whl")),
        str(Path("new", "pkg-1.0-py3-none-any-cuda13.0.whl")),
    ]
    fact = "nvidia :: cuda_version_lower_bound :: 13.0"
    install = ["install", "--no-index", "--find-links", "new", "pkg"]
    done = env.pip(*install, "--machine-set", fact)
    assert "Successfully installed dep-1.0 pkg-1.0~cuda13.0" in done.stdout
    done = env.pip(*install, "--no-variant", "--force-reinstall")
    assert "Successfully installed pkg-1.0\n" in done.stdout


def test_a_mistake_is_one_line(env: PipEnv) -> None:
    for arguments, said in (
        ([], "You must give at least one wheel"),
        (["\x1b[1mx-1-py3-none-any.whl", "-pa::b::c"], "not a wheel's name"),
        (["x-1-py3-none-any.whl", "-pa::b::c"], "No such file or directory"),
        (["x-1-py3-none-any.whl", "--table", "no.toml"], "no.toml: No such file"),
    ):
        done = env.pip("variant", "make", *arguments, expect_error=True)
        assert done.returncode == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
        assert "\x1b" not in done.stderr
        assert done.stdout == ""


def test_a_row_without_a_wheel_is_a_warning(env: PipEnv) -> None:
    make_wheel(env.work, "pkg", "1.0+cpu")
    (env.work / "labels.toml").write_text(LABELS, "utf-8")
    wheel = "pkg-1.0+cpu-py3-none-any.whl"
    done = env.pip("variant", "make", wheel, "--table", "labels.toml")
    assert "row 1 of labels.toml is about none of the wheels" in done.stderr
    assert done.stdout == "pkg-1.0-py3-none-any.whl\n"


def test_the_help_has_our_options_first(env: PipEnv) -> None:
    shown = env.pip("variant", "make", "--help").stdout
    assert "Variant make Options:" in shown
    assert shown.index("--drop-local") < shown.index("General Options:")
    assert "Common Options:" not in shown
