"""Processors as small trees of files: `/proc/cpuinfo` as Linux writes it.

The flags are those that public captures of such machines have, as far as they count
for a provider, with some beside them that do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from variantlib.providers.host import Host
from variantlib.providers.provider import Policy, Provider, Report

# Flags by the processor that they came with.
SSE2 = "fpu tsc cx8 cmov mmx fxsr sse sse2 ht syscall nx lm"
CORE2 = f"{SSE2} pni monitor ssse3 cx16 lahf_lm"
NEHALEM = f"{CORE2} sse4_1 sse4_2 popcnt"
IVY_BRIDGE = f"{NEHALEM} pclmulqdq aes xsave avx f16c rdrand fsgsbase xsaveopt erms"
HASWELL = f"{IVY_BRIDGE} fma movbe abm bmi1 avx2 bmi2 tsc_adjust"
SKYLAKE = f"{HASWELL} rdseed adx clflushopt xsavec"
SKYLAKE_SERVER = f"{SKYLAKE} avx512f avx512dq avx512cd avx512bw avx512vl clwb"
ALDER_LAKE = (
    f"{SKYLAKE} clwb sha_ni avx_vnni gfni vaes vpclmulqdq rdpid movdiri movdir64b"
    " ibrs_enhanced flush_l1d"
)
K10 = f"{SSE2} pni monitor cx16 popcnt lahf_lm abm sse4a misalignsse"
BULLDOZER = f"{NEHALEM} pclmulqdq aes xsave avx abm sse4a xop fma4"
ZEN = f"{HASWELL} sse4a rdseed adx clflushopt sha_ni xsavec clzero".replace(
    " tsc_adjust", ""
)
ZEN4 = (
    f"{ZEN} avx512f avx512dq avx512cd avx512bw avx512vl avx512ifma avx512_bf16"
    " avx512vbmi avx512_vbmi2 gfni vaes vpclmulqdq avx512_vnni avx512_bitalg pku"
    " avx512_vpopcntdq rdpid flush_l1d clwb"
)

CORTEX_A72 = "fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid"
THUNDERX2 = "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics cpuid asimdrdm"
NEOVERSE_N1 = f"{THUNDERX2} fphp asimdhp lrcpc dcpop asimddp ssbs"
A64FX = f"{THUNDERX2} fphp asimdhp fcma dcpop sve".replace(" aes pmull", "")
APPLE_M1 = (
    f"{NEOVERSE_N1} jscvt fcma sha3 sha512 asimdfhm dit uscat ilrcpc flagm sb"
    " paca pacg dcpodp flagm2 frint"
)
APPLE_M2 = f"{APPLE_M1} i8mm bf16 bti ecv"
# As RHEL 8 and 9 show it: without pointer authentication.
HIDDEN_V1 = (
    f"{NEOVERSE_N1} jscvt fcma sha3 sm3 sm4 sha512 sve asimdfhm dit uscat ilrcpc"
    " flagm dcpodp svei8mm svebf16 i8mm bf16 dgh rng"
)
NEOVERSE_V1 = f"{HIDDEN_V1} paca pacg"
HIDDEN_V2 = f"{HIDDEN_V1} sb sve2 sveaes svepmull flagm2 frint".replace(" rng", "")
NEOVERSE_V2 = f"{HIDDEN_V2} paca pacg bti"


def x86(flags: str, cores: int = 2) -> str:
    """The `/proc/cpuinfo` of an x86-64 machine."""
    return "\n".join(
        f"processor\t: {core}\nvendor_id\t: AuthenticIntel\ncpu family\t: 6\n"
        f"model name\t: A processor: at 2.40GHz\nfpu\t\t: yes\nflags\t\t: {flags}\n"
        "vmx flags\t: vnmi preemption_timer avx512f\nbugs\t\t: spectre_v1\n"
        "power management:\n"
        for core in range(cores)
    )


def arm(*cores: tuple[str, str, str]) -> str:
    """The `/proc/cpuinfo` of an aarch64 machine.

    Each core has an implementer, a part and features.
    """
    return "\n".join(
        f"processor\t: {number}\nBogoMIPS\t: 48.00\nFeatures\t: {features}\n"
        f"CPU implementer\t: {implementer}\nCPU architecture: 8\nCPU variant\t: 0x1\n"
        f"CPU part\t: {part}\nCPU revision\t: 1\n"
        for number, (implementer, part, features) in enumerate(cores)
    )


def answer(
    provider: Provider, root: Path, cpuinfo: str | None, machine: str, system: str
) -> Report:
    """The answer about a tree of files that has this `/proc/cpuinfo`, or none."""
    if cpuinfo is not None:
        (root / "proc").mkdir()
        (root / "proc" / "cpuinfo").write_text(cpuinfo)
    return provider.report(Host(system, machine, str(root)), None, Policy())


def flags_of(report: Report) -> Sequence[str]:
    """The flags of an answer; each has to be `on`, after another key."""
    assert {values for _, values in report.config[1:]} <= {("on",)}
    return [name for name, _ in report.config[1:]]


VERSIONS = ("9.0a", "8.5a", "8.4a", "8.3a", "8.2a", "8.1a", "8a")


def versions_of(report: Report) -> tuple[str, ...]:
    """The versions of the architecture in an answer, newest first."""
    key, values = report.config[0]
    assert key == "version"
    return values
