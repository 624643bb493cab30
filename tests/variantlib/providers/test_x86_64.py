"""Levels and flags of x86-64 processors."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.variantlib.providers import cpus
from tests.variantlib.providers.cpus import flags_of
from variantlib.names.grammar import check_key, check_values
from variantlib.providers import system
from variantlib.providers.host import Host, this_host
from variantlib.providers.provider import Policy, Report
from variantlib.providers.x86_64 import FLAGS, PROVIDER

Answer = Callable[..., Report]


@pytest.fixture
def answer(tmp_path: Path) -> Answer:
    """Ask about a tree with that `/proc/cpuinfo`."""

    def ask(
        cpuinfo: str | None, machine: str = "x86_64", system: str = "linux"
    ) -> Report:
        return cpus.answer(PROVIDER, tmp_path, cpuinfo, machine, system)

    return ask


def levels_of(report: Report) -> tuple[str, ...]:
    key, values = report.config[0]
    assert key == "level"
    return values


LEVELS = ("v4", "v3", "v2", "v1")
V1_FLAGS = "sse2 sse mmx"
V2_FLAGS = "sse4_2 sse4_1 ssse3 sse3 cx16 lahf_lm popcnt"
V3_FLAGS = "avx2 avx bmi2 bmi1 abm f16c fma movbe xsave"
V4_FLAGS = "avx512f avx512bw avx512cd avx512dq avx512vl"


NAMES = """
    k10 core2 nehalem ivybridge bulldozer haswell zen alderlake skylake_avx512 zen4
"""


@pytest.mark.parametrize(
    ("flags", "newest", "expected"),
    [
        # The plugin gives nothing at all for processors of v1.
        (cpus.K10, "v1", "abm sse4a sse3 cx16 lahf_lm popcnt"),
        (cpus.CORE2, "v1", "ssse3 sse3 cx16 lahf_lm"),
        (cpus.NEHALEM, "v2", V2_FLAGS),
        # The plugin's data lacks cx16, lahf_lm, xsave, fsgsbase and xsaveopt of it.
        (
            cpus.IVY_BRIDGE,
            "v2",
            f"xsaveopt avx f16c xsave rdrand aes pclmulqdq fsgsbase {V2_FLAGS}",
        ),
        (
            cpus.BULLDOZER,
            "v2",
            f"avx abm xsave aes pclmulqdq sse4a {V2_FLAGS}",
        ),
        # Nor has it abm of this one, and of those after it.
        (
            cpus.HASWELL,
            "v3",
            f"tsc_adjust xsaveopt {V3_FLAGS} rdrand aes pclmulqdq fsgsbase {V2_FLAGS}",
        ),
        # It takes it for a Zen without sha_ni.
        (
            cpus.ZEN,
            "v3",
            (
                "sha_ni clzero clflushopt rdseed xsavec xsaveopt adx"
                f" {V3_FLAGS} rdrand aes pclmulqdq sse4a fsgsbase {V2_FLAGS}"
            ),
        ),
        (
            cpus.ALDER_LAKE,
            "v3",
            (
                "avx_vnni ibrs_enhanced tsc_adjust flush_l1d movdir64b movdiri rdpid"
                " sha_ni vaes vpclmulqdq clwb clflushopt gfni rdseed xsavec xsaveopt"
                f" adx {V3_FLAGS} rdrand aes pclmulqdq fsgsbase {V2_FLAGS}"
            ),
        ),
        (
            cpus.SKYLAKE_SERVER,
            "v4",
            (
                "tsc_adjust clwb avx512bw avx512cd avx512dq avx512f avx512vl clflushopt"
                f" rdseed xsavec xsaveopt adx {V3_FLAGS} rdrand aes pclmulqdq fsgsbase"
                f" {V2_FLAGS}"
            ),
        ),
        # It takes it for a Zen 4 without sha_ni, rdpid and adx.
        (
            cpus.ZEN4,
            "v4",
            (
                "flush_l1d avx512_bf16 avx512_bitalg avx512_vbmi2 avx512_vnni"
                " avx512_vpopcntdq avx512ifma avx512vbmi rdpid sha_ni vaes vpclmulqdq"
                " clwb clzero avx512bw avx512cd avx512dq avx512f avx512vl clflushopt"
                f" gfni rdseed xsavec xsaveopt adx {V3_FLAGS} rdrand aes pclmulqdq"
                f" sse4a fsgsbase {V2_FLAGS}"
            ),
        ),
    ],
    ids=NAMES.split(),
)
def test_level_and_flags(
    answer: Answer, flags: str, newest: str, expected: str
) -> None:
    report = answer(cpus.x86(flags))
    assert levels_of(report) == LEVELS[LEVELS.index(newest) :]
    assert flags_of(report) == f"{expected} {V1_FLAGS}".split()
    assert report.notes == ()


def test_the_flags_are_56_in_the_order_of_the_plugin() -> None:
    assert len(FLAGS) == len(set(FLAGS)) == 56
    assert PROVIDER.keys == ("level", *FLAGS)
    assert all(map(check_key, PROVIDER.keys))


def test_answers_keep_the_grammar(answer: Answer) -> None:
    for key, values in answer(cpus.x86(cpus.ZEN4)).config:
        check_key(key)
        check_values(values)


@pytest.mark.parametrize("missing", f"{V3_FLAGS} {V2_FLAGS}".split())
def test_a_level_needs_each_of_its_flags(answer: Answer, missing: str) -> None:
    # sse3 goes by another name, and comes with ssse3.
    names = {missing, "pni", "ssse3"} if missing == "sse3" else {missing}
    left = [flag for flag in cpus.ZEN4.split() if flag not in names]
    level = "v2" if missing in V3_FLAGS.split() else "v1"
    assert levels_of(answer(cpus.x86(" ".join(left))))[0] == level


@pytest.mark.parametrize(
    "flag", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]
)
def test_v4_needs_five_parts_of_avx_512(answer: Answer, flag: str) -> None:
    left = [each for each in cpus.ZEN4.split() if each != flag]
    assert levels_of(answer(cpus.x86(" ".join(left))))[0] == "v3"


@pytest.mark.parametrize(
    ("name", "alias"), [("abm", "lzcnt"), ("pni", "sse3"), ("sse4_1", "sse4.1")]
)
def test_flags_have_other_names(answer: Answer, name: str, alias: str) -> None:
    flags = [{name: alias}.get(flag, flag) for flag in cpus.HASWELL.split()]
    assert levels_of(answer(cpus.x86(" ".join(flags))))[0] == "v3"


def test_ssse3_stands_for_sse3(answer: Answer) -> None:
    flags = cpus.NEHALEM.replace("pni ", "")
    assert levels_of(answer(cpus.x86(flags))) == ("v2", "v1")


def test_the_first_of_many_cores_counts(answer: Answer) -> None:
    # 512 cores have about 1.5 MB.
    report = answer(cpus.x86(cpus.ZEN4, cores=512))
    assert levels_of(report)[0] == "v4"


@pytest.mark.parametrize(
    ("cpuinfo", "reason"),
    [
        (None, "/proc/cpuinfo cannot be read"),
        ("", "/proc/cpuinfo has no line of flags"),
        ("processor\t: 0\nvmx flags\t: avx2\n", "/proc/cpuinfo has no line of flags"),
        # A user emulator on an ARM machine shows the file of its host.
        (
            cpus.arm(("0x41", "0xd0c", cpus.NEOVERSE_N1)),
            "/proc/cpuinfo has no line of flags",
        ),
        ("flags\t\t:\n", "those that the system reports are not of x86-64"),
        ("flags\t\t: fpu tsc\n", "those that the system reports are not of x86-64"),
    ],
)
def test_unknown_is_not_v1(answer: Answer, cpuinfo: str | None, reason: str) -> None:
    report = answer(cpuinfo)
    assert report.config == ()
    assert report.notes == (f"the flags of the processor are unknown: {reason}",)
    assert report.is_blocked


OTHERS = " ".join(f"flag{n}" for n in range(5000))


def test_a_line_of_flags_is_read_to_its_end(answer: Answer) -> None:
    assert len(OTHERS) > 16 * 1024
    assert levels_of(answer(cpus.x86(f"{OTHERS} {cpus.HASWELL}")))[0] == "v3"


def test_a_part_of_a_line_of_flags_is_no_answer(answer: Answer) -> None:
    report = answer(cpus.x86(f"{cpus.HASWELL} {OTHERS * 10}"))
    assert report.is_blocked
    assert report.notes[0].endswith("/proc/cpuinfo has no line of flags")


def test_a_file_that_is_a_folder_is_unknown(answer: Answer, tmp_path: Path) -> None:
    (tmp_path / "proc" / "cpuinfo").mkdir(parents=True)
    assert "cannot be read" in answer(None).notes[0]


@pytest.mark.parametrize("machine", ["i386", "i686", "aarch64", "ppc64le", ""])
def test_other_machines_get_no_answer(answer: Answer, machine: str) -> None:
    assert answer(cpus.x86(cpus.ZEN4), machine) == Report()


@pytest.mark.parametrize("name", ["macos", "windows", "freebsd"])
def test_a_tree_of_another_system_tells_nothing(answer: Answer, name: str) -> None:
    report = answer(cpus.x86(cpus.ZEN4), system=name)
    assert report.config == ()
    assert name in report.notes[0]


@pytest.mark.skipif(
    this_host().machine != "x86_64" or not sys.platform.startswith("linux"),
    reason="needs Linux on x86-64",
)
def test_this_machine() -> None:
    report = PROVIDER.report(this_host({}), None, Policy())
    assert levels_of(report)[-1] == "v1"
    assert {"sse2", "mmx"} <= set(flags_of(report))


# macOS


HASWELL_MAC = {
    "machdep.cpu.features": "FPU MMX FXSR SSE SSE2 SS SSE3 PCLMULQDQ MON SSSE3 FMA CX16"
    " SSE4.1 SSE4.2 x2APIC MOVBE POPCNT AES PCID XSAVE OSXSAVE AVX1.0 RDRAND F16C",
    "machdep.cpu.leaf7_features": "RDWRFSGS BMI1 AVX2 SMEP BMI2 ERMS INVPCID",
    "machdep.cpu.extfeatures": "SYSCALL XD EM64T LAHF LZCNT RDTSCP TSCI",
    "machdep.cpu.xsave.extended_state1": (1, 0, 0, 0),
}
ICE_LAKE_MAC = {
    **HASWELL_MAC,
    "machdep.cpu.leaf7_features": "RDWRFSGS BMI1 AVX2 BMI2 ERMS AVX512F AVX512DQ RDSEED"
    " ADX AVX512IFMA CLFSOPT AVX512CD SHA AVX512BW AVX512VL AVX512VBMI GFNI VAES"
    " VPCLMULQDQ AVX512VNNI AVX512BITALG AVX512VPOPCNTDQ RDPID",
    "machdep.cpu.xsave.extended_state1": (15, 2568, 256, 0),
    "hw.optional.avx512f": (1,),
}
ROSETTA = {
    "machdep.cpu.brand_string": "Apple M1",
    "machdep.cpu.features": "FPU CMOV MMX FXSR SSE SSE2 SS SSE3 PCLMULQDQ MON SSSE3"
    " CX16 SSE4.1 SSE4.2 AES SEGLIM64",
    "hw.optional.avx512f": (0,),
    "sysctl.proc_translated": (1,),
}


def as_mac(
    monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str | tuple[int, ...]]
) -> Report:
    """Answer where macOS keeps these values."""

    def sysctl(name: str) -> bytes | None:
        value = values.get(name)
        if isinstance(value, tuple):
            return struct.pack(f"={len(value)}I", *value)
        return None if value is None else f"{value}\0".encode()

    monkeypatch.setattr(system, "sysctl", sysctl)
    return PROVIDER.report(Host("macos", "x86_64"), None, Policy())


def test_macos_has_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    report = as_mac(monkeypatch, HASWELL_MAC)
    assert levels_of(report) == ("v3", "v2", "v1")
    # The plugin lacks abm, xsave, cx16 and lahf_lm, as on Linux, and xsaveopt.
    expected = (
        f"xsaveopt {V3_FLAGS} rdrand aes pclmulqdq fsgsbase {V2_FLAGS} {V1_FLAGS}"
    )
    assert flags_of(report) == expected.split()


def test_macos_with_avx_512(monkeypatch: pytest.MonkeyPatch) -> None:
    report = as_mac(monkeypatch, ICE_LAKE_MAC)
    assert levels_of(report)[0] == "v4"
    assert flags_of(report)[:11] == [
        *("avx512_bitalg", "avx512_vnni", "avx512_vpopcntdq", "avx512ifma"),
        *("avx512vbmi", "rdpid", "sha_ni", "vaes", "vpclmulqdq", "avx512bw"),
        "avx512cd",
    ]
    assert {"clflushopt", "gfni", "xsavec", "xsaveopt"} <= set(flags_of(report))


@pytest.mark.parametrize("told", [{}, {"hw.optional.avx512f": (0,)}])
def test_registers_that_macos_does_not_save(
    monkeypatch: pytest.MonkeyPatch, told: Mapping[str, tuple[int, ...]]
) -> None:
    mac = {**ICE_LAKE_MAC, **told}
    if not told:
        del mac["hw.optional.avx512f"]
    report = as_mac(monkeypatch, mac)
    assert levels_of(report)[0] == "v3"
    assert not any(flag.startswith("avx512") for flag in flags_of(report))


def test_under_rosetta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its list has neither POPCNT nor LAHF, though it translates them; the plugin takes
    # the machine for an aarch64 one, and gives nothing.
    report = as_mac(monkeypatch, ROSETTA)
    assert levels_of(report) == ("v2", "v1")
    assert flags_of(report) == f"aes pclmulqdq {V2_FLAGS} {V1_FLAGS}".split()


def test_a_mac_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    report = as_mac(monkeypatch, {})
    assert report.config == ()
    assert "macOS has no machdep.cpu.features" in report.notes[0]


# Windows


CORE_I7 = "Intel64 Family 6 Model 158 Stepping 10, GenuineIntel"
RYZEN = "AMD64 Family 25 Model 97 Stepping 2, AuthenticAMD"
XEON_PHI = "Intel64 Family 6 Model 87 Stepping 1, GenuineIntel"
SNAPDRAGON = "ARMv8 (64-bit) Family 8 Model 1 Revision 201, Qualcomm Technologies Inc"
V2_NUMBERS = {13, 14, 36, 37, 38}
V3_NUMBERS = {*V2_NUMBERS, 17, 22, 28, 39, 40}
EVERYTHING_SAVED = 0b1110_0111


@pytest.mark.parametrize(
    ("identifier", "numbers", "saved", "level"),
    [
        (CORE_I7, V3_NUMBERS, EVERYTHING_SAVED, "v3"),
        (RYZEN, {*V3_NUMBERS, 33, 41}, EVERYTHING_SAVED, "v4"),
        (RYZEN, V2_NUMBERS, 0b11, "v2"),
        (RYZEN, {13, 14}, 0b11, "v1"),
        # The registers are not saved, or only those of AVX.
        (RYZEN, {*V3_NUMBERS, 41}, 0b11, "v2"),
        (RYZEN, {*V3_NUMBERS, 41}, 0b111, "v3"),
        (RYZEN, {*V3_NUMBERS, 41}, None, "v2"),
        (XEON_PHI, {*V3_NUMBERS, 41}, EVERYTHING_SAVED, "v3"),
        # Nobody knows which others of v3 go with the AVX2 of these.
        (SNAPDRAGON, V3_NUMBERS, EVERYTHING_SAVED, "v2"),
        ("", V3_NUMBERS, EVERYTHING_SAVED, "v2"),
    ],
)
def test_windows(
    monkeypatch: pytest.MonkeyPatch,
    identifier: str,
    numbers: set[int],
    saved: int | None,
    level: str,
) -> None:
    monkeypatch.setattr(system, "processor_feature", numbers.__contains__)
    monkeypatch.setattr(system, "saved_registers", lambda: saved)
    variables = {"PROCESSOR_IDENTIFIER": identifier}
    host = Host("windows", "x86_64", environment=variables)
    report = PROVIDER.report(host, None, Policy())
    assert levels_of(report)[0] == level
    assert set(V1_FLAGS.split()) <= set(flags_of(report))
    assert "Windows names few instruction sets" in report.notes[0]


def test_flags_that_windows_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "processor_feature", V3_NUMBERS.__contains__)
    monkeypatch.setattr(system, "saved_registers", lambda: 0b111)
    host = Host("windows", "x86_64", environment={"PROCESSOR_IDENTIFIER": CORE_I7})
    expected = f"{V3_FLAGS} rdrand fsgsbase {V2_FLAGS} {V1_FLAGS}"
    assert flags_of(PROVIDER.report(host, None, Policy())) == expected.split()


def test_a_windows_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "processor_feature", lambda number: None)
    report = PROVIDER.report(Host("windows", "x86_64"), None, Policy())
    assert report.config == ()
    assert "Windows cannot be asked" in report.notes[0]
