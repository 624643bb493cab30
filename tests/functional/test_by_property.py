"""`--variant` with properties: what matches and fits, in both forms of wheels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import (
    Index,
    PipEnv,
    label_document,
    make_label_wheel,
    make_plugin,
    make_wheel,
)

BOUND = "cuda_version_lower_bound"
CUDA = f"nvidia :: {BOUND}"
TIGHT = f"nvidia::{BOUND}"
DRIVERS = {BOUND: ["12.8", "12.4", "11.8"], "sm_arch": ["90_real"]}


def install(venv: PipEnv, index: Index, *args: object, **options: object) -> str:
    arguments = ["install", "--index-url", index.url, *args]
    return venv.pip(*arguments, **options).words


@pytest.fixture
def gpu(env: PipEnv, wheels: Path) -> PipEnv:
    """An environment on a machine with a driver for CUDA 12.8."""
    plugin = make_plugin(wheels / "plugins", "nvidia", DRIVERS)
    env.unpack(plugin)
    return env


Publish = Callable[..., None]


@pytest.fixture(params=["hash", "label"])
def publish(request: pytest.FixtureRequest, index: Index, wheels: Path) -> Publish:
    """`publish("pkg", "1.0", "12.4", "13")`: for these drivers, and a plain wheel."""

    def add_hashes(name: str, version: str, *drivers: str) -> None:
        for driver in drivers:
            kind = [f"{CUDA} :: {driver}"]
            index.add(make_wheel(wheels, name, version, properties=kind))
        index.add(make_wheel(wheels, name, version))

    def add_labels(name: str, version: str, *drivers: str) -> None:
        labels = {
            f"cuda{driver}": {"nvidia": {BOUND: [driver, "ptx"]}} for driver in drivers
        }
        for label, kind in labels.items():
            index.add(make_label_wheel(wheels, name, version, label, kind))
        text = label_document(labels, ["nvidia"])
        index.add_bytes(f"{name}-{version}-variants.json", text, name)
        index.add(make_wheel(wheels, name, version))

    return add_hashes if request.param == "hash" else add_labels


def driver_of(env: PipEnv, name: str = "pkg") -> str:
    """The properties of what is installed, in one line; empty for a plain wheel."""
    shown = env.pip("show", name).stdout
    lines = [line for line in shown.splitlines() if line.startswith("Variant: ")]
    return lines[0].partition(" ")[2] if lines else ""


@pytest.mark.parametrize("publish", ["hash"], indirect=True)
def test_the_legacy_resolver(gpu: PipEnv, index: Index, publish: Publish) -> None:
    publish("pkg", "1.0", "11.8", "12.4")
    publish("pkg", "2.0", "12.4", "13")
    resolver = "--use-deprecated=legacy-resolver"
    for asked in (f"{CUDA} < 12", f"{TIGHT}<=12"):
        install(gpu, index, "pkg", f"--variant={asked}", resolver)
        assert f"{CUDA} :: 11.8" in driver_of(gpu)
    asked = f"--variant={CUDA} > 12.8"
    output = install(gpu, index, "pkg", asked, resolver, expect_error=True)
    assert "error: variant-not-found" in output


def test_what_matches_and_fits_is_taken(
    gpu: PipEnv, index: Index, publish: Publish
) -> None:
    publish("pkg", "1.0", "11.8", "12.4", "12.8", "13")
    output = install(gpu, index, "pkg", f"--variant={CUDA} < 12.8")
    assert (
        "of pkg 1.0, the best of 2 that fit this machine and match "
        f"{CUDA} < 12.8: {CUDA} :: 12.4"
    ) in output
    assert f"{CUDA} :: 12.4" in driver_of(gpu)
    # What matches stays, whatever is better; what does not is replaced.
    output = install(gpu, index, "pkg", f"--variant={CUDA} < 12.8")
    assert "Requirement already satisfied" in output
    output = install(gpu, index, "pkg", f"--variant={TIGHT}<12, none")
    assert f"fits this machine and matches {CUDA} < 12: " in output
    assert f"{CUDA} :: 11.8" in driver_of(gpu)


def test_the_first_that_there_is_in_the_newest_version_that_has_any(
    gpu: PipEnv, index: Index, publish: Publish
) -> None:
    publish("pkg", "1.0", "11.8", "12.8")
    publish("pkg", "2.0", "12.4")
    publish("pkg", "3.0", "13")
    asked = f"pkg={CUDA} :: 11.8 {CUDA} :: 12.4"
    output = install(gpu, index, "pkg", "--variant", asked)
    assert "Successfully installed pkg-2.0" in output
    assert f"{CUDA} :: 12.4" in driver_of(gpu)


def test_what_matches_and_does_not_fit_is_an_error(
    gpu: PipEnv, index: Index, publish: Publish
) -> None:
    publish("pkg", "1.0", "12.4", "13")
    asked = f"--variant={CUDA} >= 13 & nvidia :: *"
    output = install(gpu, index, "pkg", asked, expect_error=True)
    assert "error: variant-not-found" in output
    assert (
        f"No wheel of pkg that fits this machine matches {CUDA} >= 13 & nvidia :: *."
    ) in output
    assert "These match, but do not fit:" in output
    assert f"it needs {CUDA} :: 13" in output
    assert "this machine has 12.8, 12.4, 11.8" in output
    assert "Available variants:" in output
    assert gpu.installed("pkg") is None


def test_dependencies_take_what_matches_if_there_is_any(
    gpu: PipEnv, index: Index, publish: Publish, wheels: Path
) -> None:
    publish("top", "1.0", "12.4", "12.8")
    publish("pkg", "1.0", "12.8", "12.4")
    publish("other", "1.0", "12.8", "11.8")
    made = make_wheel(wheels, "all", requires=["pkg", "other", "top"])
    index.add(made)
    requirements = gpu.work / "requirements.txt"
    requirements.write_text(
        f"all --variant=none\ntop --variant='{CUDA} < 12.8'  # not the newest\n"
    )
    variable = {"PIP_VARIANT": f"{CUDA} == 12.4"}
    install(gpu, index, "-r", requirements, env=variable)
    assert f"{CUDA} :: 12.4" in driver_of(gpu, "top")
    assert f"{CUDA} :: 12.4" in driver_of(gpu, "pkg")
    assert f"{CUDA} :: 12.8" in driver_of(gpu, "other")


def test_a_named_file_has_to_match(gpu: PipEnv, index: Index, wheels: Path) -> None:
    made = make_wheel(wheels, "pkg", properties=[f"{CUDA} :: 12.4"])
    output = install(gpu, index, made, f"--variant={TIGHT}>13", expect_error=True)
    assert "error: variant-does-not-match" in output
    assert f"It has {CUDA} :: 12.4, but you requested {CUDA} > 13." in output
    assert gpu.installed("pkg") is None
    output = install(gpu, index, made, f"--variant={CUDA} < 13")
    assert f"which fits this machine and matches {CUDA} < 13" in output


def test_errors_point_at_the_place(env: PipEnv, index: Index) -> None:
    requirements = env.work / "requirements.txt"
    requirements.write_text(f"pkg --variant='{CUDA} < , none'\n")
    result = env.pip("install", "-r", requirements, expect_error=True)
    lines = [line.rstrip() for line in result.stderr.splitlines()]
    assert "error: invalid-variant-option" in lines
    place = lines.index(f"╰─> {CUDA} < , none")
    assert lines[place + 1].index("^") == lines[place].index(",")
    assert "a value is expected after '<'. It follows pkg" in result.words


def test_sets_of_each_place(gpu: PipEnv, index: Index, publish: Publish) -> None:
    publish("pkg", "1.0", "11.8", "12.4", "12.8")
    gpu.configure(f"[variantlib.sets]\nconf = {CUDA} :: 12.4\n")
    gpu.pip("config", "set", "--user", "variantlib.sets.cpu", "none")
    project = gpu.work / "pyproject.toml"
    project.write_text(f"[tool.variantlib.sets]\nold = '{TIGHT}<12, none'\n")
    file = gpu.work / "variant.toml"
    file.write_text(f"[sets]\nnone-or-two = ['{CUDA} :: 9', 'none']\n")
    variables = {"PIP_VARIANTLIB_SETS_BEST": "nvidia :: *", "PIP_VARIANT": "best"}
    for asked, driver in (
        ("conf", "12.4"),
        ("pkg=old", "11.8"),
        ("none-or-two", None),
        (None, "12.8"),
        ("cpu", None),
    ):
        options = [] if asked is None else [f"--variant={asked}"]
        options += ["--dry-run", "--force-reinstall", "--no-deps"]
        output = install(gpu, index, "pkg", *options, env=variables)
        taken = f"{CUDA} :: {driver}" if driver else "Would install pkg-1.0"
        assert taken in output
        assert ("Using variant" in output) == bool(driver)


def test_a_broken_set_is_named(env: PipEnv, index: Index) -> None:
    (env.work / "variant.toml").write_text(f"sets.gpu = '{CUDA} < x'")
    output = install(env, index, "pkg", "--variant=gpu", expect_error=True)
    assert "error: invalid-variant-configuration" in output
    assert "variant.toml are not valid" in output
    assert "The set gpu: 'x' is no version" in output
    output = install(env, index, "pkg", "--variant=gpu-13", expect_error=True)
    assert "error: invalid-variant-configuration" in output
    (env.work / "variant.toml").unlink()
    output = install(env, index, "pkg", "--variant=gpu-13", expect_error=True)
    assert "'gpu-13' is not a variant hash or label or a set." in output
    env.configure("[variantlib.sets]\ngpu-12 = none\n")
    output = install(env, index, "pkg", "--variant=gpu-13", expect_error=True)
    assert "or a set - maybe you meant gpu-12." in output
