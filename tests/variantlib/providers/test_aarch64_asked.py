"""The same where the system is asked: Linux about this process, macOS, Windows."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import pytest

from tests.variantlib.providers import cpus
from tests.variantlib.providers.cpus import VERSIONS, arm, flags_of, versions_of
from variantlib.providers import system
from variantlib.providers.aarch64 import FLAGS, PROVIDER
from variantlib.providers.host import Host
from variantlib.providers.provider import Policy, Report

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
