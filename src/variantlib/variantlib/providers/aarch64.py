"""Answer for ``aarch64``: the version of the architecture, and flags.

Names, values and order are those of provider-variant-aarch64. It knows the version of
some processors by their names; here a version counts only if the system says that a
program may use its instructions, that is all that compilers make of ``-march``. So it
is lower where a kernel hides some, as that of RHEL does with pointer authentication.

``8.6a`` is never reported. It is no value that the plugin lets a package have, it
stands on a branch beside ``9.0a``, and all that it has above 8.5a is ``bf16`` and
``i8mm``, which are flags of their own. SPECRES, the part of 8.5a that no system
reports, is nothing that compilers use.

Sources: Documentation/arch/arm64/elf_hwcaps.rst and cpu-feature-registers.rst of Linux
for the flags, the extensions ``armv8-a`` to ``armv9-a`` of GCC's AArch64 options for
the versions, "Determining Instruction Set Characteristics" of Apple for macOS, and
IsProcessorFeaturePresent for Windows.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..wire import KeyValues
from . import system
from .host import Host
from .processor import UnknownFlags, flag_report
from .provider import Facts, Policy, Provider, Report

__all__ = ["FLAGS", "PROVIDER", "VERSIONS"]

# In the order in which the plugin prefers them: newest first. Between them it has
# `btiecv` and `asimdrdmatomics`, each two names run together, which it cannot find.
FLAGS = (
    *("sve2", "flagm2", "frint", "sb", "paca", "pacg", "ssbs", "asimdfhm", "bf16"),
    *("dcpodp", "dgh", "dit", "flagm", "i8mm", "ilrcpc", "jscvt", "rng", "sha3"),
    *("sha512", "svebf16", "svei8mm", "uscat", "asimddp", "lrcpc", "asimdhp", "dcpop"),
    *("fcma", "fphp", "sve", "aes", "asimd", "cpuid", "crc32", "evtstrm", "fp"),
    *("pmull", "sha1", "sha2"),
)

# Each version, and the flags that it has above the one before.
_BASE = frozenset({"fp", "asimd"})
_VERSIONS = (
    ("8.1a", frozenset({"crc32", "atomics", "asimdrdm"})),
    ("8.2a", frozenset({"dcpop"})),
    ("8.3a", frozenset({"jscvt", "fcma", "lrcpc", "paca", "pacg"})),
    (
        "8.4a",
        frozenset({"fphp", "asimdhp", "asimddp", "asimdfhm"})
        | {"dit", "uscat", "ilrcpc", "flagm"},
    ),
    ("8.5a", frozenset({"sb", "ssbs", "flagm2", "frint", "bti"})),
    ("9.0a", frozenset({"sve2"})),
)

VERSIONS = ("8a", *(version for version, _ in _VERSIONS))
"""All versions; a processor reports the one that it reaches and all before it."""

# Bits of AT_HWCAP and AT_HWCAP2, lowest first.
_CAPABILITIES = {
    16: (
        *("fp", "asimd", "evtstrm", "aes", "pmull", "sha1", "sha2", "crc32"),
        *("atomics", "fphp", "asimdhp", "cpuid", "asimdrdm", "jscvt", "fcma", "lrcpc"),
        *("dcpop", "sha3", "sm3", "sm4", "asimddp", "sha512", "sve", "asimdfhm"),
        *("dit", "uscat", "ilrcpc", "flagm", "ssbs", "sb", "paca", "pacg"),
    ),
    26: (
        *("dcpodp", "sve2", "sveaes", "svepmull", "svebitperm", "svesha3", "svesm4"),
        *("flagm2", "frint", "svei8mm", "svef32mm", "svef64mm", "svebf16", "i8mm"),
        *("bf16", "dgh", "rng", "bti"),
    ),
}

_CPUINFO = "/proc/cpuinfo"
# Half a kilobyte for each core.
_CPUINFO_BYTES = 1024 * 1024

# Implementer and part of cores of the first version, and the flags that these may have.
# The kernel of a phone with Exynos 9810 reported those of its small cores (Armv8.2) for
# the large (Exynos M3), which programs did not survive: golang/go issue 28431.
_OLDEST_CORES = {
    *(("0x41", "0xd03"), ("0x41", "0xd04")),  # Cortex-A53, A35
    *(("0x41", "0xd07"), ("0x41", "0xd08"), ("0x41", "0xd09")),  # Cortex-A57, A72, A73
    *(("0x53", "0x001"), ("0x53", "0x002")),  # Exynos M1 and M2, M3
}
_OLDEST_FLAGS = _BASE | {"evtstrm", "aes", "pmull", "sha1", "sha2", "crc32", "cpuid"}

# Apple's names for features, after `hw.optional.arm.FEAT_`, and their flags.
_APPLE_FLAGS = {
    "AES": ("aes",),
    "BF16": ("bf16",),
    "BTI": ("bti",),
    "CRC32": ("crc32",),
    "DIT": ("dit",),
    "DPB": ("dcpop",),
    "DPB2": ("dcpodp",),
    "DotProd": ("asimddp",),
    "FCMA": ("fcma",),
    "FHM": ("asimdfhm",),
    "FP16": ("fphp", "asimdhp"),
    "FRINTTS": ("frint",),
    "FlagM": ("flagm",),
    "FlagM2": ("flagm2",),
    "I8MM": ("i8mm",),
    "JSCVT": ("jscvt",),
    "LRCPC": ("lrcpc",),
    "LRCPC2": ("ilrcpc",),
    "LSE": ("atomics",),
    "LSE2": ("uscat",),
    "PAuth": ("paca", "pacg"),
    "PMULL": ("pmull",),
    "RDM": ("asimdrdm",),
    "SB": ("sb",),
    "SHA1": ("sha1",),
    "SHA256": ("sha2",),
    "SHA3": ("sha3",),
    "SHA512": ("sha512",),
    "SSBS": ("ssbs",),
}
# The M1 has all others.
_AFTER_M1 = {"BF16", "BTI", "I8MM"}

_WINDOWS_FLAGS = {
    30: ("aes", "pmull", "sha1", "sha2"),
    31: ("crc32",),
    43: ("asimddp",),
    44: ("jscvt",),
    45: ("lrcpc",),
}

_COARSE = "Windows does not tell the version of the architecture: it is taken for 8a"


def _report(host: Host, facts: Facts | None, policy: Policy) -> Report:
    """Return the versions and flags that programs may use, if they can be learned."""
    if host.machine != "aarch64":
        return Report()
    return flag_report(host, _RULES, _version, FLAGS, {"windows": _COARSE})


def _version(flags: frozenset[str]) -> KeyValues:
    """Return the versions whose instructions a program may use, newest first."""
    reached = ["8a"]
    for version, needed in _VERSIONS:
        if not needed <= flags:
            break
        reached.insert(0, version)
    return "version", tuple(reached)


def _linux_flags(host: Host) -> frozenset[str]:
    """Return the capabilities that every core has.

    This process's own count before those of ``/proc/cpuinfo``, which is that of the
    host under an emulator; but where its blocks differ, the worst counts as well.

    :raises UnknownFlags: If there are none, or they are of a system of 32 bits.
    """
    text = host.read(_CPUINFO, _CPUINFO_BYTES) or ""
    if len(text) >= _CPUINFO_BYTES:
        text = text[: text.rfind("\n")]
    blocks = _blocks(text)
    flags = _process_flags() if host.is_here else None
    if flags is None and not blocks:
        raise UnknownFlags(f"{_CPUINFO} has no line of features, or cannot be read")
    if flags is None or len(blocks) > 1:
        flags = frozenset.intersection(*blocks, *([flags] if flags else []))
    if not flags >= _BASE:
        raise UnknownFlags(f"{_CPUINFO} has those of another architecture")
    return flags if _OLDEST_CORES.isdisjoint(_cores(text)) else flags & _OLDEST_FLAGS


def _process_flags() -> frozenset[str] | None:
    """Return the capabilities that the kernel gave this process; None if unknown."""
    found: set[str] = set()
    for kind, names in _CAPABILITIES.items():
        bits = system.auxiliary_value(kind) or 0
        found.update(name for bit, name in enumerate(names) if bits >> bit & 1)
    return frozenset(found) or None


def _blocks(text: str) -> set[frozenset[str]]:
    """Return the flags of the cores in ``/proc/cpuinfo``, those that differ.

    Old kernels have one line for all cores.
    """
    return {
        frozenset(value.split()) for key, value in _fields(text) if key == "Features"
    }


def _cores(text: str) -> Iterator[tuple[str, str]]:
    """Yield implementer and part of each core in ``/proc/cpuinfo``."""
    implementer = ""
    for key, value in _fields(text):
        if key == "CPU implementer":
            implementer = value.lower()
        elif key == "CPU part":
            yield implementer, value.lower()


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        key, _, value = line.partition(":")
        yield key.strip(), value.strip()


def _macos_flags(host: Host) -> frozenset[str]:
    """Return the flags of an Apple processor, by their names on Linux.

    ``cpuid`` and ``evtstrm`` are services of Linux: the plugin reports them here, too.
    macOS 11 tells little, and 12 not all (DIT, CRC32). Where it says nothing, a
    processor with FHM has the features of the M1, the first one in a Mac. Those that it
    denies do not count: the M4 has no SSBS, and so is 8.4a.

    :raises UnknownFlags: If macOS cannot be asked.
    """
    if system.sysctl_number("hw.optional.arm64") != 1:
        raise UnknownFlags("macOS has no hw.optional.arm64")
    is_m1 = system.sysctl_number("hw.optional.armv8_2_fhm") == 1
    found = set(_BASE)
    for feature, flags in _APPLE_FLAGS.items():
        answer = system.sysctl_number(f"hw.optional.arm.FEAT_{feature}")
        if answer == 1 or (answer is None and is_m1 and feature not in _AFTER_M1):
            found.update(flags)
    return frozenset(found)


def _windows_flags(host: Host) -> frozenset[str]:
    """Return the flags that Windows reports; it has a number for few of them.

    :raises UnknownFlags: If Windows cannot be asked.
    """
    found = set(_BASE)
    for number, flags in _WINDOWS_FLAGS.items():
        answer = system.processor_feature(number)
        if answer is None:
            raise UnknownFlags("Windows cannot be asked")
        found.update(flags if answer else ())
    return frozenset(found)


_RULES = {"linux": _linux_flags, "macos": _macos_flags, "windows": _windows_flags}

PROVIDER = Provider(
    name="aarch64",
    keys=("version", *FLAGS),
    report=_report,
    stands_for={
        "provider-variant-aarch64": ("0.0.1", "0.0.1.post1", "0.0.1.post2", "0.0.3"),
        "aarch64-variant-provider": ("0.2.0", "0.2.*"),
    },
)
