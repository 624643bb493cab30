"""`pip variant detect`: what the plugins say of this machine, and who says it."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import PipEnv, make_plugin
from tests.functional.conftest import HW, MACHINE
from tests.functional.documents import read_json


def add_plugins(env: PipEnv, *plugins: Path) -> None:
    env.unpack(*plugins)


def test_it_shows_each_provider_and_where_its_answer_is_from(
    machine: PipEnv, runs: Callable[[], int]
) -> None:
    first = machine.pip("variant", "detect").stdout.splitlines()
    assert first[0].startswith("fictional_hw  (fictional-hw-plugin 1.0, asked, ")
    assert first[1:] == ["  architecture  HAL9000, mother", "  humor         3, 2"]
    again = machine.pip("variant", "detect").stdout.splitlines()
    how = r"\(fictional-hw-plugin 1\.0, cached 0:00:\d\d ago, took \d+\.\d\d s\)"
    assert re.fullmatch(rf"{HW}  {how}", again[0])
    assert again[1:] == first[1:]
    assert runs() == 1


def test_refresh_asks_anew_and_the_cache_learns(
    machine: PipEnv, wheels: Path, runs: Callable[[], int]
) -> None:
    said = wheels / "said"
    wheels.mkdir(exist_ok=True)
    said.write_text("first")
    body = f"""
        from variantlib.config import KeyConfig, ProviderConfig
        text = open({str(said)!r}).read()
        return ProviderConfig(provider="moody", configs=[KeyConfig("k", [text])])
    """
    add_plugins(machine, make_plugin(wheels, "moody", body=body))
    assert "k  first" in machine.pip("variant", "detect").stdout
    said.write_text("second")
    assert "k  first" in machine.pip("variant", "detect").stdout
    assert "k  second" in machine.pip("variant", "detect", "--refresh").stdout
    assert "k  second" in machine.pip("variant", "detect").stdout
    assert runs() == 2
    said.write_text("third")
    saved = machine.pip("variant", "detect", "-o", "-", "--cached").stdout
    assert 'k = ["second"]' in saved
    assert 'k = ["third"]' in machine.pip("variant", "detect", "-o", "-").stdout
    assert runs() == 3


def test_failed_plugins_are_listed_with_their_cause(
    machine: PipEnv, wheels: Path
) -> None:
    add_plugins(
        machine,
        make_plugin(wheels, "failing", body=r"raise ValueError('no \x1b[31m luck')"),
        make_plugin(wheels, "finding_nothing"),
        make_plugin(wheels, "twice", {"k": ["v"]}, dist_name="one"),
        make_plugin(wheels, "twice", {"k": ["v"]}, dist_name="two"),
    )
    machine.configure("[variantlib]\nprovider_priority = twice fictional_hw\n")
    done = machine.pip("variant", "detect")
    assert done.stderr == ""
    blocks = done.stdout.split("\n\n")
    assert [block.partition(" ")[0] for block in blocks] == [
        "twice",
        "fictional_hw",
        "failing",
        "finding_nothing",
    ]
    assert blocks[0].startswith("twice  (one 1.0 and two 1.0, not asked)\n  ignored: ")
    assert r"  ignored: raised ValueError: no \x1b[31m luck" in blocks[2]
    assert blocks[3].endswith("\n  nothing here\n")
    assert all(len(line) <= 80 for line in done.stdout.splitlines())

    twice, hw, failing, nothing = read_json(machine, "detect")["providers"]
    assert (twice["plugin"], twice["distribution"]) == ("one 1.0 and two 1.0", None)
    assert hw["keys"] == [
        {"key": key, "values": values} for key, values in MACHINE.items()
    ]
    assert (hw["origin"], hw["problem"]) == ("cached", None)
    assert hw["seconds"] > 0
    assert 0 <= hw["age"] < 600
    assert (failing["origin"], failing["age"]) == ("asked", 0)
    assert failing["problem"] == r"raised ValueError: no \x1b[31m luck"
    assert failing["seconds"] > 0
    assert nothing["keys"] == []


def test_long_lists_are_shortened_for_people(env: PipEnv, wheels: Path) -> None:
    values = [str(number) for number in range(300)]
    keys = {f"flag{number}": ["on"] for number in range(60)}
    add_plugins(env, make_plugin(wheels, "big", {"many": values, **keys}))
    shown = env.pip("variant", "detect").stdout
    assert " 15, and 284 more (-v shows all) flag0 on " in " ".join(shown.split())
    assert shown.endswith("  and 11 more keys (-v shows all)\n")
    full = env.pip("variant", "detect", "-v").stdout
    assert " 299\n" in full
    assert "flag59  on" in full
    assert read_json(env, "detect")["providers"][0]["keys"][0]["values"] == values


def test_without_plugins_it_says_so(env: PipEnv) -> None:
    env.configure("[variantlib]\ndisabled_providers = that this\n")
    assert env.pip("variant", "detect").stdout == (
        "No provider is installed. The setting builtin_providers leaves out nvidia, "
        "amd, intel, tpu, ascend, x86_64, aarch64.\n\n"
        "Disabled by the configuration: that, this\n"
    )
    no_tpu = {"TPU_VARIANT_PROVIDER_FORCE_PRESENT": "no"}
    only_tpu = {"PIP_VARIANTLIB_BUILTIN_PROVIDERS": "tpu", **no_tpu}
    saved = env.pip("variant", "detect", "-o", "-", env=only_tpu)
    assert "pip found nothing on this machine, so the descr" in saved.words
    assert 'present = ["false"]' in saved.stdout
    told = read_json(env, "detect")
    known = {key: told.pop(key) for key in ("platform", "python", "glibc", "musl")}
    assert known["python"] == platform.python_version()
    assert told == {
        "format": 1,
        "providers": [],
        "disabled": ["that", "this"],
        "excluded": [],
        "left_out": [*("nvidia", "amd", "intel", "tpu", "ascend", "x86_64", "aarch64")],
    }


def test_the_configuration_changes_the_order(machine: PipEnv) -> None:
    machine.configure(
        "[variantlib]\n"
        "provider_priority = later, fictional_wh, fictional_hw\n"
        "key_priority = fictional_hw :: humor\n"
        "value_priority = fictional_hw :: humor :: 2\n"
        "excluded = fictional_hw :: architecture :: HAL9000\n"
    )
    shown = machine.pip("variant", "detect").stdout
    assert shown.endswith(
        "  humor         2, 3\n  architecture  mother\n\n"
        "Excluded by the configuration: fictional_hw :: architecture :: HAL9000\n\n"
        "In provider_priority, but no provider here: later, fictional_wh - maybe you\n"
        "  meant fictional_hw\n"
    )
    document = read_json(machine, "detect")
    assert document["excluded"] == ["fictional_hw :: architecture :: HAL9000"]
    assert document["providers"][0]["keys"][0] == {"key": "humor", "values": ["2", "3"]}
    captured = machine.pip("variant", "detect", "-o", "-").stdout
    assert "HAL9000" in captured


def test_a_machine_is_captured(machine: PipEnv) -> None:
    path = machine.work / "node.toml"
    path.write_text("an older one")
    path.chmod(0o640)
    done = machine.pip("variant", "detect", "-o", path)
    assert done.stdout.endswith(f"\n\nSaved as {path}\n")
    assert list(machine.work.iterdir()) == [path]
    text = path.read_text()
    assert 'name = "node"' in text
    assert 'architecture = ["HAL9000", "mother"]' in text
    assert path.stat().st_mode & 0o777 == 0o640
    to_stdout = machine.pip("variant", "detect", "-o", "-").stdout
    assert "[providers.fictional_hw.keys]\n" in to_stdout
    assert "(fictional-hw-plugin" not in to_stdout
    for option in ("--json", "--quiet"):
        written = machine.pip("variant", "detect", "-o", "-", option).stdout
        assert written.splitlines()[3:] == to_stdout.splitlines()[3:]


def test_a_machine_that_is_described_is_shown(
    machine: PipEnv, runs: Callable[[], int]
) -> None:
    path = machine.work / "node.toml"
    path.write_text('format = 1\nproviders.nvidia.keys.driver = ["12.8", "12.7"]\n')
    described = ["--machine", path, "--machine-set", "amd :: arch :: gfx90a"]
    assert machine.pip("variant", "detect", *described).stdout == (
        "amd  (--machine-set, described)\n  arch  gfx90a\n\n"
        "nvidia  (node.toml, described)\n  driver  12.8, 12.7\n"
    )
    assert runs() == 0
    (amd, hw) = read_json(machine, "detect", *described[2:])["providers"]
    assert (amd["origin"], hw["origin"]) == ("described", "asked")
    path.write_text("format = 1\n")
    shown = machine.pip("variant", "detect", *described[:2]).stdout
    assert shown == "No provider is in node.toml.\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-o", "missing/m.toml"], "Cannot write missing/m.toml: No such file"),
        (["nvidia"], "pip variant detect takes no arguments"),
    ],
)
def test_what_cannot_be_done_is_said(
    machine: PipEnv, args: list[str], said: str
) -> None:
    done = machine.pip("variant", "detect", *args, expect_error=True)
    assert done.stderr.startswith(f"ERROR: {said}")
    assert done.stdout == ""


def test_a_broken_setting_stops_it(machine: PipEnv) -> None:
    machine.configure("[variantlib]\nprovider_priority = [\n")
    for options in ([], ["--json"], ["-v"]):
        done = machine.pip("variant", "detect", *options, expect_error=True)
        assert "invalid-variant-configuration" in done.stderr
        assert done.returncode == 1
