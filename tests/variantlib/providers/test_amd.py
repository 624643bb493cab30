"""The answer about AMD's GPUs, on machines that are written anew."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.variantlib.providers.amd_machines import MI210, NO_ROCM, Ask, asking
from tests.variantlib.providers.kfd_trees import CPU, HIDDEN, NODES, Node, write_kfd
from variantlib.errors import InvalidVariable
from variantlib.providers.amd import PROVIDER, report
from variantlib.providers.amd_overrides import KNOWN
from variantlib.providers.host import Host
from variantlib.providers.kfd import gfx_name
from variantlib.providers.provider import Policy, Report

RX7900 = Node(110000, device=0x744C)
RX9070 = Node(120001, device=0x7550)
STRIX = Node(110501, device=0x1586)


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    return asking(tmp_path)


def archs(found: Report) -> tuple[str, ...]:
    return dict(found.config).get("gfx_arch", ())


def notes(found: Report) -> tuple[str, ...]:
    """All but the one that no machine here has ROCm."""
    return tuple(note for note in found.notes if note != NO_ROCM)


def test_nothing_of_amd_is_no_answer_and_no_note(ask: Ask) -> None:
    assert ask() == Report()


@pytest.mark.parametrize("system", ["macos", "windows"])
def test_other_systems_are_not_searched(tmp_path: Path, system: str) -> None:
    write_kfd(tmp_path, [CPU, MI210])
    host = Host(system, "x86_64", str(tmp_path))
    assert report(host, None, Policy()) == Report()


def test_a_driver_without_gpus_for_computing_is_noted(tmp_path: Path, ask: Ask) -> None:
    write_kfd(tmp_path, [CPU])
    assert ask() == Report(
        notes=("the amdgpu driver is loaded, but offers no GPU for computing",),
        is_blocked=True,
    )


def test_a_container_with_a_device_but_without_its_files_is_noted(
    tmp_path: Path,
) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/kfd").touch()
    host = Host("linux", "x86_64", str(tmp_path))
    [note] = report(host, None, Policy()).notes
    assert note == (
        "/dev/kfd is here, but not /sys/class/kfd/kfd/topology/nodes, which tells of "
        "the GPUs"
    )
    assert report(host, None, Policy()).is_blocked


def test_eight_equal_gpus_are_one_value_and_eight_devices(
    tmp_path: Path, ask: Ask
) -> None:
    write_kfd(tmp_path, [CPU, CPU, *[MI210] * 8])
    found = ask()
    assert found.config == (("gfx_arch", ("gfx90a",)),)
    assert notes(found) == ()
    assert not found.is_partial
    assert [device.target for device in found.devices] == ["gfx90a"] * 8
    assert found.devices[0].name == "AMD GPU 740f (KFD node 2)"


def test_partitions_of_a_chip_are_one_device(tmp_path: Path, ask: Ask) -> None:
    parts = [
        Node(90402, device=0x74A1, unique=0xA000000000000000 + chip, simds=76)
        for chip in range(8)
        for _ in range(8)
    ]
    write_kfd(tmp_path, [CPU, CPU, *parts])
    found = ask()
    assert found.config == (("gfx_arch", ("gfx942",)),)
    assert len(found.devices) == 8
    name = "AMD GPU 74a1 (8 partitions from KFD node 10 on)"
    assert (found.devices[1].name, found.devices[1].target) == (name, "gfx942")


def test_gpus_come_in_the_order_of_the_numbers_of_their_nodes(
    tmp_path: Path, ask: Ask
) -> None:
    write_kfd(tmp_path, [CPU, *[RX7900] * 9, RX9070, RX7900])
    assert archs(ask()) == ("gfx1100", "gfx1201")


@pytest.mark.parametrize("gpus", ["highest", "lowest", "every"])
def test_different_gpus_are_alternatives_by_every_rule(
    tmp_path: Path, ask: Ask, gpus: str
) -> None:
    write_kfd(tmp_path, [CPU, RX9070, RX7900])
    found = ask(gpus)
    assert archs(found) == ("gfx1201", "gfx1100")
    assert [device.target for device in found.devices] == ["gfx1201", "gfx1100"]


def test_an_apu_counts_beside_an_external_gpu(tmp_path: Path, ask: Ask) -> None:
    # The CPU's cores and its GPU have one node each on current APUs.
    write_kfd(tmp_path, [CPU, STRIX, RX9070])
    assert archs(ask()) == ("gfx1151", "gfx1201")


def test_a_node_that_cannot_be_read_does_not_hide_the_others(
    tmp_path: Path, ask: Ask
) -> None:
    write_kfd(tmp_path, [CPU, HIDDEN, MI210, HIDDEN])
    found = ask()
    assert archs(found) == ("gfx90a",)
    assert notes(found) == (
        "KFD does not show nodes 1, 3 here, so a GPU there does not count",
    )
    assert found.is_partial


@pytest.mark.skipif(sys.platform == "win32", reason="not everybody may make links")
def test_a_dangling_link_in_place_of_properties_is_one(
    tmp_path: Path, ask: Ask
) -> None:
    write_kfd(tmp_path, [CPU, MI210])
    path = tmp_path / NODES / "1/properties"
    path.unlink()
    path.symlink_to("nowhere")
    found = ask()
    assert (found.config, found.is_partial, found.is_blocked) == ((), True, True)
    assert notes(found) == (
        "KFD does not show node 1 here, so a GPU there does not count",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "simd_count 0\ngfx_target_version 90010\n",
        "simd_count 4\ngfx_target_version 0\n",
        "simd_count four\ngfx_target_version 90010\n",
        "simd_count 4\ngfx_target_version -90010\n",
        "\0\xff\n",
    ],
)
def test_other_nodes_give_no_value(tmp_path: Path, ask: Ask, text: str) -> None:
    write_kfd(tmp_path, [CPU, MI210])
    (tmp_path / NODES / "1/properties").write_text(text, "latin-1")
    assert ask().config == ()


@pytest.mark.parametrize(
    ("version", "name"),
    [
        (90000, "gfx900"),
        (90006, "gfx906"),
        (90008, "gfx908"),
        (90010, "gfx90a"),
        (90012, "gfx90c"),
        (90402, "gfx942"),
        (90500, "gfx950"),
        (100300, "gfx1030"),
        (100306, "gfx1036"),
        (110000, "gfx1100"),
        (110003, "gfx1103"),
        (110501, "gfx1151"),
        (120001, "gfx1201"),
        (120500, "gfx1250"),
        (120501, "gfx1251"),
    ],
)
def test_known_numbers_have_the_names_that_packages_use(
    version: int, name: str
) -> None:
    assert gfx_name(version) == name
    assert name in KNOWN


def test_an_unknown_number_is_named_by_the_rule(tmp_path: Path, ask: Ask) -> None:
    write_kfd(tmp_path, [CPU, Node(130112), RX7900])
    found = ask()
    assert archs(found) == ("gfx131c", "gfx1100")
    assert notes(found) == ()


def test_a_number_that_makes_no_name_is_noted(tmp_path: Path, ask: Ask) -> None:
    write_kfd(tmp_path, [CPU, Node(91700), RX7900])
    found = ask()
    assert archs(found) == ("gfx1100",)
    assert notes(found) == (
        "KFD gives the GPU at node 1 the unknown gfx_target_version 91700",
    )
    assert [device.target for device in found.devices] == ["unknown", "gfx1100"]


def test_a_kernel_that_is_too_old_to_tell_is_noted(tmp_path: Path, ask: Ask) -> None:
    write_kfd(tmp_path, [CPU, MI210])
    (tmp_path / NODES / "1/properties").write_text("simd_count 256\n")
    found = ask()
    assert found.config == ()
    assert notes(found) == (
        "KFD gives the GPU at node 1 the unknown gfx_target_version 0",
    )


def test_without_the_device_node_gpus_are_reported_with_a_note(
    tmp_path: Path, ask: Ask
) -> None:
    write_kfd(tmp_path, [CPU, MI210], device=False)
    found = ask()
    assert archs(found) == ("gfx90a",)
    assert notes(found) == (
        "there is no /dev/kfd, so programs cannot use the AMD GPU here",
    )


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open everything"
)
def test_a_device_that_may_not_be_opened_is_noted(tmp_path: Path, ask: Ask) -> None:
    write_kfd(tmp_path, [CPU, MI210])
    (tmp_path / "dev/kfd").chmod(0)
    assert "this user may not open /dev/kfd" in ask().notes[0]


def test_the_same_where_the_test_is_root(tmp_path: Path) -> None:
    class Locked(Host):
        def may_use(self, path: str) -> bool:
            return path != "/dev/kfd"

    write_kfd(tmp_path, [CPU, MI210])
    found = report(Locked("linux", "x86_64", str(tmp_path)), None, Policy())
    assert archs(found) == ("gfx90a",)
    assert notes(found) == ("this user may not open /dev/kfd (group render or video)",)


def test_detection_that_is_switched_off_beats_all(tmp_path: Path, ask: Ask) -> None:
    write_kfd(tmp_path, [CPU, MI210])
    found = ask(
        ROCM_BOOTSTRAP_DISABLE_DETECTION="1",
        ROCM_BOOTSTRAP_FORCE_GFX_ARCH="gfx942",
        AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH="gfx942",
        AMD_VARIANT_PROVIDER_FORCE_ROCM_VERSION="6.4.1",
    )
    assert found.config == ()
    assert notes(found) == ("ROCM_BOOTSTRAP_DISABLE_DETECTION=1 leaves AMD GPUs out",)
    assert not found.is_blocked


@pytest.mark.parametrize("value", ["0", "true", "", "yes"])
def test_only_a_one_switches_it_off(tmp_path: Path, ask: Ask, value: str) -> None:
    write_kfd(tmp_path, [CPU, MI210])
    assert archs(ask(ROCM_BOOTSTRAP_DISABLE_DETECTION=value)) == ("gfx90a",)


@pytest.mark.parametrize(
    ("variable", "value", "names"),
    [
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "gfx942", ("gfx942",)),
        (
            "ROCM_BOOTSTRAP_FORCE_GFX_ARCH",
            " gfx1100 ,, gfx942,gfx1100",
            ("gfx1100", "gfx942"),
        ),
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "gfx1250-strict", ("gfx1250",)),
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "gfx90a:sramecc+:xnack-", ("gfx90a",)),
        (
            "AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH",
            "gfx942;gfx90a gfx1100, gfx942",
            ("gfx942", "gfx90a", "gfx1100"),
        ),
        ("AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH", "gfx1310", ("gfx1310",)),
        ("UV_AMD_GPU_ARCHITECTURE", "gfx1201", ("gfx1201",)),
    ],
)
def test_names_can_be_forced(
    tmp_path: Path, ask: Ask, variable: str, value: str, names: tuple[str, ...]
) -> None:
    assert archs(ask(**{variable: value})) == names
    write_kfd(tmp_path, [CPU, HIDDEN, Node(90008)], device=False)
    found = ask(**{variable: value})
    assert (archs(found), notes(found), found.devices) == (names, (), ())
    assert not found.is_partial


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "gfx1310"),
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "GFX942"),
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "gfx942 gfx1100"),
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "gfx942,mi300"),
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", ","),
        ("AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH", ";"),
        ("AMD_PREFERRED_GFX_ARCHS", "foo"),
        ("AMD_PREFERRED_GFX_ARCHS", "gfx942,GFX1100"),
        ("AMD_PREFERRED_GFX_ARCHS", "gfx942;gfx1100"),
        ("AMD_PREFERRED_GFX_ARCHS", " , "),
        ("AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH", "gfx942|gfx90a"),
        ("AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH", "gfx9-4-generic"),
        ("UV_AMD_GPU_ARCHITECTURE", "gfx942,gfx90a"),
        ("AMD_VARIANT_PROVIDER_FORCE_ROCM_VERSION", "6.4"),
        ("AMD_VARIANT_PROVIDER_FORCE_ROCM_VERSION", "rocm6.4.1"),
        ("AMD_VARIANT_PROVIDER_FORCE_ROCM_VERSION", "6.4.1.2"),
        ("HSA_OVERRIDE_GFX_VERSION", "gfx1030"),
        ("HSA_OVERRIDE_GFX_VERSION", "10.3"),
        ("HSA_OVERRIDE_GFX_VERSION", "10.3.16"),
    ],
)
def test_a_wrong_value_is_an_error(ask: Ask, variable: str, value: str) -> None:
    with pytest.raises(InvalidVariable) as caught:
        ask(**{variable: value})
    assert caught.value.name == variable
    assert variable in str(caught.value)


def test_the_newer_plugins_variable_goes_before_the_older_ones_and_uvs(
    ask: Ask,
) -> None:
    variables = {
        "UV_AMD_GPU_ARCHITECTURE": "gfx1100",
        "AMD_VARIANT_PROVIDER_FORCE_GFX_ARCH": "gfx90a",
        "ROCM_BOOTSTRAP_FORCE_GFX_ARCH": "gfx942",
    }
    assert archs(ask(**variables)) == ("gfx942",)
    del variables["ROCM_BOOTSTRAP_FORCE_GFX_ARCH"]
    assert archs(ask(**variables)) == ("gfx90a",)


def test_rocm_may_be_told_to_run_other_code(tmp_path: Path, ask: Ask) -> None:
    write_kfd(tmp_path, [CPU, Node(100302, device=0x73FF)])
    found = ask(HSA_OVERRIDE_GFX_VERSION="10.3.0", UV_AMD_GPU_ARCHITECTURE="gfx1100")
    assert archs(found) == ("gfx1030",)
    assert found.devices[0].target == "gfx1030"
    assert notes(found) == (
        "HSA_OVERRIDE_GFX_VERSION makes ROCm run code for gfx1030 here",
    )
    assert archs(ask(HSA_OVERRIDE_GFX_VERSION="9.0.10")) == ("gfx90a",)


def test_that_makes_no_gpu_where_there_is_none(ask: Ask) -> None:
    found = ask(HSA_OVERRIDE_GFX_VERSION="10.3.0")
    assert found == Report()
    found = ask(HSA_OVERRIDE_GFX_VERSION="10.3.0", UV_AMD_GPU_ARCHITECTURE="gfx1100")
    assert archs(found) == ("gfx1100",)


def test_only_preferred_names_pass(tmp_path: Path, ask: Ask) -> None:
    write_kfd(tmp_path, [CPU, Node(100306), RX7900])
    found = ask(AMD_PREFERRED_GFX_ARCHS="gfx1100, gfx942")
    assert archs(found) == ("gfx1100",)
    assert notes(found) == ("AMD_PREFERRED_GFX_ARCHS leaves gfx1036 out",)
    found = ask(AMD_PREFERRED_GFX_ARCHS=" gfx1036:xnack- ,, gfx942")
    assert archs(found) == ("gfx1036",)
    assert archs(ask(AMD_PREFERRED_GFX_ARCHS=" ")) == ("gfx1036", "gfx1100")


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        ({}, ("gfx1100", "gfx1201", "gfx90a")),
        ({"ROCR_VISIBLE_DEVICES": "1"}, ("gfx1201",)),
        ({"ROCR_VISIBLE_DEVICES": "2, 0"}, ("gfx90a", "gfx1100")),
        ({"ROCR_VISIBLE_DEVICES": "0,7,1"}, ("gfx1100",)),
        ({"ROCR_VISIBLE_DEVICES": "GPU-00000000deadbeef"}, ("gfx90a",)),
        ({"ROCR_VISIBLE_DEVICES": "-1"}, ()),
        ({"ROCR_VISIBLE_DEVICES": ""}, ()),
        ({"HIP_VISIBLE_DEVICES": ""}, ("gfx1100", "gfx1201", "gfx90a")),
        ({"HIP_VISIBLE_DEVICES": "0"}, ("gfx1100",)),
        ({"ROCR_VISIBLE_DEVICES": "1,2", "HIP_VISIBLE_DEVICES": "1"}, ("gfx90a",)),
        ({"HIP_VISIBLE_DEVICES": "5", "ROCR_VISIBLE_DEVICES": "0"}, ()),
    ],
)
def test_hidden_gpus_are_left_out_only_if_the_user_wants_that(
    tmp_path: Path, ask: Ask, variables: dict[str, str], names: tuple[str, ...]
) -> None:
    write_kfd(tmp_path, [CPU, RX7900, RX9070, MI210._replace(unique=0xDEADBEEF)])
    answer = ask("visible", **variables)
    assert archs(answer) == names
    hidden = () if names else (f"{next(iter(variables))} hides every GPU",)
    assert notes(answer) == hidden
    assert archs(ask(**variables)) == ("gfx1100", "gfx1201", "gfx90a")


def test_the_table_of_the_provider_is_complete() -> None:
    assert PROVIDER.keys == ("gfx_arch", "rocm_version")
    assert PROVIDER.only_for == {"rocm_version": "amd-variant-provider"}
    assert PROVIDER.probe is None
