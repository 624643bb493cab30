"""A variant that the user asked for by name, built of sources that say how."""

from __future__ import annotations

import runpy
import tarfile
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, hash_of, make_label_wheel, make_wheel
from tests.variantlib.building.projects import PYPROJECT, Project

TEXT = """
null = true
[axes.flavour]
properties = ["taste :: flavour :: {value}"]
environment = { FLAVOUR = "{value}" }
flags = { CFLAGS = "-D{value}" }
config-settings = { kind = "{value}" }
repair = ["no-such-program", "{wheel}", "{dest_dir}"]
test = ["no-such-program"]
image = "example/{value}"
runner = "large"
[axes.flavour.values.sweet]
add-dependencies = ["dep"]
[axes.flavour.values.sour]
[axes.flavour.values.bitter]
python = "2.6"
[axes.flavour.values.salty]
when = "sys_platform == 'nowhere'"
"""

NEEDS = """
[[include]]
id = "needy"
label = "needy"
properties = ["taste :: flavour :: needy"]
environment = { NEEDS = "tool" }
build-requires = ["tool"]
"""


@pytest.fixture
def project(env: PipEnv) -> Project:
    made = Project(env.work, TEXT)
    env.work = made.folder
    return made


@pytest.fixture
def sdist(project: Project, wheels: Path) -> Path:
    return pack(project, wheels)


def pack(project: Project, folder: Path) -> Path:
    """Write the sdist of a project, with the file or without."""
    path = folder / "demo-1.0.tar.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    project.write("PKG-INFO", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
    with tarfile.open(path, "w:gz") as archive:
        archive.add(project.folder, "demo-1.0")
    (project.folder / "PKG-INFO").unlink()
    return path


def installed(env: PipEnv) -> dict[str, object]:
    return runpy.run_path(str(env.site_packages / "demo.py"))


def show(env: PipEnv) -> str:
    return env.pip("show", "demo").stdout


def install(env: PipEnv, index: Index, *args: object, **more: bool) -> str:
    return env.pip("install", "--index-url", index.url, *args, **more).words


def test_a_folder_is_built_by_the_row(
    env: PipEnv, index: Index, project: Project, wheels: Path
) -> None:
    index.add(make_wheel(wheels, "dep"))
    said = install(env, index, ".", "--variant=sweet")
    assert (
        "Building the variant sweet of demo by row sweet of its variants.toml" in said
    )
    assert said.endswith("Successfully installed demo-1.0~sweet dep-1.0")
    assert "no effect" not in said
    assert installed(env)["SEEN"] == {
        "FLAVOUR": "sweet",
        "CFLAGS": "-Dsweet",
        "MAX_JOBS": installed(env)["SEEN"]["MAX_JOBS"],  # type: ignore[index]
    }
    assert installed(env)["SETTINGS"] == {"kind": "sweet"}
    assert "Variant: sweet" in show(env)
    assert "Requires: dep" in show(env)
    # Another row never meets what this one left behind. The user's settings win.
    said = install(env, index, "-C", "kind=mine", ".", "--variant=demo=sour")
    assert "demo-1.0~sour" in said
    assert installed(env)["SETTINGS"] == {"kind": "mine"}
    assert "dep" not in show(env)
    # Unasked, nothing is read.
    project.write("variants.toml", "nonsense")
    for options in [], ["--variant=other=sweet"]:
        assert "demo-1.0" in install(env, index, ".", *options)
        assert installed(env)["SETTINGS"] is None
    assert "Variant:" not in show(env)


def test_build_requirements_of_the_row_are_there(
    env: PipEnv, index: Index, project: Project, wheels: Path
) -> None:
    project.write("variants.toml", TEXT + NEEDS)
    index.add(make_wheel(wheels, "tool"))
    install(env, index, ".", "--variant=needy")
    assert installed(env)["NEEDS"] == "plain"


def test_the_hash_and_the_tables_of_pyproject_do_as_well(
    env: PipEnv, index: Index, project: Project
) -> None:
    (project.folder / "variants.toml").unlink()
    table = "[variant.variants.strong]\ntaste.flavour = ['strong']\n"
    project.write(
        "pyproject.toml", f"{PYPROJECT}{table}[tool.variants]\nform = 'both'\n"
    )
    variant = hash_of(["taste :: flavour :: strong"])
    assert f"demo-1.0~{variant}" in install(env, index, ".", f"--variant={variant}")


def test_what_the_file_lacks_is_told(
    env: PipEnv, index: Index, project: Project
) -> None:
    said = install(env, index, ".", "--variant=sweat", expect_error=True)
    assert "error: variant-not-built" in said
    assert "pip cannot build the variant sweat of project." in said
    reason = "no row makes sweat - maybe you meant sweet; here it has sweet, sour, null"
    assert f"variants.toml: {reason}" in said
    assert not (env.site_packages / "demo.py").exists()
    said = install(env, index, ".", "--variant=sweat,none")
    assert said.endswith("Successfully installed demo-1.0")


def test_a_file_with_a_fault_is_refused(
    env: PipEnv, index: Index, project: Project
) -> None:
    project.write("variants.toml", "nonsense")
    said = install(env, index, ".", "--variant=sweet,none", expect_error=True)
    assert "error: variant-not-built" in said
    assert "variants.toml: is not TOML" in said


def test_a_build_that_fails_leaves_nothing(
    env: PipEnv, index: Index, project: Project
) -> None:
    project.write("variants.toml", TEXT.replace("FLAVOUR =", "BREAK ="))
    said = install(env, index, ".", "--variant=sour", expect_error=True)
    assert "no compiler for sour" in said
    assert not (env.site_packages / "demo.py").exists()


def test_an_editable_install_is_refused(
    env: PipEnv, index: Index, project: Project
) -> None:
    editable = "\nbuild_editable = build_wheel\n"
    project.write(
        "back_end.py", (project.folder / "back_end.py").read_text() + editable
    )
    said = install(env, index, "-e", ".", "--variant=sour", expect_error=True)
    assert "An editable install is no wheel, so it cannot be a variant." in said
    assert not (env.site_packages / "demo.py").exists()


def test_pip_wheel_writes_it(env: PipEnv, project: Project) -> None:
    for source in "first", "second":
        project.write("source.txt", source)
        env.pip("wheel", "--no-index", "-w", "dist", ".", "--variant=sour")
        assert project.wheels == ["demo-1.0-py3-none-any-sour.whl"]
        assert project.module(project.wheels[0])["SOURCE"] == source


@pytest.fixture
def named(request: pytest.FixtureRequest, index: Index, sdist: Path) -> str:
    """How the user names the sdist."""
    index.add(sdist)
    url = index.file_url(sdist.name)
    return {"path": str(sdist), "url": f"demo @ {url}", "index": "demo"}[request.param]


@pytest.mark.parametrize(
    ("named", "options"),
    [
        ("path", []),
        ("url", []),
        ("index", ["--use-deprecated=legacy-resolver"]),
    ],
    indirect=["named"],
)
def test_an_sdist_is_built_by_the_row(
    env: PipEnv, index: Index, named: str, options: list[str]
) -> None:
    builds = env.folder / "builds"
    env.variables["BUILDS"] = str(builds)
    said = install(env, index, named, "--variant=sour", *options)
    assert "demo-1.0~sour" in said
    # The name was known, so nothing else was built.
    assert set(builds.read_text().split()) == {"sour"}
    assert installed(env)["SETTINGS"] == {"kind": "sour"}


def test_the_cache_keeps_no_row(env: PipEnv, index: Index, sdist: Path) -> None:
    index.add(sdist)

    def again(*options: str) -> object:
        install(env, index, "--force-reinstall", "demo", *options)
        return installed(env)["SETTINGS"]

    assert again("--variant=sour") == {"kind": "sour"}
    assert not list(env.cache.glob("wheels/**/*.whl"))
    assert again() is None
    (kept,) = env.cache.glob("wheels/**/*.whl")
    assert again("--variant=sour,none") == {"kind": "sour"}
    assert list(env.cache.glob("wheels/**/*.whl")) == [kept]
    # What is installed stays.
    said = install(env, index, "-U", "demo", "--variant=sour")
    assert "Building" not in said


def test_a_wheel_on_the_index_wins(
    env: PipEnv, index: Index, sdist: Path, wheels: Path
) -> None:
    sour = {"taste": {"flavour": ["sour"]}}
    index.add(sdist, make_label_wheel(wheels, "demo", "0.9", "sour", sour))
    said = install(env, index, "demo", "--variant=sour")
    assert "demo-0.9~sour" in said


def test_an_sdist_on_the_index_without_a_file_is_not_built(
    env: PipEnv, index: Index, project: Project, wheels: Path
) -> None:
    (project.folder / "variants.toml").unlink()
    builds = env.folder / "builds"
    index.add(pack(project, wheels))
    env.variables["BUILDS"] = str(builds)
    said = install(env, index, "demo", "--variant=sour", expect_error=True)
    assert "pip cannot build the variant sour of demo-1.0.tar.gz" in said
    assert "It has no variants.toml" in said
    assert not builds.exists()


def test_a_dependency_is_built_only_if_it_was_named(
    env: PipEnv, index: Index, sdist: Path, wheels: Path
) -> None:
    sour = {"taste": {"flavour": ["sour"]}}
    top = make_label_wheel(wheels, "top", "1.0", "sour", sour, requires=["demo"])
    index.add(sdist, top)
    install(env, index, "top", "--variant=sour")
    assert installed(env)["SETTINGS"] is None
    install(env, index, "--force-reinstall", "top", "--variant=top=sour,demo=sour")
    assert installed(env)["SETTINGS"] == {"kind": "sour"}


def test_other_commands_take_the_sources(
    env: PipEnv, index: Index, sdist: Path
) -> None:
    done = env.pip("download", "--no-deps", "--no-index", sdist, "--variant=sour")
    assert "which has no effect on demo" in done.words
    assert [path.suffix for path in env.work.glob("demo-*")] == [".gz"]
