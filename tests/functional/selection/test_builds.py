"""Builds for one version of another package, by what there will be in the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    Index,
    PipEnv,
    hash_of,
    label_document,
    make_label_wheel,
    make_plugin,
    make_sdist,
    make_wheel,
)
from tests.functional.conftest import HW

ABI = "abi_dependency"

Have = Callable[[str], None]


class Form:
    """Builds of one release for versions of `fw`, in one of the two forms."""

    def __init__(self, name: str, index: Index, folder: Path) -> None:
        self._is_hash = name == "hash"
        self._name = name
        self._index = index
        self._folder = folder

    def publish(
        self, project: str, *versions: str, plain: bool = True, **wheel: Any
    ) -> dict[str, Path]:
        """Put a build for each version on the index, and a plain wheel."""
        made = {v: self.make(project, v, **wheel) for v in versions}
        if plain:
            made["plain"] = make_wheel(self._folder, project, **wheel)
        self._index.add(*made.values())
        if self._name == "document":
            labels = {self.variant(v): {ABI: {"fw": [v]}} for v in versions}
            text = label_document(labels, [HW])
            self._index.add_bytes(f"{project}-1.0-variants.json", text, project)
        return made

    def make(self, project: str, version: str, **wheel: Any) -> Path:
        if self._is_hash:
            kinds = [f"{ABI} :: fw :: {version}"]
            return make_wheel(self._folder, project, properties=kinds, **wheel)
        kind, label = {ABI: {"fw": [version]}}, self.variant(version)
        return make_label_wheel(self._folder, project, "1.0", label, kind, **wheel)

    def variant(self, version: str) -> str:
        if self._is_hash:
            return hash_of([f"{ABI} :: fw :: {version}"])
        return f"fw{version}"


@pytest.fixture(params=["hash", "document"])
def form(request: pytest.FixtureRequest, index: Index, wheels: Path) -> Form:
    # What no index states is read out of the wheels.
    index.variants_json = request.param == "document"
    return Form(request.param, index, wheels)


@pytest.fixture
def labels(index: Index, wheels: Path) -> Form:
    return Form("label", index, wheels)


@pytest.fixture(autouse=True)
def frameworks(index: Index, wheels: Path) -> None:
    index.add(*(make_wheel(wheels, "fw", version) for version in ("2.8.1", "2.9.0")))


@pytest.fixture
def have(env: PipEnv, wheels: Path) -> Have:
    """`have("2.8.1")`: that version of fw is installed."""
    return lambda version: env.unpack(make_wheel(wheels, "fw", version))


def run(env: PipEnv, index: Index, command: str, *args: object, **more: Any) -> str:
    result = env.pip(*command.split(), "--index-url", index.url, *args, **more)
    return result.words


def install(env: PipEnv, index: Index, *args: object, **more: Any) -> str:
    return run(env, index, "install", *args, **more)


@pytest.mark.parametrize(
    ("before", "command", "version"),
    [
        ((), ("fw", "ext"), "2.9"),
        ((), ("ext",), "2.9"),
        ((), ("ext", "fw<2.9"), "2.8"),
        ((), ("fw==2.8.1", "ext"), "2.8"),
        (("2.8.1",), ("ext",), "2.8"),
        (("2.8.1",), ("ext", "fw==2.9.0"), "2.9"),
        (("2.8.1",), ("-U", "--upgrade-strategy=eager", "ext"), "2.9"),
        (("2.8.1",), ("--ignore-installed", "ext"), "2.9"),
        (("2.8.1", "2.8"), ("-U", "fw", "ext"), "2.9"),
        (("2.8.1", "2.8"), ("fw==2.9.0", "ext"), "2.9"),
        (("2.9.0", "2.9"), ("ext", "fw==2.8.1"), "2.8"),
    ],
)
def test_the_build_is_for_what_will_be_there(
    env: PipEnv,
    index: Index,
    form: Form,
    have: Have,
    before: tuple[str, ...],
    command: tuple[str, ...],
    version: str,
) -> None:
    made = form.publish("ext", "2.8", "2.9", requires=["fw"])
    if before:
        have(before[0])
        env.unpack(*(made[build] for build in before[1:]))
    output = install(env, index, *command)
    assert env.installed("ext") == form.variant(version)
    assert f"Using variant {form.variant(version)} of ext 1.0, which fits" in output
    assert output.count("Using variant") == 1
    assert "WARNING" not in output
    assert "fits" in run(env, index, "variant check")


def test_constraints_and_lines_of_files_count(
    env: PipEnv, index: Index, form: Form
) -> None:
    form.publish("ext", "2.8", "2.9", requires=["fw"])
    lines, limits = env.work / "lines.txt", env.work / "limits.txt"
    lines.write_text("ext\n")
    limits.write_text("fw==2.8.1\n")
    install(env, index, "-r", lines, "-c", limits)
    assert env.installed("ext") == form.variant("2.8")


def test_without_a_plain_wheel_the_right_build_is_found(
    env: PipEnv, index: Index, form: Form
) -> None:
    form.publish("ext", "2.8", "2.9", plain=False, requires=["fw"])
    install(env, index, "ext", "fw<2.9")
    assert env.installed("ext") == form.variant("2.8")


def test_a_dependency_may_bring_another_version(
    env: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    form.publish("ext", "2.8", "2.9")
    index.add(make_wheel(wheels, "app", requires=["ext", "fw<2.9"]))
    install(env, index, "ext", "app")
    assert env.installed("ext") == form.variant("2.8")
    index.add(make_wheel(wheels, "other", requires=["ext", "fw>=2.9"]))
    output = install(env, index, "other")
    assert env.installed("ext") == form.variant("2.9")
    assert (
        f"Replacing ext 1.0 (variant {form.variant('2.8')}) by variant "
        f"{form.variant('2.9')}, as it is built for fw 2.8, and fw 2.9.0 is to be "
        "installed"
    ) in output


def test_without_what_it_is_built_for_the_plain_wheel_is_taken(
    env: PipEnv, index: Index, form: Form
) -> None:
    form.publish("ext", "2.8", "2.9")
    output = install(env, index, "ext")
    assert env.installed("ext") == "plain"
    assert "abi_dependency :: fw ::" in output
    assert "; fw is not installed" in output


def test_where_no_build_is_for_it_the_reason_is_said(
    env: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    form.publish("ext", "2.8", plain=False, requires=["fw"])
    output = install(env, index, "ext", "fw==2.9.0", expect_error=True)
    assert (
        "The variant of ext 1.0 does not fit this machine: it needs abi_dependency :: "
        "fw :: 2.8; fw 2.9.0 is to be installed"
    ) in output
    assert env.installed("fw") is None


@pytest.mark.parametrize("requested", [("ext",), ("fw", "ext"), ("-U", "ext")])
def test_where_no_build_is_for_the_newest_an_older_one_is_found(
    env: PipEnv, index: Index, form: Form, wheels: Path, requested: tuple[str, ...]
) -> None:
    index.add(make_wheel(wheels, "fw", "2.7"))
    form.publish("ext", "2.8", "2.7", plain=False, requires=["fw"])
    output = install(env, index, *requested)
    assert env.installed("ext") == form.variant("2.8")
    assert (
        "Choosing fw 2.8.1 instead of 2.9.0, because no variant is built for fw 2.9.0"
        in output
    )
    assert "ERROR" not in output
    assert "fits" in run(env, index, "variant check")


def test_where_an_older_one_cannot_be_built_the_next_is_found(
    env: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    index.add(make_sdist(wheels, "fw", "2.6", fails="This needs a compiler."))
    index.add(make_wheel(wheels, "fw", "2.5"))
    form.publish("ext", "2.6", "2.5", plain=False, requires=["fw"])
    install(env, index, "ext")
    assert env.installed("ext") == form.variant("2.5")


def test_where_a_build_has_other_needs_the_next_version_is_found(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    # What no document says is read out of the wheels.
    form = Form("hash", index, wheels)
    index.add(make_wheel(wheels, "fw", "2.7"), make_wheel(wheels, "tool", "2"))
    form.publish("ext", "2.8", plain=False, requires=["fw", "tool<2"])
    form.publish("ext", "2.7", plain=False, requires=["fw"])
    output = install(env, index, "ext", "fw>2.8", expect_error=True)
    assert "needs abi_dependency :: fw ::" in output
    assert "instead of" not in output
    install(env, index, "ext")
    assert env.installed("ext") == form.variant("2.7")


def test_several_packages_come_to_older_versions(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(*(make_wheel(wheels, "gw", version) for version in ("1.0", "2.0")))
    Form("hash", index, wheels).publish("ext", "2.8", plain=False, requires=["fw"])
    built = [f"{ABI} :: gw :: 1.0"]
    index.add(make_wheel(wheels, "gext", properties=built, requires=["gw"]))
    output = install(env, index, "ext", "gext")
    assert env.installed("gext") == hash_of(built)
    for said in "fw 2.8.1 instead of 2.9.0", "gw 1.0 instead of 2.0":
        assert f"Choosing {said}, because no variant is built for" in output


def test_a_file_that_the_user_names_limits_the_version_too(
    env: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    index.add(make_wheel(wheels, "fw", "2.7"))
    form.publish("ext", "2.8", "2.7", plain=False, requires=["fw"])
    named = make_label_wheel(
        wheels, "named", "1.0", "old", {ABI: {"fw": ["2.7"]}}, requires=["fw"]
    )
    install(env, index, named, "ext")
    assert env.installed("ext") == form.variant("2.7")


def test_properties_find_builds_as_well(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    env.unpack(make_plugin(wheels / "plugins", HW, {"humor": ["2", "1"]}))
    asked = f"{HW} :: humor :: 1"
    for humor in ("2", "1"):
        kinds = [f"{HW} :: humor :: {humor}", f"{ABI} :: fw :: 2.9"]
        index.add(make_wheel(wheels, "ext", properties=kinds, requires=["fw"]))
    output = install(env, index, f"--variant={asked}", "ext")
    assert asked in output
    assert env.installed("ext") == hash_of([asked, f"{ABI} :: fw :: 2.9"])


def test_a_version_that_is_there_is_not_changed_for_a_build(
    env: PipEnv, index: Index, form: Form, have: Have
) -> None:
    form.publish("ext", "2.8", plain=False, requires=["fw"])
    have("2.9.0")
    output = install(env, index, "ext", expect_error=True)
    assert "needs abi_dependency :: fw :: 2.8; fw 2.9.0 is installed" in output


def test_what_is_installed_and_not_asked_for_is_named(
    env: PipEnv, index: Index, form: Form, have: Have
) -> None:
    made = form.publish("ext", "2.8", "2.9", requires=["fw"])
    have("2.8.1")
    env.unpack(made["2.8"])
    output = install(env, index, "-U", "fw")
    assert (
        f"WARNING: ext 1.0 (variant {form.variant('2.8')}) no longer fits: it is built "
        "for fw 2.8, and fw 2.9.0 is to be installed. Run: pip install --upgrade ext"
    ) in output
    assert env.installed("ext") == form.variant("2.8")
    checked = run(env, index, "variant check", expect_error=True)
    assert "it needs abi_dependency :: fw :: 2.8; fw 2.9.0 is installed" in checked
    assert "WARNING" not in install(env, index, "--upgrade", "ext")
    assert env.installed("ext") == form.variant("2.9")
    assert "WARNING" not in install(env, index, "-U", "fw", "ext")


def test_a_plain_package_that_only_writes_of_builds_is_left_alone(
    env: PipEnv, index: Index, wheels: Path, have: Have
) -> None:
    writes = make_wheel(wheels, "writes", metadata_lines=[f"Summary: {ABI}"])
    have("2.8.1")
    env.unpack(writes)
    output = install(env, index, "-U", "fw")
    assert output.endswith("Successfully installed fw-2.9.0")
    assert "WARNING" not in output
    assert env.installed("writes") == "plain"


def test_what_a_resolver_warns_of_is_said_once(
    env: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    form.publish("ext", "2.8", "2.9", requires=["fw[nor]"])
    warnings = ("ext 1.0 does not provide the extra 'nope'", "provide the extra 'nor'")
    # Each time the resolver is asked again.
    for limit in ("fw", "fw<2.9"):
        output = install(env, index, "ext[nope]", limit)
        assert "Using variant" in output
        assert [output.count(warning) for warning in warnings] == [1, 1]
    index.add(make_wheel(wheels, "fw", "3.0", extras={"nor": []}))
    output = install(env, index, "--force-reinstall", "ext[nope]", "fw")
    assert [output.count(warning) for warning in warnings] == [1, 0]


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_what_is_installed_is_named_though_its_version_is_none(
    env: PipEnv, index: Index, form: Form, have: Have, dry: tuple[str, ...]
) -> None:
    made = form.publish("ext", "2.8", requires=["fw"])
    have("2.8.1")
    env.unpack(made["2.8"])
    info = env.site_packages / "ext-1.0.dist-info"
    info.rename(info.with_name("ext-first.dist-info"))
    output = install(env, index, *dry, "fw==2.9.0")
    assert (
        f"WARNING: ext of no version (variant {form.variant('2.8')}) no longer fits: "
        "it is built for fw 2.8, and fw 2.9.0 is to be installed."
    ) in output


def test_what_nothing_can_replace_stays_and_is_named(
    env: PipEnv, index: Index, form: Form, have: Have, wheels: Path
) -> None:
    have("2.8.1")
    env.unpack(form.make("ext", "2.8", requires=["fw"]))
    output = install(env, index, "fw==2.9.0", "ext")
    assert env.installed("ext") == form.variant("2.8")
    assert "no longer fits: it is built for fw 2.8" in output
    assert output.count('Run: pip install "fw==2.8.*"') == 1
    assert "ERROR" not in output


@pytest.mark.parametrize("command", ["download", "wheel"])
def test_what_is_downloaded_belongs_together(
    env: PipEnv, index: Index, form: Form, have: Have, command: str
) -> None:
    made = form.publish("ext", "2.8", "2.9", requires=["fw"])
    have("2.8.1")
    run(env, index, command, "fw", "ext")
    assert (env.work / made["2.9"].name).exists()


def test_for_another_platform_what_is_downloaded_counts(
    env: PipEnv, index: Index, labels: Form, have: Have
) -> None:
    made = labels.publish("ext", "2.8", "2.9", requires=["fw"])
    have("2.8.1")
    options = ("--platform=any", "--only-binary=:all:")
    run(env, index, "download", *options, "ext", "fw==2.9.0")
    assert (env.work / made["2.9"].name).exists()


def test_a_lock_file_is_one_of_itself(
    env: PipEnv, index: Index, form: Form, have: Have
) -> None:
    made = form.publish("ext", "2.8", "2.9", requires=["fw"])
    have("2.8.1")
    for args in ("fw", "ext"), ("ext",):
        lock = env.pip("lock", "--index-url", index.url, *args, "-o", "-").stdout
        assert made["2.9"].name in lock
        assert made["2.8"].name not in lock


@pytest.mark.parametrize("version", ["2.8.1", "2.9.0"])
def test_of_a_lock_file_with_all_builds_the_right_one_is_taken(
    env: PipEnv, index: Index, form: Form, have: Have, version: str
) -> None:
    form.publish("ext", "2.8", "2.9", requires=["fw"])
    args = (f"fw=={version}", "ext", "-o", "pylock.toml")
    run(env, index, "lock", "--variants=all", *args)
    have("2.8.1")
    install(env, index, "-r", "pylock.toml")
    assert env.installed("ext") == form.variant(version[:3])


@pytest.mark.parametrize("option", ["--target", "--prefix", "--root"])
def test_what_is_at_another_place_counts_there(
    env: PipEnv, index: Index, labels: Form, have: Have, option: str
) -> None:
    made = labels.publish("ext", "2.8", "2.9")
    place = env.folder / "elsewhere"
    args = (f"{option}={place}", "--ignore-installed")
    have("2.8.1")
    install(env, index, *args, "fw==2.9.0")
    output = install(env, index, *args, "ext")
    assert "Using variant fw2.9 of ext 1.0" in output
    assert made["2.9"].exists()


def test_a_file_that_the_user_names_is_judged_by_what_will_be_there(
    env: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    made = form.publish("ext", "2.8", "2.9", requires=["fw"])
    url = index.file_url(made["2.9"].name)
    for file in (made["2.9"], url):
        install(env, index, "--dry-run", file, "fw")
        output = install(env, index, file, "fw==2.8.1", expect_error=True)
        assert "needs abi_dependency :: fw :: 2.9; fw 2.8.1 is to be" in output
        output = install(env, index, "fw<2.9", file, expect_error=True)
        assert "needs abi_dependency :: fw :: 2.9; fw 2.8.1 is to be" in output
    assert env.installed("fw") is None
    install(env, index, made["2.9"], "fw")
    assert env.installed("ext") == form.variant("2.9")


def test_what_was_asked_for_by_name_is_taken(
    env: PipEnv, index: Index, form: Form
) -> None:
    form.publish("ext", "2.8", "2.9", requires=["fw"])
    option = f"--variant=ext={form.variant('2.8')}"
    install(env, index, option, "ext", "fw==2.9.0")
    assert env.installed("ext") == form.variant("2.8")


def test_builds_that_never_agree_are_left(
    env: PipEnv, index: Index, form: Form, wheels: Path
) -> None:
    """Each build asks for the version that the other one is for."""
    # What no document says is read out of the wheels.
    index.add(
        form.make("ext", "2.8", requires=["fw==2.9.*"]),
        form.make("ext", "2.9", requires=["fw==2.8.*"]),
        make_wheel(wheels, "ext"),
    )
    output = install(env, index, "ext")
    assert env.installed("ext") == "plain"
    assert "WARNING: Choosing no build for a version of fw: " in output


@pytest.mark.parametrize(
    ("version", "built_for", "fits"),
    [
        ("2", "2.0", True),
        ("2.10rc1", "2.10", True),
        ("2.1", "2.10", False),
        ("1.2.3.4", "1.2.3.4", True),
        ("2.9+local", "2.9.0", True),
        ("1!2.9", "2.9", False),
    ],
)
def test_a_value_stands_for_a_range(
    env: PipEnv,
    index: Index,
    labels: Form,
    wheels: Path,
    version: str,
    built_for: str,
    fits: bool,
) -> None:
    labels.publish("ext", built_for, requires=["fw"])
    index.add(make_wheel(wheels, "fw", version))
    install(env, index, f"fw=={version}", "ext")
    assert env.installed("ext") == (f"fw{built_for}" if fits else "plain")


def test_a_name_is_normalised(env: PipEnv, index: Index, wheels: Path) -> None:
    index.add(
        make_wheel(wheels, "My.Frame-Work", "2.9"),
        make_label_wheel(
            wheels, "ext", "1.0", "built", {ABI: {"my_frame_work": ["2"]}}
        ),
    )
    install(env, index, "ext", "my-frame-work")
    assert env.installed("ext") == "built"


def test_a_description_wins(env: PipEnv, index: Index, form: Form) -> None:
    form.publish("ext", "2.8", "2.9", requires=["fw"])
    machine = env.work / "machine.toml"
    keys = "[providers.abi_dependency.keys]\nfw = ['2.8']\n"
    machine.write_text(f"format = 1\n{keys}")
    for option in f"--machine={machine}", f"--machine-set={ABI}::fw::2.8":
        output = install(env, index, "--dry-run", option, "ext", "fw")
        assert f"Would install ext-1.0~{form.variant('2.8')} fw-2.9.0" in output


def test_it_is_explained(env: PipEnv, index: Index, form: Form) -> None:
    made = form.publish("ext", "2.8", "2.9", requires=["fw"])
    args = ("--index-url", index.url, "ext", "fw<2.9")
    told = " ".join(env.pip("variant", "explain", *args).stdout.split())
    assert f"{made['2.8'].name} is chosen" in told
    assert "it needs abi_dependency :: fw :: 2.9; fw 2.8.1 is to be installed" in told
