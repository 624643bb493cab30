"""The answer about Ascend NPUs, and the process that runs npu-smi."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.variantlib.providers.probing import ask_probe, facts_of
from variantlib.errors import InvalidVariable
from variantlib.providers import _ascend_probe
from variantlib.providers.ascend import PROVIDER, npu_type, report
from variantlib.providers.host import Host
from variantlib.providers.provider import Facts, Policy, Report

DRIVER = "usr/local/Ascend/driver/version.info"
SMI = {"npu_smi": ("ok",), "version": ("24.1.rc1.b030",)}

HEAD = """\
+------------------------------------------------------------------------------+
| npu-smi 24.1.rc3                 Version: 24.1.rc3                           |
+---------------------------+---------------+----------------------------------+
| NPU   Name                | Health        | Power(W)    Temp(C)              |
| Chip                      | Bus-Id        | AICore(%)   Memory-Usage(MB)     |
+===========================+===============+==================================+
"""
ROWS = """\
| {number:<5} {name:<19} | {health:<13} | 98.9        44                       |
| {chip:<25} | 0000:C1:00.0  | 0           0    / 0                             |
+===========================+===============+==================================+
"""
PROCESSES = """\
| NPU     Chip              | Process id    | Process name                     |
+===========================+===============+==================================+
| 0       0                 | 79097         | python                           |
+===========================+===============+==================================+
"""
UNTOLD = "an Ascend NPU is here, but npu-smi does not tell its type"

Ask = Callable[..., Report]


def table(*npus: tuple[int, str]) -> str:
    rows = [
        ROWS.format(number=number, name=name, health="OK", chip=f"0     {number}")
        for number, name in npus
    ]
    return "".join([HEAD, *rows, PROCESSES])


def write(root: Path, path: str, text: str = "") -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    def ask(facts: Facts | None = None, **variables: str) -> Report:
        host = Host("linux", "aarch64", str(tmp_path), variables)
        return report(host, facts, Policy())

    return ask


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """Two NPUs, their driver and CANN, as the makers' installers leave them."""
    for name in ("davinci0", "davinci1", "davinci_manager"):
        write(tmp_path, f"dev/{name}")
    write(tmp_path, DRIVER, "Version=24.1.rc1\nascendhal_version=7.35.19\n")
    write(
        tmp_path,
        "usr/local/Ascend/ascend-toolkit/latest/aarch64-linux"
        "/ascend_toolkit_install.info",
        "package_name=Ascend-cann-toolkit\nversion=8.1.RC1\ninnerversion=V100R001\n",
    )
    return tmp_path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("910", "a3"),
        ("Ascend910", "a3"),
        ("910B3", "910b"),
        ("910B2C", "910b"),
        ("910B4_1", "910b"),
        ("310P3", "310p"),
        ("Ascend310P3", "310p"),
        ("310B4", "310b4"),
        ("910A", "910a"),
    ],
)
def test_types_are_those_that_packages_name(name: str, value: str) -> None:
    assert npu_type(name) == value


def test_a_server_answers_in_the_order_of_the_plugin(server: Path, ask: Ask) -> None:
    answer = ask({**SMI, "npu": ("0.910B3", "1.910B3")})
    assert answer.config == (
        ("npu_type", ("910b",)),
        ("driver_version", ("24.1.rc1",)),
        ("cann_version", ("8.1.rc1",)),
    )
    assert [(device.name, device.target) for device in answer.devices] == [
        ("Ascend 910B3 (NPU 0)", "910b"),
        ("Ascend 910B3 (NPU 1)", "910b"),
    ]
    assert (answer.notes, answer.is_partial) == ((), False)
    assert tuple(dict(answer.config)) == PROVIDER.keys


def test_only_the_first_of_different_npus_counts(server: Path, ask: Ask) -> None:
    answer = ask({**SMI, "npu": ("0.910B3", "5.310P3")})
    assert dict(answer.config)["npu_type"] == ("910b",)
    assert answer.notes == ("NPU 5 is another (310P3): only the first one counts",)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Version=24.1.0\n", "24.1.0"),
        ("Version=24.1.rc3.7\n", "24.1.rc3"),
        ("version = 24.1\n", None),
        ("package_version=25.0.1\n", None),
        ("Version=unknown\n", None),
        (f"Version={'9' * 5000}.1\n", None),
        (f"Version=24.1.rc{'9' * 5000}\n", None),
        ("", None),
    ],
)
def test_the_version_of_the_driver_is_in_its_file(
    server: Path, ask: Ask, text: str, version: str | None
) -> None:
    write(server, DRIVER, text)
    config = dict(ask().config)
    assert config.get("driver_version") == ((version,) if version else None)


def test_without_the_file_it_is_that_of_npu_smi(server: Path, ask: Ask) -> None:
    (server / DRIVER).unlink()
    answer = ask({**SMI, "npu": ("0.910B3",)})
    assert dict(answer.config)["driver_version"] == ("24.1.rc1",)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("version=8.0.RC3\n", ("8.0.rc3",)),
        ("version=8.0.0\n", ("8.0.0",)),
        ("version=8.5.0.alpha002\n", ("8.5.0",)),
        ("version=8.2.RC1.alpha003\n", ("8.2.rc1",)),
        ("innerversion=V100R001C17B214\n", None),
    ],
)
def test_the_version_of_cann_is_in_the_folder_of_a_variable(
    server: Path, ask: Ask, text: str, version: tuple[str, ...] | None
) -> None:
    path = "opt/cann/aarch64-linux/ascend_toolkit_install.info"
    write(server, path, text)
    config = dict(ask(ASCEND_TOOLKIT_HOME="/opt/cann/").config)
    assert config.get("cann_version") == version


def test_empty_lines_take_no_longer_than_others(server: Path, ask: Ask) -> None:
    write(server, DRIVER, "\n" * 64_000)
    started = time.process_time()
    assert "driver_version" not in dict(ask().config)
    assert time.process_time() - started < 10


def test_cann_may_be_alone(tmp_path: Path, ask: Ask) -> None:
    path = "usr/local/Ascend/cann/aarch64-linux/ascend_toolkit_install.info"
    write(tmp_path, path, "version=8.5.0\n")
    assert ask() == Report((("cann_version", ("8.5.0",)),))


def test_a_driver_without_devices_is_noted(server: Path, ask: Ask) -> None:
    for name in ("davinci0", "davinci1"):
        (server / "dev" / name).unlink()
    answer = ask()
    assert list(dict(answer.config)) == ["driver_version", "cann_version"]
    assert answer.notes == (
        "Ascend's driver is here, but no NPU for programs (/dev/davinci0)",
    )
    assert not answer.is_partial


@pytest.mark.parametrize(
    ("facts", "notes"),
    [
        (None, ()),
        (
            {"npu_smi": ("missing",)},
            ("an Ascend NPU is here, but not npu-smi, which tells its type",),
        ),
        (
            {"npu_smi": ("timeout",)},
            (f"{UNTOLD} (it did not answer in time)",),
        ),
        ({"npu_smi": ("exit_3",)}, (f"{UNTOLD} (exit 3)",)),
        (SMI, (f"{UNTOLD} (it names none)",)),
    ],
)
def test_a_type_that_cannot_be_told_leaves_the_rest(
    server: Path, ask: Ask, facts: Facts | None, notes: tuple[str, ...]
) -> None:
    answer = ask(facts)
    assert list(dict(answer.config)) == ["driver_version", "cann_version"]
    assert (answer.notes, answer.is_partial) == (notes, True)
    assert answer.is_blocked is bool(notes)


def test_each_value_can_be_forced_by_itself(server: Path, ask: Ask) -> None:
    facts = {**SMI, "npu": ("0.910B3",)}
    for variable, key, value in (
        ("ASCEND_VARIANT_PROVIDER_FORCE_NPU_TYPE", "npu_type", "310p"),
        ("ASCEND_VARIANT_PROVIDER_FORCE_DRIVER_VERSION", "driver_version", "25.0.rc1"),
        ("ASCEND_VARIANT_PROVIDER_FORCE_CANN_VERSION", "cann_version", "8.3.RC1"),
    ):
        usual, forced = (
            dict(ask(facts).config),
            dict(ask(facts, **{variable: value}).config),
        )
        assert forced == {**usual, key: (value,)}


@pytest.mark.parametrize("system", ["linux", "macos", "windows"])
def test_that_needs_no_npu(system: str) -> None:
    variables = {"ASCEND_VARIANT_PROVIDER_FORCE_NPU_TYPE": "910b"}
    host = Host(system, "x86_64", "/nowhere", variables)
    assert report(host, None, Policy()) == Report((("npu_type", ("910b",)),))
    assert report(Host(system, "x86_64", "/nowhere"), None, Policy()) == Report()


@pytest.mark.parametrize("value", ["910b,310p", "8.0-rc1", "a b"])
@pytest.mark.parametrize("key", ["NPU_TYPE", "DRIVER_VERSION", "CANN_VERSION"])
def test_a_wrong_value_is_an_error(ask: Ask, key: str, value: str) -> None:
    name = f"ASCEND_VARIANT_PROVIDER_FORCE_{key}"
    with pytest.raises(InvalidVariable, match=name):
        ask(**{name: value})


def test_the_program_is_run_only_where_an_npu_is(server: Path) -> None:
    def is_needed(**variables: str) -> bool:
        assert PROVIDER.probe is not None
        host = Host("linux", "aarch64", str(server), variables)
        return PROVIDER.probe.is_needed(host)

    assert is_needed()
    assert not is_needed(ASCEND_VARIANT_PROVIDER_FORCE_NPU_TYPE="910b")
    for name in ("davinci0", "davinci1"):
        (server / "dev" / name).unlink()
    assert not is_needed()


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a program in the place of npu-smi."""

    def script(body: str) -> None:
        file = tmp_path / "bin/npu-smi"
        write(tmp_path, "bin/npu-smi", f"#!{sys.executable}\n{body}\n")
        file.chmod(0o755)
        path = os.pathsep.join([str(file.parent), os.environ["PATH"]])
        monkeypatch.setenv("PATH", path)

    return script


@pytest.mark.skipif(sys.platform == "win32", reason="needs scripts with a first line")
class TestProbe:
    """The process that runs the program."""

    def test_a_table_is_read(self, script: Callable[[str], None]) -> None:
        text = table((0, "910B3"), (1, "910B3"), (12, "910B4-1"))
        script(f"import sys\nassert sys.argv[1:] == ['info']\nprint({text!r})")
        assert facts_of(ask_probe("_ascend_probe")) == {
            "npu_smi": ("ok",),
            "version": ("24.1.rc3",),
            "npu": ("0.910B3", "1.910B3", "12.910B4_1"),
        }

    def test_an_npu_with_two_chips_is_one(self, script: Callable[[str], None]) -> None:
        script(f"print({table((0, 'Ascend910'), (0, 'Ascend910'))!r})")
        assert facts_of(ask_probe("_ascend_probe"))["npu"] == ("0.Ascend910",)

    def test_colours_hide_no_npu(self, script: Callable[[str], None]) -> None:
        text = table((0, "910B3"), (1, "310P3")).replace(
            "910B3", "\x1b[1;31m910B3\x1b[0m"
        )
        script(f"print({text!r})")
        assert facts_of(ask_probe("_ascend_probe"))["npu"] == ("0.910B3", "1.310P3")

    @pytest.mark.parametrize(
        "body",
        [
            "pass",
            "print('Welcome to the cluster. | 0 | Version')",
            "import sys\nsys.stdout.buffer.write(bytes(range(256)) * 100)",
            "print('| 1234567890 910B3 | OK |')",
        ],
    )
    def test_garbage_names_no_npu(
        self, script: Callable[[str], None], body: str
    ) -> None:
        script(body)
        assert facts_of(ask_probe("_ascend_probe")) == {"npu_smi": ("ok",)}

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (f"print({table((0, '910B3'))!r})\nraise SystemExit(3)", "exit_3"),
            ("import os\nos.abort()", "signal_6"),
            ("while True: print('|' * 10000)", "exit_1"),
        ],
    )
    def test_a_failing_program_is_not_believed(
        self, script: Callable[[str], None], body: str, status: str
    ) -> None:
        script(body)
        assert facts_of(ask_probe("_ascend_probe")) == {"npu_smi": (status,)}

    def test_nobody_waits_for_what_the_program_started(
        self, script: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # It holds the pipe, and lives on where its parent alone is ended.
        child = "import subprocess\nchild = subprocess.Popen(['sleep', '20'])\n"
        script(f"{child}print({table((0, '910B3'))!r})")
        started = time.monotonic()
        assert facts_of(ask_probe("_ascend_probe"))["npu"] == ("0.910B3",)
        script(f"{child}child.wait()")
        monkeypatch.setattr(_ascend_probe, "SECONDS", 1.0)
        [found] = _ascend_probe.Plugin.get_supported_configs()
        assert (found.name, found.values) == ("npu_smi", ["timeout"])
        assert time.monotonic() - started < 15

    def test_a_missing_program(self, tmp_path: Path) -> None:
        assert facts_of(ask_probe("_ascend_probe")) == {"npu_smi": ("missing",)}

    def test_a_program_that_is_none(
        self, script: Callable[[str], None], tmp_path: Path
    ) -> None:
        script("pass")
        (tmp_path / "bin/npu-smi").write_bytes(b"\x00\x01")
        assert facts_of(ask_probe("_ascend_probe")) == {"npu_smi": ("failed",)}
