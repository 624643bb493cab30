"""A project of another name is taken in place of one, where a catalogue says so."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.builders import Fault, Index, PipEnv, make_sdist, make_wheel, read_lock
from tests.functional.catalogues.conftest import CUDA12, CUDA13
from tests.functional.documents import read_json
from variantlib.documents.toml_document import parse_toml

CATALOGUE = """
format = 1
name = "ship"
projects = ["ship"]
[[variants]]
label = "cu13"
sibling = "ship-cuda13x"
properties = "nvidia :: cuda_version_lower_bound :: 13.0"
[[variants]]
label = "cu12"
sibling = "ship-cuda12x"
versions = "<3"
properties = "nvidia :: cuda_version_lower_bound :: 12.0"
"""


@pytest.fixture
def options(env: PipEnv, index: Index, wheels: Path) -> list[str]:
    """Ship and its siblings, and a package that needs it."""
    for name, version, requires in [
        ("ship", "2.1", ()),
        ("ship-cuda12x", "1.0", ()),
        ("ship-cuda12x", "2.0", ()),
        # The catalogue does not know it.
        ("ship-cuda12x", "3.0", ()),
        ("ship-cuda13x", "2.0", ()),
        ("crew", "1.0", ["ship>=1", 'ship[oars]; extra == "oars"']),
        ("old-crew", "1.0", ["ship<2"]),
        ("old-crew", "0.9", ["ship"]),
    ]:
        index.add(make_wheel(wheels, name, version, requires=requires))
    path = env.work / "ship.toml"
    path.write_text(CATALOGUE)
    return ["--catalogue", str(path), "--index-url", index.url]


def test_the_sibling_that_fits_is_installed_for_whoever_needs_the_project(
    env: PipEnv, options: list[str], index: Index
) -> None:
    old = [*options, "--machine-set", CUDA12]
    done = env.pip("install", *old, "crew", "ship")
    assert "Taking ship-cuda12x for ship, as the catalogue ship says" in done.stdout
    assert "Using variant cu12 of ship-cuda12x 2.0" in done.stdout
    assert done.stdout.splitlines()[-1] == (
        "Successfully installed crew-1.0 ship-cuda12x-2.0~cu12"
    )
    # Nothing complains that ship is missing, and nobody asked for it.
    assert done.stderr == ""
    asked = {request.path.split("/")[2] for request in index.requests}
    assert asked.isdisjoint({"ship", "ship-cuda13x"})
    # It remembers for which project it was taken: nothing is missing, and the advice
    # is about that project.
    assert env.pip("check").stdout == "No broken requirements found.\n"
    # And about this environment.
    other = ["--python", str(env.executable)]
    offline = [*other, "variant", "check", "--no-index", "--machine-set=nvidia::"]
    advice = env.pip(*offline, expect_error=True)
    pip = shlex.join(["pip", *other])
    assert f"for others: {pip} uninstall ship-cuda12x Then, with" in advice.words
    assert advice.words.endswith(" --machine-set nvidia:: --catalogue FILE ship")

    # It stays, and no other comes beside it.
    new = [*options, "--machine-set", CUDA13]
    done = env.pip("install", *new, "crew", "ship>=2")
    assert "Requirement already satisfied: ship-cuda12x" in done.stdout
    assert "Keeping ship-cuda12x for ship, as it is installed" in done.stdout
    assert "Taking" not in done.stdout
    upgrade = [*other, "install", *new, "-U", "crew", "ship"]
    done = env.pip(*upgrade, expect_error=True)
    assert "pip cannot install ship-cuda13x beside ship-cuda12x 2.0." in done.stderr
    assert f"Remove ship-cuda12x first: {pip} uninstall ship-cuda12x" in done.words
    for name in ("ship", "ship-cuda13x"):
        done = env.pip("install", *new, f"{name}>1.9,!=2.0", expect_error=True)
        assert f"pip cannot install {name} beside ship-cuda12x 2.0." in done.stderr
        assert "Taking" not in done.stdout

    none = [*options, "--machine-set=nvidia::", "--force-reinstall"]
    done = env.pip("install", *none, "ship", expect_error=True)
    assert "pip cannot install ship beside ship-cuda12x 2.0." in done.stderr

    advice = " ".join(env.pip("variant", "check", *new).stdout.split())
    assert "pip uninstall ship-cuda12x Then: pip install --index-url " in advice
    assert advice.endswith(f"ship.toml --machine-set '{CUDA13}' ship")
    checked = read_json(env, "check", *new)["packages"]
    assert [(each["name"], each["instead"]) for each in checked] == [
        ("ship-cuda12x", "ship-cuda13x")
    ]

    # Nor does the advice change nothing if no sibling fits any more.
    check = ["variant", "check", *none[:-1]]
    advice = env.pip(*check, expect_error=True).words
    assert "instead: ship To make room for others: pip uninstall ship-cuda12x" in advice
    assert advice.endswith("ship.toml --machine-set nvidia:: ship")
    text = CATALOGUE.replace('["ship"]', '["raft"]')
    (env.work / "ship.toml").write_text(text)
    done = env.pip(*check, expect_error=True)
    assert done.stdout.endswith("in place of: ship-cuda12x\n")


def test_requests_and_releases_decide_which_sibling_it_is(
    env: PipEnv, options: list[str]
) -> None:
    command = ["install", "--dry-run", *options, "--machine-set", CUDA13]
    for request, taken in {
        "ship": "ship-cuda13x-2.0~cu13",
        # The newest has none.
        "ship<2": "ship-cuda12x-1.0~cu12",
        "--variant=ship=cu12 ship": "ship-cuda12x-2.0~cu12",
        "--variant=ship=none ship": "ship-2.1",
        # Whoever names a project gets each release of it.
        "ship-cuda12x": "ship-cuda12x-3.0",
        "--machine-set=nvidia:: ship": "ship-2.1",
    }.items():
        done = env.pip(*command, *request.split())
        assert done.stdout.splitlines()[-1] == f"Would install {taken}"
    assert "Taking ship itself: none of its siblings fits\n" in done.stdout


def test_whoever_gets_no_sibling_learns_of_the_others(
    env: PipEnv, options: list[str]
) -> None:
    """What other packages require is not known when a sibling is chosen."""
    command = ["install", "--dry-run", *options, "--machine-set", CUDA13]
    done = env.pip(*command, "old-crew==1.0", "ship", expect_error=True)
    first, *_ = done.stderr.splitlines()
    assert first == (
        "ERROR: No release of ship-cuda13x, which the catalogue ship names for ship, "
        "meets all requirements; --variant=ship=cu12 takes ship-cuda12x, "
        "--variant=ship=none takes ship itself"
    )
    done = env.pip(*command, "old-crew==1.0", "ship", "--variant=ship=cu12")
    assert "ship-cuda12x-1.0~cu12" in done.stdout
    done = env.pip(*command, "old-crew", "ship")
    assert "Would install old-crew-0.9 ship-cuda13x-2.0" in done.stdout
    assert done.stderr == ""


def test_a_pre_release_of_a_sibling_is_taken_only_if_somebody_asks_for_it(
    env: PipEnv, options: list[str], index: Index, wheels: Path
) -> None:
    index.add(make_wheel(wheels, "ship-cuda13x", "2.2rc1"))
    index.add(make_wheel(wheels, "new-crew", "1.0", requires=["ship>=2.1"]))
    command = ["install", "--dry-run", *options, "--machine-set", CUDA13]
    for args, taken in [
        (["ship>=2.1"], "ship-2.1"),
        (["--pre", "ship>=2.1"], "ship-cuda13x-2.2rc1~cu13"),
        (["ship>=2.1rc1"], "ship-cuda13x-2.2rc1~cu13"),
        # Nothing else is there.
        (["ship>=2.1rc1,!=2.1"], "ship-cuda13x-2.2rc1~cu13"),
    ]:
        done = env.pip(*command, *args)
        assert f"Would install {taken}\n" in done.stdout
        reason = "Taking ship itself: pip found only a pre-release of a sibling that"
        assert (reason in done.stdout) is (taken == "ship-2.1")
    done = env.pip(*command, "new-crew", expect_error=True)
    assert "ERROR: No release of ship-cuda13x, which the catalogue ship" in done.stderr
    assert "--variant=ship=none takes ship itself" in done.stderr
    done = env.pip(*command, "new-crew", "--variant=ship=none")
    assert "Would install new-crew-1.0 ship-2.1\n" in done.stdout


def test_a_sibling_that_another_pip_installed_is_checked(
    env: PipEnv, options: list[str], wheels: Path
) -> None:
    env.unpack(wheels / "ship_cuda12x-2.0-py3-none-any.whl")
    check = ["variant", "check", *options, "--machine-set"]
    # It is the very file that pip would take.
    fits = "ship-cuda12x 2.0~cu12\n  fits this machine\n"
    assert env.pip(*check, CUDA12).stdout == fits
    upgrade = ["install", *options, "--machine-set", CUDA12, "--upgrade", "ship"]
    assert "Replacing" not in env.pip(*upgrade).stdout
    for args, sibling in [([], "ship"), (["--no-index"], None)]:
        done = env.pip(*check, "nvidia ::", *args, expect_error=True)
        assert "no longer fits this machine" in done.stdout
        assert (sibling is None) or f"  instead: {sibling}\n" in done.stdout
        assert "pip uninstall ship-cuda12x" in done.stdout
        assert done.stdout.endswith(" --machine-set 'nvidia ::' ship\n")


def test_nothing_is_kept_where_all_is_installed_anew(
    env: PipEnv, options: list[str]
) -> None:
    target = env.work / "target"
    into = ["install", *options, "--target", str(target)]
    env.pip(*into, "--machine-set", CUDA12, "crew")
    for args in ([], ["--upgrade"]):
        done = env.pip(
            *into, *args, "--machine-set=nvidia::", "crew", expect_error=True
        )
        assert "pip cannot install ship beside ship-cuda12x 2.0." in done.words
        assert f"another folder: pip removes nothing from {target}." in done.words
    # The one that fits best is no other one.
    env.pip(*into, "--upgrade", "--machine-set", CUDA12, "crew")
    env.pip("install", *options, "--machine-set", CUDA12, "crew")
    command = ["install", *options, "--machine-set=nvidia::", "--ignore-installed"]
    done = env.pip(*command, "crew", expect_error=True)
    assert "Remove ship-cuda12x first: pip uninstall ship-cuda12x" in done.words


def test_whoever_lists_releases_learns_of_the_sibling_that_pip_takes(
    env: PipEnv, options: list[str]
) -> None:
    command = ["index", "versions", "--json", *options, "--machine-set", CUDA12]
    done = env.pip(*command, "Ship")
    assert json.loads(done.stdout)["versions"] == ["2.1"]
    assert done.stderr == (
        "WARNING: pip would take ship-cuda12x for ship here, as the catalogue ship "
        "says: to list its releases, name that\n"
    )
    for args in (["ship-cuda12x"], ["crew"], ["--variant=none", "ship"]):
        assert env.pip(*command, *args).stderr == ""


def test_a_sibling_that_cannot_be_found_is_named_with_the_reason(
    env: PipEnv, options: list[str], index: Index
) -> None:
    command = ["install", "--dry-run", *options, "--machine-set", CUDA13, "--retries=0"]
    index.fault("/simple/ship-cuda13x/", Fault(status=404))
    index.fault("/simple/ship-cuda12x/", Fault(status=403))
    done = env.pip(*command, "crew")
    assert "Taking ship itself: pip found no release of a sibling that" in done.stdout
    told = f"WARNING: Choosing without {index.url}{{}}/, where the catalogue ship has "
    gone = f"{told.format('ship-cuda13x')}cu13 of ship: 404 Client Error: Not Found"
    refused = f"{told.format('ship-cuda12x')}cu12 of ship: 403 Client Error: Forbidden"
    assert done.stderr.splitlines() == [gone, refused]
    # Both for one reason.
    index.fault("/simple/ship-cuda13x/", Fault(status=403))
    done = env.pip(*command, "crew")
    urls = f"{index.url}ship-cuda13x/, {index.url}ship-cuda12x/"
    assert done.stderr.startswith(f"WARNING: Choosing without {urls}, where the cat")
    assert "has cu13, cu12 of ship: 403 Client Error: Forbidden\n" in done.stderr
    # Nothing else will do.
    done = env.pip(*command, "--variant=ship=cu12", "ship", expect_error=True)
    first, *_, last = done.stderr.splitlines()
    assert first == refused
    assert last == "ERROR: No matching distribution found for ship-cuda12x"
    # No page of a sibling is needed that does not fit; one index may lack it.
    index.fault("/simple/ship-cuda12x/", Fault())
    more = ["--machine-set", CUDA12, f"--extra-index-url={index.root}/other/"]
    done = env.pip(*command, *more, "ship<1", expect_error=True)
    assert "Choosing without" not in done.stderr


def test_files_pins_and_unknown_labels(
    env: PipEnv, options: list[str], wheels: Path
) -> None:
    command = ["install", *options, "--machine-set", CUDA13]
    (file,) = wheels.glob("ship-2.1-*.whl")
    pins = env.work / "pins.txt"
    pins.write_text(f"ship @ {file.as_uri()}\n")
    done = env.pip(*command, "--dry-run", "-c", str(pins), "ship")
    assert done.stdout.splitlines()[-1] == "Would install ship-2.1"

    done = env.pip(*command, "ship-cuda12x", str(file), expect_error=True)
    assert "pip cannot install ship-cuda12x beside ship." in done.stderr
    assert "Name one of them only." in done.stderr

    done = env.pip(*command, "--variant=ship=cu14", "ship", expect_error=True)
    assert "No wheel of ship is the variant cu14 - maybe you meant cu1" in done.stderr
    for line in ("\n    cu13 of ship-cuda13x\n", "\n    cu12 of ship-cuda12x\n"):
        assert line in done.stderr
    assert "Taking" not in done.stdout


def test_locks_and_explanations_name_the_sibling(
    env: PipEnv, options: list[str]
) -> None:
    machines = []
    for name, versions in (("old", "'12.0'"), ("new", "'13.0', '12.0'"), ("no", "")):
        facts = f"providers.nvidia.keys.cuda_version_lower_bound = [{versions}]"
        text = f"format = 1\n{facts if versions else ''}\n"
        (env.work / f"{name}.toml").write_text(text)
        machines += ["--machine", f"{name}.toml"]
    told = read_json(env, "matrix", *options, *machines, "ship")["machines"]
    taken = [each["projects"][0]["project"] for each in told]
    assert taken == ["ship-cuda12x", "ship-cuda13x", "ship"]
    env.pip("lock", *options, "--machine-set", CUDA12, "crew")
    packages = read_lock(env.work / "pylock.toml")
    assert sorted(packages) == ["crew", "ship-cuda12x"]
    options += ["--machine-set", CUDA12]
    done = env.pip("variant", "explain", *options, "ship")
    assert done.stdout.startswith(
        "ship\n  ship-cuda12x is taken for it, as the catalogue ship says.\n"
    )
    command = ["download", *options, "--variants=all", "--dest", "all", "crew"]
    done = env.pip(*command)
    assert "Also downloading ship-cuda13x\n" in done.stdout
    # Machines that no sibling fits get the project itself.
    assert done.stderr == ""
    assert sorted(path.name for path in (env.work / "all").iterdir()) == [
        f"{name}-py3-none-any.whl"
        for name in ("crew-1.0", "ship-2.1", "ship_cuda12x-2.0", "ship_cuda13x-2.0")
    ]
    explained = read_json(env, "explain", *options, "ship")
    assert [each["project"] for each in explained["releases"]] == ["ship-cuda12x"]


def test_all_variants_in_a_lock_file_are_of_all_siblings(
    env: PipEnv, index: Index, options: list[str], wheels: Path
) -> None:
    index.add(make_wheel(wheels, "oil"))
    index.add(make_wheel(wheels, "ship-cuda13x", "2.1", requires=["oil"]))
    command = ["lock", *options, "--variants=all", "crew", "--output"]
    env.pip(*command, "pylock.toml", "--machine-set", CUDA12)
    env.pip(*command, "pylock.there.toml", "--machine-set", CUDA13)
    text = (env.work / "pylock.toml").read_text()
    assert (env.work / "pylock.there.toml").read_text() == text
    groups = parse_toml(text)["dependency-groups"]
    assert groups == ["default", "ship-cu12", "ship-cu13"]
    for facts, taken in (
        (CUDA12, "crew-1.0 ship-cuda12x-2.0~cu12"),
        (CUDA13, "crew-1.0 oil-1.0 ship-cuda13x-2.1~cu13"),
        ("nvidia ::", "crew-1.0 ship-2.1"),
    ):
        asked = ["install", "--dry-run", "--machine-set", facts]
        # Whoever installs from the lock file needs neither the catalogue nor an index.
        for wanted in ([*options, "crew"], ["--no-index", "-r", "pylock.toml"]):
            assert f"Would install {taken}\n" in env.pip(*asked, *wanted).stdout
    mirror = ["--no-index", "--variants=all", "--dest", "all"]
    done = env.pip("download", *mirror, "--requirement", "pylock.toml")
    assert "no plain wheel" not in done.stderr
    assert len([*(env.work / "all").iterdir()]) == 5
    asked = [*command, "pylock.one.toml", "--variant=ship=cu12"]
    env.pip(*asked, "--machine-set", CUDA13)
    assert "ship-cuda13x" not in (env.work / "pylock.one.toml").read_text()


def test_no_project_is_locked_beside_its_sibling(
    env: PipEnv, index: Index, options: list[str], wheels: Path
) -> None:
    for name, needs in [("mate", "ship-cuda12x<3"), ("odd", "ship-cuda12x==1.0")]:
        index.add(make_wheel(wheels, name, requires=[needs]))
    index.add(make_wheel(wheels, "new", requires=["ship==2.1"]))
    command = ["lock", *options, "--variants=all", "--machine-set", "nvidia ::", "-o"]
    env.pip(*command, "pylock.toml", "crew", "mate")
    asked = ["install", "--dry-run", "--no-index", "-r", "pylock.toml"]
    for facts in (CUDA12, CUDA13):
        done = env.pip(*asked, "--machine-set", facts)
        assert "ship-cuda12x-2.0~cu12 " in f"{done.stdout.splitlines()[-1]} "
        assert " ship-2.1" not in done.stdout
    done = env.pip(*command, "pylock.none.toml", "new", "odd", expect_error=True)
    assert "such as a project beside its sibling" in done.stderr
    assert not (env.work / "pylock.none.toml").exists()


def test_siblings_of_what_cannot_be_built_here_are_locked(
    env: PipEnv, index: Index, options: list[str], wheels: Path
) -> None:
    text = (env.work / "ship.toml").read_text().replace("ship", "boat")
    (env.work / "ship.toml").write_text(text)
    index.add(make_sdist(wheels, "boat", fails="no compiler"))
    for label in ("12", "13"):
        index.add(make_wheel(wheels, f"boat-cuda{label}x"))
    command = ["lock", *options, "boat", "--machine-set", "nvidia ::", "--output"]
    env.pip(*command, "pylock.toml", "--variants=all")
    assert sorted(read_lock(env.work / "pylock.toml")) == [
        *("boat-cuda12x", "boat-cuda13x")
    ]
    done = env.pip(*command, "-", "--format=tool", expect_error=True)
    assert "no compiler" in done.stderr


def test_each_machine_of_a_matrix_has_its_sibling(
    env: PipEnv, options: list[str]
) -> None:
    machines: list[str] = []
    for name, values in {"none": [], "new": ["13.0", "12.0"], "old": ["12.0"]}.items():
        key = f"providers.nvidia.keys.cuda_version_lower_bound = {values}"
        path = env.work / f"{name}.toml"
        path.write_text(f"format = 1\n{key if values else ''}\n")
        machines += ["--machine", str(path)]
    told = read_json(env, "matrix", *options, "ship", *machines)["machines"]
    assert [[p["project"] for p in machine["projects"]] for machine in told] == [
        ["ship"],
        ["ship-cuda13x"],
        ["ship-cuda12x"],
    ]
