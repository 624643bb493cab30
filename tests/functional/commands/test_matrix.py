"""`pip variant matrix`: what each of several machines would get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, label_document, make_label_wheel, make_wheel
from tests.functional.conftest import BEST, GOOD, HW, POOR, variant_of
from tests.functional.documents import read_json

Release = Callable[..., dict[str, Path]]


def machine_file(env: PipEnv, name: str, *keys: str) -> list[object]:
    """Describe a machine, and return the option that names it."""
    lines = [f"providers.{HW}.keys.{key}" for key in keys]
    (env.work / name).write_text("\n".join(["format = 1", *lines]))
    return ["--machine", name]


@pytest.fixture
def fleet(env: PipEnv) -> list[object]:
    return [
        *machine_file(env, "new.toml", 'architecture = ["HAL9000"]', 'humor = ["3"]'),
        *machine_file(env, "old.toml", 'humor = ["2"]'),
        *machine_file(env, "none.toml"),
    ]


def test_each_machine_has_its_choice(
    env: PipEnv, index: Index, fleet: list[object], release: Release, wheels: Path
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR, plain=())
    index.add(make_wheel(wheels, "app", requires=["pkg", "other"]))
    release("other", "1.0", plain=())
    options = ["--index-url", index.url]
    best, poor = variant_of(made["best"]), variant_of(made["poor"])
    assert env.pip("variant", "matrix", "app", *fleet, *options).stdout == (
        "app\n"
        "  new.toml   1.0, plain wheel\n"
        "  old.toml   1.0, plain wheel\n"
        "  none.toml  1.0, plain wheel\n"
        "pkg\n"
        f"  new.toml   1.0~{best}\n"
        f"  old.toml   1.0~{poor}\n"
        "  none.toml  1.0, plain wheel\n"
        "      None of the 2 variants of pkg 1.0 fits machine none.toml: it needs\n"
        f"      {POOR[0]}; no provider for fictional_hw is in none.toml\n"
    )
    pages = Counter(r.path for r in index.requests if r.path.startswith("/simple/"))
    assert set(pages.values()) == {1}
    new, old, none = read_json(env, "matrix", "app", *fleet, *options)["machines"]
    assert (new["machine"], new["failure"]) == ("new.toml", None)
    assert [project["project"] for project in new["projects"]] == [
        "app",
        "other",
        "pkg",
    ]
    assert old["projects"][-1]["hash"] == poor
    assert none["projects"][-1]["file"] == made["plain"].name


def test_a_folder_of_wheels_and_variants_that_no_machine_gets(
    env: PipEnv, fleet: list[object]
) -> None:
    folder = env.work / "dist"
    for properties in (BEST, GOOD, POOR, ()):
        make_wheel(folder, "pkg", properties=properties)
    made = make_wheel(folder, "pkg", properties=GOOD).name
    done = env.pip("variant", "matrix", "dist/", *fleet[:4])
    expected = f"\nNo machine gets 1 of 3 variants of pkg 1.0:\n  {made}\n"
    assert done.stdout.endswith(expected)
    told = read_json(env, "matrix", "dist", *fleet[:4])
    assert told["unused"] == [
        {"project": "pkg", "version": "1.0", "files": [made], "variants": 3}
    ]
    alone = read_json(env, "matrix", "dist", "--machine", "new.toml", "--quiet")
    assert len(alone["unused"][0]["files"]) == 2


def test_a_folder_of_machines(
    env: PipEnv, fleet: list[object], release: Release, index: Index
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR, plain=())
    nodes = env.work / "nodes"
    nodes.mkdir()
    for name in ("gpu1", "gpu2"):
        text = (env.work / "new.toml").read_text()
        (nodes / f"{name}.toml").write_text(f'name = "{name}"\n{text}')
    (nodes / "old.toml").write_bytes((env.work / "old.toml").read_bytes())
    (nodes / "slow.toml").write_text("format = 1\nprovider.x86_64 = {}")
    options = ["--machine", "nodes", "--index-url", index.url, "pkg"]
    done = env.pip("variant", "matrix", *options, expect_error=True)
    assert "cannot use the machine nodes/slow.toml. " in done.words
    (nodes / "slow.toml").write_text("format = 1\nproviders.x86_64.keys.lewel = ['1']")
    told = read_json(env, "matrix", *options, "--machine", "nodes/gpu*.toml")
    assert [m["names"] for m in told["machines"]] == [
        ["nodes/gpu1.toml", "nodes/gpu2.toml"],
        ["nodes/old.toml"],
        ["nodes/slow.toml"],
    ]
    both = ("--csv", "--json")
    refused = env.pip("variant", "matrix", *options, *both, expect_error=True)
    assert refused.stderr == "ERROR: --csv cannot be combined with --json\n"
    done = env.pip("variant", "matrix", *options, "--csv")
    assert "nodes/slow.toml: nothing reports x86_64 :: lewel - maybe y" in done.words
    best = made["best"].name
    shown = [line.split(",")[0] for line in done.stdout.splitlines() if best in line]
    assert shown == ["nodes/gpu1.toml", "nodes/gpu2.toml"]


def test_labels_are_judged_for_each_machine(
    env: PipEnv, index: Index, fleet: list[object], wheels: Path
) -> None:
    index.variants_json = False
    labels: dict[str, dict[str, dict[str, list[str]]]]
    labels = {"fun": {HW: {"humor": ["3"]}}, "dry": {HW: {"humor": ["2"]}}, "null": {}}
    for label, stated in labels.items():
        document = label_document({label: stated}, [HW])
        wheel = make_label_wheel(wheels, "pkg", "1.0", label, {}, document=document)
        index.add(wheel)
    machines = read_json(env, "matrix", "pkg", *fleet, "--index-url", index.url)
    chosen = [machine["projects"][0]["label"] for machine in machines["machines"]]
    assert chosen == list(labels)


def test_hashes_are_told_for_each_machine(
    env: PipEnv, index: Index, fleet: list[object], release: Release
) -> None:
    index.variants_json = index.sidecars = False
    made = release("pkg", "1.0", best=BEST, poor=POOR)
    options = ["--index-url", index.url, "--no-cache-dir"]
    done = env.pip("variant", "matrix", "pkg", *fleet, *options, expect_error=True)
    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout.startswith(
        "pkg\n"
        f"  new.toml   1.0~{variant_of(made['best'])}\n"
        f"  old.toml   1.0~{variant_of(made['poor'])}\n"
        "  none.toml  none\n"
    )
    assert done.stdout.endswith("\nnone.toml: No matching distribution found for pkg\n")


def test_many_unlike_machines_get_what_each_gets_alone(
    env: PipEnv, index: Index, release: Release, wheels: Path
) -> None:
    made = release("pkg", "1.0", good=GOOD, poor=POOR)
    release("pkg", "0.9", plain=())
    release("other", "1.0", best=BEST, plain=())
    index.add(make_wheel(wheels, "app", requires=["pkg", "other"]))
    keys = {
        "both.toml": ['humor = ["3", "2"]'],
        "more.toml": ['humor = ["3", "2", "1"]', 'mood = ["gay"]'],
        "turned.toml": ['humor = ["2", "3"]'],
        "none.toml": ['humor = ["1"]'],
        "nothing.toml": ['mood = ["sad"]'],
    }
    machines = [machine_file(env, name, *lines) for name, lines in keys.items()]
    other = (env.work / "both.toml").read_text() + '\nplatform = "linux_ppc64le"\n'
    (env.work / "other.toml").write_text("\n".join(sorted(other.splitlines())))
    machines.append(["--machine", "other.toml"])
    options = ["matrix", "app", "--index-url", index.url]

    together = read_json(env, *options, *(word for each in machines for word in each))

    asked = [r.path for r in index.requests if made["good"].name in r.path]
    assert len(asked) == 1
    alone = [read_json(env, *options, *each)["machines"] for each in machines]
    assert together["machines"] == [found for [found] in alone]
    reasons = [p["reason"] for m in together["machines"] for p in m["projects"]]
    assert all(any(name in str(reason) for reason in reasons) for name in keys)


def test_machines_that_a_shell_makes_of_a_pattern(env: PipEnv, tmp_path: Path) -> None:
    nodes = [tmp_path / "a.toml", tmp_path / "b.toml"]
    for node in nodes:
        node.write_text("format = 1")
    args = ["pkg", "--machine", *map(str, nodes)]
    done = env.pip("variant", "matrix", *args, expect_error=True)
    assert done.stderr == (
        f"ERROR: {nodes[1]} is not a requirement. Write --machine before each machine, "
        "or put the pattern in quotes\n"
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["pkg"], "You must name at least one machine with --machine"),
        (["pkg", "--machine", ""], "You must name at least one machine with --machi"),
        (["--machine", "x86_64_v3"], "You must give at least one requirement"),
        (["pkg", "--machine", "gone.toml"], "error: invalid-variant-machine"),
    ],
)
def test_what_cannot_be_compared(
    env: PipEnv, index: Index, args: list[str], said: str
) -> None:
    options = ["--index-url", index.url]
    done = env.pip("variant", "matrix", *args, *options, expect_error=True)
    assert said in done.stderr
    assert (done.stdout, index.requests) == ("", [])


def test_who_passes_over_older_releases_does_so_for_itself(
    env: PipEnv, index: Index, wheels: Path
) -> None:
    index.variants_json = False
    needs = {"1": (HW, "humor", "3"), "2": ("fast_hw", "a", "1")}
    for version in "1234":
        namespace, key, value = needs[min(version, "2")]
        document = label_document({"fun": {namespace: {key: [value]}}})
        made = [make_label_wheel(wheels, "pkg", version, "fun", {}, document=document)]
        if version == "1":
            made.append(make_wheel(wheels, "pkg", version))
        index.add(*made)
    fleet = machine_file(env, "lacks.toml", 'humor = ["3"]')
    fleet += machine_file(env, "has.toml", 'humor = ["3"]')
    with (env.work / "has.toml").open("a") as file:
        file.write('\nproviders.fast_hw.keys.a = ["2"]\n')
    machines = read_json(env, "matrix", "pkg", *fleet, "--index-url", index.url)
    labels = [machine["projects"][0]["label"] for machine in machines["machines"]]
    assert labels == [None, "fun"]


def test_what_a_machine_cannot_get_is_no_matter_for_the_others(
    env: PipEnv, index: Index, fleet: list[object], release: Release
) -> None:
    best = variant_of(release("pkg", "1.0", best=BEST, plain=())["best"])
    release("only", "1.0", poor=POOR)
    options = ["--index-url", index.url]
    done = env.pip(
        "variant", "matrix", "pkg", "only", *fleet, *options, expect_error=True
    )
    shown = done.stdout.partition("only\n")[2].partition("pkg\n")
    assert "  none.toml  none" in shown[0]
    assert f"  new.toml   1.0~{best}\n" in shown[2]
    assert "  none.toml  1.0, plain wheel\n" in shown[2]
    found = read_json(env, "matrix", "pkg", "only", *fleet, *options, expect_error=True)
    failures = [machine["failure"] for machine in found["machines"]]
    nothing = "No matching distribution found for only"
    assert failures == [nothing, None, nothing]
