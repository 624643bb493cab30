"""Versions of the architecture, and flags, of aarch64 processors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.variantlib.providers import cpus
from tests.variantlib.providers.cpus import VERSIONS, arm, flags_of, versions_of
from variantlib.names.grammar import check_key, check_values
from variantlib.providers.aarch64 import FLAGS, PROVIDER
from variantlib.providers.provider import Report

Answer = Callable[..., Report]


@pytest.fixture
def answer(tmp_path: Path) -> Answer:
    """Ask about a tree with that `/proc/cpuinfo`."""

    def ask(
        cpuinfo: str | None, machine: str = "aarch64", system: str = "linux"
    ) -> Report:
        return cpus.answer(PROVIDER, tmp_path, cpuinfo, machine, system)

    return ask


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
