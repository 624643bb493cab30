"""Who answers for the namespaces of label wheels, as their package has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.builders import (
    Index,
    PipEnv,
    label_document,
    make_label_wheel,
    make_plugin,
    make_wheel,
)
from tests.functional.conftest import (
    HUMOR3,
    HW,
    NULL,
    Form,
    Properties,
)

GOOD_OR_NULL = {"good": HUMOR3, "null": NULL}


def install(env: PipEnv, index: Index, *args: object, **options: object) -> str:
    return env.pip("install", "--index-url", index.url, *args, **options).words


def offer(
    index: Index, wheels: Path, variants: Mapping[str, Properties], **document: Any
) -> None:
    """Put label wheels of pkg on the index, which state no providers themselves."""
    for label, properties in variants.items():
        index.add(make_label_wheel(wheels, "pkg", "1.0", label, properties))
    text = label_document(variants, **document)
    index.add_bytes("pkg-1.0-variants.json", text, "pkg")


PROVIDERS = {
    HW: {"requires": ["fictional-hw-plugin>=2"], "plugin-api": "x:Y"},
    "blas": {
        "static-properties": {"library": ["mkl", "openblas"]},
        "feature-order": ["library"],
    },
}


def test_static_properties_count_without_running_anything(
    machine: PipEnv, index: Index, wheels: Path, runs: Callable[[], int]
) -> None:
    variants = {lib: {"blas": {"library": [lib]}} for lib in ("openblas", "mkl")}
    tables = {"blas": PROVIDERS["blas"]}
    offer(index, wheels, variants, schema="v0.2.0", providers=tables)
    install(machine, index, "pkg")
    assert machine.installed("pkg") == "mkl"
    assert runs() == 0


def test_a_plugin_has_to_be_the_one_that_the_package_was_made_with(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    offer(index, wheels, GOOD_OR_NULL, schema="v0.2.0", providers=PROVIDERS)
    output = install(machine, index, "pkg")
    assert machine.installed("pkg") == "null"
    assert "need plugins which are not installed. It asks for fictional-hw-" in output
    output = install(machine, index, "pkg", "-v", "--force-reinstall")
    assert (
        "the package needs fictional-hw-plugin>=2 for fictional_hw, not fictional-hw-p"
        in output
    )


def test_a_plugin_that_is_not_installed_is_named(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    offer(index, wheels, GOOD_OR_NULL, schema="v0.2.0", providers=PROVIDERS)
    output = install(env, index, "pkg")
    assert env.installed("pkg") == "null"
    assert (
        "pkg 1.0 has variants that need plugins which are not installed. It asks for "
        "fictional-hw-plugin>=2; find out who publishes that first." in output
    )
    assert (
        "WARNING: 1 better build of pkg needs fictional_hw, which nothing here answers "
        f"for (pip variant explain --index-url {index.url} pkg)" in output
    )
    # Somebody may wait for a name that packages ask for to be free.
    assert "pip install" not in output


def test_a_plugin_that_comes_with_the_package_is_asked_next_time(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    tables = {HW: {"requires": ["fictional-hw-plugin>=1"]}}
    offer(index, wheels, GOOD_OR_NULL, providers=tables)
    index.add(make_plugin(wheels, HW, {"humor": ["3"]}))
    asked = "Only installed plugins are asked, so fictional-hw-plugin had no part in"
    again = "To choose again: pip install --upgrade pkg"
    first = "To choose by plugins, install them first"
    # It would not be there afterwards.
    output = install(env, index, "pkg", "fictional-hw-plugin", "--dry-run")
    assert f"{asked} this choice. {first}" in output
    output = install(env, index, "pkg", "fictional-hw-plugin")
    assert env.installed("pkg") == "null"
    assert f"{asked} this choice. {again}" in output
    install(env, index, *again.partition(" install ")[2].split())
    assert env.installed("pkg") == "good"


def test_a_plugin_that_nobody_names_is_asked_next_time(
    env: PipEnv, index: Index, wheels: Path, form: Form
) -> None:
    form.publish("pkg", "3")
    index.add(
        make_wheel(wheels, "pkg"),
        make_wheel(wheels, "meta", requires=["pkg", "fictional-hw-plugin"]),
        make_plugin(wheels, HW, {"humor": ["3"]}),
    )
    output = install(env, index, "meta")
    assert env.installed("pkg") == "plain"
    again = "To choose again: pip install --upgrade pkg"
    assert (
        "Only installed plugins are asked, so fictional-hw-plugin had no part in this "
        f"choice. {again}" in output
    )
    install(env, index, *again.partition(" install ")[2].split())
    assert env.installed("pkg") == form.variant("3")


def test_another_version_of_a_plugin_is_asked_next_time(
    env: PipEnv, index: Index, wheels: Path, form: Form
) -> None:
    form.publish("pkg", "2", "3")
    index.add(make_plugin(wheels, HW, {"humor": ["2"]}))
    install(env, index, "fictional-hw-plugin")
    index.add(make_plugin(wheels, HW, {"humor": ["3", "2"]}, version="9.0"))
    output = install(env, index, "-U", "fictional-hw-plugin", "pkg")
    assert env.installed("pkg") == form.variant("2")
    again = "To choose again: pip install --upgrade pkg"
    assert "For this choice pip asked fictional-hw-plugin 1.0, which is " in output
    assert f"replaced now. {again}" in output
    output = install(env, index, *again.partition(" install ")[2].split())
    assert env.installed("pkg") == form.variant("3")
    assert "For this choice" not in output


def test_a_plugin_that_is_known_is_advised_if_it_answers(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    rocm = {"amd": {"gfx_arch": ["gfx942"]}, "x86_64": {"level": ["v3"]}}
    tables = {
        "amd": {"requires": ["rocm-bootstrap>=0.2"]},
        "x86_64": {"requires": ["provider-variant-x86-64>=9"]},
    }
    offer(index, wheels, {"rocm": rocm, "null": NULL}, providers=tables)
    output = install(env, index, "pkg")
    assert (
        "Install those for the hardware of this machine: amd (pip install "
        "'rocm-bootstrap>=0.2'). It asks for provider-variant-x86-64>=9; pip knows no "
        "such release." in output
    )


def test_abi_dependencies_are_answered_from_the_environment(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(make_wheel(wheels, "lib", "2.5.1"))
    variants = {
        f"lib{version}": {"abi_dependency": {"lib": [version]}}
        for version in ("2", "2.4", "2.5")
    }
    offer(index, wheels, variants)
    install(machine, index, "lib")
    install(machine, index, "pkg")
    assert machine.installed("pkg") == "lib2"


def test_a_trusted_plugin_is_fetched_into_an_environment_of_its_own(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    plugin = make_plugin(wheels, HW, {"humor": ["3"]}, version="2.0")
    index.add(plugin)
    table = {
        "requires": ["fictional-hw-plugin>=2"],
        "plugin-api": "fictional_hw_plugin:Plugin",
    }
    offer(index, wheels, GOOD_OR_NULL, schema="v0.2.0", providers={HW: table})
    install(env, index, "pkg")
    assert env.installed("pkg") == "null"
    assert not [r for r in index.requests if plugin.name in r.path]
    env.configure("[variantlib]\ntrusted_providers = fictional-hw-plugin\n")
    output = install(env, index, "pkg", "--force-reinstall")
    assert env.installed("pkg") == "good"
    assert "Installing fictional-hw-plugin>=2 to ask about this machine" in output
    assert "fictional-hw-plugin" not in env.pip("list").stdout
