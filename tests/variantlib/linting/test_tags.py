"""A tag covers another one if each machine of that runs wheels of it."""

from __future__ import annotations

import pytest
from packaging.tags import Tag, cpython_tags, mac_platforms

from variantlib.linting.tags import covers, platform_of, python_of


def tag(text: str) -> Tag:
    return Tag(*text.split("-"))


@pytest.mark.parametrize(
    ("offered", "wanted", "expected"),
    [
        ("py3-none-any", "cp313-cp313-win_amd64", True),
        ("py3-none-any", "pp310-pypy310_pp73-win_amd64", True),
        ("py312-none-any", "cp311-cp311-win_amd64", False),
        ("py311-none-any", "cp313-cp313-win_amd64", True),
        ("cp39-abi3-win_amd64", "cp313-cp313-win_amd64", True),
        ("cp39-abi3-win_amd64", "cp313-cp313t-win_amd64", False),
        ("cp313-cp313-win_amd64", "cp39-abi3-win_amd64", False),
        ("cp313-none-any", "cp313-cp313t-win_amd64", True),
        ("cp313-cp313-any", "cp312-cp312-any", False),
        ("py3-none-manylinux2014_x86_64", "py3-none-manylinux_2_28_x86_64", True),
        ("py3-none-manylinux_2_28_x86_64", "py3-none-manylinux2014_x86_64", False),
        ("py3-none-linux_x86_64", "py3-none-musllinux_1_2_x86_64", True),
        ("py3-none-manylinux_2_28_x86_64", "py3-none-linux_x86_64", False),
        ("py3-none-manylinux_2_28_x86_64", "py3-none-musllinux_1_2_x86_64", False),
        ("py3-none-macosx_10_9_universal2", "py3-none-macosx_11_0_arm64", True),
        ("py3-none-macosx_11_0_arm64", "py3-none-macosx_11_0_x86_64", False),
        ("py3-none-win32", "py3-none-win_amd64", False),
    ],
)
def test_pairs(offered: str, wanted: str, expected: bool) -> None:
    assert covers(tag(offered), tag(wanted)) == expected


@pytest.mark.parametrize("version", [(10, 15), (11, 0), (14, 2)])
@pytest.mark.parametrize("cpu", ["x86_64", "arm64"])
def test_packaging_agrees(version: tuple[int, int], cpu: str) -> None:
    """Whatever covers the best tag of a machine is a tag of that machine."""
    own = list(cpython_tags((3, 13), ["cp313"], list(mac_platforms(version, cpu))))
    newest = [*mac_platforms((15, 0), "arm64"), *mac_platforms((15, 0), "x86_64")]
    pythons = (("cp313", "cp313"), ("cp39", "abi3"), ("cp313", "none"))
    offered = {Tag(*python, platform) for python in pythons for platform in newest}
    assert {each for each in offered if covers(each, own[0])} <= set(own)


def test_names_for_people() -> None:
    names = {python_of(tag(f"{text}-any")) for text in ("cp313-cp313t", "cp39-abi3")}
    assert names == {"cp313t", "cp39-abi3"}
    platforms = ["manylinux2014_aarch64", "musllinux_1_2_x86_64", "win32", "any"]
    assert [platform_of(tag(f"py3-none-{each}")) for each in platforms] == [
        "Linux aarch64",
        "musl Linux x86_64",
        "Windows x86",
        "any",
    ]
