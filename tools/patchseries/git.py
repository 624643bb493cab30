"""Run git so that its answer depends on nothing but the repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from backend.errors import BuildError

_SETTINGS = {
    # The series speaks for the project; who edited it, its own history tells.
    "user.name": "pip-variants maintainers",
    "user.email": "maintainers@pip-variants.invalid",
    "core.autocrlf": "false",
    "core.hooksPath": os.devnull,
    "commit.gpgSign": "false",
    "init.defaultBranch": "fork",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git in *folder*, free of the user's settings; BuildError if it fails."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    alone = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(folder.parent),  # never the checkout around
        "GIT_CONFIG_COUNT": str(len(_SETTINGS)),
    }
    for number, (name, value) in enumerate(_SETTINGS.items()):
        alone |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**inherited, **alone},
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise BuildError(f"git {arguments[0]} failed in {folder}: {said}")
    return done.stdout


def keep_settings(folder: Path) -> None:
    """Let later commits that a person makes in *folder* have the same settings."""
    for name, value in _SETTINGS.items():
        git(folder, "config", name, value)
