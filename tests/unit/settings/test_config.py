"""Where settings come from, which one wins, and what is wrong with them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pip._vendor.variantlib.machine.settings import MachineSettings

from pip._internal.configuration import Configuration
from pip._internal.variants.exceptions import VariantConfigurationError
from pip._internal.variants.settings.config import Settings, load_settings
from pip._internal.variants.settings.named_sets import merge_sets
from pip._internal.variants.settings.project_files import MAX_FILE_SIZE
from tests.unit.configuring import Load, error_of
from tests.variantlib.strategies import json_values


class GivenConfiguration(Configuration):
    """A configuration with these values, from one file."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(isolated=False)
        self.values = values

    def items(self) -> Iterable[tuple[str, dict[str, Any]]]:
        return [("pip.conf", self.values)]


def test_without_settings_the_defaults_are_in_force(load: Load) -> None:
    expected = MachineSettings((), frozenset(), frozenset(), 30.0, 86400.0)
    assert load() == Settings(expected, (), {}, None)


@pytest.mark.parametrize(
    "text",
    [
        '["b", "a"]',
        "b, a",
        "b a",
        "b,a,b",
        "\n    b\n    a",
        '\n  ["b",\n   "a"]',
    ],
)
def test_forms_of_a_list_in_pip_conf(load: Load, text: str) -> None:
    found = load(conf=f"[variantlib]\nprovider_priority = {text}\n")
    assert found.machine.provider_priority == ("b", "a")


@pytest.mark.parametrize("key", ["provider-priority", "provider_priority"])
def test_dashes_and_underscores(load: Load, key: str) -> None:
    for files in ({"conf": f"[variantlib]\n{key} = a"}, {"variant": f"{key} = ['a']"}):
        assert load(**files).machine.provider_priority == ("a",)


def test_all_keys(load: Load) -> None:
    text = (
        "provider_priority = ['b', '_a']\ndisabled_providers = ['x.y-z']\n"
        "trusted_providers = ['t']\nprovider_timeout = 2.5\ncache_max_age = 0\n"
    )
    expected = MachineSettings(
        ("b", "_a"), frozenset({"x.y-z"}), frozenset({"t"}), 2.5, 0.0
    )
    in_conf = text.replace(chr(39), chr(34))
    assert load(conf=f"[variantlib]\n{in_conf}").machine == expected
    without_trust = expected._replace(trusted_providers=frozenset())
    assert load(conf="", variant=text).machine == without_trust
    in_project = load(variant="", pyproject=f"[tool.variantlib]\n{text}")
    assert in_project.machine == without_trust


@pytest.mark.parametrize("key", ["trusted_providers", "trusted-providers"])
@pytest.mark.parametrize("value", ["['other']", "'other'", "[]", "5", "{ a = 1 }"])
def test_files_of_the_current_directory_grant_no_trust(
    load: Load,
    key: str,
    value: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    line = f"{key} = {value}\n"
    files = {"variant": line, "pyproject": f"[tool.variantlib]\n{line}"}

    assert load(**files) == Settings()
    conf = "[variantlib]\ntrusted_providers = mine\n"
    assert load(**files, conf=conf).machine.trusted_providers == {"mine"}
    monkeypatch.setenv("PIP_VARIANTLIB_TRUSTED_PROVIDERS", "ours")
    assert load(**files, conf=conf).machine.trusted_providers == {"ours"}

    said = sorted(record.getMessage() for record in caplog.records)
    assert len(said) == 2
    for name, text in zip(("pyproject.toml", "variant.toml"), said, strict=True):
        assert text.startswith("Ignoring trusted_providers in ")
        assert f"{name}: files of the current directory grant no trust." in text
        assert "pip config set variantlib.trusted_providers ..." in text
        assert "PIP_VARIANTLIB_TRUSTED_PROVIDERS" in text


@pytest.mark.parametrize(
    "text",
    [
        '["a :: b", "c::d"]',
        "a :: b, c :: d",
        "a::b c::d",
        "a :: b c :: d",
        "\n  a :: b\n  c ::d\n  a::b",
    ],
)
def test_lists_of_keys(load: Load, text: str) -> None:
    found = load(conf=f"[variantlib]\nkey_priority = {text}").machine
    assert found.key_priority == (("a", "b"), ("c", "d"))


def test_lists_of_properties(load: Load) -> None:
    found = load(
        variant="value_priority = ['a :: b :: 1.0']\nexcluded = 'a, a::b a :: b::c'"
    ).machine
    assert found.value_priority == (("a", "b", "1.0"),)
    assert found.excluded == {("a",), ("a", "b"), ("a", "b", "c")}


def test_the_nearest_source_wins(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {}
    seen = []
    steps = [
        ("conf", "[variantlib]\nprovider_priority = conf"),
        ("pyproject", "[tool.variantlib]\nprovider_priority = 'pyproject'"),
        ("variant", "provider_priority = 'variant'"),
    ]
    for name, text in steps:
        files[name] = text
        seen.append(load(**files).machine.provider_priority)
    monkeypatch.setenv("PIP_VARIANTLIB_PROVIDER_PRIORITY", "environment")
    seen.append(load(**files).machine.provider_priority)
    assert seen == [("conf",), ("pyproject",), ("variant",), ("environment",)]


def test_keys_of_several_sources_come_together(load: Load) -> None:
    found = load(
        conf="[variantlib]\nprovider_timeout = 5\ncache_max_age = 6",
        variant="cache_max_age = 7",
    ).machine
    assert (found.provider_timeout, found.cache_max_age) == (5.0, 7.0)


def test_isolated_means_neither_environment_nor_project(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_VARIANTLIB_CACHE_MAX_AGE", "1")
    assert load(variant="provider_timeout = 5", isolated=True) == Settings()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = [",
        "# variantlib\nx = [",
        "[project]\nname = 'variantlib'",
        "tool = 5 # variantlib",
        "[tool]\nother = 'variantlib'",
        b"\xff variantlib",
        "x = " + "[" * 5000 + " # variantlib",
    ],
)
def test_a_pyproject_that_is_none_of_our_business(
    load: Load, text: str | bytes
) -> None:
    assert load(pyproject=text) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "provider_prioritie = []",
            "'provider_prioritie' - maybe you meant provider_priority.",
        ),
        ("set.gpu = 'x'", "Unknown setting 'set' - maybe you meant sets."),
        ("colour = 1", "Unknown setting 'colour'."),
        ("machine_set = 'x'", "option of pip: write it in pip.conf, under [global]"),
        ("x = 1", "provider_priority, disabled_providers, trusted_providers"),
        ("provider_priority = 5", "provider_priority is not a list of names: 5."),
        ("provider_priority = {a = 1}", "is not a list of names"),
        ("provider_priority = [1]", "provider_priority holds 1, which is not a name"),
        ("provider_priority = ['a b']", "holds 'a b', which is not a name"),
        ("provider_priority = ['']", "holds '', which is not a name"),
        ("provider_priority = '[\"a\"'", "is not a list of names: '[\"a\"'"),
        ("disabled_providers = [[]]", "disabled_providers holds [], which is"),
        ("key_priority = 5", "key_priority is not a list of properties: 5."),
        ("key_priority = '[1'", "key_priority is not a list of properties: '[1'."),
        ("key_priority = 'a'", "holds 'a', which is not of the form provider :: key."),
        ("key_priority = 'a b :: c'", "key_priority holds 'a', which is not of the"),
        ("key_priority = 'a :: b-c'", "holds 'a::b-c', which is not of the form"),
        ("key_priority = ['a ::']", "holds 'a ::', which is not of the form"),
        ("key_priority = [['a', 'b']]", "holds ['a', 'b'], which is not of the form"),
        ("value_priority = 'a :: b'", "not of the form provider :: key :: value."),
        (
            "excluded = 'a :: b :: c :: d'",
            "provider or provider :: key or provider :: key :: value.",
        ),
        ("excluded = ['']", "excluded holds '', which is not of the form"),
        ("provider_timeout = 'soon'", "is not a number of seconds: 'soon'."),
        ("provider_timeout = true", "is not a number of seconds: True."),
        ("provider_timeout = nan", "is not a number of seconds: nan."),
        ("provider_timeout = inf", "is not a number of seconds: inf."),
        ("provider_timeout = -1", "is not a number of seconds: -1."),
        ("provider_timeout = 1e300", "is not a number of seconds: 1e+300."),
        ("provider_timeout = 0", "provider_timeout must be more than 0 seconds."),
        ("provider_timeout = []", "is not a number of seconds: []."),
        ("cache_max_age = 1979-05-27", "is not a number of seconds"),
        ("cache_max_age = ", "It is not valid TOML"),
        ("a = 1\na = 2", "It is not valid TOML"),
        (b"\xff", "It is not valid TOML"),
        ("x = " + "[" * 5000, "It is not valid TOML"),
        (".".join("a" * 400_000) + " = 1", "a name has more than 16 parts"),
        (".".join([r'"\""'] * 200_000) + " = 1", "a name has more than 16 parts"),
        ("provider_timeout = 0x1" + "0" * 10_000, "is not a number of seconds: this."),
        ("cache_max_age = 1".encode("utf-16"), "the file is UTF-16, but must be"),
        ("cache_max_age = 1".encode("utf-16-le"), "the file is UTF-16, but must be"),
        ("cache_max_age = 1".encode("utf-16-be"), "the file is UTF-16, but must be"),
        (" " * (MAX_FILE_SIZE + 1), f"larger than {MAX_FILE_SIZE} bytes"),
    ],
)
def test_what_is_wrong_is_said(load: Load, text: str | bytes, said: str) -> None:
    error = error_of(load, variant=text)
    assert "variant.toml" in error.partition("\n")[0]
    assert said in error


def test_the_place_is_named(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "pip.conf" in error_of(load, conf="[variantlib]\nx = 1")
    assert "pyproject.toml" in error_of(load, conf="", pyproject="[tool]\nvariantlib=1")
    assert "pyproject.toml" in error_of(load, pyproject="[tool.variantlib]\nx =")
    monkeypatch.setenv("PIP_VARIANTLIB_CACHE_MAX_AGE", "old")
    error = error_of(load, pyproject="")
    assert "the environment variable PIP_VARIANTLIB_CACHE_MAX_AGE are" in error


def test_a_file_that_cannot_be_read(load: Load, tmp_path: Path) -> None:
    (tmp_path / "variant.toml").mkdir()
    assert "It cannot be read: " in error_of(load)


@pytest.mark.parametrize("name", ["variant", "pyproject"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_files_as_windows_writes_them(
    load: Load, name: str, line_end: str, encoding: str
) -> None:
    lines = ["[tool.variantlib]"] if name == "pyproject" else ["# Größe"]
    text = line_end.join([*lines, "provider_timeout = 7", ""])
    assert load(**{name: text.encode(encoding)}).machine.provider_timeout == 7


def pipe(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path)


def huge(path: Path) -> None:
    path.write_text("[tool.other]\ntext = 'variantlib'\n" + "#" * MAX_FILE_SIZE)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**35)


needs_unix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@needs_unix
@pytest.mark.parametrize("make", [Path.mkdir, pipe, loop, huge, sparse])
def test_a_pyproject_that_does_not_speak_of_us_is_passed_over(
    load: Load, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "pyproject.toml")
    assert load() == Settings()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_one_that_does_has_to_be_readable(load: Load, encoding: str) -> None:
    text = "[tool.variantlib]\nprovider_timeout = 1\n#" + " " * MAX_FILE_SIZE
    error = error_of(load, pyproject=text.encode(encoding))
    assert "pyproject.toml" in error
    assert f"larger than {MAX_FILE_SIZE} bytes" in error
    error = error_of(load, pyproject="[tool.variantlib]".encode("utf-16"))
    assert "the file is UTF-16" in error


@needs_unix
@pytest.mark.parametrize("make", [pipe, loop])
def test_a_file_of_ours_that_is_none(
    load: Load, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "variant.toml")
    assert "It cannot be read: " in error_of(load)


KEYS = ["provider_priority", "disabled_providers", "provider_timeout", "cache-max-age"]


@given(
    st.dictionaries(
        st.sampled_from([*KEYS, "other"]).map("variantlib.{}".format) | st.text(),
        json_values | st.text() | json_values.map(json.dumps),
    )
)
@example({"variantlib.provider_priority": "[" * 100_000})
@example({"variantlib.provider_timeout": "1" * 5000})
@example({"variantlib.provider_timeout": 10**400})
def test_whatever_the_configuration_holds(values: dict[str, Any]) -> None:
    try:
        found = load_settings(GivenConfiguration(values), os.devnull, merge_sets)
    except VariantConfigurationError:
        return
    assert all(isinstance(name, str) for name in found.machine.provider_priority)
    assert 0 < found.machine.provider_timeout < float("inf")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.sampled_from("provider_timeout=[]{}'\"\n.1e9#-\x1b")) | st.binary(),
    name=st.sampled_from(["variant.toml", "pyproject.toml"]),
)
def test_whatever_a_file_holds(text: str | bytes, name: str, tmp_path: Path) -> None:
    data = text.encode() if isinstance(text, str) else text
    start = b"[tool.variantlib]\n" if name == "pyproject.toml" else b""
    (tmp_path / name).write_bytes(start + data)
    try:
        load_settings(GivenConfiguration({}), str(tmp_path), merge_sets)
    except VariantConfigurationError:
        pass
    finally:
        (tmp_path / name).unlink()
