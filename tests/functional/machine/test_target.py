"""Machines of other platforms: each gets the wheels that it can run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_wheel
from tests.functional.conftest import BEST, HW
from tests.functional.documents import read_json
from variantlib.documents.toml_document import parse_toml

GRACE = f"""format = 1
platform = "linux_aarch64"
glibc = "2.34"
providers.{HW}.keys.humor = ["2"]
"""
OLD = f"""format = 1
platform = "linux_x86_64"
python = "3.10"
glibc = "2.17"
providers.{HW}.keys.humor = ["2"]
"""
HERE = sys.version_info[:2]
HUMOR = [f"{HW} :: humor :: 2"]


@pytest.fixture
def fleet(env: PipEnv, index: Index, wheels: Path) -> dict[str, str]:
    """Two machines, and a release with wheels for them; the names of its files."""
    env.work.joinpath("grace.toml").write_text(GRACE)
    env.work.joinpath("old.toml").write_text(OLD)
    found = {}
    for name, tag, properties in (
        ("arm", "py3-none-manylinux_2_28_aarch64", HUMOR),
        ("new", "py3-none-manylinux_2_28_x86_64", HUMOR),
        ("old", "py3-none-manylinux2014_x86_64", HUMOR),
    ):
        requires = [
            f"dep-{name}; platform_machine == '{machine}'"
            for name, machine in (("arm", "aarch64"), ("x86", "x86_64"))
        ]
        requires.append("typing-old; python_version < '3.11'")
        made = make_wheel(
            wheels, "pkg", "1.0", tag=tag, properties=properties, requires=requires
        )
        index.add(made)
        found[name] = made.name
    for name in ("dep-arm", "dep-x86", "typing-old"):
        index.add(make_wheel(wheels, name, "1.0"))
    return found


def test_each_machine_gets_what_it_can_run(
    env: PipEnv, index: Index, fleet: dict[str, str]
) -> None:
    machines = ["--machine", "grace.toml", "--machine", "old.toml"]
    options = ["--index-url", index.url]
    told = read_json(env, "matrix", "pkg", *machines, *options)["machines"]
    chosen = [{p["project"]: p["file"] for p in m["projects"]} for m in told]
    assert [files["pkg"] for files in chosen] == [fleet["arm"], fleet["old"]]
    assert "dep-arm" in chosen[0]
    assert set(chosen[1]) == {"dep-x86", "pkg", "typing-old"}

    done = env.pip("download", "pkg", *machines, *options, "--dest", "to")
    assert {path.name for path in (env.work / "to").iterdir()} == {
        fleet["arm"],
        fleet["old"],
        "dep_arm-1.0-py3-none-any.whl",
        "dep_x86-1.0-py3-none-any.whl",
        "typing_old-1.0-py3-none-any.whl",
    }
    assert (
        "Choosing for machine grace.toml, of linux_aarch64, glibc 2.34" in done.stdout
    )


def test_a_lock_is_for_machines_of_unlike_platforms_and_pythons(
    env: PipEnv, index: Index, fleet: dict[str, str]
) -> None:
    lock = ["lock", "pkg", "--index-url", index.url, "--quiet"]
    written = env.pip(*lock, "-o", "-", "--machine", "grace.toml").stdout
    packages = {p["name"]: p for p in parse_toml(written)["packages"]}
    assert set(packages) == {"dep-arm", "pkg"}
    assert fleet["arm"] in written
    env.pip(*lock, "--machine", "grace.toml", "--machine", "old.toml")
    stated = parse_toml((env.work / "pylock.toml").read_text())
    linux = "platform_system == 'Linux' and platform_machine == "
    assert stated["environments"] == [
        f"{linux}'aarch64' and python_version == '{'.'.join(map(str, HERE))}'",
        f"{linux}'x86_64' and python_version == '3.10'",
    ]
    (pkg,) = (p for p in stated["packages"] if p["name"] == "pkg")
    names = [wheel["name"] for wheel in pkg["wheels"]]
    assert names == sorted([fleet["arm"], fleet["old"]])
    options = ["-r", "pylock.toml", "--no-deps", "--machine"]
    env.pip("install", *options, "grace.toml", "--target", "arm")
    (found,) = env.work.glob("arm/pkg-*/WHEEL")
    assert "Tag: py3-none-manylinux_2_28_aarch64" in found.read_text()
    env.pip("download", *options, "old.toml", "--dest", "old")
    assert {path.name for path in (env.work / "old").iterdir()} == {
        fleet["old"],
        "dep_x86-1.0-py3-none-any.whl",
        "typing_old-1.0-py3-none-any.whl",
    }
    # This Python is that of no machine in it.
    done = env.pip("install", *options, "old.toml", expect_error=True)
    assert "it is for machines of other platforms or Pythons, and not" in done.words


def test_this_python_gets_no_wheels_of_another_platform(
    env: PipEnv, index: Index, fleet: dict[str, str]
) -> None:
    install = ["install", "pkg", "--index-url", index.url, "--machine"]
    done = env.pip(*install, "aarch64_8a", expect_error=True)
    assert "pip cannot use the machine aarch64_8a. " in done.words
    assert "It is of another platform, aarch64; this Python is of linux_x" in done.words
    dry = env.pip(*install, "grace.toml", "--dry-run")
    assert "Would install dep-arm-1.0 pkg-1.0~" in dry.stdout
    # A Python and a C library that were captured elsewhere are not those of here.
    dry = env.pip(*install, "old.toml", "--dry-run", "--no-cache-dir")
    assert "Would install dep-x86-1.0 pkg-1.0~" in dry.stdout
    looked_into = " ".join(index.lines)
    assert fleet["old"] in looked_into
    assert fleet["new"] not in looked_into
    there = env.pip(*install, "old.toml")
    assert "Successfully installed dep-x86-1.0 pkg-1.0~" in there.stdout
    for options, place, tag in (
        ([], env.site_packages, "manylinux_2_28_x86_64"),
        (["--target", "there"], env.work / "there", "manylinux2014_x86_64"),
    ):
        env.pip(*install, "old.toml", *options)
        (found,) = place.glob("pkg-*/WHEEL")
        assert f"Tag: py3-none-{tag}" in found.read_text()
        assert not list(place.glob("typing_old*"))


def test_a_configured_machine_stops_only_who_needs_it(
    machine: PipEnv, index: Index, release: Callable[..., dict[str, Path]]
) -> None:
    release("plain", "1.0", plain=())
    release("pkg", "1.0", best=BEST, plain=())
    machine.configure("[global]\nmachine = gone.toml\n")
    install = ["install", "--index-url", index.url]
    assert "Successfully installed plain-1.0" in machine.pip(*install, "plain").stdout
    done = machine.pip(*install, "pkg", expect_error=True)
    assert "pip cannot use the machine gone.toml. " in done.words
    # Of these a description may say for which platform they choose.
    for command in (["download"], ["variant", "explain"]):
        asked = [*command, "plain", "--index-url", index.url]
        done = machine.pip(*asked, expect_error=True)
        assert "pip cannot use the machine gone.toml. " in done.words
        machine.pip(*asked, "--machine=")
    # What is to be described is this machine, and not the one that is configured.
    fact = f"{HW} :: only :: told"
    machine.configure(f"[global]\nmachine = x86_64_v1\nmachine-set = {fact}\n")
    described = machine.pip("variant", "detect", "-o", "-").stdout
    assert "architecture" in described
    assert "told" not in described
    given = ["-o", "-", "--machine-set", fact]
    assert 'only = ["told"]' in machine.pip("variant", "detect", *given).stdout


def test_without_variants_a_platform_counts_too(
    env: PipEnv, index: Index, fleet: dict[str, str], wheels: Path
) -> None:
    """Plain wheels of it, and nothing else."""
    names = {}
    for tag in ("2_28_aarch64", "2_17_x86_64", "2_28_x86_64"):
        needs = ["dep-arm; platform_machine == 'aarch64'"]
        made = make_wheel(
            wheels, "pkg", "1.0", tag=f"py3-none-manylinux_{tag}", requires=needs
        )
        index.add(made)
        names[tag] = made.name
    arm, old, _ = names.values()
    options = ["pkg", "--no-variant", "--index-url", index.url]
    options += ["--machine", "grace.toml", "--machine", "old.toml"]
    told = read_json(env, "matrix", *options)["machines"]
    chosen = [{p["project"]: p["file"] for p in m["projects"]} for m in told]
    assert [files["pkg"] for files in chosen] == [arm, old]
    env.pip("download", *options, "--dest", "plain")
    assert {path.name for path in (env.work / "plain").iterdir()} == {
        *(arm, old, "dep_arm-1.0-py3-none-any.whl")
    }
    env.pip("lock", *options)
    stated = parse_toml((env.work / "pylock.toml").read_text())
    assert "tool" not in stated
    markers = {p["name"]: p.get("marker", "") for p in stated["packages"]}
    assert "'aarch64'" in markers["dep-arm"]
    assert len(stated["environments"]) == 2
    written = env.pip("lock", *options[:-2], "-o", "-", "-q").stdout
    assert arm in written
    assert old not in written
    env.pip("install", *options[:-2], "--target", "arm")
    assert (env.work / "arm" / "dep_arm.py").exists()
    options.append("--dry-run")
    gone = env.pip("install", *options, expect_error=True)
    assert "'pip install' takes one" in gone.words
