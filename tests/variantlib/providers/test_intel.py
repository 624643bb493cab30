"""The answer about Intel's GPUs, and the process that asks Level Zero."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.variantlib.providers.probing import (
    ask_probe,
    build_library,
    facts_of,
    needs_compiler,
)
from variantlib.errors import InvalidVariable
from variantlib.providers.builtin import BuiltinProviders
from variantlib.providers.host import Host
from variantlib.providers.intel import BASES, PROVIDER, report
from variantlib.providers.provider import Facts, Policy, Report

SOURCE = Path(__file__).with_name("fake_level_zero.c")
INTEL, AMD = 0x8086, 0x1002
MISSING = "an Intel GPU is here, but not libze_loader.so.1, which tells its kind"

# How the fake answers.
WORKS, NO_START, HANGS, ABORTS, OLDER, ASKS_FOR_OLDER, FAILS_LATER, CHATTERS = range(8)
CRASHES = 8


def packed(ip: str) -> int:
    architecture, release, revision = map(int, ip.split("."))
    return architecture << 22 | release << 14 | revision


def gpu(ip: str, index: int = 0, name: str = "Arc", vendor: int = INTEL) -> str:
    return f"{index}.{vendor:x}.{packed(ip):x}.{name.encode().hex()}"


def found(*gpus: str) -> dict[str, tuple[str, ...]]:
    facts: dict[str, tuple[str, ...]] = {"loader": ("found",), "init": ("0",)}
    return {**facts, "gpu": gpus} if gpus else facts


def write_machine(root: Path, *, render: bool = True, kind: str = "0x030000") -> None:
    for address, vendor, device_class in (
        ("0000:00:00.0", "0x8086", "0x060000"),
        ("0000:00:02.0", "0x8086", kind),
        ("0000:01:00.0", "0x10de", "0x030200"),
    ):
        folder = root / "sys/bus/pci/devices" / address
        folder.mkdir(parents=True)
        (folder / "vendor").write_text(f"{vendor}\n")
        (folder / "class").write_text(f"{device_class}\n")
    (root / "dev/dri").mkdir(parents=True)
    (root / "dev/dri/card0").touch()
    if render:
        (root / "dev/dri/renderD128").touch()


def put_loader(folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "libze_loader.so.1").touch()
    return str(folder)


Ask = Callable[..., Report]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    write_machine(tmp_path)
    loader = put_loader(tmp_path / "libraries")

    def ask(facts: Facts | None, gpus: str = "highest", **variables: str) -> Report:
        variables = {"LD_LIBRARY_PATH": loader, **variables}
        host = Host("linux", "x86_64", str(tmp_path), variables)
        return report(host, facts, Policy(gpus))

    return ask


def ips(answer: Report) -> tuple[str, ...]:
    return dict(answer.config).get("device_ip", ())


def test_a_gpu_of_which_no_file_tells_the_maker_is_noted(tmp_path: Path) -> None:
    write_machine(tmp_path)
    shutil.rmtree(tmp_path / "sys")
    host = Host("linux", "x86_64", str(tmp_path))
    note = (
        "a GPU is here (/dev/dri/renderD128), but not /sys/bus, which tells its maker"
    )
    assert report(host, None, Policy()) == Report(notes=(note,))
    # As on small boards, which have no PCI.
    (tmp_path / "sys/bus").mkdir(parents=True)
    assert report(host, None, Policy()) == Report()


# Each of the table of published values, with its base.
@pytest.mark.parametrize(
    ("ip", "values"),
    [
        ("35.11.0", ("35.11.0",)),
        ("35.10.4", ("35.10.4",)),
        ("30.5.4", ("30.5.4", "30.0.4")),
        ("30.4.4", ("30.4.4", "30.0.4")),
        ("30.3.1", ("30.3.1", "30.0.4")),
        ("30.1.0", ("30.1.0", "30.0.4")),
        ("30.0.4", ("30.0.4",)),
        ("20.4.4", ("20.4.4", "20.1.0")),
        ("20.2.0", ("20.2.0", "20.1.0")),
        ("20.1.0", ("20.1.0",)),
        ("12.74.4", ("12.74.4",)),
        ("12.71.4", ("12.71.4", "12.70.4")),
        ("12.70.4", ("12.70.4",)),
        ("12.60.7", ("12.60.7",)),
        ("12.57.0", ("12.57.0", "12.55.8")),
        ("12.56.5", ("12.56.5", "12.55.8")),
        ("12.55.8", ("12.55.8",)),
        ("12.10.0", ("12.10.0",)),
        ("12.4.0", ("12.4.0",)),
        ("12.3.0", ("12.3.0",)),
        ("12.2.0", ("12.2.0",)),
        ("12.1.0", ("12.1.0",)),
        ("12.0.0", ("12.0.0",)),
    ],
)
def test_a_design_is_reported_with_its_base(
    ask: Ask, ip: str, values: tuple[str, ...]
) -> None:
    answer = ask(found(gpu(ip)))
    assert answer.config == (("device_ip", values),)
    assert [(device.name, device.target) for device in answer.devices] == [("Arc", ip)]
    assert ip in BASES
    assert answer.notes == ()


def test_several_gpus_come_in_their_order_and_no_value_twice(ask: Ask) -> None:
    facts = found(gpu("12.56.5"), gpu("20.2.0", 1), gpu("12.57.0", 2))
    assert ips(ask(facts)) == ("12.56.5", "12.55.8", "20.2.0", "20.1.0", "12.57.0")
    assert len(ask(facts).devices) == 3


@pytest.mark.parametrize(
    ("values", "unserved"),
    [
        (["12.55.8", "20.1.0"], []),
        (["12.56.5", "20.1.0", "20.4.4"], []),
        # A build for the base runs on the design, and not the other way round.
        (["12.55.8", "20.4.4"], ["20.1.0"]),
        (["20.1.0"], ["12.56.5"]),
        (["12.60.7"], ["12.56.5", "20.1.0"]),
    ],
)
def test_a_build_serves_a_design_by_itself_or_its_base(
    ask: Ask, values: list[str], unserved: list[str]
) -> None:
    # Of the last one nothing is known that speaks against it.
    devices = ask(found(gpu("12.56.5"), gpu("20.1.0", 1), "2.8086.0.")).devices
    assert PROVIDER.code is not None
    assert PROVIDER.code.key == "device_ip"
    serves = PROVIDER.code.serves
    missed = [device.target for device in devices if not serves(values, device.target)]
    assert missed == unserved


def test_unknown_designs_are_noted_and_left_out(ask: Ask) -> None:
    answer = ask(found(gpu("40.1.2", name="Arc Z"), gpu("20.1.0", 1)))
    assert ips(answer) == ("20.1.0",)
    assert answer.notes == ("Arc Z has the device_ip 40.1.2, which is not known here",)
    assert answer.is_blocked
    assert len(answer.devices) == 2


def test_a_driver_without_the_extension_is_noted(ask: Ask) -> None:
    answer = ask(found("0.8086.0."))
    assert answer.config == ()
    assert answer.notes == ("the driver does not tell the device_ip of GPU 0 of Intel",)


def test_gpus_of_others_do_not_count(ask: Ask) -> None:
    answer = ask(found(gpu("20.1.0", vendor=AMD)))
    assert answer == Report(notes=("Level Zero finds no Intel GPU",))


@pytest.mark.parametrize(
    "line",
    [
        *("", "0", "0.x.y.z", "a.8086.1.41", "0.8086.1.4"),
        *(f"{'9' * 5000}.8086.1.41", f"0.8086.{'f' * 5000}.41"),
    ],
)
def test_lines_that_no_probe_writes_are_passed_over(ask: Ask, line: str) -> None:
    assert ips(ask(found(line, gpu("20.1.0", 1)))) == ("20.1.0",)


def test_a_failed_start_is_noted_and_partial(tmp_path: Path, ask: Ask) -> None:
    answer = ask({"loader": ("found",), "init": ("78000001",)})
    assert answer == Report(
        notes=("Level Zero is here, but has no driver for a GPU",),
        is_partial=True,
        is_blocked=True,
    )
    answer = ask({"loader": ("found",), "init": ("70000004",)})
    assert answer.notes == ("Level Zero is here, but does not start (70000004)",)

    class Locked(Host):
        def may_use(self, path: str) -> bool:
            return False

    facts = {"loader": ("found",), "init": ("78000001",)}
    answer = report(Locked("linux", "x86_64", str(tmp_path)), facts, Policy())
    assert answer.notes == (
        "this user may not open /dev/dri/renderD128, as Level Zero must (group render)",
    )


def test_a_probe_that_gave_no_answer_leaves_it_partial(ask: Ask) -> None:
    assert ask(None) == Report(is_partial=True)


def test_a_library_that_cannot_be_loaded_is_noted(ask: Ask) -> None:
    assert ask({}) == Report(notes=(MISSING,))


def test_pci_alone_is_a_note(tmp_path: Path, ask: Ask) -> None:
    assert ask(None, LD_LIBRARY_PATH="/nowhere") == Report(notes=(MISSING,))


def test_the_value_can_be_forced_and_gets_no_base(ask: Ask) -> None:
    answer = ask(None, INTEL_VARIANT_PROVIDER_FORCE_DEVICE_IP="12.71.4")
    assert answer == Report((("device_ip", ("12.71.4",)),))


@pytest.mark.parametrize("system", ["macos", "windows", "linux"])
def test_that_needs_no_gpu(system: str) -> None:
    variables = {"INTEL_VARIANT_PROVIDER_FORCE_DEVICE_IP": "30.0.4"}
    host = Host(system, "x86_64", "/nowhere", variables)
    assert ips(report(host, None, Policy())) == ("30.0.4",)
    assert report(Host(system, "x86_64", "/nowhere"), None, Policy()) == Report()


@pytest.mark.parametrize("value", ["12.99.99", "20.1", "pvc", "20.1.0,12.60.7"])
def test_a_wrong_value_is_an_error(ask: Ask, value: str) -> None:
    name = "INTEL_VARIANT_PROVIDER_FORCE_DEVICE_IP"
    with pytest.raises(InvalidVariable, match=name):
        ask(None, **{name: value})


@pytest.mark.parametrize(
    ("mask", "values"),
    [("1", ("20.1.0",)), ("0.1, 5", ("12.60.7",)), ("", ("12.60.7", "20.1.0"))],
)
def test_hidden_gpus_are_left_out_only_if_the_user_wants_that(
    ask: Ask, mask: str, values: tuple[str, ...]
) -> None:
    facts = found(gpu("12.60.7"), gpu("20.1.0", 1))
    assert ips(ask(facts, "visible", ZE_AFFINITY_MASK=mask)) == values
    assert ips(ask(facts, ZE_AFFINITY_MASK=mask)) == ("12.60.7", "20.1.0")
    answer = ask(facts, "visible", ZE_AFFINITY_MASK="7")
    assert answer.notes == ("ZE_AFFINITY_MASK hides every GPU",)


class TestIsNeeded:
    """When the process is started at all."""

    def is_needed(self, root: Path, **variables: str) -> bool:
        assert PROVIDER.probe is not None
        host = Host("linux", "x86_64", str(root), variables)
        return PROVIDER.probe.is_needed(host)

    def test_with_a_gpu_a_node_and_the_library(self, tmp_path: Path) -> None:
        write_machine(tmp_path)
        loader = put_loader(tmp_path / "libraries")
        assert self.is_needed(tmp_path, LD_LIBRARY_PATH=f"/nowhere{os.pathsep}{loader}")
        assert not self.is_needed(tmp_path)
        assert not self.is_needed(
            tmp_path,
            LD_LIBRARY_PATH=loader,
            INTEL_VARIANT_PROVIDER_FORCE_DEVICE_IP="20.1.0",
        )

    def test_not_without_a_node(self, tmp_path: Path) -> None:
        write_machine(tmp_path, render=False)
        loader = put_loader(tmp_path / "libraries")
        assert not self.is_needed(tmp_path, LD_LIBRARY_PATH=loader)

    def test_not_without_a_gpu_of_intel(self, tmp_path: Path) -> None:
        write_machine(tmp_path, kind="0x020000")
        loader = put_loader(tmp_path / "libraries")
        assert not self.is_needed(tmp_path, LD_LIBRARY_PATH=loader)

    def test_in_wsl_by_the_library_alone(self, tmp_path: Path) -> None:
        (tmp_path / "dev").mkdir()
        (tmp_path / "dev/dxg").touch()
        loader = put_loader(tmp_path / "libraries")
        assert self.is_needed(tmp_path, LD_LIBRARY_PATH=loader)
        assert not self.is_needed(tmp_path)


Probe = Callable[..., "dict[str, tuple[str, ...]]"]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put a fake of the library where the dynamic loader of children finds it."""

    def build(
        how: int,
        designs: Sequence[int] = (),
        vendors: Sequence[int] = (INTEL, INTEL),
        types: Sequence[int] = (1, 1),
    ) -> None:
        lists = {"IPS": designs or (0,), "VENDORS": vendors, "TYPES": types}
        values = {
            name: f"{{{','.join(map(str, items))}}}" for name, items in lists.items()
        }
        values |= {"HOW": str(how), "COUNT": str(len(designs))}
        folder = tmp_path / "fake"
        build_library(folder / "libze_loader.so.1", SOURCE.read_text(), values)
        monkeypatch.setenv("LD_LIBRARY_PATH", str(folder))

    return build


@needs_compiler
class TestProbe:
    """The process that asks, with libraries that answer in each way."""

    def test_two_gpus(self, build: Callable[..., None], ask: Ask) -> None:
        build(WORKS, [packed("12.56.5"), packed("20.1.0")])
        facts = facts_of(ask_probe("_intel_probe"))
        assert facts == {
            "loader": ("found",),
            "init": ("0",),
            "gpu": (
                gpu("12.56.5", 0, "Intel(R) Arc(TM) A770"),
                gpu("20.1.0", 1, "Intel(R) Arc(TM) A769"),
            ),
        }
        answer = ask(facts)
        assert ips(answer) == ("12.56.5", "12.55.8", "20.1.0")
        assert answer.devices[0].name == "Intel(R) Arc(TM) A770"

    @pytest.mark.parametrize("how", [OLDER, ASKS_FOR_OLDER, CHATTERS])
    def test_older_loaders_and_chatter(
        self, build: Callable[..., None], how: int
    ) -> None:
        build(how, [packed("12.60.7")])
        facts = facts_of(ask_probe("_intel_probe"))
        assert facts == found(gpu("12.60.7", 0, "Intel(R) Arc(TM) A770"))

    def test_no_device(self, build: Callable[..., None], ask: Ask) -> None:
        build(WORKS)
        facts = facts_of(ask_probe("_intel_probe"))
        assert facts == found()
        assert ask(facts).notes == ("Level Zero finds no Intel GPU",)

    def test_unknown_design_and_foreign_vendor(
        self, build: Callable[..., None], ask: Ask
    ) -> None:
        build(WORKS, [packed("99.1.2"), packed("20.1.0")], vendors=[INTEL, AMD])
        answer = ask(facts_of(ask_probe("_intel_probe")))
        assert answer.config == ()
        assert len(answer.notes) == 1
        assert "99.1.2" in answer.notes[0]

    def test_other_kinds_of_devices_do_not_count(
        self, build: Callable[..., None]
    ) -> None:
        build(WORKS, [packed("20.1.0"), packed("12.60.7")], types=[5, 1])
        [line] = facts_of(ask_probe("_intel_probe"))["gpu"]
        assert line.startswith("1.8086.")

    def test_devices_are_seen_whatever_hides_them(
        self, build: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ZE_AFFINITY_MASK", "0")
        build(WORKS, [packed("12.56.5"), packed("20.1.0")])
        assert len(facts_of(ask_probe("_intel_probe"))["gpu"]) == 2

    def test_a_start_that_fails(self, build: Callable[..., None]) -> None:
        build(NO_START, [packed("20.1.0")])
        facts = facts_of(ask_probe("_intel_probe"))
        assert facts == {"loader": ("found",), "init": ("78000001",)}

    def test_a_device_that_fails_leaves_the_others(
        self, build: Callable[..., None], ask: Ask
    ) -> None:
        build(FAILS_LATER, [packed("12.56.5"), packed("20.1.0")])
        facts = facts_of(ask_probe("_intel_probe"))
        assert facts["failed"] == ("zeDeviceGetProperties_1_70000001",)
        answer = ask(facts)
        assert ips(answer) == ("12.56.5", "12.55.8")
        assert answer.is_partial
        [note] = answer.notes
        assert note.startswith("Level Zero fails for a part of the devices")

    @pytest.mark.parametrize(
        ("how", "problem"),
        [
            (HANGS, "did not answer within 1 s (provider_timeout)"),
            (ABORTS, "was killed by SIGABRT"),
            (CRASHES, "was killed by SIGSEGV"),
        ],
    )
    def test_a_library_takes_nothing_along_but_the_process(
        self, build: Callable[..., None], tmp_path: Path, how: int, problem: str
    ) -> None:
        build(how, [packed("20.1.0")])
        asked = ask_probe("_intel_probe", timeout=1.0 if how == HANGS else 30.0)
        assert asked.config is None
        write_machine(tmp_path / "root")
        variables = {"LD_LIBRARY_PATH": str(tmp_path / "fake")}
        host = Host("linux", "x86_64", str(tmp_path / "root"), variables)
        builtin = BuiltinProviders(host, {"intel"})
        [answer] = builtin.answers({"intel": asked}, ())
        assert answer.notes == (f"the process that asks its libraries {problem}",)
        assert answer.builtin is not None
        assert answer.builtin.is_blocked

    def test_a_file_that_is_no_library(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = put_loader(tmp_path / "fake")
        monkeypatch.setenv("LD_LIBRARY_PATH", folder)
        assert facts_of(ask_probe("_intel_probe")) == {}
