"""Where a lock file for several machines has its variants."""

from __future__ import annotations

from pathlib import Path

import pytest
from pip._vendor.packaging.markers import default_environment
from pip._vendor.packaging.pylock import (
    Pylock,
    PylockSelectError,
    PylockValidationError,
)
from pip._vendor.packaging.tags import Tag

from tests.builders import make_label_wheel, make_wheel
from tests.unit.commands.fleet_scene import (
    installed,
    lock,
    options_for,
    publish,
    read,
)
from tests.unit.running import run

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "wheels"
    publish(folder)
    return folder


def test_tools_that_know_no_variants_read_the_plain_part(wheels: Path) -> None:
    path = lock(wheels, "lab", *options_for(wheels.parent, "old", "new"))
    chosen = Pylock.from_dict(read(path)).select()
    files = {str(getattr(file, "name", "")) for _, file in chosen}
    assert files == set(installed(wheels, "lab", "--no-variant"))


def test_the_plain_part_of_a_dependency_depends_on_no_machine(tmp_path: Path) -> None:
    """The newest release of it has a variant only, which the first machine gets."""
    folder = tmp_path / "wheels"
    publish(folder, plain=False, name="dep")
    make_wheel(folder, "dep", "0.9")
    make_wheel(folder, "lab", requires=["dep"])
    path = lock(folder, "lab", *options_for(tmp_path, "new", "none"))
    lock_of_all = lock(folder, "lab", "--variants=all", facts="hw :: level :: v3")
    for each in (path, lock_of_all):
        plain = {p["name"]: p["version"] for p in read(each)["packages"]}
        assert plain["dep"] == "0.9"


def test_a_release_without_a_plain_wheel_stands_apart(wheels: Path) -> None:
    """Its older release has one: that is what other tools get."""
    make_wheel(wheels, "sole", "0.9")
    publish(wheels, name="sole", plain=False)
    path = lock(wheels, "sole", *options_for(wheels.parent, "old", "new"))
    stated = read(path)
    versions = {p["name"]: p["version"] for p in stated["packages"]}
    assert versions["sole"] == "0.9"
    (apart,) = stated["tool"]["variantlib"]["packages"]
    assert apart["version"] == "1.0"
    assert len(Pylock.from_dict(stated).packages) == len(stated["packages"])
    for name, tuned in (("old", "1.0"), ("new", "2.0")):
        found = installed(wheels, "-r", str(path), *options_for(wheels.parent, name))
        assert f"tuned-{tuned}-py3-none-any.whl" in found
    assert installed(wheels, "-r", str(path)) == ["sole-0.9-py3-none-any.whl"]


def test_as_pep_825_has_it(wheels: Path) -> None:
    options = options_for(wheels.parent, "old", "new")
    path = lock(wheels, "lab", "--format=pep825", *options)
    stated = read(path)
    (package,) = (each for each in stated["packages"] if each["name"] == "lab")
    assert len(package["wheels"]) == 2
    assert "tool" not in package
    with pytest.raises(PylockValidationError):
        Pylock.from_dict(stated)
    for name in ("old", "new"):
        (machine,) = options_for(wheels.parent, name)
        direct = installed(wheels, "lab", machine)
        assert installed(wheels, "-r", str(path), machine) == direct


def test_the_plain_part_beside_one_machine(wheels: Path) -> None:
    path = lock(wheels, "lab", "--format=tool", *options_for(wheels.parent, "new"))
    assert Pylock.from_dict(read(path)).default_groups == ["default"]
    (machine,) = options_for(wheels.parent, "new")
    direct = installed(wheels, "lab", machine)
    assert installed(wheels, "-r", str(path), machine) == direct


def test_machines_of_two_platforms(tmp_path: Path) -> None:
    """Tools that know no variants get what their platform gets."""
    folder = tmp_path / "wheels"
    publish(folder)
    other = "linux_s390x"
    make_wheel(folder, "tags", "1.0", tag="py3-none-any")
    make_wheel(folder, "tags", "1.0", tag=f"py3-none-{other}")
    make_wheel(folder, "far", "1.0", tag=f"py3-none-{other}")
    requires = ["lab", "tags", "far; platform_machine == 's390x'"]
    make_wheel(folder, "top", "1.0", requires=requires)
    machine = tmp_path / "far.toml"
    keys = "[providers.hw.keys]\nlevel = ['v2']\n"
    machine.write_text(f"format = 1\nplatform = '{other}'\n{keys}")
    (new,) = options_for(tmp_path, "new")
    path = lock(folder, "top", new, f"--machine={machine}")
    stated = read(path)
    assert stated["dependency-groups"] == ["default", "new", "far"]
    assert len(stated["environments"]) == 2
    read_by_packaging = Pylock.from_dict(stated)
    environment = default_environment()
    here = {p.name for p, _ in read_by_packaging.select()}
    assert here == {"base", "lab", "shared", "tags", "top"}
    environment |= {"platform_system": "Linux", "platform_machine": "s390x"}
    tags = [Tag("py3", "none", other), Tag("py3", "none", "any")]
    there = read_by_packaging.select(environment=environment, tags=tags)
    files = {getattr(file, "name", None) for _, file in there}
    assert "far-1.0-py3-none-linux_s390x.whl" in files
    assert "tags-1.0-py3-none-linux_s390x.whl" in files
    assert installed(folder, "-r", str(path), new) == installed(folder, "top", new)
    environment["platform_machine"] = "ppc64le"
    with pytest.raises(PylockSelectError, match="any of the environments"):
        list(read_by_packaging.select(environment=environment, tags=tags))


def test_machines_of_two_pythons(wheels: Path, capsys: Captured) -> None:
    make_wheel(wheels, "shared", "2.0", requires_python="!=3.9.*")
    make_wheel(wheels, "older", "1.0", requires_python="==3.9.*")
    make_wheel(wheels, "top", "1.0", requires=["lab", "older; python_version < '3.10'"])
    names = {}
    for name, python in (("nine", "3.9"), ("next", "3.9t"), ("new", None)):
        (option,) = options_for(wheels.parent, "new")
        path = Path(option.partition("=")[2])
        text = path.read_text()
        if python:
            text = text.replace("format = 1\n", f"format = 1\npython = '{python}'\n")
        (wheels.parent / f"{name}.toml").write_text(text)
        names[name] = f"--machine={wheels.parent / name}.toml"
    alone = read(lock(wheels, "top", names["nine"]))
    versions = {p["name"]: p["version"] for p in alone["packages"]}
    assert (versions["shared"], versions["older"]) == ("1.0", "1.0")
    path = lock(wheels, "top", names["new"], names["nine"])
    nine = "python_version == '3.9'"
    assert read(path)["environments"][1:] == [nine]
    markers = {p["name"]: p.get("marker", "") for p in read(path)["packages"]}
    assert nine in markers["older"]
    direct = installed(wheels, "top", names["new"])
    assert installed(wheels, "-r", str(path), names["new"]) == direct
    lock(wheels, "--check", "top", names["new"], names["nine"])
    lock(wheels, "top", names["nine"], names["next"], code=1)
    said = " ".join(capsys.readouterr().err.split())
    assert f"Its Python and that of {names['nine'][10:]} are of one version" in said


def test_plain_wheels_that_no_marker_tells_apart(
    wheels: Path, capsys: Captured
) -> None:
    options = []
    for minor, version in ((17, "1.0"), (28, "2.0")):
        tag = f"py3-none-manylinux_2_{minor}_s390x"
        make_wheel(wheels, "tags", version, tag=tag)
        path = wheels.parent / f"glibc{minor}.toml"
        text = f"format = 1\nplatform = 'linux_s390x'\nglibc = '2.{minor}'\n"
        path.write_text(text)
        options.append(f"--machine={path}")
    for together in (options, options[::-1]):
        path = lock(wheels, "tags", *together, name="pylock.both.toml")
        lock(wheels, "--check", "tags", *together, name="pylock.both.toml")
        for option in options:
            where = ("--target", str(wheels.parent / "to"), option)
            alone = installed(wheels, "tags", *where)
            assert installed(wheels, "-r", str(path), *where) == alone
            plain = ("--no-variant", *where)
            assert installed(wheels, "-r", str(path), *plain) == alone
    stated = read(lock(wheels, "lab", "--no-variant", *options))
    assert [p["name"] for p in stated["packages"]] == ["base", "lab", "shared"]
    assert not {"tool", "environments"} & set(stated)
    lock(wheels, "tags", "--no-variant", *options, name="pylock.no.toml", code=1)
    said = " ".join(capsys.readouterr().err.split())
    assert "glibc28.toml get different packages without variants, and no" in said


@pytest.mark.parametrize("shared", ["nothing", "label", "namespace"])
def test_wheels_of_two_platforms_that_contradict_each_other(
    tmp_path: Path, capsys: Captured, shared: str
) -> None:
    """No installer could use one document for both."""
    wheels, options = tmp_path / "wheels", []
    for name, other in (("s390x", "v2"), ("ppc64le", "v3")):
        namespace = "hw" if shared == "namespace" else name
        properties, tag = {namespace: {"level": [other]}}, f"linux_{name}"
        label = other if shared == "nothing" else "fast"
        wheel = (wheels, "pkg", "1.0", label, properties)
        make_label_wheel(*wheel, tag=f"py3-none-{tag}")
        machine = tmp_path / f"{name}.toml"
        keys = f"[providers.{namespace}.keys]\nlevel = ['{other}']\n"
        machine.write_text(f"format = 1\nplatform = '{tag}'\n{keys}")
        options.append(f"--machine={machine}")
    assert not lock(wheels, "pkg", *options, code=1, facts="").exists()
    said = capsys.readouterr().err
    assert "There is no lock file for s390x.toml and others, as it would" in said
    assert "other wheels of the release contradict it" in said
    assert lock(wheels, "pkg", options[0], facts="").exists()


def test_wheels_that_only_some_machines_can_install(tmp_path: Path) -> None:
    """They rank as they do for a machine alone."""
    tags = [f"py3-none-manylinux_2_{minor}_s390x" for minor in (17, 28)]
    level, gpu = {"hw": {"level": ["v2"]}}, {"hw": {"gpu": ["c"]}}
    wheels = tmp_path / "wheels"
    for name, properties, tag in (("v2", level, 0), ("c", gpu, 0), ("c", gpu, 1)):
        make_label_wheel(wheels, "pkg", "1.0", name, properties, tag=tags[tag])
    options = []
    for minor in (17, 28):
        path = tmp_path / f"glibc{minor}.toml"
        keys = "[providers.hw.keys]\nlevel = ['v2']\ngpu = ['c']\n"
        text = f"format = 1\nplatform = 'linux_s390x'\nglibc = '2.{minor}'\n{keys}"
        path.write_text(text)
        options.append(f"--machine={path}")
    path = lock(wheels, "pkg", *options)
    where = ("--target", str(tmp_path / "to"), options[1])
    direct = installed(wheels, "pkg", *where)
    assert installed(wheels, "-r", str(path), *where) == direct


def test_machines_are_compared_in_all_that_any_of_them_was_asked(wheels: Path) -> None:
    """Only one of these looks at the variants of lab, which would fit the other."""
    options = []
    for minor, level, needed in ((17, "'v3', 'v2'", "shared"), (28, "'v2'", "lab")):
        tag = f"py3-none-manylinux_2_{minor}_s390x"
        make_wheel(wheels, "top", "1.0", requires=[needed], tag=tag)
        path = wheels.parent / f"glibc{minor}.toml"
        keys = f"[providers.hw.keys]\nlevel = [{level}]\n"
        text = f"format = 1\nplatform = 'linux_s390x'\nglibc = '2.{minor}'\n{keys}"
        path.write_text(text)
        options.append(f"--machine={path}")
    path = lock(wheels, "top", *options)
    for option in options:
        where = ("--target", str(wheels.parent / "to"), option)
        direct = installed(wheels, "top", *where)
        assert installed(wheels, "-r", str(path), *where) == direct


def test_without_plain_wheels_other_tools_refuse_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "wheels"
    publish(folder, plain=False)
    path = lock(folder, "lab", *options_for(tmp_path, "old", "new"))
    said = " ".join(capsys.readouterr().err.split())
    text = "Tools that know no variants cannot use this lock file: lab has no plain"
    assert text in said
    with pytest.raises(PylockValidationError):
        Pylock.from_dict(read(path))


def test_to_standard_output(wheels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = options_for(wheels.parent, "old", "new")
    assert run("lock", wheels, "lab", "--quiet", "-o", "-", *options) == 0
    assert "[[tool.variantlib.choices]]" in capsys.readouterr().out
    assert run("lock", wheels, "lab", "--check", "-o", "-", *options) == 1
    assert "name one with --output, not -" in capsys.readouterr().err


def test_what_cannot_be_written_is_told_in_a_line(
    wheels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = options_for(wheels.parent, "old", "new")
    lock(wheels, "shared", *options, name="no/pylock.toml", code=1)
    printed = capsys.readouterr()
    said = " ".join(printed.err.split())
    assert "no/pylock.toml cannot be written: there is no such folder" in said
    assert "Choosing" not in printed.out
