"""Built-in providers: the right build without any plugin, or a line that says why not.

The machines are folders that stand for the root of another system.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Index, PipEnv, make_plugin, make_wheel
from tests.functional.documents import read_json
from tests.functional.machine.conftest import Put, output
from tests.variantlib.providers import cpus

LEVELS: Mapping[str, Any] = {
    "v4": {"x86_64": {"level": ["v4"]}},
    "v3": {"x86_64": {"level": ["v3"]}},
    "v2": {"x86_64": {"level": ["v2"]}},
    "null": {},
}
PUBLISHED = ["provider-variant-x86-64>=0.0.1,<1"]


@pytest.mark.skipif(sys.platform == "win32", reason="not everybody may make links")
def test_links_of_a_mounted_host_stay_in_it(env: PipEnv, host: Path, put: Put) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    (host / "proc/cpuinfo").rename(host / "flags")
    (host / "proc/cpuinfo").symlink_to("/flags")
    env.pip("install", "pkg")
    assert env.installed("pkg") == "v3"
    (host / "proc/cpuinfo").unlink()
    (host.parent / "outside").write_text(cpus.x86(cpus.SKYLAKE_SERVER))
    (host / "proc/cpuinfo").symlink_to(host.parent / "outside")
    said = output(env, "variant", "detect", "--verbose")
    assert "the flags of the processor are unknown" in said
    assert "v4" not in said


def test_the_best_build_for_the_processor(env: PipEnv, host: Path, put: Put) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    said = output(env, "install", "pkg")
    assert "Using variant v3 of pkg 1.0, the best of 3 that fit this machine" in said
    assert "WARNING" not in said
    assert env.installed("pkg") == "v3"
    (host / "proc/cpuinfo").write_text(cpus.x86(cpus.SKYLAKE_SERVER))
    assert "Replacing pkg 1.0 (variant v3) by variant v4" in output(
        env, "install", "-U", "pkg"
    )


def test_hashes_need_no_table(
    env: PipEnv, host: Path, index: Index, wheels: Path
) -> None:
    properties = [f"x86_64 :: level :: v{level}" for level in (4, 3, 2)]
    made = [make_wheel(wheels, "pkg", "1.0", properties=[each]) for each in properties]
    index.add(*made, make_wheel(wheels, "pkg", "1.0"))
    env.variables["PIP_INDEX_URL"] = index.url
    said = output(env, "install", "pkg")
    assert "the best of 2 that fit this machine: x86_64 :: level :: v3" in said


def test_detect_says_that_no_plugin_was_asked(env: PipEnv, host: Path) -> None:
    lines = env.pip("variant", "detect").stdout.splitlines()
    assert lines[:2] == ["tpu  (built in)", "  present  false"]
    assert lines[3:5] == ["x86_64  (built in)", "  level       v3, v2, v1"]
    answers = read_json(env, "detect")["providers"]
    found = {each["provider"]: each for each in answers}
    assert found["amd"]["keys"] == []
    assert found["x86_64"]["origin"] == "built in"
    assert found["x86_64"]["distribution"] is None
    captured = env.pip("variant", "detect", "-o", "-").stdout
    assert 'level = ["v3", "v2", "v1"]' in captured


def test_an_installed_plugin_has_the_word(
    env: PipEnv, host: Path, put: Put, tmp_path: Path
) -> None:
    put(LEVELS)
    env.unpack(make_plugin(tmp_path / "plugin", "x86_64", {"level": ["v2"]}))
    output(env, "install", "pkg")
    assert env.installed("pkg") == "v2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BUILTIN_PROVIDERS", "[]"),
        ("BUILTIN_PROVIDERS", "nvidia, amd"),
        ("DISABLED_PROVIDERS", "x86_64"),
        ("DISABLED_PROVIDERS", "provider-variant-x86-64"),
    ],
)
def test_the_user_switches_it_off(
    env: PipEnv, host: Path, put: Put, name: str, value: str
) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    env.variables[f"PIP_VARIANTLIB_{name}"] = value
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == "null"
    warns = "WARNING: 3 better builds of pkg need x86_64, which nothing here answers"
    # Who disables a provider knows it.
    assert (warns in said) is (name == "BUILTIN_PROVIDERS")


def test_what_is_not_built_in_is_an_error(env: PipEnv, host: Path, put: Put) -> None:
    put(LEVELS)
    env.variables["PIP_VARIANTLIB_BUILTIN_PROVIDERS"] = "nvida"
    done = env.pip("install", "pkg", expect_error=True)
    said = " ".join(done.stderr.split())
    assert "builtin_providers holds 'nvida', which is not built in" in said
    assert "nvidia" in said
    assert env.installed("pkg") is None


def test_a_package_that_wants_more_gets_no_answer(
    env: PipEnv, host: Path, put: Put
) -> None:
    put(LEVELS, x86_64=["provider-variant-x86-64>=9"])
    said = output(env, "install", "pkg")
    assert env.installed("pkg") == "null"
    assert "3 better builds of pkg need x86_64, which nothing here answers for" in said
    shown = output(env, "variant", "explain", "pkg")
    assert (
        "the package needs provider-variant-x86-64>=9 for x86_64, not the built-in "
        "provider" in shown
    )


def test_unknown_flags_are_not_those_of_the_oldest_processor(
    env: PipEnv, host: Path, put: Put
) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    (host / "proc/cpuinfo").unlink()
    said = output(env, "install", "--quiet", "pkg")
    assert env.installed("pkg") == "null"
    note = "the flags of the processor are unknown: /proc/cpuinfo cannot be read"
    assert said == (
        f"WARNING: pkg has better builds for x86_64 that pip cannot choose: {note}"
    )
    shown = output(env, "variant", "explain", "pkg")
    assert f"provider x86_64 has no answer here: {note}" in shown


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VARIANTLIB_SYSROOT", "relative", "must be the absolute path of a folder"),
        ("VARIANTLIB_PLATFORM", "linux-vax", "must be one of linux-x86_64, linux-"),
        (
            "ROCM_BOOTSTRAP_FORCE_GFX_ARCH",
            "gfx1",
            "ROCM_BOOTSTRAP_FORCE_GFX_ARCH holds",
        ),
    ],
)
def test_a_bad_variable_is_an_error_that_changes_nothing(
    env: PipEnv, host: Path, put: Put, name: str, value: str, said: str
) -> None:
    put(LEVELS)
    env.variables[name] = value
    for command in (["install", "pkg"], ["variant", "detect"]):
        done = env.pip(*command, expect_error=True)
        assert said in " ".join(done.stderr.split())
        assert "Traceback" not in done.stderr
    assert env.installed("pkg") is None


def test_what_cannot_be_learned_does_not_replace_a_variant(
    env: PipEnv, host: Path, put: Put
) -> None:
    put(LEVELS, x86_64=PUBLISHED)
    env.pip("install", "pkg")
    assert env.installed("pkg") == "v3"
    (host / "proc/cpuinfo").write_text("processor : 0\n")
    env.pip("install", "-U", "pkg")
    assert env.installed("pkg") == "v3"
    (checked,) = read_json(env, "check", expect_error=True)["packages"]
    assert (checked["verdict"], checked["instead"]) == ("unknown", None)
    assert "the flags of the processor are unknown" in checked["reason"]
    (host / "proc/cpuinfo").write_text(cpus.x86(cpus.NEHALEM))
    env.pip("install", "-U", "pkg")
    assert env.installed("pkg") == "v2"


def test_stated_facts_win_whatever_the_package_requires(
    env: PipEnv, host: Path, put: Put
) -> None:
    put(LEVELS, x86_64=["provider-variant-x86-64>=9"])
    fact = "--machine-set=x86_64 :: level :: v4, v3"
    said = output(env, "install", fact, "pkg")
    assert env.installed("pkg") == "v4"
    assert "WARNING" not in said


def test_names_of_one_provider_count_as_each_other(
    env: PipEnv, host: Path, put: Put, tmp_path: Path
) -> None:
    put(LEVELS, x86_64=["x86-64-variant-provider>=0.2.1,<0.3"])
    plugin = make_plugin(
        tmp_path / "plugin",
        "x86_64",
        {"level": ["v2"]},
        dist_name="provider-variant-x86-64",
        version="0.0.1",
    )
    env.unpack(plugin)
    output(env, "install", "pkg")
    assert env.installed("pkg") == "v2"


def test_the_user_says_which_name_counts(env: PipEnv, host: Path, put: Put) -> None:
    put(LEVELS, x86_64=["corporate-cpu-plugin"])
    env.variables["PIP_VARIANTLIB_PROVIDER_ALIASES"] = "x86_64 = corporate_cpu.plugin"
    output(env, "install", "pkg")
    assert env.installed("pkg") == "v3"
