"""The plugins of the package index, asked about the same machines as we are.

Where they answer otherwise, or not at all, a test shows it and says why.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.variantlib.providers.kfd_trees import CPU, HIDDEN, NODES, Node, write_kfd
from tests.variantlib.providers.probing import ask_probe, facts_of
from variantlib.errors import InvalidVariable
from variantlib.plugins import ProviderAnswer
from variantlib.providers import amd, ascend
from variantlib.providers.amd_overrides import KNOWN
from variantlib.providers.host import Host
from variantlib.providers.provider import Policy

PACKAGES = ("rocm-bootstrap==0.3.0", "ascend-variant-provider==0.0.2")

# Reads its own tree of files: the plugin has one constant for that.
ASK_AMD = """
import json, pathlib, sys
from rocm_bootstrap import _platform
from rocm_bootstrap.variant_provider import AMDVariantPlugin
_platform.KFD_TOPOLOGY = pathlib.Path(sys.argv[1])
_platform.run_clinfo = lambda: ""
found = getattr(AMDVariantPlugin, sys.argv[2])()
print(json.dumps([[config.name, config.values] for config in found]))
"""
ASK_ASCEND = """
import json
from ascend_variant_provider.plugin import AscendVariantPlugin
found = AscendVariantPlugin.get_supported_configs()
print(json.dumps([[config.name, config.values] for config in found]))
"""

Config = dict[str, list[str]]


@pytest.fixture
def published(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A folder with the published plugins."""

    def install(folder: Path) -> None:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target"]
        subprocess.run([*command, folder, *PACKAGES], check=True)

    return once("published-of-accelerators", install)


def ask_plugin(
    published: Path, code: str, *arguments: str, **variables: str
) -> Config | str:
    """Return the answer of a plugin; or the last line that it dies with."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(published), **variables},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return done.stderr.splitlines()[-1]
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def both(
    published: Path, tmp_path: Path
) -> Callable[..., tuple[Config | str, Config | str]]:
    """Ask the plugin and us about the same GPUs of AMD."""

    def both(
        nodes: Sequence[Node], **variables: str
    ) -> tuple[Config | str, Config | str]:
        write_kfd(tmp_path, nodes)
        question = [str(tmp_path / NODES), "get_supported_configs"]
        theirs = ask_plugin(published, ASK_AMD, *question, **variables)
        host = Host("linux", "x86_64", str(tmp_path), variables)
        try:
            answer = amd.report(host, None, Policy())
        except InvalidVariable as error:
            return theirs, str(error)
        return theirs, {key: list(values) for key, values in answer.config}

    return both


Both = Callable[..., "tuple[Config | str, Config | str]"]


def test_all_values_are_those_of_rocm_bootstrap(
    published: Path, tmp_path: Path
) -> None:
    found = ask_plugin(published, ASK_AMD, str(tmp_path), "get_all_configs")
    assert found == {"gfx_arch": list(KNOWN)}


@pytest.mark.parametrize(
    ("nodes", "values"),
    [
        ([CPU], None),
        ([CPU, CPU, *[Node(90010)] * 8], ["gfx90a"]),
        ([CPU, CPU, *[Node(90402, unique=7, simds=76)] * 64], ["gfx942"]),
        ([CPU, Node(110000), Node(120001)], ["gfx1100", "gfx1201"]),
        ([CPU, Node(120001), Node(110501), Node(120001)], ["gfx1201", "gfx1151"]),
        ([CPU, Node(120500), Node(120501)], ["gfx1250", "gfx1251"]),
    ],
)
def test_gpus_are_answered_as_by_rocm_bootstrap(
    both: Both, nodes: Sequence[Node], values: list[str] | None
) -> None:
    expected = {"gfx_arch": values} if values else {}
    assert both(nodes) == (expected, expected)


@pytest.mark.parametrize(
    ("name", "value", "values"),
    [
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "gfx942, gfx1100,gfx942", "gfx942 gfx1100"),
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "gfx1250-strict", "gfx1250"),
        ("ROCM_BOOTSTRAP_FORCE_GFX_ARCH", "", "gfx90a"),
        ("ROCM_BOOTSTRAP_DISABLE_DETECTION", "1", ""),
        ("ROCM_BOOTSTRAP_DISABLE_DETECTION", "0", "gfx90a"),
    ],
)
def test_variables_count_as_for_rocm_bootstrap(
    both: Both, name: str, value: str, values: str
) -> None:
    expected = {"gfx_arch": values.split()} if values else {}
    assert both([CPU, Node(90010)], **{name: value}) == (expected, expected)


@pytest.mark.parametrize("value", ["gfx1310", "GFX942", "gfx942;gfx90a"])
def test_names_that_rocm_bootstrap_refuses_are_errors(both: Both, value: str) -> None:
    theirs, ours = both([CPU], ROCM_BOOTSTRAP_FORCE_GFX_ARCH=value)
    assert str(theirs).startswith("ValueError: Unknown GFX target")
    assert "ROCM_BOOTSTRAP_FORCE_GFX_ARCH" in str(ours)


def test_a_list_without_names_is_an_error_here_alone(both: Both) -> None:
    theirs, ours = both([CPU, Node(90010)], ROCM_BOOTSTRAP_FORCE_GFX_ARCH=",")
    assert theirs == {}
    assert "ROCM_BOOTSTRAP_FORCE_GFX_ARCH" in str(ours)


def test_features_of_a_forced_name_are_dropped_here_alone(both: Both) -> None:
    # As the compiler prints names; no package has such a value.
    theirs, ours = both([CPU], ROCM_BOOTSTRAP_FORCE_GFX_ARCH="gfx90a:sramecc+:xnack-")
    assert str(theirs).startswith("ValueError")
    assert ours == {"gfx_arch": ["gfx90a"]}


def test_nodes_come_by_number_here_and_as_text_there(both: Both) -> None:
    nodes = [*[CPU] * 2, Node(110000), *[CPU] * 7, Node(90010)]
    assert both(nodes) == (
        {"gfx_arch": ["gfx90a", "gfx1100"]},
        {"gfx_arch": ["gfx1100", "gfx90a"]},
    )


@pytest.mark.parametrize("odd", [Node(130112), HIDDEN])
def test_one_odd_node_loses_all_there_and_none_here(both: Both, odd: Node) -> None:
    # They know no such number, or catch no failure but that of a missing file.
    theirs, ours = both([CPU, odd, Node(90010)])
    assert "Error" in str(theirs)
    assert "gfx90a" in dict(ours)["gfx_arch"]  # type: ignore[arg-type]


@pytest.fixture
def npus(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Config | str, Config]]:
    """Ask the plugin and us about the same NPUs, by a program that shows them."""

    def npus(*names: str) -> tuple[Config | str, Config]:
        rows = "".join(
            f"| {number}     {name:<19} | OK            | 98.9        44 |\n"
            f"| 0                         | 0000:C1:00.0  | 0           0 |\n"
            for number, name in enumerate(names)
        )
        text = f"| npu-smi 24.1.rc3          Version: 24.1.rc3 |\n{rows}"
        program = tmp_path / "bin/npu-smi"
        program.parent.mkdir()
        program.write_text(f"#!{sys.executable}\nprint({text!r})\n")
        program.chmod(0o755)
        machine = platform.machine()
        home = tmp_path / "cann"
        (home / f"{machine}-linux").mkdir(parents=True)
        info = home / f"{machine}-linux/ascend_toolkit_install.info"
        info.write_text("package_name=Ascend-cann-toolkit\nversion=8.0.RC3\n")
        (tmp_path / "dev").mkdir()
        (tmp_path / "dev/davinci0").touch()
        path = os.pathsep.join([str(program.parent), os.environ["PATH"]])
        monkeypatch.setenv("PATH", path)
        theirs = ask_plugin(published, ASK_ASCEND, ASCEND_TOOLKIT_HOME=str(home))
        variables = {"ASCEND_TOOLKIT_HOME": "/cann"}
        host = Host("linux", machine, str(tmp_path), variables)
        probed: ProviderAnswer = ask_probe("_ascend_probe")
        answer = ascend.report(host, facts_of(probed), Policy())
        return theirs, {key: list(values) for key, values in answer.config}

    return npus


Npus = Callable[..., "tuple[Config | str, Config]"]
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
VERSIONS = {"driver_version": ["24.1.rc3"], "cann_version": ["8.0.rc3"]}


@linux
@pytest.mark.parametrize(
    ("name", "value"), [("910B3", "910b"), ("310P3", "310p"), ("310P1", "310p")]
)
def test_npus_are_answered_as_by_the_plugin(npus: Npus, name: str, value: str) -> None:
    expected = {"npu_type": [value], **VERSIONS}
    assert npus(name) == (expected, expected)


@linux
def test_each_of_several_npus_is_a_value_there(npus: Npus) -> None:
    # No value may be there twice: such an answer cannot be used.
    assert npus("910B3", "910B3") == (
        {"npu_type": ["910b", "910b"], **VERSIONS},
        {"npu_type": ["910b"], **VERSIONS},
    )


@linux
@pytest.mark.parametrize(
    ("name", "value"), [("910B2C", "910b"), ("Ascend910", "a3"), ("910B4-1", "910b")]
)
def test_names_that_the_plugin_cannot_read(npus: Npus, name: str, value: str) -> None:
    # It then drops the versions, too; its successor in git reads them.
    theirs, ours = npus(name)
    assert theirs == {"npu_type": [], "driver_version": [], "cann_version": []}
    assert ours == {"npu_type": [value], **VERSIONS}
