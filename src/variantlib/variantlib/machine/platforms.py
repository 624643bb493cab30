"""The Python and the platform of a described machine, and the tags of its wheels.

A description says as much of them as it knows; the rest is as here. ``tags_of`` and
``markers_of`` say which wheels, and which dependencies, are for such a machine.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from packaging.tags import (
    Tag,
    compatible_tags,
    cpython_tags,
    generic_tags,
    interpreter_name,
    interpreter_version,
    mac_platforms,
    platform_tags,
)

from ..named_tuples import NamedTuple
from ..providers.host import Host
from ..text import shown

__all__ = [
    "Platform",
    "is_like",
    "markers_of",
    "platform_of",
    "tags_of",
    "this_platform",
]

Pair = tuple[int, int]

ARCHITECTURES = {
    "x86_64": "x86_64",
    "amd64": "x86_64",
    "aarch64": "aarch64",
    "arm64": "aarch64",
    "i686": "i686",
    "win32": "i686",
    "armv7l": "armv7l",
    "ppc64le": "ppc64le",
    "riscv64": "riscv64",
    "s390x": "s390x",
}
"""The names that systems have for an architecture, and the one of Linux."""

FORMS = "linux_x86_64, macosx_14_0_arm64, win_amd64, or x86_64 for this system"

# The schema has the same.
# Compiled when they are needed: most runs need few of them.
_LINUX = partial(re.fullmatch, r"linux_([a-z0-9_]{1,32})")
_MACOS = partial(re.fullmatch, r"macosx_([0-9]{1,2})_([0-9]{1,2})_(x86_64|arm64)")
_WINDOWS = partial(re.fullmatch, r"win_(amd64|arm64)|(win32)")
_PYTHON = partial(re.fullmatch, r"(3)\.([0-9]{1,2})(?:\.([0-9]{1,2}))?(t?)")
_PAIR = partial(re.fullmatch, r"([0-9]{1,2})\.([0-9]{1,2})")
_C_LIBRARY = partial(re.fullmatch, r"(many|musl)linux_(\d+)_(\d+)_\w+")

# The first glibc that wheels are for (PEP 571, PEP 599).
_FIRST_GLIBC = {"x86_64": 5, "i686": 5}
_SECOND_GLIBC = 17
_LEGACY = {5: "manylinux1", 12: "manylinux2010", 17: "manylinux2014"}

# Those of which no version is needed, as built-in providers call them.
_SYSTEMS = {"linux": "linux", "windows": "win"}
_WINDOWS_MACHINES = {"x86_64": "AMD64", "aarch64": "ARM64", "i686": "x86"}


class Platform(NamedTuple):
    """What is known of the Python and the platform of a machine.

    :param system: "linux", "macosx" or "win"; None for that of here.
    :param architecture: As Linux calls it; None for that of here.
    :param macos: The version of macOS.
    :param python: The version of a CPython, of two or three numbers; None for the one
        that runs.
    :param is_free_threaded: Whether that Python has no global lock.
    :param glibc: The version of the C library.
    :param musl: The version of the other C library.
    """

    system: str | None = None
    architecture: str | None = None
    macos: Pair | None = None
    python: tuple[int, ...] | None = None
    is_free_threaded: bool = False
    glibc: Pair | None = None
    musl: Pair | None = None

    @property
    def name(self) -> str | None:
        """The platform as a description has it; None if that is not known."""
        if self.system is None:
            return self.architecture
        if self.system == "macosx" and self.macos:
            architecture = "arm64" if self._is_arm else self.architecture
            return f"macosx_{self.macos[0]}_{self.macos[1]}_{architecture}"
        if self.system == "win":
            known = {"x86_64": "win_amd64", "aarch64": "win_arm64", "i686": "win32"}
            return known.get(self.architecture or "")
        return f"{self.system}_{self.architecture}"

    @property
    def texts(self) -> dict[str, str]:
        """All that is known, by the keys of a description."""
        python = dotted(self.python or ())
        stated = {
            "platform": self.name,
            "python": f"{python}t" if self.is_free_threaded else python,
            "glibc": dotted(self.glibc or ()),
            "musl": dotted(self.musl or ()),
        }
        return {key: text for key, text in stated.items() if text}

    def __str__(self) -> str:
        named = {"platform": "{}", "python": "Python {}"}
        return ", ".join(
            named.get(key, f"{key} {{}}").format(text)
            for key, text in self.texts.items()
        )

    @property
    def _is_arm(self) -> bool:
        return self.architecture == "aarch64"


KEYS = ("platform", "python", "glibc", "musl")
"""The keys of a description, and of ``detect --json``, that tell of a platform."""

UNSTATED = Platform()
"""The platform of which nothing is said."""


def dotted(numbers: Sequence[int]) -> str:
    """Return a version as text."""
    return ".".join(map(str, numbers))


def parse_name(found: Platform, text: str) -> Platform:
    """Return the platform with a name as in ``FORMS``.

    :raises ValueError: If it has another form.
    """
    if text in ARCHITECTURES and text != "win32":
        return found._replace(architecture=ARCHITECTURES[text])
    if match := _LINUX(text):
        architecture = ARCHITECTURES.get(match[1], match[1])
        return found._replace(system="linux", architecture=architecture)
    if match := _MACOS(text):
        architecture = ARCHITECTURES[match[3]]
        version = (int(match[1]), int(match[2]))
        return found._replace(system="macosx", architecture=architecture, macos=version)
    match = _WINDOWS(text)
    if match is None:
        raise ValueError(f"must be as {FORMS}, not {shown(text)}")
    architecture = ARCHITECTURES[match[1] or match[2]]
    return found._replace(system="win", architecture=architecture)


def parse_python(found: Platform, text: str) -> Platform:
    """Return the platform with the version of a CPython.

    :raises ValueError: If it has another form.
    """
    match = _PYTHON(text)
    if match is None:
        raise ValueError(f"must be as 3.12, 3.12.3 or 3.13t, not {shown(text)}")
    numbers = tuple(int(part) for part in match.groups()[:3] if part)
    return found._replace(python=numbers, is_free_threaded=bool(match[4]))


def parse_glibc(found: Platform, text: str) -> Platform:
    """Return the platform with the version of the C library.

    :raises ValueError: If it has another form.
    """
    return found._replace(glibc=_parse_pair(text))


def parse_musl(found: Platform, text: str) -> Platform:
    """Return the platform with the version of the other C library.

    :raises ValueError: If it has another form.
    """
    return found._replace(musl=_parse_pair(text))


def _parse_pair(text: str) -> Pair:
    match = _PAIR(text)
    if match is None:
        raise ValueError(f"must be as 2.34, not {shown(text)}")
    return int(match[1]), int(match[2])


@cache
def this_platform() -> Platform:
    """Return the Python that runs, and its platform, as far as that is known.

    :return: Without a Python where that is no CPython.
    """
    name = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    try:
        found = parse_name(Platform(), name)
    except ValueError:
        found = Platform()
    if interpreter_name() == "cp":
        is_free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
        found = found._replace(
            python=sys.version_info[:3], is_free_threaded=is_free_threaded
        )
    if found.system == "macosx":
        match = next(filter(None, map(_MACOS, platform_tags())), None)
        if match:
            found = found._replace(macos=(int(match[1]), int(match[2])))
    if found.system != "linux":
        return found
    versions: dict[str, Pair] = {}
    for match in filter(None, map(_C_LIBRARY, platform_tags())):
        versions.setdefault(match[1], (int(match[2]), int(match[3])))
    return found._replace(glibc=versions.get("many"), musl=versions.get("musl"))


def platform_of(host: Host) -> Platform:
    """Return the Python and the platform of a machine, as far as they are known.

    A tree of another system tells neither its Python nor the versions of its system.
    """
    here = this_platform()
    system, architecture = _SYSTEMS.get(host.system), host.machine
    if host.is_here or (system, architecture) == (here.system, here.architecture):
        return here
    return Platform(system, architecture) if system else UNSTATED


def completed(described: Platform, here: Platform) -> Platform:
    """Return a description with all that it does not say as it is here."""
    system = described.system or here.system
    found = described._replace(
        system=system,
        architecture=described.architecture or here.architecture,
    )
    if found.python is None:
        python, is_free_threaded = here.python, here.is_free_threaded
        found = found._replace(python=python, is_free_threaded=is_free_threaded)
    if system == here.system and found.macos is None:
        found = found._replace(macos=here.macos)
    if system != "linux":
        return found._replace(glibc=None, musl=None)
    if system == here.system and found.glibc is None and found.musl is None:
        found = found._replace(glibc=here.glibc, musl=here.musl)
    return found


def is_like(described: Platform, here: Platform) -> bool:
    """Return whether a described machine takes the same wheels as this Python."""
    return _compared(completed(described, here)) == _compared(here)


def is_of_this_kind(described: Platform, here: Platform) -> bool:
    """Return whether a described machine has the system and architecture of here."""
    full = completed(described, here)
    return (full.system, full.architecture) == (here.system, here.architecture)


def has_python_of(described: Platform, here: Platform) -> bool:
    """Return whether a described machine has the Python of here, but for bug fixes."""
    full = completed(described, here)
    return _compared(full).python == _compared(here).python and (
        full.is_free_threaded == here.is_free_threaded
    )


def _compared(platform: Platform) -> Platform:
    return platform._replace(python=platform.python and platform.python[:2])


@cache
def tags_of(described: Platform, here: Platform) -> tuple[Tag, ...]:
    """Return the tags of the wheels that a described machine takes, the best first."""
    full = completed(described, here)
    platforms = list(_platforms(full))
    if full.python is None:
        return tuple(_tags_of_this_python(platforms))
    version = full.python[:2]
    interpreter = f"cp{version[0]}{version[1]}"
    abi = f"{interpreter}t" if full.is_free_threaded else interpreter
    return (
        *cpython_tags(version, [abi], platforms),
        *compatible_tags(version, interpreter, platforms),
    )


def _tags_of_this_python(platforms: Sequence[str]) -> Iterator[Tag]:
    if interpreter_name() == "cp":
        yield from cpython_tags(platforms=platforms)
    else:
        yield from generic_tags(platforms=platforms)
    name = f"{interpreter_name()}{interpreter_version()}"
    yield from compatible_tags(interpreter=name, platforms=platforms)


def _platforms(full: Platform) -> Iterator[str]:
    """Yield the platforms of wheels, the best first."""
    if full.system == "linux":
        yield from _linux_platforms(full)
    elif full.system == "macosx" and full.macos:
        architecture = "arm64" if full.architecture == "aarch64" else "x86_64"
        yield from mac_platforms(full.macos, architecture)
    elif name := full.name:
        yield name


def _linux_platforms(full: Platform) -> Iterator[str]:
    architecture = full.architecture or ""
    yield f"linux_{architecture}"
    if full.glibc is not None and full.glibc[0] == 2:
        first = _FIRST_GLIBC.get(architecture, _SECOND_GLIBC)
        for minor in range(full.glibc[1], first - 1, -1):
            yield f"manylinux_2_{minor}_{architecture}"
            if minor in _LEGACY:
                yield f"{_LEGACY[minor]}_{architecture}"
    if full.musl is not None and full.musl[0] == 1:
        for minor in range(full.musl[1], -1, -1):
            yield f"musllinux_1_{minor}_{architecture}"


def markers_of(described: Platform, here: Platform) -> Mapping[str, str]:
    """Return the variables of environment markers on a described machine.

    Those that it has as here, or of which nothing is known, are left out.
    """
    full = completed(described, here)
    found: dict[str, str] = {}
    if (full.system, full.architecture) != (here.system, here.architecture):
        found |= system_markers(full)
    if full.python is not None and full.python[:2] != (here.python or ())[:2]:
        whole = dotted((*full.python, 0)[:3])
        found |= {
            "python_version": dotted(full.python[:2]),
            "python_full_version": whole,
            "implementation_name": "cpython",
            "implementation_version": whole,
            "platform_python_implementation": "CPython",
        }
    return found


def system_markers(full: Platform) -> Mapping[str, str]:
    """Return the variables of environment markers that tell of a system."""
    architecture = full.architecture or ""
    if full.system == "win":
        machine = _WINDOWS_MACHINES.get(architecture, architecture)
        names = ("nt", "win32", "Windows", machine)
    elif full.system == "macosx":
        machine = "arm64" if architecture == "aarch64" else architecture
        names = ("posix", "darwin", "Darwin", machine)
    else:
        names = ("posix", "linux", "Linux", architecture)
    keys = ("os_name", "sys_platform", "platform_system", "platform_machine")
    # Of the system's own version nothing is known, unless it is the same one.
    unknown = {"platform_release": "", "platform_version": ""}
    return {**dict(zip(keys, names, strict=True)), **unknown}
