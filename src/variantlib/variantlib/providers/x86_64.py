"""Answer for ``x86_64``: the level of the processor, and flags of it.

Names, values and order are those of provider-variant-x86-64. It reports the flags of
the micro-architecture that it takes the processor for; here they are those that the
system reports, so they are as many or more. Processors of level v1 are answered, too.

Levels are those of the x86-64 psABI, table "Micro-Architecture Levels":
https://gitlab.com/x86-psABIs/x86-64-ABI
"""

from __future__ import annotations

from ..wire import KeyValues
from . import system
from .host import MAX_BYTES, Host
from .processor import UnknownFlags, flag_report
from .provider import Facts, Policy, Provider, Report

__all__ = ["FLAGS", "LEVELS", "PROVIDER"]

# In the order in which the plugin prefers them: newest first.
FLAGS = (
    *("avx_vnni", "cppc", "ibrs_enhanced", "tsc_adjust", "flush_l1d"),
    *("movdir64b", "movdiri", "avx512_bf16", "avx512_bitalg", "avx512_vbmi2"),
    *("avx512_vnni", "avx512_vp2intersect", "avx512_vpopcntdq", "avx512ifma"),
    *("avx512vbmi", "rdpid", "sha_ni", "vaes", "vpclmulqdq", "clwb", "clzero"),
    *("avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl", "clflushopt"),
    *("gfni", "rdseed", "xsavec", "xsaveopt", "adx", "avx2", "avx", "bmi2", "bmi1"),
    *("abm", "f16c", "fma", "movbe", "xsave", "rdrand", "aes", "pclmulqdq", "sse4a"),
    *("fsgsbase", "sse4_2", "sse4_1", "ssse3", "sse3", "cx16", "lahf_lm", "popcnt"),
    *("sse2", "sse", "mmx"),
)

# The flags of a level above those of the level below. Flags of v1 that nobody asks
# about are left out; xsave stands for OSXSAVE, which has no flag of its own.
_V1 = frozenset({"mmx", "sse", "sse2"})
_V2 = frozenset({"cx16", "lahf_lm", "popcnt", "sse3", "ssse3", "sse4_1", "sse4_2"})
_V3 = frozenset({"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"})
_V4 = frozenset({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"})

_ABOVE_V1 = (("v2", _V2), ("v3", _V3), ("v4", _V4))

LEVELS = ("v1", *(level for level, _ in _ABOVE_V1))
"""All levels; a processor reports the one that it reaches and all below it."""

_ALIASES = {
    # Linux: sse3 was called after its code name, and lzcnt has the name of the set that
    # AMD had it in.
    "pni": "sse3",
    "lzcnt": "abm",
    # macOS, in small letters.
    "sse4.1": "sse4_1",
    "sse4.2": "sse4_2",
    "avx1.0": "avx",
    "avx2.0": "avx2",
    "lahf": "lahf_lm",
    "sha": "sha_ni",
    "clfsopt": "clflushopt",
    "rdwrfsgs": "fsgsbase",
    "avx512vnni": "avx512_vnni",
    "avx512bitalg": "avx512_bitalg",
    "avx512vbmi2": "avx512_vbmi2",
    "avx512vpopcntdq": "avx512_vpopcntdq",
}

_CPUINFO = "/proc/cpuinfo"
# The first block mostly has up to 3 kB, and the file may have several megabytes. If
# there are no flags in so much of it, more is read.
_CPUINFO_BYTES = 16 * 1024

_SYSCTLS = (
    *("machdep.cpu.features", "machdep.cpu.leaf7_features"),
    "machdep.cpu.extfeatures",
)
# EAX of CPUID's leaf 13, subleaf 1, first of four numbers.
_XSAVE_EXTENSIONS = "machdep.cpu.xsave.extended_state1"

# Numbers of IsProcessorFeaturePresent. MMX and the first SSE are parts of x86-64.
_WINDOWS_FLAGS = {
    "cx16": 14,
    "xsave": 17,
    "fsgsbase": 22,
    "rdrand": 28,
    "rdpid": 33,
    "sse3": 13,
    "ssse3": 36,
    "sse4_1": 37,
    "sse4_2": 38,
    "avx": 39,
    "avx2": 40,
    "avx512f": 41,
}
_AVX_REGISTERS = 0b110
_AVX512_REGISTERS = 0b1110_0000
# As Windows sets it: "Intel64 Family 6 Model 158 Stepping 10, GenuineIntel".
_IDENTIFIER = "PROCESSOR_IDENTIFIER"
_MAKERS = ("GenuineIntel", "AuthenticAMD")
# Xeon Phi, which has AVX512F without most of the others.
_XEON_PHI = ("Intel64 Family 6 Model 87 ", "Intel64 Family 6 Model 133 ")

_COARSE = (
    "Windows names few instruction sets: the level is derived from SSE4.2, AVX2 and"
    " AVX-512, and many flags are not reported"
)


def _report(host: Host, facts: Facts | None, policy: Policy) -> Report:
    """Return the level and the flags that programs may use, if they can be learned."""
    if host.machine != "x86_64":
        return Report()
    return flag_report(host, _RULES, _level, FLAGS, {"windows": _COARSE})


def _level(flags: frozenset[str]) -> KeyValues:
    """Return the levels that a processor reaches, highest first."""
    reached = ["v1"]
    for level, needed in _ABOVE_V1:
        if not needed <= flags:
            break
        reached.insert(0, level)
    return "level", tuple(reached)


def _canonical(names: list[str]) -> frozenset[str]:
    """Return flags by the names that the plugin has for them.

    :raises UnknownFlags: If they cannot be those of an x86-64 processor.
    """
    flags = {_ALIASES.get(name, name) for name in names}
    if "ssse3" in flags:
        # Some hypervisors name only the superset.
        flags.add("sse3")
    if not flags >= _V1:
        raise UnknownFlags("those that the system reports are not of x86-64")
    return frozenset(flags)


def _linux_flags(host: Host) -> frozenset[str]:
    """Return the flags of the first processor of ``/proc/cpuinfo``.

    Linux leaves out those whose registers it does not save, and gives all cores of a
    hybrid processor the same.

    :raises UnknownFlags: If there is no such file, or it has none. A chroot may lack
        it, and under an emulator it may be that of another architecture.
    """
    for limit in (_CPUINFO_BYTES, MAX_BYTES):
        text = host.read(_CPUINFO, limit)
        if text is None:
            raise UnknownFlags(f"{_CPUINFO} cannot be read")
        if len(text) >= limit:
            # The last line may be cut.
            text = text[: text.rfind("\n") + 1]
        for line in text.splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "flags":
                return _canonical(value.split())
    raise UnknownFlags(f"{_CPUINFO} has no line of flags")


def _macos_flags(host: Host) -> frozenset[str]:
    """Return the flags that macOS reports, by their names on Linux.

    Sources: osfmk/i386/cpuid.c of XNU, and sysctl(3).

    :raises UnknownFlags: If macOS reports none.
    """
    texts = [system.sysctl(name) for name in _SYSCTLS]
    if texts[0] is None:
        raise UnknownFlags(f"macOS has no {_SYSCTLS[0]}")
    words = b" ".join(filter(None, texts)).replace(b"\0", b" ")
    names = words.decode("ascii", "replace").lower().split()
    if system.sysctl_number("hw.optional.avx512f") != 1:
        # The processor has them, and the system does not save their registers.
        names = [name for name in names if not name.startswith("avx512")]
    extensions = system.sysctl_number(_XSAVE_EXTENSIONS) or 0
    names += ["xsaveopt"] * (extensions & 1) + ["xsavec"] * (extensions >> 1 & 1)
    if system.sysctl_number("sysctl.proc_translated") == 1:
        # Rosetta reports neither popcnt nor lahf_lm. By Apple's page "About the Rosetta
        # translation environment" it translates all but AVX and its successors.
        names += _V2
    return _canonical(names)


def _windows_flags(host: Host) -> frozenset[str]:
    """Return the flags that Windows reports, and those that go with them.

    Windows reports neither popcnt nor bmi2. No processor has SSE4.2 without all of v2,
    and none of Intel or AMD has AVX2 without all of v3. Those of others, and those
    that an ARM machine emulates, get v2.

    :raises UnknownFlags: If Windows cannot be asked.
    """
    answers = {
        flag: system.processor_feature(number)
        for flag, number in _WINDOWS_FLAGS.items()
    }
    if None in answers.values():
        raise UnknownFlags("Windows cannot be asked")
    flags = _V1 | {flag for flag, answer in answers.items() if answer}
    saved = system.saved_registers() or 0
    identifier = host.variable(_IDENTIFIER) or ""
    if saved & _AVX_REGISTERS != _AVX_REGISTERS:
        flags -= {"avx", "avx2"}
    if saved & _AVX512_REGISTERS != _AVX512_REGISTERS or "avx2" not in flags:
        flags -= {"avx512f"}
    if flags >= {"sse4_2", "cx16"}:
        flags |= _V2
    if "avx2" in flags and identifier.endswith(_MAKERS):
        flags |= _V3
        if "avx512f" in flags and not identifier.startswith(_XEON_PHI):
            flags |= _V4
    return frozenset(flags)


_RULES = {"linux": _linux_flags, "macos": _macos_flags, "windows": _windows_flags}

PROVIDER = Provider(
    name="x86_64",
    keys=("level", *FLAGS),
    report=_report,
    stands_for={
        "provider-variant-x86-64": ("0.0.1", "0.0.1.post1", "0.0.1.post2"),
        "x86-64-variant-provider": ("0.2.0", "0.2.1", "0.2.*"),
    },
)
