"""A distribution remembers which described machine it was chosen for."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.builders import Index, PipEnv, make_wheel
from tests.functional.conftest import BEST, HW, POOR, variant_of
from tests.functional.documents import read_json

Release = Callable[..., dict[str, Path]]

SMALL = f'format = 1\nproviders.{HW}.keys.humor = ["2"]\n'


def test_another_machine_is_told(
    machine: PipEnv, index: Index, release: Release, wheels: Path
) -> None:
    made = release("pkg", "1.0", best=BEST, poor=POOR, plain=())
    index.add(make_wheel(wheels, "other", requires=["pkg"]))
    (machine.work / "small.toml").write_text(SMALL)
    install = ("install", "--index-url", index.url)
    small = ("--machine", "small.toml")

    machine.pip(*install, "other", *small)

    (info,) = machine.site_packages.glob("pkg-1.0.dist-info")
    note = json.loads((info / "variant_machine.json").read_text())
    assert note["name"] == "small.toml"
    with (info / "RECORD").open() as record:
        assert f"{info.name}/variant_machine.json" in {r[0] for r in csv.reader(record)}
    assert not list(machine.site_packages.glob("other-*/variant_machine.json"))

    again = machine.pip(*install, "-U", "pkg", *small)
    assert again.stderr == ""
    (here,) = read_json(machine, "check", "--no-index", *small)["packages"]
    assert here["chosen_for"] is None
    (here,) = read_json(machine, "check", "--no-index")["packages"]
    assert (here["verdict"], here["chosen_for"]) == ("fits", "small.toml")
    said = "was chosen for a machine that was described as 'small.toml'"
    assert f"  {said}\n" in machine.pip("variant", "check", "--no-index").stdout

    (machine.work / "small.toml").write_text(f"{SMALL}\n[providers.other.keys]\n")
    done = machine.pip(*install, "-U", "pkg", "--dry-run", *small)
    assert done.stderr == (
        "WARNING: pip chose pkg 1.0 when 'small.toml' described another machine; this "
        "command chooses for the one that it describes now.\n"
    )

    done = machine.pip(*install, "-U", "other")
    assert done.stderr == (
        "WARNING: pip chose pkg 1.0 for a machine that was described as 'small.toml', "
        "and leaves it; to choose for this machine, name pkg in the upgrade.\n"
    )

    done = machine.pip(*install, "-U", "pkg")

    assert done.stderr == (
        "WARNING: pip chose pkg 1.0 for a machine that was described as 'small.toml'; "
        "this command chooses for this machine. To keep to the former, give its "
        "--machine or --machine-set again.\n"
    )
    assert f"~{variant_of(made['best'])}" in done.stdout
    assert not list(machine.site_packages.glob("pkg-*/variant_machine.json"))
    assert machine.pip(*install, "-U", "pkg").stderr == ""


def test_a_note_that_is_none_is_passed_over(
    machine: PipEnv, index: Index, release: Release
) -> None:
    made = release("pkg", "1.0", best=BEST)["best"]
    with zipfile.ZipFile(made, "a") as wheel:
        forged = '{"name": "forged", "digest": ""}'
        wheel.writestr("pkg-1.0.dist-info/variant_machine.json", forged)
    index.add(made)
    machine.pip("install", "--index-url", index.url, "pkg")
    (info,) = machine.site_packages.glob("pkg-1.0.dist-info")
    assert not (info / "variant_machine.json").exists()
    for text in ("{", "[]", '{"name": 1, "digest": "x"}', "[" * 100_000, "\xff"):
        (info / "variant_machine.json").write_text(text, "latin-1")
        (here,) = read_json(machine, "check", "--no-index")["packages"]
        assert (here["verdict"], here["chosen_for"]) == ("fits", None)
    (info / "variant_machine.json").write_text('{"name": "a\\u001b[0m", "digest": ""}')
    assert (
        r"described as 'a\x1b[0m'"
        in machine.pip("variant", "check", "--no-index").stdout
    )
