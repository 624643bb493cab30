"""`pip variant explain`: which file is chosen here, why, and what would change it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import (
    Fault,
    Index,
    PipEnv,
    hash_of,
    label_document,
    make_label_wheel,
    make_plugin,
    make_sdist,
    make_wheel,
)
from tests.functional.conftest import BEST, GOOD, HW, POOR, UNFIT, variant_of
from tests.functional.documents import check, read_json
from tests.functional.explaining import explain, explain_json, verdicts

Release = Callable[..., dict[str, Path]]


def test_every_file_of_the_release_is_told(
    machine: PipEnv, index: Index, release: Release, wheels: Path
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR, unfit=UNFIT, plain=())
    release("pkg", "0.9", best=BEST)
    windows = make_wheel(wheels, "pkg", "1.0", tag="cp27-cp27m-win32")
    index.add(windows, make_sdist(wheels, "pkg", "1.0"))
    assert (
        explain(machine, index, "pkg")
        == f"""\
pkg 1.0
  2 of 3 variants fit this machine.
  {made["best"].name} is chosen. It comes before
  {made["poor"].name}, as it has more properties.

  Compatible, best first:
    1  {made["best"].name}
         fictional_hw :: architecture :: HAL9000, fictional_hw :: humor :: 3
    2  {made["poor"].name}
         fictional_hw :: humor :: 2
    3  {made["plain"].name}
    4  pkg-1.0.tar.gz

  Do not fit:
    -  {made["unfit"].name}
         fictional_hw :: humor :: 9
         it needs fictional_hw :: humor :: 9; this machine has 3, 2

  1 file is for another Python or platform (-v shows all)
"""
    )
    assert explain(machine, index, "-v", "pkg").endswith(f"""\

  Excluded:
    -  {windows.name}
         none of its tags fits this Python and platform
""")
    paths = [request.path for request in index.requests]
    assert not [path for path in paths if path.endswith((".whl", ".gz"))]


def test_programs_get_the_same(machine: PipEnv, index: Index, release: Release) -> None:
    made = release("pkg", "1.0", good=GOOD, unfit=UNFIT, plain=())
    (found,) = explain_json(machine, index, "pkg")
    assert found == {
        "project": "pkg",
        "version": "1.0",
        "chosen": made["good"].name,
        "instead": None,
        "gaps": [],
        "decision": {
            "over": made["plain"].name,
            "by": "variant",
            "better": None,
            "worse": None,
        },
        "changes": [
            {
                "wins": made["unfit"].name,
                "facts": [{"property": UNFIT[0], "or": [], "problem": None}],
                "setting": None,
                "value": [],
            }
        ],
        "files": [
            {
                "file": made["good"].name,
                "hash": variant_of(made["good"]),
                "label": None,
                "verdict": "chosen",
                "rank": 1,
                "properties": list(GOOD),
                "source": "variants.json",
                "missing": [],
                "reason": None,
            },
            {
                "file": made["plain"].name,
                "hash": None,
                "label": None,
                "verdict": "fits",
                "rank": 2,
                "properties": None,
                "source": None,
                "missing": [],
                "reason": None,
            },
            {
                "file": made["unfit"].name,
                "hash": variant_of(made["unfit"]),
                "label": None,
                "verdict": "misfit",
                "rank": None,
                "properties": list(UNFIT),
                "source": "variants.json",
                "missing": [
                    {
                        "property": UNFIT[0],
                        "or": [],
                        "here": ["3", "2"],
                        "reason": "value",
                        "problem": None,
                    }
                ],
                "reason": "it needs fictional_hw :: humor :: 9; this machine has 3, 2",
            },
        ],
    }


def test_labels_and_the_plugin_that_is_missing(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    variants = {
        "cuda13": {"nvidia": {"cuda_version_lower_bound": ["13.0", "13.1"]}},
        "hal": {HW: {"humor": ["2"]}},
        "null": {},
    }
    requires = {"nvidia": {"requires": ["nvidia-provider>=1"]}, HW: {}}
    document = label_document(variants, ["nvidia", HW], providers=requires)
    for label, properties in variants.items():
        index.add(make_label_wheel(wheels, "pkg", "1.0", label, properties))
    index.add_bytes("pkg-1.0-variants.json", document, "pkg")
    shown = explain(machine, index, "pkg")
    assert "pkg-1.0-py3-none-any-hal.whl is chosen. It comes before\n" in shown
    assert "as it also has fictional_hw :: humor :: 2." in " ".join(shown.split())
    assert shown.endswith("""\
  What would change the choice:
    -  pkg-1.0-py3-none-any-cuda13.whl
         on a machine with nvidia :: cuda_version_lower_bound :: 13.0 or 13.1
         (no provider for nvidia is installed; the package asks for
         nvidia-provider>=1; builtin_providers leaves the built-in one out)
""")
    machine.configure("[variantlib]\ndisabled_providers = nvidia\n")
    (found,) = explain_json(machine, index, "pkg")
    assert found["changes"][0]["facts"][0]["problem"] == (
        "provider nvidia is disabled by the configuration"
    )


def test_what_the_priority_changes(
    machine: PipEnv, index: Index, release: Release, tmp_path: Path
) -> None:
    tech = "fictional_tech :: quantum :: FOAM"
    plugin = make_plugin(tmp_path, "fictional_tech", {"quantum": ["FOAM"]})
    machine.unpack(plugin)
    made = release("pkg", "1.0", good=GOOD, tech=(tech,))
    shown = explain(machine, index, "pkg")
    assert f"as the provider of\n  {GOOD[0]} comes before that of\n  {tech}." in shown
    assert shown.endswith(f"""\
    -  {made["tech"].name}
         with provider_priority = ["fictional_tech"]
""")
    machine.configure('[variantlib]\nprovider_priority = ["fictional_tech"]\n')
    (found,) = explain_json(machine, index, "pkg")
    assert found["chosen"] == made["tech"].name


def test_what_was_asked_for(
    machine: PipEnv, index: Index, release: Release, tmp_path: Path
) -> None:
    made = release("pkg", "1.0", best=BEST, unfit=UNFIT, plain=())
    unfit = variant_of(made["unfit"])
    (found,) = explain_json(machine, index, "pkg", f"--variant={unfit},none")
    assert (found["chosen"], found["instead"]) == (
        made["unfit"].name,
        made["best"].name,
    )
    assert found["decision"]["by"] == "request"
    assert found["files"][0]["reason"].startswith("it needs fictional_hw")
    lines = tmp_path / "requirements.txt"
    lines.write_text(f"pkg --variant={unfit}\n")
    shown = explain(machine, index, "-r", lines)
    assert "is chosen, as requested, instead of\n" in shown
    shown = explain(machine, index, "pkg", "--no-variant")
    assert f"{made['plain'].name} is chosen: it is the only candidate that" in shown
    assert "\n  Its 2 variants cannot be taken, as --no-variant is given.\n" in shown
    assert "    -  2 files:\n" in shown


def test_dependencies_with_variants_and_constraints(
    machine: PipEnv, index: Index, release: Release, wheels: Path, tmp_path: Path
) -> None:
    release("dep", "1.0", best=BEST, plain=())
    release("dep", "2.0", best=BEST)
    plain = make_wheel(wheels, "plain-dep", "1.0")
    index.add(plain, make_wheel(wheels, "top", requires=["dep", "plain-dep"]))
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("dep<2\n")
    found = explain_json(machine, index, "top", "-c", constraints)
    assert [(each["project"], each["version"]) for each in found] == [
        ("top", "1.0"),
        ("dep", "1.0"),
    ]


def test_a_file_that_the_user_names(
    machine: PipEnv, index: Index, release: Release
) -> None:
    made = release("pkg", "1.0", best=BEST, unfit=UNFIT)
    (found,) = explain_json(machine, index, made["best"])
    assert verdicts(found) == {made["best"].name: "chosen"}
    unfit = variant_of(made["unfit"])
    (found,) = explain_json(machine, index, made["unfit"], f"--variant={unfit}")
    assert verdicts(found) == {made["unfit"].name: "chosen"}
    assert found["files"][0]["reason"].startswith("it needs fictional_hw")
    done = machine.pip("variant", "explain", made["unfit"], expect_error=True)
    assert "variant-does-not-fit" in done.stderr


def test_what_is_installed(machine: PipEnv, index: Index, release: Release) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR, plain=())
    release("gone", "1.0", best=BEST)
    release("plain", "1.0", plain=())
    poor = variant_of(made["poor"])
    asked = ["pkg", "gone", "plain", f"--variant=pkg={poor}"]
    machine.pip("install", "-i", index.url, *asked)
    index.fault("/simple/gone/", Fault(status=404))
    shown = explain(machine, index, "--installed")
    start, _, rest = shown.partition("\n\npkg 1.0\n")
    assert (
        start
        == f"""\
gone 1.0~{hash_of(BEST)} is installed
  It fits.
    fictional_hw :: architecture :: HAL9000 (here: HAL9000, mother)
    fictional_hw :: humor :: 3 (here: 3, 2)
  pip would choose no file of this version now.

pkg 1.0~{poor} is installed
  It fits.
    fictional_hw :: humor :: 2 (here: 3, 2)
  pip would choose another one now; see below."""
    )
    assert rest.startswith("  All 2 variants fit this machine.\n")
    assert f"\n  {made['best'].name} is chosen." in rest
    done = ["--installed", "pkg", "plain", "--machine-set", f"{HW} :: humor :: 1"]
    found = read_json(machine, "explain", "-i", index.url, *done)["installed"]
    assert [(each["project"], each["verdict"]) for each in found] == [
        ("pkg", "misfit"),
        ("plain", "fits"),
    ]
    assert [each["chosen_again"] for each in found] == [False, True]
    assert found[0]["here"] == {HW: {"humor": ["1"]}}


def test_a_folder_of_wheels(machine: PipEnv, wheels: Path) -> None:
    best = make_wheel(wheels, "pkg", "1.0", properties=BEST, requires=["nowhere"])
    make_wheel(wheels, "pkg", "1.0", requires=["nowhere"])
    make_wheel(wheels, "unfit", "1.0", properties=UNFIT)
    done = machine.pip(
        "variant",
        "explain",
        "--json",
        wheels,
        "-i",
        "http://127.0.0.1:1/",
        expect_error=True,
    )
    first, second = check("explain", done)["releases"]
    assert (first["project"], first["chosen"]) == ("pkg", best.name)
    assert (second["project"], second["chosen"]) == ("unfit", None)
    assert "No matching distribution found for unfit" in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nosuch"], "No matching distribution found for nosuch"),
        (["pkg=="], "Invalid requirement: 'pkg=='"),
        ([], "You must give at least one requirement to variant explain"),
        (["pkg", "--variant=~"], "--variant: a variant is expected here."),
        (["pkg", "-i", "http://127.0.0.1:1/simple"], "No matching distribution found"),
        (["pkg==9"], "(from versions: 1.0)"),
        (["--installed", "nosuch"], "nosuch is not installed"),
        (["--installed", "--no-variant"], "cannot be combined with --no-variant or -r"),
    ],
)
def test_bad_input(
    machine: PipEnv, index: Index, release: Release, args: list[str], said: str
) -> None:
    release("pkg", "1.0", plain=())
    done = machine.pip(
        "variant", "explain", "-i", index.url, "--retries=0", *args, expect_error=True
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_of_many_files_a_few_are_listed(
    machine: PipEnv, index: Index, release: Release
) -> None:
    kinds = {f"v{n}": (f"fictional_hw :: humor :: {n}0",) for n in range(9)}
    release("pkg", "1.0", plain=(), **kinds)
    assert "\n    and 4 more (-v shows all)\n" in explain(machine, index, "pkg")
    whole = explain(machine, index, "-v", "pkg")
    assert whole.count("it needs fictional_hw") == 9
