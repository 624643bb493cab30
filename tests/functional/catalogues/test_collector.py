"""The places of a catalogue are asked for its projects, and for nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders import Fault, PipEnv, make_wheel, read_lock
from tests.functional.catalogues.conftest import CUDA12, CUDA13, Published
from tests.functional.documents import read_json


def test_the_build_that_fits_is_installed_from_its_index(
    env: PipEnv, published: Published
) -> None:
    cuda12 = {
        "PIP_VARIANTLIB_BUILTIN_PROVIDERS": "nvidia",
        "CONDA_OVERRIDE_CUDA": "12.8",
    }
    done = env.pip("install", *published.options, "crew", env=cuda12)
    assert "Using variant cu12 of crew 2.1+cu12, the best of 2" in done.stdout
    # The newest that fits; sail is looked for as ever, and nobody is asked in vain.
    assert done.stdout.splitlines()[-1] == (
        "Successfully installed crew-2.1+cu12~cu12 sail-1.0 ship-2.1+cu12~cu12"
    )
    assert published.pages == {
        "cu12": ["crew", "ship"],
        "cpu": ["crew", "ship"],
        "usual": ["sail"],
    }
    assert env.installed("ship") == "2.1+cu12"

    # From now on it says itself which variant it is.
    listed = json.loads(env.pip("list", "--format=json").stdout)
    variants = {entry["name"]: entry.get("variant") for entry in listed}
    assert (variants["ship"], variants["sail"]) == ("cu12", None)
    frozen = env.pip("freeze", "--variants").stdout
    assert "ship==2.1+cu12 --variant=cu12\n" in frozen
    # Without variants the version still says which build of an index that is.
    (env.work / "all.txt").write_text(env.pip("freeze").stdout)
    same = ["--machine-set", CUDA13, "--dry-run", "--force-reinstall", "-r", "all.txt"]
    done = env.pip("install", *published.options, *same)
    assert "ship-2.1+cu12~cu12" in done.stdout
    bare = ["--machine-set", "nvidia ::", *same[2:]]
    done = env.pip("install", *published.options, *bare, expect_error=True)
    assert "The variant of crew 2.1 does not fit this machine" in done.stdout
    checked = read_json(env, "check", "--machine-set", CUDA12, "--no-index")
    verdicts = {entry["name"]: entry["verdict"] for entry in checked["packages"]}
    assert verdicts == {"crew": "fits", "ship": "fits"}
    # Without the catalogue no index is asked, as nothing says which one it should be.
    assert published.pages
    bare = [*published.options[2:], "--machine-set", "nvidia ::"]
    done = env.pip("variant", "check", *bare, expect_error=True)
    assert done.stdout.splitlines()[-1] == (
        "To choose again, with the file of the catalogue fleet: pip install --upgrade "
        f"--index-url {published.usual.url} --machine-set 'nvidia ::' --catalogue FILE "
        "crew ship"
    )
    assert published.pages == {"usual": ["sail"]}
    env.pip("uninstall", "--yes", "ship")
    assert not list(env.site_packages.glob("ship*"))


def test_a_newer_machine_gets_the_newer_build_of_the_whole_family(
    env: PipEnv, published: Published
) -> None:
    old = [*published.options, "--machine-set", CUDA12]
    new = [*published.options, "--machine-set", CUDA13]
    env.pip("install", *old, "crew==2.0")
    listed = json.loads(env.pip("index", "versions", *new, "--json", "ship").stdout)
    assert listed["versions"] == ["2.1+cu13", "2.0+cu13", "1.0+cu12"]
    assert listed["latest"] == "2.1+cu13"
    checked = read_json(env, "check", *new)["packages"]
    assert [each["instead"] for each in checked] == [
        f"{name}-2.0+cu13-py3-none-any.whl" for name in ("crew", "ship")
    ]
    done = env.pip("install", *new, "--upgrade", "crew==2.0", "ship")
    assert "Replacing ship 2.0+cu12 (variant cu12) by variant cu13" in done.stdout
    assert (env.installed("crew"), env.installed("ship")) == ("2.0+cu13",) * 2
    # What is the best of its version stays, though pip could have a later local one.
    done = env.pip("install", *new, "--upgrade", "crew==2.0", "ship")
    assert "Successfully installed" not in done.stdout
    done = env.pip("install", *new, "--variant=ship=cpu", "crew", expect_error=True)
    assert "Inconsistent catalogue :: fleet." in done.stderr
    # Without the catalogue, pip would take the project from the usual index.
    assert "in one command, with --upgrade: crew ship. Or request" in done.stderr
    assert "without the catalogue" not in done.stderr


def test_what_stays_in_step_is_not_outdated_by_a_later_local_version(
    env: PipEnv, published: Published
) -> None:
    new = [*published.options, "--machine-set", CUDA13]
    env.pip("install", *published.options, "--machine-set", CUDA12, "crew")
    assert len(json.loads(env.pip("list", "-o", *new, "--format=json").stdout)) == 2
    published.indexes["cu13"].fault("/simple/crew/", Fault(status=404))
    assert env.pip("list", "-o", *new).stdout == ""
    checked = read_json(env, "check", *new)["packages"]
    assert [each["instead"] for each in checked] == [None, None]


def test_a_local_version_that_does_not_fit_is_explained(
    env: PipEnv, published: Published
) -> None:
    nothing = {"PIP_VARIANTLIB_BUILTIN_PROVIDERS": "nvidia"}
    command = ["install", *published.options, "ship==2.1+cu12"]
    done = env.pip(*command, env=nothing, expect_error=True)
    assert "ship 2.1 does not fit this machine: it needs nvidia" in done.stdout
    assert "No matching distribution found for ship==2.1+cu12" in done.stderr


def test_a_catalogue_without_a_file_says_where_pip_looked(
    env: PipEnv, published: Published
) -> None:
    index = published.indexes["cpu"]
    index.fault("/simple/ship/", Fault(body=b'<a href="sail-1.0.tar.gz">'))
    there = index.url.replace("://", "://token@").rstrip("/")
    head = 'format = 1\nname = "bare"\nprojects = ["ship"]\n'
    tables = (
        f'[[variants]]\nlabel = "{label}"\nindex = "{there}"\nproperties = [{needs}]\n'
        for label, needs in (("cpu", ""), ("odd", "'odd :: key :: value'"))
    )
    (env.work / "bare.toml").write_text(head + "".join(tables))
    options = ["--index-url", published.usual.url, "--catalogue", "./bare.toml"]
    done = env.pip("install", *options, "ship", expect_error=True)
    assert done.stderr.splitlines()[0] == (
        "WARNING: The catalogue bare says where ship is. pip found no file that it "
        f"describes at {there.replace('token', '****')}/ship/. pip did not ask for "
        "odd, as this does not fit: 'pip variant explain --index-url "
        f"{published.usual.url} --catalogue ./bare.toml ship' says why"
    )
    assert "token" not in done.stderr
    # Files of other projects and those for another platform are told apart.
    names = ["crew-2.1-py3-none-any.whl", "ship-2.1+cpu-cp27-cp27m-win32.whl"]
    body = "".join(f'<a href="{name}">' for name in names).encode()
    index.fault("/simple/ship/", Fault(body=body))
    done = env.pip("install", *options, "ship", expect_error=True)
    assert (
        "says where ship is. pip can use no file that it describes at "
        f"{there.replace('token', '****')}/ship/, such as {names[1]} (-vv says why). "
        "pip did not ask for odd, as"
    ) in done.stderr
    done = env.pip("install", *options[2:], "--no-index", "ship", expect_error=True)
    assert done.stderr.splitlines()[0] == (
        "WARNING: The catalogue bare says where ship is. pip does not ask there "
        "because of --no-index"
    )


def test_without_variants_the_catalogue_still_says_where_files_come_from(
    env: PipEnv, published: Published, wheels: Path
) -> None:
    command = ["install", *published.options, "--no-variant", "--dry-run", "ship"]
    done = env.pip(*command, expect_error=True)
    assert done.stderr.splitlines()[0] == (
        "WARNING: The catalogue fleet says where ship is. pip did not ask for cu13, "
        "cu12, cpu because of --no-variant. With --variant=ship=cpu in its place, pip "
        "takes the build that fits everywhere"
    )
    assert published.pages == {}

    # It may say where plain wheels are; the user's folder has only a variant.
    index = published.indexes["cpu"].url
    plain = f'\n[[plain]]\nindex = "{index}"\nlocal = "cpu"\nprojects = ["ship"]\n'
    published.catalogue.write_text(published.catalogue.read_text() + plain)
    make_wheel(wheels / "mirror", "ship", "9.1+cu13")
    done = env.pip(*command, "--find-links", wheels / "mirror")
    assert done.stdout.splitlines()[-1] == "Would install sail-1.0 ship-2.1+cpu"
    assert published.pages == {"cpu": ["ship"], "usual": ["sail"]}
    # With variants, the table of the variant says what it is.
    index = published.indexes["cu12"].url
    plain = f'\n[[plain]]\nindex = "{index}"\nprojects = ["ship"]\n'
    published.catalogue.write_text(published.catalogue.read_text() + plain)
    done = env.pip(*command[:-3], "--machine-set=nvidia ::", "--dry-run", "ship")
    assert done.stdout.splitlines()[-1] == "Would install sail-1.0 ship-2.1+cpu~cpu"
    assert "cu12" in published.pages
    # Upstream's answer is that without a catalogue.
    configured = {"PIP_CATALOGUE": str(published.catalogue)}
    command = ["install", *published.options[2:], "--no-variant", "--dry-run", "ship"]
    done = env.pip(*command, "--catalogue=", env=configured)
    assert done.stdout.splitlines()[-1] == "Would install ship-9.0"


def test_explanations_locks_and_reports_know_the_variants(
    env: PipEnv, published: Published
) -> None:
    options = [*published.options, "--machine-set", CUDA12]
    explained = read_json(env, "explain", *options, "ship")
    (release,) = explained["releases"]
    assert release["version"] == "2.1"
    verdicts = {file["label"]: file["verdict"] for file in release["files"]}
    assert verdicts == {"cu12": "chosen", "cpu": "fits", "cu13": "misfit"}

    done = env.pip("install", *options, "--dry-run", "--quiet", "--report=-", "crew")
    report = json.loads(done.stdout)["install"]
    chosen = {item["metadata"]["name"]: item.get("variant") for item in report}
    assert chosen["ship"]["label"] == "cu12"
    assert chosen["ship"]["source"] == "the catalogue fleet"
    assert chosen["sail"] is None

    env.pip("lock", *options, "crew")
    locked = read_lock(env.work / "pylock.toml")["ship"]
    (wheel,) = locked["wheels"]
    assert wheel["name"] == "ship-2.1+cu12-py3-none-any.whl"
    assert wheel["url"].startswith(published.indexes["cu12"].root)
    assert locked["tool"]["variantlib"]["labels"] == {wheel["name"]: "cu12"}


def test_a_lock_for_unlike_machines_needs_no_catalogue(
    env: PipEnv, published: Published
) -> None:
    for name, cuda in (("cu12", '"12.8", "12.0"'), ("none", "")):
        keys = f"providers.nvidia.keys.cuda_version_lower_bound = [{cuda}]"
        text = f"format = 1\n{keys if cuda else ''}\n"
        (env.work / f"{name}.toml").write_text(text)
    machines = ["--machine=cu12.toml", "--machine=none.toml"]
    done = env.pip("lock", *published.options, *machines, "crew")
    # Their names are plain.
    assert "Tools that know no variants" not in done.stderr
    published.catalogue.unlink()
    done = env.pip("install", "--no-index", "--requirement", "pylock.toml")
    assert "Using variant cpu of ship 2.1+cpu" in done.stdout
    assert (env.installed("crew"), env.installed("ship")) == ("2.1+cpu",) * 2
    assert list(env.site_packages.glob("ship-*/variant.json"))
    options = ["--dry-run", "--target=other", *machines[:1]]
    done = env.pip("install", "--no-index", *options, "--requirement", "pylock.toml")
    assert done.stdout.splitlines()[-1] == (
        "Would install crew-2.1+cu12~cu12 sail-1.0 ship-2.1+cu12~cu12"
    )


def test_packages_agree_on_each_of_several_machines(
    env: PipEnv, published: Published
) -> None:
    text = published.catalogue.read_text()
    # Of crew there is no such build, and it comes first.
    only_ship = 'label = "cu12"\nprojects = ["ship"]'
    published.catalogue.write_text(text.replace('label = "cu12"', only_ship))
    machines = ["--machine=cuda12.0", "--machine=x86_64_v3"]
    env.pip("lock", *published.options, *machines, "crew")
    locked = (env.work / "pylock.toml").read_text()
    assert "ship-2.1+cpu-py3-none-any.whl" in locked
    assert "+cu12" not in locked


def test_files_in_a_folder_are_told_by_their_names(
    env: PipEnv, published: Published, wheels: Path
) -> None:
    folder = wheels / "mirror"
    for label in ("cu13", "cu12", "cpu"):
        wheel = make_wheel(folder, "ship", f"2.1+{label}")
    before = wheel.read_bytes()
    options = ["--no-index", "--find-links", folder, *published.options[:2]]
    done = env.pip("install", *options, "ship")
    assert "Using variant cpu of ship 2.1+cpu" in done.stdout
    assert published.pages == {}
    # The file of the user's stays as it is.
    assert wheel.read_bytes() == before
    assert list(env.site_packages.glob("ship-*/variant.json"))


def test_a_lock_of_all_variants_serves_every_machine(
    env: PipEnv, published: Published
) -> None:
    options = ["--variants=all", "--machine-set", "nvidia ::"]
    env.pip("lock", *published.options, *options, "crew")
    lock = ["lock", *published.options, *options, "ship", "--variant=cu12,cu13"]
    env.pip(*lock, "--output=pylock.gpu.toml")
    published.catalogue.unlink()
    unfit = ["install", "--no-index", "--dry-run", "-r", "pylock.gpu.toml"]
    done = env.pip(*unfit, "--machine-set=nvidia ::", expect_error=True)
    assert "To install one of cu13, cu12 anyway" in done.stderr
    mirror = ["--no-index", "--variants=all", "--dest", "all"]
    done = env.pip("download", *mirror, "--requirement", "pylock.toml")
    names = [path.name for path in (env.work / "all").iterdir()]
    assert len(names) == 2 * 3 + 1
    said = "ship 2.1 has no plain wheel: without the catalogue, installers take any of"
    assert said in done.stderr
    for cuda, label in ((CUDA13, "cu13"), (CUDA12, "cu12"), ("nvidia ::", "cpu")):
        here = ["--dry-run", "--machine-set", cuda]
        done = env.pip("install", "--no-index", *here, "--requirement", "pylock.toml")
        assert done.stdout.splitlines()[-1] == (
            f"Would install crew-2.1+{label}~{label} sail-1.0 ship-2.1+{label}~{label}"
        )
