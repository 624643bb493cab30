"""Who may import whom, and what the seam costs."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.imports import imports_of, imports_of_package
from tests.unit.fork import ROOT, SOURCE

VARIANTS = "pip._internal.variants"
OVERLAY = ROOT / "src/pip/_internal/variants"
# Ours too, where pip keeps its commands.
COMMAND = ROOT / "src/pip/_internal/commands/variant.py"
VARIANTLIB = ROOT / "src/variantlib/variantlib"

# Topmost first: a room imports from the lines below its own only.
ROOMS = [
    "hooks",
    "commands",
    "pylock context",
    "selection",
    "catalogues requested",
    "metadata settings",
    "machine",
    "trusted",
    "build_info exceptions models names options",
    "_build_info utils",
]

# The same for the library, where some modules are in no room.
ENGINE = [
    "__main__",
    "cli",
    "building engine publishing",
    "catalogues choice linting making",
    "index machine",
    "providers",
    "documents order plugins",
    "config meta models store wire",
    "names",
    "errors folders named_tuples passwords plugin text",
]

# All that is loaded before a command runs; `hooks/test_seam.py` runs one.
SEAM = {
    "hooks",
    "hooks.candidates",
    "hooks.finder",
    "hooks.resolver",
    "hooks.wheels",
    "names",
    "options",
}

# All that is loaded to make the objects of `pip variant`, and of commands with options
# that no other has: download, freeze and lock.
FRAME = {"commands", "hooks.own_options"}


def room_of(module: str) -> str:
    """The package, or module, right below ours."""
    return module.removeprefix(f"{VARIANTS}.").partition(".")[0]


def floor_of(room: str, rooms: list[str] = ROOMS) -> int:
    return next(place for place, line in enumerate(rooms) if room in line.split())


def own_imports() -> Iterator[tuple[str, str, str]]:
    """The imports among our rooms: from, to, when."""
    for found in imports_of_package(OVERLAY, VARIANTS):
        if found.module == VARIANTS:
            yield room_of(found.source), str(found.name), found.when
        elif found.module.startswith(f"{VARIANTS}."):
            yield room_of(found.source), room_of(found.module), found.when


def test_rooms_import_downwards_only() -> None:
    upwards = {
        (source, target)
        for source, target, when in own_imports()
        if when != "typing"
        and source != target
        and floor_of(source) >= floor_of(target)
    }
    assert upwards == set()


def test_the_library_imports_downwards_only() -> None:
    upwards = set()
    for found in imports_of_package(VARIANTLIB, "variantlib"):
        if found.module.partition(".")[0] == "variantlib" and found.when != "typing":
            source = found.source.partition(".")[2].partition(".")[0]
            name = found.module.partition(".")[2] or str(found.name)
            target = name.partition(".")[0]
            if source != target and floor_of(source, ENGINE) >= floor_of(
                target, ENGINE
            ):
                upwards.add((source, target))
    assert upwards == set()


def test_every_room_has_a_floor() -> None:
    there = {room_of(found.source) for found in imports_of_package(OVERLAY, VARIANTS)}
    listed = {name for line in ROOMS for name in line.split()}
    assert there <= listed


def test_the_graph_of_the_library_has_its_rooms_and_few_lines() -> None:
    there = {path.stem for path in VARIANTLIB.iterdir() if path.suffix == ".py"} | {
        path.parent.name for path in VARIANTLIB.glob("*/__init__.py")
    }
    assert sorted(there - {"__init__"}) == sorted(" ".join(ENGINE).split())
    assert len(ENGINE) <= 10


def test_rooms_of_the_library_load_only_the_modules_that_are_asked_for() -> None:
    trees = {
        path.parent.name: ast.parse(path.read_text("utf-8"))
        for path in VARIANTLIB.glob("*/__init__.py")
    }
    with_code = {room for room, tree in trees.items() if len(tree.body) > 1}
    assert with_code == {"cli", "plugins"}


def test_upstream_imports_nothing_of_ours_but_the_hooks() -> None:
    internal = SOURCE / "pip/_internal"
    upstream = [
        found
        for path in sorted(internal.rglob("*.py"))
        if not path.is_relative_to(internal / "variants") and path.name != COMMAND.name
        for found in imports_of(path, f"pip._internal.{path.stem}")
        if VARIANTS in f"{found.module}.{found.name}"
    ]
    assert len(upstream) > 10
    strangers = [
        f"{found.source}: from {found.module} import {found.name}"
        for found in upstream
        if (found.module, found.name, found.when) != (VARIANTS, "hooks", "loading")
    ]
    assert strangers == []


def test_upstreams_libraries_know_nothing_of_us() -> None:
    for path in sorted((SOURCE / "pip/_vendor").rglob("*.py")):
        assert VARIANTS not in path.read_text("utf-8"), path


SCRIPTS = [
    path
    for folder in (OVERLAY / "trusted", VARIANTLIB / "plugins")
    for path in sorted(folder.glob("_[!_]*.py"))
]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_scripts_need_the_standard_library_only(script: Path) -> None:
    found = {
        found.module.partition(".")[0]
        for found in imports_of(script, script.stem)
        if found.when != "typing"
    }
    assert found - sys.stdlib_module_names == set()


def test_variantlib_needs_no_pip() -> None:
    found = {
        (found.module.partition(".")[0], found.source.partition(".")[2])
        for found in imports_of_package(VARIANTLIB, "variantlib")
    }
    foreign = {
        (name, module)
        for name, module in found
        if name not in {*sys.stdlib_module_names, "variantlib", "packaging"}
    }
    assert foreign == {
        ("attr", "config"),
        ("attr", "meta"),
        ("tomli", "documents.toml_document"),
    }


def modules_after(code: str) -> set[str]:
    """The modules of a fresh interpreter in which the fork ran some code."""
    prepare = f"import sys; sys.path.insert(0, {str(SOURCE)!r})"
    finish = "import json; print(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{prepare}\n{code}\n{finish}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


def test_commands_load_nothing_but_the_seam() -> None:
    loaded = modules_after(
        "from pip._internal.commands import commands_dict, create_command\n"
        "for name in commands_dict: create_command(name)"
    )
    assert "pip._internal.commands.install" in loaded
    ours = {name for name in loaded if name.startswith(f"{VARIANTS}.")}
    assert ours <= {f"{VARIANTS}.{name}" for name in SEAM | FRAME}
    assert f"{VARIANTS}.hooks" in ours
    heavy = ("pip._vendor.variantlib", "pip._vendor.attr")
    assert [name for name in loaded if name.startswith(heavy)] == []


def test_subcommands_that_need_no_index_load_no_network() -> None:
    loaded = modules_after(
        "import contextlib, io\n"
        "from pip._internal.commands import create_command\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    for args in (['detect'], ['hash', 'a :: b :: c']):\n"
        "        create_command('variant').main([*args, '--isolated'])"
    )
    heavy = (
        "pip._internal.metadata",
        "pip._internal.network",
        "pip._internal.resolution",
        "pip._vendor.requests",
        "pip._vendor.variantlib.choice.specifiers",
        "pip._vendor.variantlib.machine.files",
    )
    assert "pip._vendor.variantlib.plugins.cache" in loaded
    assert [name for name in loaded if name.startswith(heavy)] == []


def test_a_check_without_an_index_loads_no_network() -> None:
    loaded = modules_after(
        "import contextlib, io\n"
        "from pip._internal.commands import create_command\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    create_command('variant').main(['check', '--no-index', '--isolated'])"
    )
    heavy = (
        "pip._internal.index",
        "pip._internal.network",
        "pip._internal.resolution",
        "pip._vendor.requests",
        "pip._vendor.urllib3",
    )
    assert f"{VARIANTS}.machine.detectors" in loaded
    assert [name for name in loaded if name.startswith(heavy)] == []


def file_of(module: str) -> Path:
    path = OVERLAY.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def test_the_seam_loads_only_what_pip_has_loaded_anyway() -> None:
    loading = {
        f"{found.module}.{found.name}" if found.module == VARIANTS else found.module
        for module in SEAM
        for found in imports_of(file_of(module), f"{VARIANTS}.{module}")
        if found.when == "loading" and found.module != "__future__"
    }
    assert loading == {
        # That of finders is imported when one is made.
        *(f"{VARIANTS}.{module}" for module in SEAM - {"hooks", "hooks.finder"}),
        *("collections.abc", "functools", "importlib", "json", "logging", "optparse"),
        *("os", "re", "shutil", "sys", "typing"),
        "pip._vendor.packaging.utils",
    }
