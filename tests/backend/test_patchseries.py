"""The commands around the patch series: import, export, lint, try."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backend.errors import BuildError
from backend.series import Patch, read_series
from patchseries.lint import defined_names, lint_patch, lint_series
from patchseries.repository import (
    check_series,
    commit_series,
    export_series,
    import_series,
    read_commits,
)
from patchseries.trial import try_release
from tests.conftest import REPOSITORY

PATCHES = REPOSITORY / "src/patches"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.check_output(["git", *arguments], cwd=folder, text=True)


# round trip


def test_series_survives_a_round_trip(releases: list[str]) -> None:
    assert check_series(REPOSITORY, releases) == []


def test_edit_of_a_patch(checkout: Path, releases: list[str]) -> None:
    before = read_series(checkout / "src/patches")
    folder = import_series(checkout, releases)
    assert (
        subprocess.run([sys.executable, folder / "src/pip", "--version"]).returncode
        == 0
    )

    file = folder / "src/pip/_internal/commands/check.py"
    file.write_text(f"from pip._internal.variants import hooks\n{file.read_text()}")
    git(folder, "commit", "--quiet", "--all", "-m", "added: what it does\n\nWhy: x")
    assert export_series(checkout) == ["added.patch"]

    after = read_series(checkout / "src/patches")
    assert after[:-1] == before
    assert after[-1].name == "added.patch"
    order = (checkout / "src/patches/series").read_text().splitlines()
    assert order == [*(PATCHES / "series").read_text().splitlines(), "added.patch"]
    assert export_series(checkout) == []

    git(folder, "reset", "--quiet", "--hard", "HEAD~1")
    assert export_series(checkout) == ["added.patch"]
    assert read_series(checkout / "src/patches") == before
    assert not (checkout / "src/patches/added.patch").exists()


def test_import_spares_work_that_was_not_exported(
    checkout: Path, releases: list[str]
) -> None:
    folder = import_series(checkout, releases)
    import_series(checkout, releases)
    file = folder / "src/pip/_internal/commands/check.py"
    file.write_text("# edited\n")

    with pytest.raises(BuildError, match="not exported"):
        import_series(checkout, releases)
    with pytest.raises(BuildError, match="in no commit"):
        export_series(checkout)
    git(folder, "commit", "--quiet", "--all", "-m", "fixup! something")
    with pytest.raises(BuildError, match="not exported"):
        import_series(checkout, releases)
    with pytest.raises(BuildError, match="must begin with the patch's name"):
        export_series(checkout)


def test_export_does_not_undo_what_others_did(
    checkout: Path, releases: list[str]
) -> None:
    import_series(checkout, releases)
    series = checkout / "src/patches/series"
    order = series.read_text().splitlines(keepends=True)
    series.write_text("".join(order[:-1]))

    with pytest.raises(BuildError, match="src/patches has changed since the import"):
        export_series(checkout)

    assert series.read_text() == "".join(order[:-1])


MAIL = """\
From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: pip-variants maintainers <maintainers@pip-variants.invalid>
Date: Sun, 22 Nov 2026 12:00:00 +0000
Subject: good: call a hook

Why: it is a test.
Forwarded: not-needed
Hook: pip._internal.variants.hooks:version_line
Test: tests/conftest.py
Remove-When: never

diff --git a/src/pip/_internal/main.py b/src/pip/_internal/main.py
index 1111111111111111111111111111111111111111..2222222222222222222222222222222222222222
--- a/src/pip/_internal/main.py
+++ b/src/pip/_internal/main.py
@@ -1 +1,2 @@
 x = 1
+hooks.version_line(x)
"""


def test_subjects_of_any_length_survive(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("a\n")
    commit_series(tmp_path, [])
    (tmp_path / "f").write_text("b\n")
    subject = "long: " + "a subject that mail would fold " * 6 + "at ümlauts [too]"
    git(tmp_path, "commit", "--quiet", "--all", "-m", subject)

    patches = read_commits(tmp_path)

    assert [patch.name for patch in patches] == ["long.patch"]
    again = tmp_path / "again"
    again.mkdir()
    (again / "f").write_text("a\n")
    commit_series(again, patches)
    assert read_commits(again) == patches


# lint


def test_a_class_has_the_methods_of_its_bases(tmp_path: Path) -> None:
    base = "class Base:\n    def inherited(self): ...\n"
    (tmp_path / "base.py").write_text(base)
    module = tmp_path / "module.py"
    module.write_text("from pkg.base import Base\n\nclass Own(Base):\n    x = 1\n")
    assert defined_names(module) == {"Base", "Own", "Own.inherited", "Own.x"}


def test_hooks_that_a_table_lists_are_in_their_modules(tmp_path: Path) -> None:
    package = tmp_path / "__init__.py"
    package.write_text("_LATER = {'shown': 'here gone'}\n")
    (tmp_path / "shown.py").write_text("def here(): pass\ndef unlisted(): pass\n")
    assert defined_names(package) == {"_LATER", "here"}


def lint(text: str, name: str = "good.patch") -> list[str]:
    return list(lint_patch(REPOSITORY, Patch(name, text.encode())))


def test_good_patch() -> None:
    assert lint(MAIL) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("good: call", "Call", "subject 'Call a hook' should be 'good: what it does'"),
        ("good: call", "bad: call", "should be 'good: what it does'"),
        ("Why: it is a test.\n", "", "has no 'Why:' line"),
        ("Why: it is a test.", "Why:", "has no 'Why:' line"),
        ("Forwarded: not-needed\n", "", "has no 'Forwarded:' line"),
        ("Remove-When: never\n", "", "has no 'Remove-When:' line"),
        ("Test: tests/conftest.py\n", "", "has no 'Test:' line"),
        ("conftest.py", "gone.py", "the test tests/gone.py, which does not exist"),
        ("tests/conftest.py", "README.md", "the test README.md, which does not exist"),
        ("conftest.py", "conftest.py::x", "but tests/conftest.py has no x"),
        (
            "Hook: pip._internal.variants.hooks:version_line\n",
            "",
            "no 'Hook:' line for",
        ),
        ("hooks:version_line", "hooks:debug", "names the hook pip._internal.variants"),
        ("version_line", "gone", "uses pip._internal.variants.hooks:gone, which does"),
        ("pip/_internal/main", "pip/_vendor/main", "touches src/pip/_vendor/main.py"),
        ("src/pip/", "tests/", "touches tests/_internal/main.py"),
        ("_internal/main", "_internal/variants/hooks", "which is our own: edit it"),
        ("--- a/src/pip/_internal/main.py", "--- /dev/null", "names no existing file"),
        ("\nindex 1", "\nold mode 100644\nindex 1", "more than a change of lines"),
        ("@@ -1 +1,2 @@", "@@ -1,9 +1,10 @@", "is cut short"),
    ],
)
def test_rule(old: str, new: str, said: str) -> None:
    assert old in MAIL
    problems = lint(MAIL.replace(old, new))
    assert [problem for problem in problems if said in problem], problems


WELCOME = [
    "from pip._internal.variants import hooks",
    "return hooks.version_line(x)",
    "if not hooks.version_line(x):\n+    continue",
    "if hooks.version_line(x):\n+    return None",
    "if hooks.version_line(\n+    x, y\n+):\n+    return None",
    "elif hooks.version_line(x):\n+    x.should = True",
    "for y in hooks.version_line(reversed(x)):",
    "y = hooks.version_line(\n+    x,\n+    y=x.y,\n+)",
    "*hooks.version_line,",
    "variants=x.variants,",
    "variants: str | None = None,",
    "self._variants = variants",
    "x,",
    "unwanted = enum.auto()",
]
UNWELCOME = [
    "# why not",
    "if x:",
    "if x.y:\n+    hooks.version_line(x)",
    "y = hooks.version_line(x) or x",
    "y = hooks.version_line(x) if x else None",
    "y = [hooks.version_line(z) for z in x]",
    "if hooks.version_line(x) and y:",
    "if hooks.version_line(x) == y:",
    "while hooks.version_line(x):",
    "y = lambda: hooks.version_line(x)",
    "import os",
    "from pip._internal.variants import selection",
    "continue",
    "return None",
    "y = x + 1",
    "y = 'text'",
    "x.append(y)",
    "if hooks.version_line(x):\n+    continue\n+return None",
    "if hooks.version_line(\n+    x, y\n+):\n+    continue\n+return None",
    "if hooks.version_line(x):\n+    if x:\n+        continue",
]


def added(code: str) -> str:
    count = code.count("\n") + 3
    body = f"+hooks.version_line(x)\n+{code}\n"
    head, _, _ = MAIL.replace("@@ -1 +1,2 @@", f"@@ -1 +1,{count} @@").rpartition("+")
    return head + body


@pytest.mark.parametrize("code", WELCOME)
def test_line_that_calls_us_or_passes_a_value(code: str) -> None:
    assert lint(added(code)) == []


@pytest.mark.parametrize("code", UNWELCOME)
def test_line_that_knows_something_itself(code: str) -> None:
    problems = lint(added(code))
    assert problems
    assert all("more than call a hook" in problem for problem in problems), problems


def test_upstreams_line_with_another_value() -> None:
    changed = MAIL.replace("@@ -1 +1,2 @@\n x = 1\n", "@@ -1 +1,2 @@\n-a(b)\n+a(c)\n")
    assert lint(changed) == []
    assert lint(changed.replace("+a(c)", "+a(c, 1)"))


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ("version.patch\nversion.patch\n", "series: names version.patch twice"),
        ("gone.patch\n", "series: names gone.patch, which is not there"),
        ("", "version.patch: is not in the series"),
    ],
)
def test_series_and_folder(
    series: str, said: str, checkout: Path, releases: list[str]
) -> None:
    (checkout / "src/patches/series").write_text(series)

    assert said in list(lint_series(checkout, releases))


def write_series(checkout: Path, data: bytes) -> None:
    for file in (checkout / "src/patches").glob("*.patch"):
        file.unlink()
    (checkout / "src/patches/good.patch").write_bytes(data)
    (checkout / "src/patches/series").write_text("good.patch\n")


def test_series_that_does_not_apply(checkout: Path, releases: list[str]) -> None:
    write_series(checkout, MAIL.encode())

    problems = list(lint_series(checkout, releases))

    assert [p for p in problems if p.startswith("series: patch good.patch does not ap")]


def test_series_that_does_not_import(checkout: Path, releases: list[str]) -> None:
    upstreams = (Path(releases[0]) / "pip/_internal/main.py").read_text().splitlines()
    count = len(upstreams)
    lines = "".join(f" {line}\n" for line in upstreams)
    head = MAIL.partition("@@ -1")[0]
    hunk = f"@@ -1,{count} +1,{count + 1} @@\n{lines}+hooks.version_line()\n"
    write_series(checkout, f"{head}{hunk}".encode())

    problems = list(lint_series(checkout, releases))

    said = "good.patch: after it the fork does not import: NameError"
    assert [problem for problem in problems if problem.startswith(said)], problems


def test_series_that_grows_too_long(checkout: Path, releases: list[str]) -> None:
    lines = "+hooks.version_line(x)\n" * 121
    long = MAIL.replace("+hooks.version_line(x)\n", lines).replace("+1,2", "+1,122")
    write_series(checkout, long.encode())

    problems = list(lint_series(checkout, releases))

    assert "series: adds 121 lines, more than 120" in problems


# try


def test_try_on_the_pinned_release(releases: list[str]) -> None:
    *patches, result = try_release(REPOSITORY, "26.3", releases)

    assert patches == [f"{p.name}: applies" for p in read_series(PATCHES)]
    assert result == "the result imports"


def test_try_tells_what_breaks_where(checkout: Path, releases: list[str]) -> None:
    write_series(checkout, MAIL.encode())

    patch, place, _result = try_release(checkout, "26.3", releases)

    assert patch == "good.patch: BREAKS in 1 places"
    assert place.startswith("    src/pip/_internal/main.py, line ")
    assert r"expected 'x = 1\n', found " in place


def test_try_follows_a_hunk_that_moved(checkout: Path, releases: list[str]) -> None:
    upstreams = (Path(releases[0]) / "pip/_internal/main.py").read_text().splitlines()
    hunk = f"@@ -1,4 +1,5 @@\n {upstreams[3]}\n+x = hooks\n"
    hunk += "".join(f" {line}\n" for line in upstreams[4:7])
    write_series(checkout, (MAIL.partition("@@ -1")[0] + hunk).encode())

    patch, *_result = try_release(checkout, "26.3", releases)

    assert patch == "good.patch: applies, 1 hunks moved"


# the command


@pytest.mark.parametrize("command", ["pin", "check"])
def test_command(command: str) -> None:
    script = REPOSITORY / "tools/patches.py"
    done = subprocess.run([sys.executable, script, command], capture_output=True)
    assert done.returncode == 0, done.stderr
