"""The applier, with `git apply` as the oracle."""

from __future__ import annotations

import difflib
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.applier import apply_patch
from backend.errors import BuildError

TEXT = "".join(f"line {number}\n" for number in range(1, 31))


def diff(old: str, new: str, path: str = "f") -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True),
        new.splitlines(keepends=True),
        f"a/{path}",
        f"b/{path}",
    )
    return f"diff --git a/{path} b/{path}\n{''.join(lines)}"


def ours(folder: Path, text: str, patch: str) -> str | None:
    """The patched text, or None if we refuse."""
    (folder / "f").write_bytes(text.encode())
    try:
        apply_patch(folder, patch)
    except BuildError:
        assert (folder / "f").read_bytes().decode() == text
        return None
    return (folder / "f").read_bytes().decode()


def gits(folder: Path, text: str, patch: str) -> str | None:
    """The patched text, or None if git refuses."""
    (folder / "f").write_bytes(text.encode())
    (folder / "p").write_bytes(patch.encode())
    command = ["git", "-c", "core.autocrlf=false", "apply", "p"]
    env = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.parent)}
    if subprocess.run(command, cwd=folder, env=env, capture_output=True).returncode:
        return None
    return (folder / "f").read_bytes().decode()


CHANGED = TEXT.replace("line 15\n", "line 15, changed\n")
PATCH = diff(TEXT, CHANGED)
TWO_PLACES = diff(TEXT, CHANGED.replace("line 3\n", "").replace("line 29\n", "x\ny\n"))

SAME_AS_GIT = {
    "exact": (TEXT, PATCH),
    "several hunks": (TEXT, TWO_PLACES),
    "at the start": (TEXT, diff(TEXT, "new\n" + TEXT)),
    "at the end": (TEXT, diff(TEXT, TEXT + "new\n")),
    "at the end, but the file goes on": (TEXT + "more\n", diff(TEXT, TEXT + "new\n")),
    "only lines removed": (TEXT, diff(TEXT, TEXT.replace("line 9\n", ""))),
    "into an empty file": ("", diff("", "new\n")),
    "all removed": ("a\n", diff("a\n", "")),
    "context changed": (TEXT.replace("line 13", "line XIII"), PATCH),
    "removed line changed": (TEXT.replace("line 15", "line XV"), PATCH),
    "already applied": (CHANGED, PATCH),
    "file too short": (TEXT[:70], PATCH),
    "file empty": ("", PATCH),
    "other line ends": (TEXT.replace("\n", "\r\n"), PATCH),
    "hunk cut short": (TEXT, PATCH[: PATCH.rindex(" line 17")]),
    "form feed inside a line": ("a\fb\nc\n", diff("a\fb\nc\n", "a\fb\nd\n")),
    "mail text around": (TEXT, f"Subject: x\n\nWhy: y\n\n{PATCH}-- \n2.39\n"),
}


@pytest.mark.parametrize("case", SAME_AS_GIT)
def test_agrees_with_git(case: str, tmp_path: Path) -> None:
    text, patch = SAME_AS_GIT[case]

    assert ours(tmp_path, text, patch) == gits(tmp_path, text, patch)


@pytest.mark.parametrize("moved", ["new\n" + TEXT, TEXT.replace("line 2\n", "")])
def test_refuses_a_hunk_that_git_would_move(moved: str, tmp_path: Path) -> None:
    assert gits(tmp_path, moved, PATCH) is not None
    assert ours(tmp_path, moved, PATCH) is None


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "  d\n"]), max_size=20)


@settings(max_examples=60, deadline=None)
@given(old=LINES, new=LINES, other=LINES)
def test_never_differs_from_git_where_it_applies(
    tmp_path_factory: pytest.TempPathFactory,
    old: list[str],
    new: list[str],
    other: list[str],
) -> None:
    folder = tmp_path_factory.mktemp("apply")
    before, after = "".join(old), "".join(new)
    patch = diff(before, after)
    if before != after:
        assert ours(folder, before, patch) == gits(folder, before, patch) == after
        applied = ours(folder, "".join(other), patch)
        assert applied in (None, gits(folder, "".join(other), patch))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"^src/gone\.py: there is no such file$"):
        apply_patch(tmp_path, diff("a\n", "b\n", "src/gone.py"))


def test_says_what_was_expected_and_found(tmp_path: Path) -> None:
    (tmp_path / "f").write_text(TEXT.replace("line 14", "other"))

    with pytest.raises(BuildError) as caught:
        apply_patch(tmp_path, PATCH)

    expected = r"f, line 14: expected 'line 14\n', found 'other\n'"
    assert str(caught.value) == expected


HEAD = "diff --git a/f b/f\n"
BODY = "@@ -1 +1 @@\n-a\n+b\n"


@pytest.mark.parametrize(
    "patch",
    [
        f"{HEAD}--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+b\n",
        f"{HEAD}--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n",
        f"diff --git a/f b/g\nrename from f\nrename to g\n--- a/f\n+++ b/g\n{BODY}",
        f"{HEAD}old mode 100644\nnew mode 100755\n",
        f"{HEAD}GIT binary patch\nliteral 1\n",
        f"{HEAD}--- a/f\n+++ b/f\n{BODY}\\ No newline at end of file\n",
        f"{HEAD}--- a/../f\n+++ b/../f\n{BODY}",
        f"{HEAD}--- f\n+++ f\n{BODY}",
        f"{HEAD}--- a/f\n",
    ],
)
def test_refuses_more_than_a_change_of_lines(patch: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("a\n")

    with pytest.raises(BuildError):
        apply_patch(tmp_path, patch)

    assert (tmp_path / "f").read_text() == "a\n"
