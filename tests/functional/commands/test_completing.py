"""`pip download` into a folder that serves machines that nobody described, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import (
    Index,
    PipEnv,
    Result,
    label_document,
    make_label_wheel,
    make_sdist,
    make_wheel,
)
from tests.functional.conftest import (
    BEST,
    HUMOR3,
    HUMOR9,
    HW,
    POOR,
    UNFIT,
    Publish,
    variant_of,
)

Release = Callable[..., dict[str, Path]]
Download = Callable[..., Result]


@pytest.fixture
def download(machine: PipEnv, index: Index) -> Download:
    """`download("--dest", "to", "pkg")` for two machines."""
    for name, humor in {"big": "3', '2", "small": "2"}.items():
        machine.work.joinpath(f"{name}.toml").write_text(
            f"format = 1\n[providers.{HW}.keys]\n"
            f"architecture = ['HAL9000']\nhumor = ['{humor}']\n"
        )

    def run(*args: str, expect_error: bool = False) -> Result:
        for_both = ("--machine", "big.toml", "--machine", "small.toml")
        return machine.pip(
            *("download", "--index-url", index.url, *for_both, *args),
            expect_error=expect_error,
        )

    return run


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_with_plain(
    machine: PipEnv, index: Index, wheels: Path, release: Release, download: Download
) -> None:
    top = make_wheel(wheels, "top", "1.0", requires=["pkg", "only"])
    made = release("pkg", "1.0", best=BEST, poor=POOR)
    plain = make_wheel(wheels, "pkg", "1.0", requires=["of-plain"])
    only = release("only", "1.0", poor=POOR)
    of_plain = make_wheel(wheels, "of-plain", "1.0")
    index.add(top, plain, of_plain, make_wheel(wheels, "pkg", "0.9"))

    result = download("top", "--with-plain", "--pre", "--dest", "to")

    expected = {*made.values(), *only.values(), top, plain, of_plain}
    assert files(machine.work / "to") == {path.name for path in expected}
    warned = "WARNING: only 1.0 has no plain wheel: a machine that none of its variants"
    assert result.stderr == f"{warned} fits gets nothing.\n"
    assert result.stdout.count("Also downloading the plain wheels of pkg 1.0\n") == 2
    of_only = variant_of(only["poor"])
    assert result.stdout.splitlines()[-2:] == [
        f"Machine {name}.toml: only 1.0~{of_only}, pkg 1.0~{variant_of(made[kind])}"
        for name, kind in (("big", "best"), ("small", "poor"))
    ]
    here = ("--no-index", "--find-links", "to", "--no-variant", "--dry-run")
    installed = machine.pip("install", *here, "pkg")
    assert "Would install of-plain-1.0 pkg-1.0" in installed.stdout


def test_the_request_of_the_project_counts_for_the_rest(
    machine: PipEnv, index: Index, release: Release
) -> None:
    poor = release("pkg", "1.0", best=BEST, poor=POOR)["poor"]
    other = release("other", "1.0", best=BEST, poor=POOR, plain=())
    (machine.work / "variant.toml").write_text('variant = "fictional_hw :: humor <= 2"')
    download = ("download", "--index-url", index.url, "--with-plain", "--dest", "to")
    machine.pip(*download, "pkg", "other")
    expected = {poor, other["poor"], other["plain"]}
    assert files(machine.work / "to") == {path.name for path in expected}


def test_all_variants(
    machine: PipEnv,
    index: Index,
    wheels: Path,
    release: Release,
    publish: Publish,
    download: Download,
) -> None:
    hashed = release("pkg", "1.0", best=BEST, plain=())
    unfit = make_wheel(wheels, "pkg", "1.0", properties=UNFIT, requires=["of-unfit"])
    of_unfit = make_wheel(wheels, "of-unfit", "1.0")
    # It cannot be had: nobody publishes what it requires.
    alone = make_wheel(wheels, "pkg", "1.0", properties=POOR, requires=["absent"])
    index.add(unfit, of_unfit, alone)
    release("pkg", "0.9", best=BEST)
    labelled = publish("by-label", "1.0", good=HUMOR3, unfit=HUMOR9)
    args = ("pkg", "by-label", "--variants=all", "--dest", "to", "--variant=pkg=none")

    result = download(*args, expect_error=True)

    expected = {*hashed.values(), unfit, of_unfit, *labelled.values()}
    documents = {"by_label-1.0-variants.json", "pkg-1.0-variants.json"}
    assert files(machine.work / "to") == documents | {path.name for path in expected}
    assert "No matching distribution found for absent" in result.stderr
    assert result.stdout.count(f"Also downloading pkg 1.0~{variant_of(unfit)}\n") == 1
    machine.pip("variant", "index", "to")
    page = (machine.work / "to/simple/by-label/index.html").read_text()
    assert labelled["unfit"].name in page


def test_all_variants_where_none_fits(
    machine: PipEnv, index: Index, wheels: Path, release: Release
) -> None:
    index.add(make_wheel(wheels, "top", "1.0", requires=["pkg"]))
    made = release("pkg", "1.0", unfit=UNFIT, other=("fictional_hw :: humor :: 8",))
    command = ("download", "--index-url", index.url, "--variants=all", "--dest", "to")
    done = machine.pip(*command, "top")
    assert done.stderr.startswith("WARNING: pkg 1.0 has no plain wheel: a machine that")
    assert "Nothing of pkg fits this machine\n" in done.stdout
    expected = {path.name for path in made.values()} | {"top-1.0-py3-none-any.whl"}
    assert expected <= files(machine.work / "to")
    done = machine.pip(*command, "pkg", "absent", expect_error=True)
    assert "No matching distribution found for absent" in done.stderr


def test_with_providers(
    machine: PipEnv, index: Index, wheels: Path, download: Download
) -> None:
    needed = make_wheel(wheels, "needed", "1.0")
    plugin = make_wheel(wheels, "some-plugin", "1.0", requires=["needed"])
    sources = make_sdist(wheels, "only-source", "1.0")
    built = make_sdist(wheels / "elsewhere", "built", "1.0", fails="it was built")
    builtin = make_wheel(wheels, "nvidia-variant-provider", "0.0.2")
    far = make_wheel(wheels, "far", "1.0", requires=[f"built @ {built.as_uri()}"])
    local = make_sdist(machine.work, "local", "1.0")
    local.rename(machine.work / "local==1.0+x.tar.gz")
    requires = ["some_plugin", "only_source >= 1", "nvidia-variant-provider"]
    requires += ["far", "local == 1.0+x.tar.gz"]
    providers = {HW: {"requires": [*requires, "other @ file:/x"]}}
    document = label_document({"good": HUMOR3}, providers=providers)
    pkg = make_label_wheel(wheels, "pkg", "1.0", "good", HUMOR3, document=document)
    index.add(needed, plugin, sources, builtin, pkg, far)
    index.add(make_wheel(wheels, "pkg", "1.0"))

    result = download("pkg", "--with-providers", "--pre", "--dest", "to")

    expected = {pkg, needed, plugin, wheels / "pkg-1.0-py3-none-any.whl"}
    assert files(machine.work / "to") == {path.name for path in expected}
    url, source = result.stderr.splitlines()
    assert "the provider plugin far: built would come from a URL" in url
    assert "Not downloading the provider plugin only-source>=1: No match" in source
