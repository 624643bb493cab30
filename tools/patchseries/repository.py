"""The series as a throw-away git repository: one commit for each patch."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from backend.errors import BuildError
from backend.pipeline import renew_tree
from backend.series import Patch, read_series

from .git import git, keep_settings
from .header import read_header
from .prefixes import restore_upstream

# Whatever could differ between two machines is fixed or left out.
_FORMAT = (
    *("--keep-subject", "--zero-commit", "--no-signature", "--no-stat"),
    *("--full-index", "--no-renames", "--unified=3", "--quiet"),
)


def import_series(root: Path, path: Sequence[str]) -> Path:
    """Lay the fork out in build/pip; BuildError if work there was not exported."""
    folder = root / "build/pip"
    if folder.exists() and has_unexported_work(folder):
        raise BuildError(
            "build/pip holds work that was not exported: export or delete it"
        )
    patches = read_series(root / "src/patches")
    renew_tree(root, folder, path)
    restore_upstream(root, folder, patches, path)
    commit_series(folder, patches)
    return folder


def has_unexported_work(folder: Path) -> bool:
    """Whether the repository in *folder* differs from when it was last in step."""
    changed = git(folder, "status", "--porcelain").strip()
    return bool(changed) or "in-step" not in git(folder, "tag", "--points-at").split()


def export_series(root: Path) -> list[str]:
    """Write the commits of build/pip to src/patches; returns the changed files."""
    folder, target = root / "build/pip", root / "src/patches"
    if git(folder, "status", "--porcelain").strip():
        raise BuildError("build/pip has changes that are in no commit")
    if _remembered(folder) != _digest(read_series(target)):
        raise BuildError(
            "src/patches has changed since the import, an export would undo that: keep "
            "the commits of build/pip elsewhere, delete it and import again"
        )
    patches = read_commits(folder)
    changed = _write_series(target, patches)
    git(folder, "tag", "--force", "in-step")
    _remember(folder, patches)
    return changed


def _remember(folder: Path, patches: Sequence[Patch]) -> None:
    """Note which series *folder* stands for."""
    git(folder, "config", "fork.series", _digest(patches))


def _remembered(folder: Path) -> str:
    return git(folder, "config", "fork.series").strip()


def _digest(patches: Sequence[Patch]) -> str:
    names = "".join(f"{patch.sha256} {patch.name}\n" for patch in patches)
    return hashlib.sha256(names.encode()).hexdigest()


def check_series(root: Path, path: Sequence[str]) -> list[str]:
    """Names of the patches that an import and export would rewrite."""
    patches = read_series(root / "src/patches")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        restore_upstream(root, folder, patches, path)
        commit_series(folder, patches)
        again = read_commits(folder)
    return [old.name for old, new in zip(patches, again, strict=True) if old != new]


def commit_series(folder: Path, patches: Sequence[Patch]) -> None:
    """Make *folder* a repository: its files are `upstream`, then come *patches*."""
    git(folder, "init", "--quiet")
    keep_settings(folder)
    exclude = folder / ".git/info/exclude"
    exclude.parent.mkdir(exist_ok=True)
    exclude.write_text("__pycache__/\n*.pyc\n", encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=Upstream")
    git(folder, "tag", "upstream")
    _remember(folder, patches)
    with tempfile.TemporaryDirectory() as name:
        mails = [Path(name, patch.name) for patch in patches]
        for mail, patch in zip(mails, patches, strict=True):
            mail.write_bytes(patch.data)
        if mails:  # all at once: after a conflict, `git am --continue` does the rest
            git(folder, "am", "--quiet", "--keep", *map(str, mails))
    git(folder, "tag", "in-step")


def read_commits(folder: Path) -> list[Patch]:
    """The commits after `upstream` as patches, each named by its subject."""
    with tempfile.TemporaryDirectory() as name:
        options = [*_FORMAT, f"--output-directory={name}"]
        git(folder, "format-patch", *options, "upstream..HEAD")
        mails = [file.read_bytes() for file in sorted(Path(name).iterdir())]
    return [Patch(name_of(mail), mail) for mail in mails]


def name_of(mail: bytes) -> str:
    """File name for a patch with the subject `name: purpose`."""
    header = read_header(mail)
    if header.name is None:
        raise BuildError(
            f"the subject {header.subject!r} must begin with the patch's name, as in "
            "'finder-order: walk variants best first' (after a fixup: git rebase "
            "--interactive --autosquash upstream)"
        )
    return f"{header.name}.patch"


def _write_series(target: Path, patches: Sequence[Patch]) -> list[str]:
    before = {patch.name: patch.data for patch in read_series(target)}
    after = {patch.name: patch.data for patch in patches}
    if len(after) < len(patches):
        raise BuildError("two commits of build/pip give their patch the same name")
    for name, data in after.items():
        (target / name).write_bytes(data)
    for name in before.keys() - after.keys():
        (target / name).unlink()
    if list(before) != list(after):
        _write_order(target / "series", list(after))
    return sorted(n for n in before | after if before.get(n) != after.get(n))


def _write_order(series: Path, names: Sequence[str]) -> None:
    lines = series.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    series.write_bytes("\n".join([*comments, *names, ""]).encode())
