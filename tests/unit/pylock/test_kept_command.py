"""What a lock file may say of the command that it was made with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.pylock.kept_command import (
    KeptCommand,
    read_kept,
    with_kept,
    without_kept,
)

PACKAGES = {"packages": [{"name": "lab"}]}
WHOLE = KeptCommand(
    ("engine<3,>=2", "lab"), ("gpu01.toml", "x86_64_v3+cuda12.8"), "all", "pep825"
)


def locked(**command: Any) -> dict[str, Any]:
    return {**PACKAGES, "tool": {"variantlib": {"format": 1, "command": command}}}


@pytest.mark.parametrize("kept", [WHOLE, KeptCommand(("lab",))])
def test_it_is_read_as_it_was_written(kept: KeptCommand) -> None:
    written = with_kept(PACKAGES, kept)
    assert read_kept(written) == kept
    assert without_kept(written) == PACKAGES
    ours = {"variantlib": {"format": 1, "choices": []}, "other": {}}
    more = {**PACKAGES, "tool": ours}
    assert without_kept(with_kept(more, kept)) == more


def test_without_one() -> None:
    assert read_kept(PACKAGES) is None
    assert without_kept(PACKAGES) == PACKAGES


@pytest.mark.parametrize(
    "text",
    [
        "./setup",
        "/etc/passwd",
        "-r/etc/passwd",
        "--index-url=https://evil.example",
        "lab @ file:///tmp/lab-1.0.zip",
        "lab @ https://evil.example/lab-1.0-py3-none-any.whl",
        "lab[more]",
        "lab===./x.zip",
        "lab==1+x.zip",
        "lab; os_name == 'posix'",
        "lab --variant=x",
        "git+https://evil.example/lab",
        "",
        "l" * 301,
        1,
    ],
)
def test_other_requirements_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"no name of a project|requirements must be"):
        read_kept(locked(requirements=[text]))


def test_a_name_like_that_of_an_archive_is_none() -> None:
    assert read_kept(locked(requirements=["Lab.zip"])) == KeptCommand(("lab-zip",))


@pytest.mark.parametrize(
    "text",
    [
        "fleet/gpu01.toml",
        "../gpu01.toml",
        "/etc/pip/machine.toml",
        "~/gpu01.toml",
        "\\\\host\\share\\gpu01.toml",
        ".hidden.toml",
        "-gpu01.toml",
        "*.toml",
        "fleet",
        "x86_64_v3+gpu01.toml",
        "x86_64_v3\n/etc/passwd",
        "gpu01.toml\n",
        ["gpu01.toml"],
    ],
)
def test_other_machines_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"neither a machine|machines must be"):
        read_kept(locked(machines=[text]))


def test_no_file_stands_in_for_a_machine_that_pip_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cuda12.8").symlink_to("/etc/passwd")
    with pytest.raises(ValueError, match="a file has the name of the machine"):
        read_kept(locked(machines=["x86_64_v3+cuda12.8"]))


@pytest.mark.parametrize(
    "command",
    [
        {"requirements": "lab"},
        {"requirements": ["lab"] * 1001},
        {"machines": {}},
        {"variants": "any"},
        {"variants": ["all"]},
        {"format": 1},
        {"options": ["--pre"]},
    ],
)
def test_what_is_no_command(command: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must be|no command"):
        read_kept(locked(**command))
    with pytest.raises(ValueError, match="no command"):
        read_kept({"tool": {"variantlib": {"command": 1}}})
