"""Trusted plugins come from where the command looks, and from nowhere else."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import (
    Index,
    PipEnv,
    make_plugin,
    make_sdist,
    make_wheel,
)
from tests.functional.conftest import HW
from tests.functional.trusted.offering import PLUGIN, make, offer


@pytest.fixture
def elsewhere(wheels: Path) -> Iterator[Index]:
    """Another index, with a newer plugin than anybody wants."""
    with Index() as index:
        index.add(make(wheels, "3"))
        yield index


def choice(env: PipEnv, *args: object, variables: dict[str, str] | None = None) -> str:
    """The wheel of `pkg` that would be installed."""
    run = env.pip("install", "--dry-run", *args, env=variables)
    words = run.stdout.split("Would install ")[1].split()
    return next(word for word in words if word.startswith("pkg-"))


PLACES: dict[str, tuple[str, list[str], dict[str, str], str]] = {
    "command line": ("pkg", ["-i", "INDEX"], {}, ""),
    "environment": ("pkg", [], {"PIP_INDEX_URL": "INDEX"}, ""),
    "configuration": ("pkg", [], {}, "[global]\nindex-url = INDEX"),
    "command's section": ("pkg", [], {}, "[install]\nindex-url = INDEX"),
    "file": ("--index-url INDEX\npkg", [], {}, ""),
    "extra index": ("--index-url EMPTY\n--extra-index-url INDEX\npkg", [], {}, ""),
    "nested file": ("-r nested.txt\npkg", [], {}, ""),
    "constraints": ("-c nested.txt\npkg", [], {}, ""),
    "folder": ("--no-index\n--find-links links\npkg", [], {}, ""),
    "folder on the command line": ("pkg", ["--no-index", "-f", "links"], {}, ""),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_plugin_comes_from_where_the_command_looks(
    trusting: PipEnv, index: Index, elsewhere: Index, wheels: Path, place: str
) -> None:
    made = [*offer(index, wheels), make(wheels, "2")]
    index.add(made[-1])
    folder = trusting.work / "links"
    folder.mkdir()
    for path in made:
        shutil.copy(path, folder)

    with Index() as empty:

        def fill(text: str) -> str:
            return text.replace("INDEX", index.url).replace("EMPTY", empty.url)

        lines, options, variables, configuration = PLACES[place]
        (trusting.work / "all.txt").write_text(fill(lines))
        (trusting.work / "nested.txt").write_text(f"-i {index.url}\n")
        variables = {name: fill(value) for name, value in variables.items()}
        trusting.configure(fill(configuration))
        if not configuration:
            variables.setdefault("PIP_INDEX_URL", elsewhere.url)
        args = ["-r", "all.txt", *map(fill, options)]

        assert choice(trusting, *args, variables=variables) == "pkg-1.0~v2"

    assert elsewhere.requests == []


@pytest.mark.parametrize("command", ["download", "wheel", "lock", "explain"])
def test_all_commands_look_there(
    trusting: PipEnv, index: Index, elsewhere: Index, wheels: Path, command: str
) -> None:
    offer(index, wheels)
    index.add(make(wheels, "2"))
    (trusting.work / "all.txt").write_text(f"-i {index.url}\npkg\n")
    words = ["variant", command] if command == "explain" else [command]
    if command == "lock":
        words += ["-o", "-"]

    run = trusting.pip(*words, "-r", "all.txt", env={"PIP_INDEX_URL": elsewhere.url})

    names = [path.name for path in trusting.work.glob("*.whl")]
    assert "pkg-1.0-py3-none-any-v2.whl" in run.stdout + " ".join(names)
    assert elsewhere.requests == []


def test_wheels_that_are_looked_at_use_it_too(
    trusting: PipEnv, index: Index, elsewhere: Index, wheels: Path
) -> None:
    wheel = offer(index, wheels)[1]
    index.add(make(wheels, "2"))
    env = {"PIP_INDEX_URL": elsewhere.url}

    run = trusting.pip("variant", "show", "-i", index.url, wheel, env=env)

    assert "fits this machine" in run.stdout
    assert elsewhere.requests == []


@pytest.mark.parametrize("flags", [[], ["-I"]])
def test_a_pip_out_of_its_wheel_fetches_with_itself(
    trusting: PipEnv, index: Index, wheels: Path, fork_wheel: Path, flags: list[str]
) -> None:
    offer(index, wheels)
    index.add(make(wheels, "2"))
    # Not with the one that is installed.
    shutil.rmtree(trusting.site_packages / "pip")
    pip = [trusting.executable, *flags, fork_wheel / "pip"]

    trusting.run(*pip, "install", "-i", index.url, "pkg")

    assert trusting.installed("pkg") == "v2"


RELEASES = {
    "--constraint": ["-c", "one.txt"],
    "nested constraint": ["-r", "constrained.txt"],
    "PIP_CONSTRAINT": [],
    "--build-constraint": ["--build-constraint", "one.txt"],
    "--uploaded-prior-to": ["--uploaded-prior-to", "2026-02-01"],
}


@pytest.mark.parametrize("way", RELEASES)
def test_what_the_command_says_of_releases_holds_for_plugins(
    trusting: PipEnv, index: Index, wheels: Path, way: str
) -> None:
    index.formats = "json"
    made = offer(index, wheels)
    index.add(*made, make(wheels, "1"), upload_time="2026-01-01T00:00:00Z")
    index.add(make(wheels, "2"), upload_time="2026-03-01T00:00:00Z")
    (trusting.work / "one.txt").write_text(f"{PLUGIN}==1\nother @ file:///none.whl\n")
    (trusting.work / "constrained.txt").write_text("-c one.txt\n")
    variables = {"PIP_CONSTRAINT": "one.txt"} if way == "PIP_CONSTRAINT" else {}

    args = ["-i", index.url, "pkg", *RELEASES[way]]
    assert choice(trusting, *args, variables=variables) == "pkg-1.0~v1"


@pytest.mark.parametrize("way", ["option", "file", "none"])
def test_prereleases_are_taken_where_the_command_takes_them(
    trusting: PipEnv, index: Index, wheels: Path, way: str
) -> None:
    offer(index, wheels)
    module = make_plugin(wheels, HW, {"humor": ["2"]}, version="2rc1")
    index.add(make(wheels, "1"), module)
    (trusting.work / "all.txt").write_text("--pre\npkg\n" if way == "file" else "pkg\n")
    options = ["--pre"] if way == "option" else []

    taken = choice(trusting, "-i", index.url, "-r", "all.txt", *options)

    assert taken == ("pkg-1.0~v1" if way == "none" else "pkg-1.0~v2")


def leaking(folder: Path) -> dict[str, str]:
    """Options that would make another of the pip that fetches."""
    return {
        "root": str(folder / "root"),
        "prefix": str(folder / "prefix"),
        "dry-run": "1",
        "no-deps": "1",
        "report": str(folder / "report.json"),
        "upgrade": "1",
        "force-reinstall": "1",
        "no-binary": PLUGIN,
        "log": str(folder / "log.txt"),
        "progress-bar": "on",
        "requirement": (folder / "more.txt").as_uri(),
        "quiet": "0",
        "user": "0",
        "no-clean": "1",
        "src": str(folder / "src"),
        "implementation": "",
    }


@pytest.mark.parametrize("way", ["environment", "global", "install"])
def test_other_options_do_not_reach_the_pip_that_fetches(
    trusting: PipEnv, index: Index, wheels: Path, tmp_path: Path, way: str
) -> None:
    offer(index, wheels)
    # It needs what it depends on.
    index.add(
        make(wheels, "2", requires=["helper"], header="import helper"),
        make_wheel(wheels, "helper", "1.0"),
    )
    folder = tmp_path / "places"
    folder.mkdir()
    (folder / "more.txt").write_text("pkg\n")
    options = leaking(folder)
    variables = {}
    if way == "environment":
        for name, value in options.items():
            variables[f"PIP_{name.replace('-', '_').upper()}"] = value
    else:
        lines = [f"{name} = {value}" for name, value in options.items()]
        trusting.configure("\n".join([f"[{way}]", *lines]))

    args = ["install", "-i", index.url, "pkg"]
    output = trusting.pip(*args, env=variables).stdout

    assert "Would install pkg-1.0~v2" in output
    report = json.loads((folder / "report.json").read_text())
    assert [item["metadata"]["name"] for item in report["install"]] == ["pkg"]
    assert not list(folder.rglob(f"*{HW}*"))


def trap(folder: Path, name: str, ran: Path) -> None:
    """An archive that leaves a trace if it is taken for a source and built."""
    source = folder / "source"
    source.mkdir()
    (source / "setup.py").write_text(
        f"open({str(ran)!r}, 'w').close()\nraise OSError\n"
    )
    with tarfile.open(folder / name, "w:gz") as archive:
        archive.add(source, "x-1.0")


REFUSED = {
    f"{PLUGIN}==1.0+x.tar.gz": "says more than name and public versions",
    f"{PLUGIN}[more]": "says more than name and public versions",
    f"{PLUGIN}===1": "says more than name and public versions",
    f"{PLUGIN} @ URL": "says more than name and public versions",
    f"{PLUGIN}==1": f"No matching distribution found for {PLUGIN}==1",
}


@pytest.mark.parametrize("requires", REFUSED)
def test_foreign_metadata_picks_nothing_but_released_versions(
    trusting: PipEnv, index: Index, wheels: Path, tmp_path: Path, requires: str
) -> None:
    ran = tmp_path / "ran"
    trap(trusting.work, f"{PLUGIN}==1.0+x.tar.gz", ran)
    index.add(make(wheels, "1"), yanked="it is dangerous")
    needs = ['extra; extra == "more"']
    index.add(make(wheels, "2", requires=needs), make_wheel(wheels, "extra", "1.0"))
    url = (trusting.work / f"{PLUGIN}==1.0+x.tar.gz").as_uri()
    offer(index, wheels, requires.replace("URL", url))

    run = trusting.pip("install", "-i", index.url, "pkg")

    assert f"Variant provider {HW} is ignored: " in run.stderr
    assert REFUSED[requires] in run.stderr
    assert "Successfully installed pkg-1.0\n" in run.stdout.replace("\r", "")
    assert not ran.exists()
    assert not [line for line in index.lines if "extra" in line]


def test_what_is_not_trusted_besides_is_named(
    trusting: PipEnv, index: Index, wheels: Path
) -> None:
    index.add(make(wheels, "2"), make_wheel(wheels, "extra", "1.0"))
    offer(index, wheels, PLUGIN, "extra>=1")

    run = trusting.pip("install", "-i", index.url, "pkg")

    assert (
        f"Variant provider {HW} is ignored: extra>=1 is not installed; install it, or "
        "name it in trusted_providers.\n"
    ) in run.stderr.replace("\r", "")
    assert run.stderr.count("is ignored") == 1
    assert "Successfully installed pkg-1.0\n" in run.stdout.replace("\r", "")
    assert not [line for line in index.lines if "extra" in line or "plugin" in line]


def test_a_dependency_at_a_url_is_not_fetched(
    trusting: PipEnv, index: Index, wheels: Path, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    trap(tmp_path, "dep-1.0.tar.gz", ran)
    url = (tmp_path / "dep-1.0.tar.gz").as_uri()
    index.add(make(wheels, "2", requires=[f"dep @ {url}"]), make_sdist(wheels, "dep"))
    offer(index, wheels)

    run = trusting.pip("install", "-i", index.url, "pkg")

    reason = "dep would come from a URL, and not as a wheel from an index"
    assert reason in run.stderr
    assert "Successfully installed pkg-1.0" in run.stdout
    assert not ran.exists()


@pytest.mark.parametrize("name", ["variant.toml", "pyproject.toml"])
def test_a_file_of_the_current_directory_grants_no_trust(
    env: PipEnv, index: Index, wheels: Path, name: str
) -> None:
    offer(index, wheels)
    index.add(make(wheels, "2"))
    table = "[tool.variantlib]\n" if name == "pyproject.toml" else ""
    (env.work / name).write_text(f"{table}trusted_providers = ['{PLUGIN}']\n")

    run = env.pip("install", "-i", index.url, "pkg")

    said = "files of the current directory grant no trust"
    assert run.stderr.count(said) == 1
    assert "Successfully installed pkg-1.0" in run.stdout
    assert not [line for line in index.lines if PLUGIN in line]
