"""Versions of the architecture, and flags, of aarch64 processors."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.variantlib.providers import cpus
from tests.variantlib.providers.cpus import arm, flags_of
from variantlib.names.grammar import check_key, check_values
from variantlib.providers import system
from variantlib.providers.aarch64 import FLAGS, PROVIDER
from variantlib.providers.host import Host
from variantlib.providers.provider import Policy, Report

Answer = Callable[..., Report]


@pytest.fixture
def answer(tmp_path: Path) -> Answer:
    """Ask about a tree with that `/proc/cpuinfo`."""

    def ask(
        cpuinfo: str | None, machine: str = "aarch64", system: str = "linux"
    ) -> Report:
        return cpus.answer(PROVIDER, tmp_path, cpuinfo, machine, system)

    return ask


def versions_of(report: Report) -> tuple[str, ...]:
    key, values = report.config[0]
    assert key == "version"
    return values


VERSIONS = ("9.0a", "8.5a", "8.4a", "8.3a", "8.2a", "8.1a", "8a")
BASE_FLAGS = sorted(cpus.CORTEX_A72.split())


NAMES = """
    cortex_a72 thunderx2 a64fx neoverse_n1 neoverse_v1 neoverse_v1-rhel8 neoverse_v2
    neoverse_v2-rhel9 neoverse_n2-nodit m1 m2 m2-virtual
"""


@pytest.mark.parametrize(
    ("cores", "newest", "flags"),
    [
        (("0x41", "0xd08", cpus.CORTEX_A72), "8a", "aes asimd cpuid crc32 evtstrm fp"),
        (("0x43", "0x0af", cpus.THUNDERX2), "8.1a", "aes asimd cpuid crc32"),
        (("0x46", "0x001", cpus.A64FX), "8.2a", "asimdhp dcpop fcma fphp sve asimd"),
        (
            ("0x41", "0xd0c", cpus.NEOVERSE_N1),
            "8.2a",
            "ssbs asimddp lrcpc asimdhp dcpop fphp aes asimd",
        ),
        (
            ("0x41", "0xd40", cpus.NEOVERSE_V1),
            "8.4a",
            "paca pacg ssbs asimdfhm bf16 dcpodp dgh dit flagm i8mm ilrcpc jscvt rng",
        ),
        # RHEL hides paca and pacg, parts of 8.3a; the plugin says 8.4a.
        (
            ("0x41", "0xd40", cpus.HIDDEN_V1),
            "8.2a",
            "ssbs asimdfhm bf16 dcpodp dgh dit flagm",
        ),
        (
            ("0x41", "0xd4f", cpus.NEOVERSE_V2),
            "9.0a",
            "sve2 flagm2 frint sb paca pacg ssbs asimdfhm bf16",
        ),
        # It says 9.0a here, too.
        (("0x41", "0xd4f", cpus.HIDDEN_V2), "8.2a", "sve2 flagm2 frint sb ssbs"),
        # A hypervisor hides dit, a part of 8.4a, of a Neoverse N2: the plugin, 9.0a.
        (
            ("0x41", "0xd49", cpus.NEOVERSE_V2.replace(" dit", "")),
            "8.3a",
            "sve2 flagm2 frint sb paca",
        ),
        (("0x61", "0x022", cpus.APPLE_M1), "8.4a", "flagm2 frint sb paca pacg ssbs"),
        (
            ("0x61", "0x032", cpus.APPLE_M2),
            "8.5a",
            "flagm2 frint sb paca pacg ssbs asimdfhm bf16",
        ),
        # A virtual machine on a Mac hides bti.
        (
            ("0x61", "0x032", cpus.APPLE_M2.replace(" bti", "")),
            "8.4a",
            "flagm2 frint sb paca",
        ),
    ],
    ids=[
        "cortex_a72",
        "thunderx2",
        "a64fx",
        "neoverse_n1",
        "neoverse_v1",
        "neoverse_v1-rhel8",
        "neoverse_v2",
        "neoverse_v2-rhel9",
        "neoverse_n2-nodit",
        "m1",
        "m2",
        "m2-virtual",
    ],
)
def test_version_and_flags(
    answer: Answer, cores: tuple[str, str, str], newest: str, flags: str
) -> None:
    report = answer(arm(cores, cores))
    assert versions_of(report) == VERSIONS[VERSIONS.index(newest) :]
    first = flags.split()
    assert flags_of(report)[: len(first)] == first
    # All that the kernel says and the plugin has a name for.
    known = set(cores[2].split()) & set(FLAGS)
    assert flags_of(report) == [flag for flag in FLAGS if flag in known]
    assert report.notes == ()


@pytest.mark.parametrize(
    ("missing", "newest"),
    [
        *((flag, "8a") for flag in ("atomics", "asimdrdm", "crc32")),
        ("dcpop", "8.1a"),
        *((flag, "8.2a") for flag in ("jscvt", "fcma", "lrcpc", "paca", "pacg")),
        *((flag, "8.3a") for flag in ("fphp", "asimdhp", "asimddp", "asimdfhm")),
        *((flag, "8.3a") for flag in ("dit", "uscat", "ilrcpc", "flagm")),
        *((flag, "8.4a") for flag in ("sb", "ssbs", "flagm2", "frint", "bti")),
        ("sve2", "8.5a"),
        # No part of any version.
        *((flag, "9.0a") for flag in ("bf16", "i8mm", "sve", "aes", "sha512", "ecv")),
    ],
)
def test_a_version_needs_all_that_it_has(
    answer: Answer, missing: str, newest: str
) -> None:
    features = [flag for flag in cpus.NEOVERSE_V2.split() if flag != missing]
    report = answer(arm(("0x41", "0xd4f", " ".join(features))))
    assert versions_of(report)[0] == newest


def test_names_that_are_slips_are_never_reported(answer: Answer) -> None:
    slips = "btiecv asimdrdmatomics bti ecv asimdrdm atomics"
    report = answer(arm(("0x41", "0xd4f", f"{cpus.NEOVERSE_V2} {slips}")))
    assert set(slips.split()).isdisjoint(flags_of(report))
    assert set(slips.split()).isdisjoint(PROVIDER.keys)
    assert len(FLAGS) == len(set(FLAGS)) == 38


def test_answers_keep_the_grammar(answer: Answer) -> None:
    for key, values in answer(arm(("0x41", "0xd4f", cpus.NEOVERSE_V2))).config:
        check_key(key)
        check_values(values)


# Several cores


def test_the_worst_core_counts(answer: Answer) -> None:
    big = ("0x41", "0xd4f", cpus.NEOVERSE_V2)
    small = ("0x41", "0xd05", cpus.NEOVERSE_N1)
    report = answer(arm(big, big, small, big))
    assert versions_of(report)[0] == "8.2a"
    assert "sve2" not in flags_of(report)


@pytest.mark.parametrize("big_first", [False, True])
def test_a_phone_whose_kernel_speaks_for_the_small_cores_only(
    answer: Answer, big_first: bool
) -> None:
    # Exynos 9810: the Exynos M3 has none of 8.1a and 8.2a.
    told = f"{cpus.THUNDERX2} fphp asimdhp dcpop"
    cores = [("0x41", "0xd05", told)] * 4 + [("0x53", "0x002", told)] * 4
    report = answer(arm(*(reversed(cores) if big_first else cores)))
    assert versions_of(report) == ("8a",)
    assert flags_of(report) == BASE_FLAGS


def test_a_phone_of_one_architecture(answer: Answer) -> None:
    # Snapdragon 845: Cortex-A75 and A55.
    told = f"{cpus.THUNDERX2} fphp asimdhp lrcpc dcpop asimddp"
    cores = [("0x51", "0x803", told)] * 4 + [("0x51", "0x802", told)] * 4
    assert versions_of(answer(arm(*cores)))[0] == "8.2a"


def test_one_line_for_all_cores(answer: Answer) -> None:
    # Linux 3.10 of a Jetson TX1.
    cpuinfo = (
        "Processor\t: AArch64 Processor rev 1 (aarch64)\n"
        + "".join(f"processor\t: {core}\n" for core in range(4))
        + "Features\t: fp asimd aes pmull sha1 sha2 crc32\n"
        "CPU implementer\t: 0x41\nCPU architecture: AArch64\nCPU variant\t: 0x1\n"
        "CPU part\t: 0xd07\nCPU revision\t: 1\n\nHardware\t: jetson_tx1\n"
    )
    report = answer(cpuinfo)
    assert versions_of(report) == ("8a",)
    assert flags_of(report) == ["aes", "asimd", "crc32", "fp", "pmull", "sha1", "sha2"]


def test_a_jetson_orin(answer: Answer) -> None:
    # Cortex-A78AE.
    told = f"{cpus.NEOVERSE_N1} uscat ilrcpc flagm paca pacg dcpodp"
    report = answer(arm(*[("0x41", "0xd42", told)] * 8))
    assert versions_of(report)[0] == "8.2a"
    assert {"paca", "flagm", "asimddp"} <= set(flags_of(report))


def test_a_file_too_large_to_be_read_whole(answer: Answer) -> None:
    # The last line that is read ends in the middle of its features.
    cores = [("0x41", "0xd4f", cpus.NEOVERSE_V2)] * 3000
    assert versions_of(answer(arm(*cores)))[0] == "9.0a"


# Unknown


@pytest.mark.parametrize(
    ("cpuinfo", "reason"),
    [
        (None, "/proc/cpuinfo has no line of features, or cannot be read"),
        ("", "/proc/cpuinfo has no line of features, or cannot be read"),
        (
            cpus.x86(cpus.ZEN4),
            "/proc/cpuinfo has no line of features, or cannot be read",
        ),
        # As a process of 32 bits sees it.
        (
            arm(("0x41", "0xd08", "half thumb fastmult vfp edsp neon vfpv3 aes crc32")),
            "/proc/cpuinfo has those of another architecture",
        ),
    ],
)
def test_unknown_is_no_answer(answer: Answer, cpuinfo: str | None, reason: str) -> None:
    report = answer(cpuinfo)
    assert report.config == ()
    assert report.notes == (f"the flags of the processor are unknown: {reason}",)


@pytest.mark.parametrize("machine", ["armv7l", "armv8l", "x86_64", "riscv64"])
def test_other_machines_get_no_answer(answer: Answer, machine: str) -> None:
    cpuinfo = arm(("0x41", "0xd0c", cpus.NEOVERSE_N1))
    assert answer(cpuinfo, machine) == Report()


@pytest.mark.parametrize("name", ["macos", "windows", "freebsd"])
def test_a_tree_of_another_system_tells_nothing(answer: Answer, name: str) -> None:
    report = answer(arm(("0x41", "0xd0c", cpus.NEOVERSE_N1)), system=name)
    assert report.config == ()
    assert name in report.notes[0]


# This process's own capabilities


def as_process(
    monkeypatch: pytest.MonkeyPatch, values: Mapping[int, int], cpuinfo: str | None
) -> Report:
    """Answer where the kernel gave this process these values."""
    monkeypatch.setattr(system, "auxiliary_value", values.get)
    monkeypatch.setattr(Host, "read", lambda self, path, limit: cpuinfo)
    return PROVIDER.report(Host("linux", "aarch64"), None, Policy())


# As arch/arm64/include/uapi/asm/hwcap.h has them.
N1 = {16: 0x1FFF | 1 << 15 | 1 << 16 | 1 << 20 | 1 << 28, 26: 0}
V2 = {16: 0xFFFF_FFFF, 26: 1 << 0 | 1 << 1 | 1 << 7 | 1 << 8 | 1 << 17}


def test_bits_of_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    report = as_process(monkeypatch, N1, None)
    assert versions_of(report)[0] == "8.2a"
    # asimdrdm and atomics have no name that can be reported.
    told = set(cpus.NEOVERSE_N1.split()) - {"asimdrdm", "atomics"}
    assert set(flags_of(report)) == told
    assert versions_of(as_process(monkeypatch, V2, None))[0] == "9.0a"


@pytest.mark.parametrize(
    ("bit", "flag"),
    [
        *((3, "aes"), (7, "crc32"), (16, "dcpop"), (20, "asimddp"), (22, "sve")),
        *((23, "asimdfhm"), (27, "flagm"), (28, "ssbs"), (29, "sb"), (30, "paca")),
        (31, "pacg"),
    ],
)
def test_each_bit(monkeypatch: pytest.MonkeyPatch, bit: int, flag: str) -> None:
    report = as_process(monkeypatch, {16: 0b11 | 1 << bit}, None)
    assert set(flags_of(report)) == {"fp", "asimd", flag}


@pytest.mark.parametrize(
    ("bit", "flag"),
    [
        *((0, "dcpodp"), (1, "sve2"), (7, "flagm2"), (8, "frint"), (9, "svei8mm")),
        *((12, "svebf16"), (13, "i8mm"), (14, "bf16"), (15, "dgh"), (16, "rng")),
    ],
)
def test_each_later_bit(monkeypatch: pytest.MonkeyPatch, bit: int, flag: str) -> None:
    report = as_process(monkeypatch, {16: 0b11, 26: 1 << bit}, None)
    assert set(flags_of(report)) == {"fp", "asimd", flag}


def test_an_emulator_shows_the_file_of_its_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for host in (
        cpus.x86(cpus.ZEN4),
        arm(("0x41", "0xd0c", cpus.NEOVERSE_N1)),
    ):
        assert versions_of(as_process(monkeypatch, V2, host))[0] == "9.0a"


def test_a_process_under_a_kernel_that_tells_of_each_core(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    big, small = cpus.NEOVERSE_V2, cpus.NEOVERSE_N1
    cpuinfo = arm(("0x41", "0xd4f", big), ("0x41", "0xd05", small))
    assert versions_of(as_process(monkeypatch, V2, cpuinfo))[0] == "8.2a"


def test_a_process_on_a_core_that_is_older(monkeypatch: pytest.MonkeyPatch) -> None:
    cpuinfo = arm(("0x41", "0xd05", cpus.NEOVERSE_N1), ("0x53", "0x002", "fp asimd"))
    assert versions_of(as_process(monkeypatch, N1, cpuinfo)) == ("8a",)


def test_a_process_that_cannot_learn_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    cpuinfo = arm(("0x41", "0xd0c", cpus.NEOVERSE_N1))
    assert versions_of(as_process(monkeypatch, {}, cpuinfo))[0] == "8.2a"


# macOS


APPLE_NAMES = """
    FlagM FlagM2 FHM DotProd SHA3 RDM LSE SHA256 SHA512 SHA1 AES PMULL SB FRINTTS LRCPC
    LRCPC2 FCMA JSCVT PAuth DPB DPB2 LSE2 FP16 SSBS
"""
M1_MAC = {
    **dict.fromkeys(APPLE_NAMES.split(), 1),
    **dict.fromkeys(("SPECRES", "BF16", "I8MM", "BTI"), 0),
}
M2_MAC = M1_MAC | {"BF16": 1, "I8MM": 1, "BTI": 1}
M3_MAC = M2_MAC | {"DIT": 1, "CRC32": 1}
M4_MAC = M3_MAC | {"SSBS": 0, "SME": 1, "SME2": 1}
M1_NAMES = """
    flagm2 frint sb paca pacg ssbs asimdfhm dcpodp dit flagm ilrcpc jscvt sha3 sha512
    uscat asimddp lrcpc asimdhp dcpop fcma fphp aes asimd crc32 fp pmull sha1 sha2
"""
M1_FLAGS = M1_NAMES.split()
# Names of macOS 11 that all later ones have, too.
OLD_NAMES = {
    "hw.optional.arm64": 1,
    "hw.optional.armv8_2_fhm": 1,
    "hw.optional.armv8_1_atomics": 1,
}


def as_mac(
    monkeypatch: pytest.MonkeyPatch,
    features: Mapping[str, int],
    names: Mapping[str, int] = OLD_NAMES,
) -> Report:
    """Answer where macOS keeps these values."""
    values = {f"hw.optional.arm.FEAT_{name}": n for name, n in features.items()}
    values.update(names)

    def sysctl(name: str) -> bytes | None:
        return struct.pack("=I", values[name]) if name in values else None

    monkeypatch.setattr(system, "sysctl", sysctl)
    return PROVIDER.report(Host("macos", "aarch64"), None, Policy())


@pytest.mark.parametrize(
    ("features", "newest", "flags"),
    [
        # macOS 12 says nothing of DIT and CRC32. The plugin reports `cpuid` and
        # `evtstrm`, too, which are services of Linux.
        (M1_MAC, "8.4a", M1_FLAGS),
        # macOS 11, with the "Apple processor".
        ({}, "8.4a", M1_FLAGS),
        (M2_MAC, "8.5a", [*M1_FLAGS, "bf16", "i8mm"]),
        # By newer data of the plugin 8.6a, by that in its wheel 8.4a.
        (M3_MAC, "8.5a", [*M1_FLAGS, "bf16", "i8mm"]),
        # It has no SSBS, which is a part of 8.5a.
        (M4_MAC, "8.4a", [*sorted({*M1_FLAGS} - {"ssbs"}), "bf16", "i8mm"]),
    ],
    ids=["m1", "m1-macos11", "m2", "m3", "m4"],
)
def test_macs(
    monkeypatch: pytest.MonkeyPatch,
    features: Mapping[str, int],
    newest: str,
    flags: list[str],
) -> None:
    report = as_mac(monkeypatch, features)
    assert versions_of(report) == VERSIONS[VERSIONS.index(newest) :]
    assert flags_of(report) == [flag for flag in FLAGS if flag in flags]
    assert report.notes == ()


def test_what_macos_denies_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    report = as_mac(monkeypatch, {**M3_MAC, "JSCVT": 0, "CRC32": 0})
    assert versions_of(report) == ("8a",)


def test_the_kit_for_developers_is_older_than_the_m1(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {**OLD_NAMES, "hw.optional.armv8_2_fhm": 0}
    report = as_mac(monkeypatch, {}, names)
    assert versions_of(report) == ("8a",)
    assert flags_of(report) == ["asimd", "fp"]


def test_a_mac_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    report = as_mac(monkeypatch, {}, {})
    assert report.config == ()
    assert "macOS has no hw.optional.arm64" in report.notes[0]


# Windows


def test_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "processor_feature", {30, 31, 34, 43, 45}.__contains__)
    report = PROVIDER.report(Host("windows", "aarch64"), None, Policy())
    assert versions_of(report) == ("8a",)
    expected = [
        "asimddp",
        "lrcpc",
        "aes",
        "asimd",
        "crc32",
        "fp",
        "pmull",
        "sha1",
        "sha2",
    ]
    assert flags_of(report) == expected
    assert "it is taken for 8a" in report.notes[0]


def test_a_windows_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "processor_feature", lambda number: None)
    report = PROVIDER.report(Host("windows", "aarch64"), None, Policy())
    assert report.config == ()
    assert "Windows cannot be asked" in report.notes[0]
