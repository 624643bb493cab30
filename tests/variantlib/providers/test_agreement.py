"""The plugins of the package index, given the same processors, and every difference.

They look for the micro-architecture that they know and the processor has all of, and
report the flags of that, and the level or version of its ancestor.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.variantlib.providers import cpus
from variantlib.plugins import ProviderSettings, ask_providers
from variantlib.plugins.discovery import plugin_path
from variantlib.providers import aarch64, x86_64
from variantlib.providers.host import this_host
from variantlib.providers.provider import Policy, Provider

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the plugins read files on Linux"
)

# Runs a plugin as it is, on files that are handed to it.
ASK = """
import importlib, io, json, platform, sys
machine, module, name, files = json.load(sys.stdin)
plugin = getattr(importlib.import_module(module), name)()
detect = importlib.import_module("archspec.cpu.detect")
platform.machine = lambda: machine
answers = []
for text in files:
    detect.open = lambda path: io.StringIO(text)
    found = plugin.get_supported_configs(None)
    answers.append([[config.name, config.values] for config in found])
print(json.dumps(answers))
"""


class Published(NamedTuple):
    """A plugin of the package index, and the provider that stands in for it."""

    distribution: str
    attribute: str
    provider: Provider

    @property
    def module(self) -> str:
        return f"{self.distribution.replace('-', '_')}.plugin"


X86 = Published("provider-variant-x86-64", "X8664Plugin", x86_64.PROVIDER)
ARM = Published("provider-variant-aarch64", "AArch64Plugin", aarch64.PROVIDER)
VERSION = "0.0.1.post2"


class Difference(NamedTuple):
    """A processor, and how the answers differ.

    :param name: Its name in ``cpus``.
    :param cores: Its maker, or implementer and part.
    :param theirs: The best value of the first key that the plugin has for it.
    :param ours: That of the provider.
    :param more: The flags that only the provider reports.
    """

    name: str
    cores: tuple[str, ...]
    theirs: str | None
    ours: str
    more: str


V1 = "sse2 sse mmx"
INTEL, AMD = ("GenuineIntel",), ("AuthenticAMD",)
# The data in its wheel do not list these for processors of Intel, which have them.
LEFT_OUT = "cx16 lahf_lm"
X86_DIFFERENCES = [
    # It looks for "x86_64_v" in the name of the ancestor, which v1 has not.
    Difference("K10", AMD, None, "v1", f"abm sse4a sse3 popcnt {V1} {LEFT_OUT}"),
    Difference("CORE2", INTEL, None, "v1", f"ssse3 sse3 {V1} {LEFT_OUT}"),
    Difference("NEHALEM", INTEL, "v2", "v2", LEFT_OUT),
    Difference("IVY_BRIDGE", INTEL, "v2", "v2", f"xsaveopt xsave fsgsbase {LEFT_OUT}"),
    Difference("BULLDOZER", AMD, "v2", "v2", "xsave lahf_lm popcnt"),
    Difference(
        "HASWELL",
        INTEL,
        "v3",
        "v3",
        f"tsc_adjust xsaveopt abm xsave fsgsbase {LEFT_OUT}",
    ),
    Difference("ZEN", AMD, "v3", "v3", "sha_ni adx xsave rdrand lahf_lm"),
    # It has no name for it, and takes it for a Skylake.
    Difference(
        "ALDER_LAKE",
        INTEL,
        "v3",
        "v3",
        "avx_vnni ibrs_enhanced tsc_adjust flush_l1d movdir64b movdiri rdpid sha_ni"
        f" vaes vpclmulqdq clwb gfni abm xsave fsgsbase {LEFT_OUT}",
    ),
    Difference(
        "SKYLAKE_SERVER",
        INTEL,
        "v4",
        "v4",
        f"tsc_adjust abm xsave fsgsbase {LEFT_OUT}",
    ),
    Difference("ZEN4", AMD, "v4", "v4", "rdpid sha_ni adx xsave rdrand lahf_lm"),
]

ARM_DIFFERENCES = [
    Difference("CORTEX_A72", ("0x41", "0xd08"), "8a", "8a", ""),
    Difference("THUNDERX2", ("0x43", "0x0af"), "8.1a", "8.1a", ""),
    Difference("A64FX", ("0x46", "0x001"), "8.2a", "8.2a", ""),
    # Its data does not list flags that one of the systems known to it hides.
    Difference("NEOVERSE_N1", ("0x41", "0xd0c"), "8.2a", "8.2a", "ssbs"),
    Difference("NEOVERSE_V1", ("0x41", "0xd40"), "8.4a", "8.4a", "paca pacg ssbs"),
    Difference(
        "NEOVERSE_V2", ("0x41", "0xd4f"), "9.0a", "9.0a", "paca pacg ssbs dgh dit"
    ),
    # RHEL hides pointer authentication, a part of 8.3a. The plugin goes by the name.
    Difference("HIDDEN_V1", ("0x41", "0xd40"), "8.4a", "8.2a", "ssbs"),
    Difference("HIDDEN_V2", ("0x41", "0xd4f"), "9.0a", "8.2a", "ssbs dgh dit"),
    Difference("APPLE_M1", ("0x61", "0x022"), "8.4a", "8.4a", ""),
    Difference("APPLE_M2", ("0x61", "0x032"), "8.5a", "8.5a", ""),
]


@pytest.mark.parametrize(
    ("published", "machine", "differences"),
    [(X86, "x86_64", X86_DIFFERENCES), (ARM, "aarch64", ARM_DIFFERENCES)],
    ids=["x86_64", "aarch64"],
)
def test_the_same_processors(
    published: Published,
    machine: str,
    differences: list[Difference],
    download: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    files = [_cpuinfo(difference) for difference in differences]
    told = _ask(published, download, machine, files)
    for difference, file, theirs in zip(differences, files, told, strict=True):
        folder = tmp_path / difference.name
        folder.mkdir()
        report = cpus.answer(published.provider, folder, file, machine, "linux")
        ours = [[key, list(values)] for key, values in report.config]
        assert _best(theirs) == difference.theirs, difference.name
        assert _best(ours) == difference.ours, difference.name
        # Nothing that the plugin reports is missing, and the order is the same.
        more = difference.more.split()
        assert ours[1:] == [
            flag for flag in ours[1:] if flag in theirs or flag[0] in more
        ]
        assert [flag for flag in ours[1:] if flag[0] not in more] == theirs[1:]
        assert set(more) <= {flag for flag, _ in ours}


def _cpuinfo(difference: Difference) -> str:
    flags: str = getattr(cpus, difference.name)
    if len(difference.cores) == 1:
        return cpus.x86(flags).replace("AuthenticIntel", difference.cores[0])
    implementer, part = difference.cores
    return cpus.arm((implementer, part, flags))


def _ask(
    published: Published,
    download: Callable[[str], Path],
    machine: str,
    files: list[str],
) -> list[list[list[object]]]:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps([machine, published.module, published.attribute, files]),
        env={"PYTHONPATH": str(_unpack(download, published))},
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[list[list[object]]] = json.loads(done.stdout)
    return answers


def _unpack(download: Callable[[str], Path], published: Published) -> Path:
    wheel = download(f"{published.distribution}=={VERSION}")
    folder = wheel.with_suffix("")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def _best(config: list[list[object]]) -> object:
    """The best value of the first key."""
    if not config:
        return None
    values = config[0][1]
    assert isinstance(values, list)
    return values[0]


@pytest.mark.skipif(
    this_host({}).machine not in ("x86_64", "aarch64"), reason="no plugin for it"
)
def test_this_machine(download: Callable[[str], Path]) -> None:
    host = this_host({})
    published = X86 if host.machine == "x86_64" else ARM
    settings = ProviderSettings(frozenset(), timeout=60, max_age=0)
    path = [str(_unpack(download, published)), *plugin_path()]
    answers = ask_providers(settings, None, path)
    theirs = next(each for each in answers if each.provider == host.machine)
    ours = published.provider.report(host, None, Policy()).config
    assert theirs.problem is None
    if theirs.config is None:
        # A processor of v1.
        assert ours[0] == ("level", ("v1",))
    elif host.machine == "x86_64":
        assert theirs.config[0] == ours[0]
        assert set(theirs.config) <= set(ours)
    else:
        # It may claim more than the kernel lets programs use.
        assert set(ours[0][1]) <= set(theirs.config[0][1])


def test_the_names_of_the_plugins(download: Callable[[str], Path]) -> None:
    for published in (X86, ARM):
        folder = _unpack(download, published)
        code = f"from {published.module} import {published.attribute} as P\n"
        code += "import json; print(json.dumps(P.all_features))"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=True,
        )
        # Two that it cannot find, as each is two names run together.
        slips = {"btiecv", "asimdrdmatomics"}
        names = [name for name in json.loads(done.stdout) if name not in slips]
        assert list(published.provider.keys[1:]) == names
        assert VERSION in published.provider.stands_for[published.distribution]
