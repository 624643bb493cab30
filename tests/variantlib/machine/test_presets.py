"""The machines that pip brings along, and the schema of all."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.variantlib.machine.test_files import FAULTS, GPU_NODE
from variantlib.documents.toml_document import parse_toml
from variantlib.errors import InvalidMachine
from variantlib.machine import files, presets
from variantlib.machine.descriptions import read_machine
from variantlib.machine.presets import EXAMPLES, preset_document, preset_names
from variantlib.providers.possible import possible_of

SCHEMA = Path(files.__file__).with_name("machine.schema.json")


def is_valid(text: str) -> bool:
    """Whether the schema takes a file, in which it sees dates as texts."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    document = json.loads(json.dumps(parse_toml(text), default=dt.date.isoformat))
    return Draft202012Validator(schema).is_valid(document)  # type: ignore[no-any-return]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text("utf-8")))


def test_ready_machines_keep_to_the_schema() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    for name in preset_names():
        assert Draft202012Validator(schema).is_valid(preset_document(name)), name
        machine = read_machine(name)
        assert (machine.name, machine.detect) == (name, False)
        (answer,) = machine.answers
        assert answer.config is not None
        if name.startswith(f"{answer.provider}_"):
            assert f"{answer.provider}_{answer.config[0][1][0]}" == name


def test_ready_machines_say_what_the_built_in_providers_say() -> None:
    for name in preset_names():
        (answer,) = read_machine(name).answers
        for key, values in answer.config or ():
            possible = possible_of(answer.provider)[key]
            reports = possible.reports
            assert all(map(possible.is_known, values)), (name, key)
            assert reports is None or values in reports(frozenset(values)), (name, key)


def test_a_chip_of_jetson_has_its_own_code_only() -> None:
    for chip, jetson in (("72", "xavier"), ("87", "orin"), ("110", "thor")):
        values = (f"{chip}_real", f"{chip}_virtual")
        assert keys_of(f"sm_{chip}") == {"sm_arch": values}
        assert keys_of(f"jetson_{jetson}")["sm_arch"] == values


def keys_of(name: str) -> dict[str, tuple[str, ...]]:
    (answer,) = read_machine(name).answers
    return dict(answer.config or ())


def test_each_part_that_is_ready_names_its_source() -> None:
    text = Path(presets.__file__).with_name("ready.toml").read_text("utf-8")
    tables = parse_toml(text)
    assert all(len(table["source"]) > 20 for table in tables.values())
    cuda = [f"cuda{version}" for version in ("11.8", *(f"12.{n}" for n in range(10)))]
    cuda += [f"cuda13.{n}" for n in range(5)]
    # All capabilities of the vendor's two tables from 7.0 on.
    numbers = (70, 72, 75, 80, 86, 87, 89, 90, 100, 103, 110, 120, 121)
    code = [f"sm_{n}" for n in numbers]
    assert {*cuda, *code, *EXAMPLES} - {"x86_64_v3", "aarch64_8.2a"} <= set(tables)


def test_the_schema_takes_what_is_read() -> None:
    assert is_valid(GPU_NODE)
    assert is_valid("format = 1")
    assert is_valid(
        "format = 1\nplatform = 'linux_aarch64'\npython = '3.13t'\nglibc = '2.34'"
    )


@pytest.mark.parametrize("text", FAULTS, ids=lambda text: text[:50])
def test_the_schema_refuses_what_is_refused(text: str) -> None:
    # Too long a number cannot be written as JSON.
    if (
        FAULTS[text].startswith(("It is not valid TOML", "It is larger"))
        or "0xFF" in text
    ):
        return
    # The schema sees a date without a time as the text that it takes.
    assert is_valid(text) == ("this is not a date" in FAULTS[text])


def test_a_file_of_the_same_name_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("x86_64_v1").mkdir()
    assert read_machine("x86_64_v1").answers != ()
    tmp_path.joinpath("x86_64_v3").write_text("format = 1")
    assert read_machine("x86_64_v3").answers == ()


@pytest.mark.parametrize("name", ["x86_64_v5", "../x86_64_v3", "x86_64_v3.toml", ""])
def test_an_unknown_name_tells_the_known(name: str) -> None:
    with pytest.raises(InvalidMachine) as caught:
        read_machine(name)
    assert ", ".join(EXAMPLES) in caught.value.hint


# What a plugin of the package index says of processors of which it is told.
ASK = """
import json, sys
import {package}
from {package}.plugin import {name} as Plugin, archspec
answers = {{}}
for target in sys.argv[1:]:
    archspec.cpu.host = lambda: archspec.cpu.TARGETS[target]
    found = Plugin().get_supported_configs(None)
    answers[target] = [[config.name, config.values] for config in found]
print(json.dumps(answers))
"""

PLUGINS = {
    "x86-64": ("X8664Plugin", {f"x86_64_v{n}": f"x86_64_v{n}" for n in (2, 3, 4)}),
    "aarch64": (
        "AArch64Plugin",
        {
            "aarch64": "aarch64_8a",
            **{f"armv8.{n}a": f"aarch64_8.{n}a" for n in range(1, 6)},
            "armv9.0a": "aarch64_9.0a",
        },
    ),
}


@pytest.mark.parametrize("processor", PLUGINS)
def test_ready_machines_say_what_the_plugins_say(
    processor: str, download: Callable[[str], Path]
) -> None:
    name, targets = PLUGINS[processor]
    distribution = f"provider-variant-{processor}"
    wheel = download(f"{distribution}==0.0.1.post2")
    code = ASK.format(package=distribution.replace("-", "_"), name=name)
    done = subprocess.run(
        [sys.executable, "-c", code, *targets],
        env={"PYTHONPATH": str(_unpack(wheel))},
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    for target, ready in targets.items():
        (answer,) = read_machine(ready).answers
        config = [[key, list(values)] for key, values in answer.config or ()]
        assert config == said[target]


def _unpack(wheel: Path) -> Path:
    folder = wheel.with_suffix("")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder
