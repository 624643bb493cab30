"""Machines in files: what is read, what is wrong with them, what is written."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.variantlib.strategies import json_values, names, values
from variantlib.errors import InvalidMachine
from variantlib.machine.descriptions import read_machine
from variantlib.machine.files import (
    FORMAT,
    MAX_FILE_SIZE,
    MAX_PROVIDERS,
    MAX_TEXT,
    MachineFile,
    parse_machine,
)
from variantlib.machine.places import Lines
from variantlib.machine.writing import write_machine
from variantlib.plugins import ProviderAnswer
from variantlib.plugins.answers import Builtin
from variantlib.wire import MAX_KEYS, MAX_VALUES

GPU_NODE = """\
format = 1
detect = true
name = "the big ones"
captured = 2026-11-22T14:00:00Z

[providers.nvidia]
distribution = "NVIDIA_variant.provider"
version = "0.0.2"
[providers.nvidia.keys]
sm_arch = [
    "90_real",  # best first
    "80_real",
]
driver = ["12.8", "12.7"]

[providers.amd]

[providers.own]
entry-point = "own.plugin:Plugin"
keys = { a = ["1"] }
"""


def parse(text: str) -> MachineFile:
    return parse_machine(text.encode("utf-8", "surrogatepass"), "some/gpu-node.toml")


def fault(text: str) -> str:
    """What is said to be wrong, in one line."""
    with pytest.raises(InvalidMachine) as caught:
        parse(text)
    error = caught.value
    assert error.where == "some/gpu-node.toml"
    assert "\n" not in error.problem
    return error.problem


def test_a_file_says_what_plugins_would() -> None:
    amd, nvidia, own = parse(GPU_NODE).answers
    assert (nvidia.provider, nvidia.plugin) == (
        "nvidia",
        "NVIDIA_variant.provider 0.0.2",
    )
    assert nvidia.config == (
        ("sm_arch", ("90_real", "80_real")),
        ("driver", ("12.8", "12.7")),
    )
    assert (nvidia.distribution, nvidia.version) == ("nvidia-variant-provider", "0.0.2")
    assert nvidia.is_named
    assert (amd.config, amd.problem, amd.plugin) == (None, None, "gpu-node.toml")
    assert own.config == (("a", ("1",)),)
    assert (own.entry_point, own.is_named) == ("own.plugin:Plugin", False)


def test_of_the_file() -> None:
    machine = parse(GPU_NODE)
    assert (machine.name, machine.detect) == ("gpu-node.toml", True)
    assert parse("format = 1") == MachineFile("gpu-node.toml", (), detect=False)
    assert parse("\ufefformat = 1\r\n".replace("\ufeffor", "\ufefffor")).answers == ()


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gpu-node.toml"
    path.write_text(GPU_NODE)
    assert read_machine(str(path)) == parse(GPU_NODE)
    path.write_text("")
    with pytest.raises(InvalidMachine) as caught:
        read_machine(str(path))
    assert caught.value.where == str(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_another_encoding(encoding: str) -> None:
    """As `>` of an old PowerShell writes them."""
    with pytest.raises(InvalidMachine) as caught:
        parse_machine("format = 1\r\n".encode(encoding), "m.toml")
    assert caught.value.problem.endswith("the file is UTF-16, but must be UTF-8")


@pytest.mark.parametrize("name", ["absent.toml", ".", "a\0b", "x" * 5000])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidMachine) as caught:
        read_machine(f"{tmp_path}/{name}")
    assert "It cannot be read: " in caught.value.problem


KEYS = "format = 1\n[providers.a.keys]\n"

FAULTS = {
    "": "It does not say its format: format = 1 is missing.",
    "format = 2": "line 1, format: must be 1, not 2.",
    "format = true": "line 1, format: must be 1, not True.",
    "format = '1'": "line 1, format: must be 1, not '1'.",
    f"format = 0x{'F' * 10_000}": "line 1, format: must be 1, not this.",
    "format = 1\n\ndetect = 1": "line 3, detect: this is not true or false.",
    "format = 1\nname = 1": "line 2, name: this must be text of one line.",
    'format = 1\nname = "\\u001b[2J"': "line 2, name: this must be text of one line.",
    "format = 1\ncaptured = 2026-11-22": "line 2, captured: this is not a date and",
    "format = 1\nproviders = []": "line 2, providers: this is not a table.",
    "format = 1\nprovider = {}": "line 2, provider: unknown key; the known ones are: "
    "format, name, captured, detect, platform, python, glibc, musl, providers - maybe "
    "you meant providers.",
    "format = 1\nplatform = 'solaris'": "line 2, platform: must be as linux_x86_64, "
    "macosx_14_0_arm64, win_amd64, or x86_64 for this system, not 'solaris'.",
    "format = 1\nplatform = 'manylinux_2_34_x86_64'": "line 2, platform: must be as ",
    "format = 1\nplatform = 1": "line 2, platform: this must be text of one line.",
    "format = 1\npython = '2.7'": "line 2, python: must be as 3.12, 3.12.3 or 3.13t,",
    "format = 1\nglibc = '2'": "line 2, glibc: must be as 2.34, not '2'.",
    "format = 1\nmusl = '1.2.3'": "line 2, musl: must be as 2.34, not '1.2.3'.",
    "format = 1\nplatform = 'win_amd64'\nglibc = '2.34'": "line 3, glibc: only Linux "
    "has it, and platform says win_amd64.",
    "format = 1\nmusl = '1.2'\nplatform = 'macosx_14_0_arm64'": "line 2, musl: only ",
    "format = 1\n[nvidia]\ndriver = []": "line 2, nvidia: unknown key",
    "format = 1\nproviders.a = 1": "line 2, providers.a: this is not a table.",
    "format = 1\n[providers]\na = 1": "line 3, providers.a: this is not a table.",
    'format = 1\n[providers."a-b"]': "line 2, providers.a-b: provider must be text of "
    "the characters A-Z a-z 0-9 _, not 'a-b'.",
    "format = 1\n[providers.a]\nx = 1\nkeys.b = ['1']": "line 3, providers.a.x: "
    "unknown key; the known ones are: distribution, version, entry-point, keys.",
    "format = 1\n[providers.a]\nkeys = 1": "line 3, providers.a.keys: this is not a ",
    "format = 1\n[providers.a]\nversion = 1": "line 3, providers.a.version: this must ",
    "format = 1\n[providers.a]\nversion = '1'": "line 2, providers.a: distribution and "
    "version must be given together.",
    f"format = 1\n[providers.a]\nentry-point = '{'x' * (MAX_TEXT + 1)}'": "line 3, "
    f"providers.a.entry-point: this is longer than {MAX_TEXT} characters.",
    f"{KEYS}b = '1'": "line 3, providers.a.keys.b: values must be a list, not '1'.",
    f"{KEYS}b = []": "line 3, providers.a.keys.b: values must not be empty.",
    f"{KEYS}\n'b c' = ['1']": "line 4, providers.a.keys.b c: key must be text of",
    f"{KEYS}b = [\n12.8]": "line 3, providers.a.keys.b: value must be text of the "
    "characters A-Z a-z 0-9 _ ., not a number.",
    f"{KEYS}b = ['1', '1']": "line 3, providers.a.keys.b: values must not hold '1' tw",
    f"{KEYS}b = ['\u0663']": "line 3, providers.a.keys.b: value must be text of",
    f"{KEYS}b = ['1']\nb = ['2']": "It is not valid TOML: Cannot overwrite a value",
    "format = ": "It is not valid TOML: Invalid value (at ",
    "format = 1\n\x00": "It is not valid TOML: ",
    "format = \udc80": "It is not valid TOML: 'utf-8' codec can't decode",
    f"format = 1\na{'.a' * 500_000} = 1": "It is not valid TOML: a name has more than",
    f"format = 1\n[a{'.a' * 16}]": "It is not valid TOML: a name has more than 16 p",
    f"format = 1\n{'a' * 1_000_000} = 1": "line 2, aaa",
    f"format = 1\na{'.a' * 15} = 1": "line 2, a: unknown key",
    f"format = {'[' * 10_000}": "It is not valid TOML: ",
    f"format = 1{'0' * 10_000}": "It is not valid TOML: ",
    f"format = 1 # {' ' * MAX_FILE_SIZE}": f"It is larger than {MAX_FILE_SIZE} bytes.",
    "format = 1\nproviders = {" + ", ".join(f"p{n}={{}}" for n in range(101)) + "}": ""
    f"line 2, providers: more than {MAX_PROVIDERS} providers.",
    KEYS + "\n".join(f"k{n} = ['1']" for n in range(MAX_KEYS + 1)): "line 2, "
    f"providers.a.keys: more than {MAX_KEYS} keys.",
    f"{KEYS}b = {json.dumps([str(n) for n in range(MAX_VALUES + 1)])}": "line 2, "
    f"providers.a.keys: more than {MAX_VALUES} values.",
}


@pytest.mark.parametrize("text", FAULTS, ids=lambda text: text[:50])
def test_faults_are_named(text: str) -> None:
    assert fault(text).startswith(FAULTS[text])


def as_toml(value: Any) -> str:
    """A value in one line of TOML, which has no null."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(k)} = {as_toml(v)}" for k, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return "0" if value is None else json.dumps(value)


members = st.sampled_from(
    ["format", "detect", "providers", "keys", "version", "distribution", "entry-point"]
)
rubbish = st.recursive(
    st.just(1) | st.just(True) | json_values,
    lambda inner: st.dictionaries(members | names, inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(members, rubbish, max_size=4), st.booleans())
def test_rubbish_is_an_error_and_no_crash(document: Any, is_new: bool) -> None:
    text = "".join(f"{key} = {as_toml(value)}\n" for key, value in document.items())
    if is_new and "format" not in document:
        text = f"format = {FORMAT}\n{text}"
    with contextlib.suppress(InvalidMachine):
        parse(text)


keys = st.dictionaries(
    names, st.lists(values, min_size=1, max_size=30, unique=True).map(tuple), min_size=1
)
configs = st.none() | keys.map(lambda mapping: tuple(mapping.items()))
texts = st.text(max_size=9).filter(str.isprintable).filter(bool)


@st.composite
def answers(draw: st.DrawFn) -> ProviderAnswer:
    entry_point = draw(st.just("") | texts)
    origin = {"version": draw(texts), "distribution": draw(names.map(str.lower))}
    if draw(st.booleans()) or "_" in origin["distribution"]:
        origin = {}
    return ProviderAnswer(
        draw(names),
        f"{origin['distribution']} {origin['version']}" if origin else "gpu-node.toml",
        draw(configs),
        entry_point=entry_point,
        is_named=not entry_point,
        **origin,
    )


@given(st.lists(answers(), max_size=5, unique_by=lambda a: a.provider), st.text())
def test_what_is_written_is_read(given: list[ProviderAnswer], name: str) -> None:
    text = write_machine(given, name)
    assert max(map(len, text.splitlines())) < 400
    found = parse(text).answers
    assert found == tuple(sorted(given, key=lambda answer: answer.provider))


def test_what_a_built_in_provider_could_not_learn_is_a_comment() -> None:
    """Who reads the file would else take it for what the machine has not."""
    untold = Builtin({}, ("no /proc/cpuinfo", "a\x1b"), is_partial=True)
    guess = Builtin({}, ("12.8 is a guess",), is_partial=True)
    silent = Builtin({}, ("switched off",))
    written = write_machine(
        [
            ProviderAnswer("x86_64", "", None, builtin=untold),
            ProviderAnswer("nvidia", "", (("sm", ("90",)),), builtin=guess),
            ProviderAnswer("amd", "", None, builtin=silent),
        ],
        "",
    )
    assert (
        written
        == """\
format = 1

[providers.amd]

# nvidia: 12.8 is a guess
[providers.nvidia.keys]
sm = ["90"]

# x86_64: no /proc/cpuinfo
# x86_64: a\\x1b
"""
    )


def test_a_written_file_can_be_edited() -> None:
    written = write_machine(
        [
            ProviderAnswer("nvidia", "", (("sm", tuple(map(str, range(40)))),)),
            ProviderAnswer("amd", "amd-plugin 1.0", None, "raised OSError"),
            ProviderAnswer("intel", "", None, distribution="intel", version="2"),
        ],
        'my "node"',
        dt.datetime(2026, 11, 22, 14, 0, 0, 5, tzinfo=dt.timezone.utc),
    )
    assert (
        written
        == """\
format = 1
name = "my \\"node\\""
captured = 2026-11-22T14:00:00+00:00

# amd: amd-plugin 1.0 raised OSError

[providers.intel]
distribution = "intel"
version = "2"

[providers.nvidia.keys]
sm = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13",
    "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25",
    "26", "27", "28", "29", "30", "31", "32", "33", "34", "35", "36", "37",
    "38", "39",
]
"""
    )


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("format", 1),
        ("providers.nvidia", 6),
        ("providers.nvidia.version", 8),
        ("providers.nvidia.keys", 9),
        ("providers.nvidia.keys.driver", 14),
        ("providers.amd", 16),
        ("providers.own.keys.a", 20),
        ("absent", None),
        ("", None),
    ],
)
def test_lines(path: str, line: int | None) -> None:
    assert Lines(GPU_NODE).of([name for name in path.split(".") if name]) == line


@given(st.text("[]a.='\" \t\n"), st.lists(st.sampled_from("ab"), max_size=3))
def test_looking_for_a_line_never_fails(text: str, path: list[str]) -> None:
    line = Lines(text).of(path)
    assert line is None or 1 <= line <= text.count("\n") + 1


def test_all_mistakes_are_told_at_once() -> None:
    text = (
        "format = 2\nnames = 'x'\nglibc = 'old'\n[providers.a.keys]\nb = 1\n"
        "level = '<= v3'\n[providers.x86_64.keys]\nlevel = '<= v3'\n"
    )
    problem = fault(text)
    assert [part.partition(":")[0] for part in problem.split("line ")[1:]] == [
        "1, format",
        "2, names",
        "3, glibc",
        "5, providers.a.keys.b",
        "6, providers.a.keys.level",
    ]
    many = "format = 1\n" + "\n".join(f"k{n} = 1" for n in range(20_000))
    assert fault(many).endswith("providers. and 19990 more")
