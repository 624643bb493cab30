"""Compare the tags of wheels: which machines run both of two wheels."""

from __future__ import annotations

import re

from packaging.tags import Tag

__all__ = ["covers", "platform_of", "python_of"]

_CPYTHON = re.compile(r"cp3(\d+)").fullmatch
_PYTHON = re.compile(r"py3(\d*)").fullmatch
_ANY_PYTHON = re.compile(r"[a-z]+3\d*").fullmatch
_PLATFORM = re.compile(r"(manylinux|musllinux|macosx)_(\d+)_(\d+)_(\w+)").fullmatch
_LEGACY = {"manylinux1": "2_5", "manylinux2010": "2_12", "manylinux2014": "2_17"}
_LEGACY_PLATFORM = re.compile(r"(manylinux(?:1|2010|2014))_(\w+)").fullmatch
_WINDOWS = {"win32": "x86", "win_amd64": "x86_64", "win_arm64": "arm64"}
_FAMILIES = {"manylinux": "Linux", "musllinux": "musl Linux", "macosx": "macOS"}


def covers(offered: Tag, wanted: Tag) -> bool:
    """Return whether each machine that runs wheels of one tag runs those of another.

    :param offered: The other tag. If this is not sure, it is not.
    """
    return _covers_python(offered, wanted) and _covers_platform(
        _modern(offered.platform), _modern(wanted.platform)
    )


def python_of(tag: Tag) -> str:
    """Return the Python of a tag, for people: "cp313", "cp313t" or "cp39-abi3"."""
    if tag.abi in ("none", tag.interpreter):
        return tag.interpreter
    if tag.abi == f"{tag.interpreter}t":
        return tag.abi
    return f"{tag.interpreter}-{tag.abi}"


def platform_of(tag: Tag) -> str:
    """Return the platform of a tag without its version, for people."""
    platform = _modern(tag.platform)
    if match := _PLATFORM(platform):
        return f"{_FAMILIES[match[1]]} {match[4]}"
    if platform in _WINDOWS:
        return f"Windows {_WINDOWS[platform]}"
    if platform.startswith("linux_"):
        return f"Linux {platform.removeprefix('linux_')}"
    return platform


def _covers_python(offered: Tag, wanted: Tag) -> bool:
    one, other = offered.interpreter, wanted.interpreter
    if one == other and offered.abi in ("none", wanted.abi):
        return True
    if one == "py3" and offered.abi == "none" and _ANY_PYTHON(other):
        return True
    newest = _CPYTHON(other) or _PYTHON(other)
    if newest is None:
        return False
    minor = int(newest[1] or 0)
    if (generic := _PYTHON(one)) and offered.abi == "none":
        return int(generic[1] or 0) <= minor
    oldest = _CPYTHON(one)
    # Builds without the GIL do not have the stable ABI.
    has_stable = wanted.abi in (other, "abi3") and _CPYTHON(other) is not None
    if oldest is None or offered.abi != "abi3" or not has_stable:
        return False
    return int(oldest[1]) <= minor


def _covers_platform(offered: str, wanted: str) -> bool:
    if offered in ("any", wanted):
        return True
    needed, there = _PLATFORM(offered), _PLATFORM(wanted)
    if there is None:
        return False
    if needed is None:
        return there[1] != "macosx" and offered == f"linux_{there[4]}"
    if needed[1] != there[1]:
        return False
    is_universal = needed[1] == "macosx" and needed[4] == "universal2"
    return (is_universal or needed[4] == there[4]) and _version(needed) <= _version(
        there
    )


def _version(match: re.Match[str]) -> tuple[int, int]:
    return int(match[2]), int(match[3])


def _modern(platform: str) -> str:
    """Return a platform by its newer name."""
    match = _LEGACY_PLATFORM(platform)
    return f"manylinux_{_LEGACY[match[1]]}_{match[2]}" if match else platform
