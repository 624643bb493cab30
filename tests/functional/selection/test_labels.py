"""Label wheels (PEP 825): chosen, verified and shown by the same code as hashes."""

from __future__ import annotations

import json
import random
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
from tests.functional.conftest import (
    BEST,
    HUMOR2,
    HUMOR3,
    HUMOR9,
    HW,
    NULL,
    UNFIT,
    Properties,
    Publish,
    projects_for,
    variant_of,
)


def install(env: PipEnv, index: Index, *args: object, **options: object) -> str:
    return env.pip("install", "--index-url", index.url, *args, **options).words


@pytest.mark.parametrize("formats", ["html", "json"])
@pytest.mark.parametrize("sidecars", [True, False])
@pytest.mark.parametrize("document", [True, False])
def test_the_best_label_is_installed(
    machine: PipEnv,
    index: Index,
    publish: Publish,
    formats: str,
    sidecars: bool,
    document: bool,
) -> None:
    index.formats, index.sidecars = formats, sidecars
    publish("pkg", "1.0", document, poor=HUMOR2, good=HUMOR3, unfit=HUMOR9, null=NULL)
    output = install(machine, index, "pkg")
    assert machine.installed("pkg") == "good"
    assert (
        "Using variant good of pkg 1.0, the best of 3 that fit this machine" in output
    )
    assert "Successfully installed pkg-1.0~good" in output


def test_null_comes_last_among_variants_and_before_the_plain_wheel(
    machine: PipEnv, index: Index, publish: Publish
) -> None:
    publish("pkg", "1.0", unfit=HUMOR9, null=NULL)
    output = install(machine, index, "pkg")
    assert machine.installed("pkg") == "null"
    assert "Using variant null of pkg 1.0, which fits this machine" in output
    assert "The other variant of pkg 1.0 does not fit this machine: it needs" in output


def test_null_fits_without_any_plugin(
    env: PipEnv, index: Index, publish: Publish
) -> None:
    publish("pkg", "1.0", good=HUMOR3, null=NULL)
    install(env, index, "pkg")
    assert env.installed("pkg") == "null"


def test_labels_come_before_hashes(
    machine: PipEnv, index: Index, publish: Publish, wheels: Path
) -> None:
    publish("pkg", "1.0", poor=HUMOR2)
    hashed = make_wheel(wheels, "pkg", "1.0", properties=BEST)
    index.add(hashed)
    install(machine, index, "pkg")
    assert machine.installed("pkg") == "poor"
    install(machine, index, "pkg", f"--variant={variant_of(hashed)}")
    assert machine.installed("pkg") == variant_of(hashed)


def test_the_plain_wheel_is_taken_where_no_label_fits(
    machine: PipEnv, index: Index, publish: Publish
) -> None:
    publish("pkg", "1.0", unfit=HUMOR9)
    output = install(machine, index, "pkg")
    assert machine.installed("pkg") == "plain"
    assert (
        "The variant of pkg 1.0 does not fit this machine: it needs "
        "fictional_hw :: humor :: 8 or 9; this machine has 3, 2" in output
    )


def test_the_packages_order_of_namespaces_counts_and_the_users_before_it(
    machine: PipEnv, index: Index, publish: Publish, wheels: Path
) -> None:
    machine.unpack(make_plugin(wheels, "net", {"speed": ["1"]}))
    net: Properties = {"net": {"speed": ["1"]}}
    publish("pkg", "1.0", namespaces=("net", HW), a=HUMOR3, b=net)
    install(machine, index, "pkg")
    assert machine.installed("pkg") == "b"
    machine.configure(f"[variantlib]\nprovider_priority = {HW}\n")
    install(machine, index, "pkg", "--force-reinstall")
    assert machine.installed("pkg") == "a"


@pytest.mark.parametrize("asked", ["unfit", "pkg=unfit,good"])
def test_a_label_can_be_forced(
    machine: PipEnv,
    index: Index,
    publish: Publish,
    asked: str,
    runs: Callable[[], int],
) -> None:
    publish("pkg", "1.0", good=HUMOR3, unfit=HUMOR9, null=NULL)
    install(machine, index, "pkg", f"--variant={asked}")
    assert machine.installed("pkg") == "unfit"
    assert runs() == 0
    install(machine, index, "pkg", "--variant=null")
    assert machine.installed("pkg") == "null"
    install(machine, index, "pkg", "--no-variant")
    assert machine.installed("pkg") == "plain"


def test_a_label_that_nobody_publishes_is_refused_with_what_there_is(
    machine: PipEnv, index: Index, publish: Publish
) -> None:
    publish("pkg", "1.0", good=HUMOR3, null=NULL)
    output = install(machine, index, "pkg", "--variant=cuda13", expect_error=True)
    assert "No wheel of pkg is the variant cuda13" in output
    assert "good of pkg 1.0: fictional_hw :: humor :: 3" in output
    assert "null of pkg 1.0: no properties" in output
    output = install(machine, index, "pkg", "--variant=goood", expect_error=True)
    assert "No wheel of pkg is the variant goood - maybe you meant good." in output


def test_a_build_tag_and_a_label(machine: PipEnv, index: Index, wheels: Path) -> None:
    for build in ("1", "2"):
        wheel = make_label_wheel(wheels, "pkg", "1.0", "good", HUMOR3, build=build)
        index.add(wheel)
    output = install(machine, index, "pkg")
    assert "pkg-1.0-2-py3-none-any-good.whl" in output
    assert machine.installed("pkg") == "good"


def test_folders_paths_and_urls(
    machine: PipEnv, index: Index, publish: Publish, wheels: Path
) -> None:
    made = publish("pkg", "1.0", document=False, good=HUMOR3, unfit=HUMOR9)
    machine.pip("install", "--no-index", "--find-links", wheels, "pkg")
    assert machine.installed("pkg") == "good"
    for target in (str(made["unfit"]), index.file_url(made["unfit"].name)):
        result = machine.pip("install", "--no-index", target, expect_error=True)
        assert "error: variant-does-not-fit" in result.words
        assert "Add --variant=pkg=unfit to install it anyway" in result.words
    machine.pip("install", "--no-index", made["unfit"], "--variant=pkg=unfit")
    assert machine.installed("pkg") == "unfit"


def test_the_document_of_the_folder_rules(
    machine: PipEnv, publish: Publish, wheels: Path
) -> None:
    publish("pkg", "1.0", document=False, good=HUMOR3, poor=HUMOR2)
    text = label_document({"poor": HUMOR2})
    (wheels / "pkg-1.0-variants.json").write_bytes(text)
    result = machine.pip("install", "--no-index", "--find-links", wheels, "pkg")
    assert machine.installed("pkg") == "poor"
    assert "variants.json does not know its label" in result.words


def test_what_is_installed_is_shown_and_kept(
    machine: PipEnv, index: Index, publish: Publish
) -> None:
    publish("pkg", "1.0", good=HUMOR3, null=NULL)
    dry = machine.pip("install", "--dry-run", "--index-url", index.url, "pkg")
    assert "Would install pkg-1.0~good" in dry.stdout
    options = ["--dry-run", "--quiet", "--report", "-", "--index-url", index.url]
    report = json.loads(machine.pip("install", *options, "pkg").stdout)
    assert report["install"][0]["variant"] == {
        "label": "good",
        "properties": ["fictional_hw :: humor :: 3"],
        "source": "variants.json",
        "fitting": 2,
        "asked": None,
        "machine": {"fictional_hw": {"humor": ["3", "2"]}},
    }
    install(machine, index, "pkg")
    entries = json.loads(machine.pip("list", "--format=json").stdout)
    assert {"name": "pkg", "version": "1.0", "variant": "good"} in entries
    shown = machine.pip("show", "pkg").stdout
    assert "Variant: good (fictional_hw :: humor :: 3)" in shown
    inspected = json.loads(machine.pip("inspect").stdout)["installed"]
    assert {"label": "good", "properties": ["fictional_hw :: humor :: 3"]} in [
        item.get("variant") for item in inspected
    ]
    assert "already satisfied" in install(machine, index, "pkg")
    assert "already satisfied" in install(machine, index, "pkg", "--variant=good")
    install(machine, index, "pkg", "--variant=null")
    assert machine.installed("pkg") == "null"


def test_a_lock_names_the_label_wheel(
    machine: PipEnv, index: Index, publish: Publish
) -> None:
    made = publish("pkg", "1.0", good=HUMOR3, null=NULL)
    machine.pip("lock", "--index-url", index.url, "pkg")
    assert made["good"].name in (machine.work / "pylock.toml").read_text()
    machine.pip("install", "-r", "pylock.toml")
    assert machine.installed("pkg") == "good"


BAD_WHEELS = {
    "missing": (b"", "is wrong: it is missing"),
    "not-json": (b"{", "is wrong: is not JSON"),
    "other-label": (label_document({"other": HUMOR3}), "must have one variant"),
    "two": (label_document({"good": HUMOR3, "b": HUMOR2}), "must have one variant"),
    "other-properties": (
        label_document({"good": HUMOR2}),
        "was chosen for fictional_hw :: humor :: 3 (from variants.json), but its own",
    ),
}


@pytest.mark.parametrize("sidecars", [True, False])
def test_a_wheel_that_is_not_what_the_index_says_costs_that_wheel(
    machine: PipEnv, index: Index, publish: Publish, wheels: Path, sidecars: bool
) -> None:
    index.sidecars = sidecars
    projects = projects_for(BAD_WHEELS)
    for project, case in projects.items():
        publish(project, "1.0", good=HUMOR3, poor=HUMOR2)
        place = (wheels / "bad", project, "1.0", "good", HUMOR3)
        index.add(make_label_wheel(*place, document=BAD_WHEELS[case][0]))
    result = machine.pip("install", "--index-url", index.url, *projects)
    lines = (result.stdout + result.stderr).splitlines()
    for project, case in projects.items():
        assert machine.installed(project) == "poor", case
        words = BAD_WHEELS[case][1]
        assert [
            n
            for n in lines
            if f"{project}-1.0-py3-none-any-good.whl" in n and words in n
        ]


@pytest.mark.parametrize(
    ("options", "right"),
    [(["--variants=all"], "good"), (["--variant=pkg=poor"], "poor")],
)
def test_a_lock_says_what_label_wheels_say_of_themselves(
    machine: PipEnv, index: Index, publish: Publish, options: list[str], right: str
) -> None:
    publish("pkg", "1.0", document=False, good=HUMOR3, poor=HUMOR2)
    swapped = label_document({"good": HUMOR2, "poor": HUMOR3}, (HW,))
    index.add_bytes("pkg-1.0-variants.json", swapped, "pkg")
    output = machine.pip("lock", "--index-url", index.url, "pkg", *options).words
    assert "by its own variant.json: variants.json is wrong about it" in output
    machine.pip("install", "-r", "pylock.toml")
    assert machine.installed("pkg") == right


@pytest.mark.parametrize("case", ["missing", "not-json", "other-label", "two"])
def test_a_lock_of_all_says_nothing_of_a_bad_wheel(
    machine: PipEnv, index: Index, publish: Publish, wheels: Path, case: str
) -> None:
    publish("pkg", "1.0", good=HUMOR3, poor=HUMOR2)
    content, _ = BAD_WHEELS[case]
    folder = wheels / "bad"
    index.add(make_label_wheel(folder, "pkg", "1.0", "good", HUMOR3, document=content))
    lock = ("lock", "--index-url", index.url, "pkg", "--variants=all")
    output = machine.pip(*lock).words
    assert "no properties of pkg-1.0-py3-none-any-good.whl: " in output
    machine.pip("install", "-r", "pylock.toml")
    assert machine.installed("pkg") == "poor"


@pytest.mark.parametrize("case", ["missing", "not-json", "other-label", "two"])
def test_without_a_document_a_bad_wheel_is_left_out(
    machine: PipEnv, index: Index, publish: Publish, wheels: Path, case: str
) -> None:
    publish("pkg", "1.0", document=False, poor=HUMOR2)
    content, _ = BAD_WHEELS[case]
    index.add(make_label_wheel(wheels, "pkg", "1.0", "good", HUMOR3, document=content))
    output = install(machine, index, "pkg")
    assert "Leaving out pkg-1.0-py3-none-any-good.whl: " in output
    assert machine.installed("pkg") == "poor"


def test_sources_are_not_mixed(
    machine: PipEnv, index: Index, publish: Publish, wheels: Path
) -> None:
    """The same label means another thing in another index."""
    publish("pkg", "1.0", a=HUMOR3, b=HUMOR2)
    with Index() as other:
        other.add(make_label_wheel(wheels / "other", "pkg", "1.0", "a", HUMOR9))
        text = label_document({"a": HUMOR9})
        other.add_bytes("pkg-1.0-variants.json", text, "pkg")
        for urls in ((index.url, other.url), (other.url, index.url)):
            options = ["--index-url", urls[0], "--extra-index-url", urls[1]]
            result = machine.pip("install", *options, "--force-reinstall", "pkg")
            assert "Using variant a of pkg 1.0" in result.words
            assert "fictional_hw :: humor :: 3" in result.words


def test_for_another_machine_only_labels_that_ask_for_nothing_fit(
    machine: PipEnv, index: Index, publish: Publish, runs: Callable[[], int]
) -> None:
    made = publish("pkg", "1.0", good=HUMOR3, null=NULL)
    options = ["--index-url", index.url, "--only-binary=:all:", "--platform=any"]
    machine.pip("download", *options, "pkg")
    assert [path.name for path in machine.work.glob("*.whl")] == [made["null"].name]
    assert runs() == 0


def test_that_there_are_only_variants_is_said_if_they_are_not_wanted(
    machine: PipEnv, index: Index, publish: Publish
) -> None:
    publish("pkg", "1.0", plain=False, good=HUMOR3, null=NULL)
    output = install(machine, index, "--no-variant", "pkg", expect_error=True)
    said = "WARNING: Skipping the variants of pkg because of --no-variant."
    assert output.count(said) == 1
    assert "No matching distribution found for pkg" in output


FAST_DEPS = ["--use-feature=fast-deps"]


@pytest.mark.parametrize("options", [[], FAST_DEPS])
@pytest.mark.parametrize("form", ["hash", "label"])
def test_a_url_that_does_not_fit_is_not_downloaded(
    machine: PipEnv, index: Index, wheels: Path, form: str, options: list[str]
) -> None:
    ballast = {"pkg.bin": random.Random(1).randbytes(200_000)}
    made = {
        "hash": make_wheel(wheels, "pkg", properties=UNFIT, files=ballast),
        "label": make_label_wheel(wheels, "pkg", "1.0", "x", HUMOR9, files=ballast),
    }
    index.add(made[form])
    url = index.file_url(made[form].name)
    output = install(machine, index, *options, url, expect_error=True)
    assert "error: variant-does-not-fit" in output
    assert "it needs fictional_hw :: humor :: " in output
    assert sum(request.sent for request in index.requests) < 100_000


@pytest.mark.parametrize("options", [[], FAST_DEPS, ["--dry-run", *FAST_DEPS]])
def test_what_is_chosen_by_url_is_said_once(
    machine: PipEnv, index: Index, publish: Publish, options: list[str]
) -> None:
    wheel = publish("pkg", "1.0", document=False, good=HUMOR3)["good"]
    output = install(machine, index, *options, index.file_url(wheel.name))
    assert output.count("Using variant") == 1
    said = "Using variant good of pkg 1.0, which fits this machine: fictional_hw :: hum"
    assert said in output


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
@pytest.mark.parametrize("document", [True, False])
def test_what_is_asked_for_is_said_once(
    machine: PipEnv,
    index: Index,
    publish: Publish,
    document: bool,
    options: list[str],
    runs: Callable[[], int],
) -> None:
    publish("pkg", "1.0", document, unfit=HUMOR9)
    output = install(machine, index, *options, "--variant=unfit", "pkg")
    assert output.count("Using variant") == 1
    said = "Using variant unfit of pkg 1.0, as requested: fictional_hw :: humor :: 8, f"
    assert said in output
    assert runs() == 0
