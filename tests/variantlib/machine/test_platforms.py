"""Described platforms: the tags of their wheels, and their markers."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.tags import sys_tags

from variantlib.errors import InvalidMachine
from variantlib.machine.descriptions import read_machine
from variantlib.machine.files import parse_machine
from variantlib.machine.platforms import (
    Platform,
    has_python_of,
    is_like,
    is_of_this_kind,
    markers_of,
    platform_of,
    tags_of,
    this_platform,
)
from variantlib.machine.presets import preset_names
from variantlib.machine.writing import write_machine
from variantlib.providers.host import this_host


def described(**texts: str) -> Platform:
    lines = [f"{key} = '{text}'" for key, text in {"format": "", **texts}.items()]
    return parse_machine("\n".join(["format = 1", *lines[1:]]).encode(), "m").platform


def tags(platform: Platform, here: Platform) -> list[str]:
    return list(map(str, tags_of(platform, here)))


HERE = described(platform="linux_x86_64", python="3.12.7", glibc="2.36")
MAC = described(platform="macosx_14_0_arm64", python="3.12.7")
WINDOWS = described(platform="win_amd64", python="3.11")


def test_this_python_is_known() -> None:
    here = this_platform()
    assert tags_of(Platform(), here) == tuple(sys_tags())
    assert is_like(Platform(), here)
    assert described(**here.texts) == here


def test_a_machine_has_its_own_tags() -> None:
    grace = described(platform="linux_aarch64", python="3.11", glibc="2.17")
    found = tags(grace, HERE)
    assert found[:3] == [
        "cp311-cp311-linux_aarch64",
        "cp311-cp311-manylinux_2_17_aarch64",
        "cp311-cp311-manylinux2014_aarch64",
    ]
    assert {"cp38-abi3-manylinux2014_aarch64", "py3-none-any"} <= set(found)
    assert not any("x86_64" in tag or "2_18" in tag or "cp312" in tag for tag in found)
    old = tags(described(glibc="2.5"), HERE)
    assert old[1:3] == [
        "cp312-cp312-manylinux_2_5_x86_64",
        "cp312-cp312-manylinux1_x86_64",
    ]
    assert "cp312-cp312-musllinux_1_1_x86_64" in tags(described(musl="1.1"), HERE)
    assert "cp312-cp312-macosx_11_0_arm64" in tags(MAC, HERE)
    assert "cp311-cp311-win_amd64" in tags(WINDOWS, HERE)
    assert tags(described(python="3.14t"), HERE)[0] == "cp314-cp314t-linux_x86_64"


@pytest.mark.parametrize(
    ("here", "tag"),
    [
        (HERE, "cp312-cp312-manylinux_2_36_aarch64"),
        (MAC, "cp312-cp312-macosx_14_0_arm64"),
        (WINDOWS, "cp311-cp311-win_arm64"),
    ],
)
def test_an_architecture_alone_is_of_this_system(here: Platform, tag: str) -> None:
    assert tag in tags(described(platform="aarch64"), here)
    other = described(platform="x86_64" if here is MAC else "aarch64")
    assert not is_like(other, here)
    assert not is_of_this_kind(other, here)
    own = described(platform="arm64" if here is MAC else "amd64")
    assert is_like(own, here)


def test_machines_that_are_alike() -> None:
    assert is_like(described(platform="linux_x86_64", python="3.12.1"), HERE)
    assert not is_like(described(glibc="2.28"), HERE)
    assert is_of_this_kind(described(glibc="2.28", python="3.9"), HERE)
    assert not has_python_of(described(python="3.9"), HERE)
    assert not has_python_of(described(python="3.12t"), HERE)
    assert has_python_of(described(python="3.12"), HERE)


def test_markers_are_those_of_the_machine() -> None:
    assert markers_of(described(python="3.12.1", glibc="2.28"), HERE) == {}
    found = markers_of(MAC, HERE)
    assert (found["sys_platform"], found["platform_machine"]) == ("darwin", "arm64")
    assert "python_version" not in found
    found = markers_of(described(platform="win_amd64", python="3.9"), HERE)
    assert (found["os_name"], found["platform_machine"]) == ("nt", "AMD64")
    assert (found["python_version"], found["python_full_version"]) == ("3.9", "3.9.0")
    found = markers_of(described(platform="linux_aarch64"), HERE)
    assert (found["platform_system"], found["platform_machine"]) == ("Linux", "aarch64")


def test_a_platform_is_written_and_read() -> None:
    for platform in (HERE, MAC, WINDOWS, described(platform="linux_i686", musl="1.2")):
        text = write_machine([], "node", platform=platform)
        assert parse_machine(text.encode(), "node").platform == platform
    assert str(HERE) == "linux_x86_64, Python 3.12.7, glibc 2.36"


def test_the_platform_of_a_tree(tmp_path: Path) -> None:
    here = this_platform()
    assert platform_of(this_host({})) == here
    for name, platform in (
        ("linux-aarch64", "linux_aarch64"),
        ("windows-amd64", "win_amd64"),
        ("macos-arm64", None),  # Of which version?
    ):
        tree = {"VARIANTLIB_SYSROOT": str(tmp_path), "VARIANTLIB_PLATFORM": name}
        found = platform_of(this_host(tree))
        if (found.system, found.architecture) != (here.system, here.architecture):
            assert found.texts == ({"platform": platform} if platform else {})
    tree.pop("VARIANTLIB_PLATFORM")
    assert platform_of(this_host(tree)) == here


def test_ready_processors_say_their_architecture() -> None:
    processors = [n for n in preset_names() if n.startswith(("x86_64", "aarch64"))]
    for name in processors:
        assert name.startswith(f"{read_machine(name).platform.name}_")


@pytest.mark.parametrize("text", ["linux_\u0663", "linux_" + "x" * 33, "win_x", "../a"])
def test_hostile_names_are_refused(text: str) -> None:
    with pytest.raises(InvalidMachine):
        described(platform=text)
