"""A variant that the user asked for by name, built of sources that say how.

`tests/unit/selection/test_from_source.py` has what needs no environment.
"""

from __future__ import annotations

import re
import runpy
import tarfile
from pathlib import Path

from tests.builders import Index, PipEnv, make_wheel
from tests.variantlib.building.projects import Project

TEXT = """
null = true
[axes.flavour]
properties = ["taste :: flavour :: {value}"]
environment = { FLAVOUR = "{value}" }
flags = { CFLAGS = "-D{value} -I{project}" }
config-settings = { kind = "{value}" }
repair = ["no-such-program", "{wheel}", "{dest_dir}"]
test = ["no-such-program"]
image = "example/{value}"
runner = "large"
[axes.flavour.values.sweet]
add-dependencies = ["dep"]
[axes.flavour.values.sour]
environment = { NEEDS = "tool" }
# The back end makes the variant itself.
config-settings = { variant-label = "{label}", variant = "{properties}" }
build-requires = ["tool"]
[axes.flavour.values.bitter]
python = "2.6"
[axes.flavour.values.salty]
when = "sys_platform == 'nowhere'"
"""


def installed(env: PipEnv) -> dict[str, object]:
    return runpy.run_path(str(env.site_packages / "demo.py"))


def install(env: PipEnv, index: Index, *args: object) -> str:
    return env.pip("install", "--index-url", index.url, *args).words


def metadata(env: PipEnv) -> str:
    return (env.site_packages / "demo-1.0.dist-info" / "METADATA").read_text("utf-8")


def test_a_folder_is_built_by_the_row(env: PipEnv, index: Index, wheels: Path) -> None:
    project = Project(env.work, TEXT)
    env.work = project.folder
    # Those of this machine would come first.
    env.variables.pop("CFLAGS", None)
    index.add(make_wheel(wheels, "dep"), make_wheel(wheels, "tool"))
    # A line binds sources that it names by a path alone, too.
    lines = env.work.parent / "lines.txt"
    lines.write_text(". --variant=sweet\n")
    said = install(env, index, "-r", lines)
    assert (
        "Building the variant sweet of demo by row sweet of its variants.toml" in said
    )
    assert said.endswith("Successfully installed demo-1.0~sweet dep-1.0")
    assert "no effect" not in said
    seen = installed(env)["SEEN"]
    assert isinstance(seen, dict)
    assert seen["FLAVOUR"] == "sweet"
    # Where the sources are copied to.
    assert re.fullmatch(r"-Dsweet -I/\S+/pip-variant-\w+/src", seen["CFLAGS"])
    assert installed(env)["SETTINGS"] == {"kind": "sweet"}
    shown = env.pip("show", "demo").stdout
    assert "Variant: sweet" in shown
    assert "Requires: dep" in shown
    # Another row never meets what this one left behind. The user's settings win.
    said = install(env, index, "-C", "kind=mine", ".", "--variant=demo=sour")
    assert "demo-1.0~sour" in said
    assert installed(env)["SETTINGS"] == {
        "kind": "mine",
        "variant-label": "sour",
        "variant": "taste :: flavour :: sour",
    }
    assert installed(env)["NEEDS"] == "plain"
    assert "dep" not in metadata(env)
    # Unasked, nothing is read.
    project.write("variants.toml", "nonsense")
    assert "demo-1.0" in install(env, index, ".", "--variant=other=sweet")
    assert installed(env)["SETTINGS"] is None
    assert not list(env.site_packages.glob("demo-*/variant.json"))


def test_an_sdist_of_an_index_is_built_by_the_row(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    project = Project(env.work, TEXT)
    project.write("PKG-INFO", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
    index.add(pack(project, wheels), make_wheel(wheels, "dep"))
    builds = env.folder / "builds"
    env.variables["BUILDS"] = str(builds)
    named = f"demo @ {index.file_url('demo-1.0.tar.gz')}"
    assert "demo-1.0~sweet" in install(env, index, named, "--variant=sweet")
    # The name was known, so nothing else was built.
    assert set(builds.read_text().split()) == {"sweet"}
    assert installed(env)["SETTINGS"] == {"kind": "sweet"}
    # What is installed stays.
    said = install(env, index, "-U", "demo", "--variant=sweet")
    assert "Building" not in said


def pack(project: Project, folder: Path) -> Path:
    """Write the sdist of a project."""
    path = folder / "demo-1.0.tar.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        archive.add(project.folder, "demo-1.0")
    return path
