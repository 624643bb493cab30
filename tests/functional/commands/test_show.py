"""`pip variant show`: what a wheel says of itself, here or far away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import Fault, Index, PipEnv, make_label_wheel, make_wheel
from tests.functional.conftest import BEST, HW, UNFIT, variant_of
from tests.functional.documents import read_json

MISSING = "it needs fictional_hw :: humor :: 9; this machine has 3, 2"


def test_it_shows_each_kind_of_wheel(machine: PipEnv, wheels: Path) -> None:
    best = make_wheel(wheels, "pkg", properties=BEST)
    unfit = make_wheel(wheels, "pkg", properties=UNFIT)
    plain = make_wheel(wheels, "pkg")
    fitting = {HW: {"humor": ["9", "2"]}}
    label = make_label_wheel(wheels, "pkg", "1.0", "funny", fitting)
    null = make_label_wheel(wheels, "pkg", "1.0", "null", {})
    elsewhere = make_wheel(wheels, "pkg", properties=BEST, tag="cp27-cp27m-win32")
    given = [best, unfit, plain, label, null, elsewhere]
    assert machine.pip("variant", "show", *given).stdout == (
        f"{best.name}\n"
        f"  hash {variant_of(best)}\n"
        "    fictional_hw :: architecture :: HAL9000\n"
        "    fictional_hw :: humor :: 3\n"
        "  fits this machine\n"
        f"\n{unfit.name}\n"
        f"  hash {variant_of(unfit)}\n"
        "    fictional_hw :: humor :: 9\n"
        f"  does not fit this machine: {MISSING.removesuffix(' has 3, 2')}\n"
        "    has 3, 2\n"
        f"\n{plain.name}\n"
        "  plain wheel\n"
        "  fits this machine\n"
        f"\n{label.name}\n"
        "  label funny\n"
        "    fictional_hw :: humor :: 2\n"
        "    fictional_hw :: humor :: 9\n"
        "  fits this machine\n"
        f"\n{null.name}\n"
        "  label null\n"
        "  fits this machine\n"
        f"\n{elsewhere.name}\n"
        f"  hash {variant_of(elsewhere)}\n"
        "    fictional_hw :: architecture :: HAL9000\n"
        "    fictional_hw :: humor :: 3\n"
        "  does not fit this machine: it is for another Python or platform\n"
    )
    shown = read_json(machine, "show", *given)["wheels"]
    assert [wheel["fits"] for wheel in shown] == [True, False, True, True, True, False]
    assert [wheel["hash"] for wheel in shown[:3]] == [
        variant_of(best),
        variant_of(unfit),
        None,
    ]
    assert [wheel["label"] for wheel in shown[2:5]] == [None, "funny", "null"]
    assert shown[1]["reason"] == MISSING
    assert shown[0]["properties"] == list(BEST)
    node = ["--machine-set", f"{HW} :: humor :: 9"]
    (other,) = read_json(machine, "show", unfit, *node)["wheels"]
    assert other["fits"]


def test_of_a_large_wheel_far_away_a_few_kb_are_read(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    large = {"pkg/data.bin": os.urandom(5_000_000)}
    hashed = make_wheel(wheels, "pkg", properties=BEST, files=large)
    label = make_label_wheel(wheels, "pkg", "1.0", "funny", {}, files=large)
    index.add(hashed, label)
    urls = [index.file_url(hashed.name), f"{index.file_url(label.name)}#sha256=00"]
    shown = read_json(machine, "show", *urls)["wheels"]
    assert [wheel["filename"] for wheel in shown] == [hashed.name, label.name]
    assert sum(request.sent for request in index.requests) < 50_000


def test_what_cannot_be_shown_is_said_and_the_rest_is_shown(
    machine: PipEnv, index: Index, wheels: Path
) -> None:
    large = {"pkg_data.bin": os.urandom(1_100_000)}
    good = make_wheel(wheels, "pkg", properties=BEST, files=large)
    liar = make_wheel(wheels, "pkg", properties=BEST, variant_hash="00000000")
    renamed = make_label_wheel(wheels, "pkg", "1.0", "other", {}, document=b"{}")
    damaged = wheels / "damaged-1.0-py3-none-any.whl"
    damaged.write_bytes(b"no zip")
    index.add(good)
    index.ranges = False
    index.fault("gone-1.0-py3-none-any.whl", Fault(status=404))
    said = {
        liar: "METADATA of pkg-1.0~00000000-py3-none-any.whl is wrong: it states the",
        renamed: "variant.json of pkg-1.0-py3-none-any-other.whl is wrong: ",
        damaged: "it is not a readable wheel: ",
        wheels: "this is a folder; name the wheels in it: ",
        "missing-1.0-py3-none-any.whl": "No such file or directory",
        "no-wheel.zip": "'no-wheel.zip'",
        "pkg-1.0~xyz-py3-none-any.whl": "variant",
        index.file_url(good.name): "the index offers no metadata without the wheel",
        index.file_url("gone-1.0-py3-none-any.whl"): "404 Client Error",
        "http://127.0.0.1:1/a-1-py3-none-any.whl": "",
        "ftp://example.org/a-1-py3-none-any.whl": "",
    }
    options = ["--retries", "0", "--json"]
    done = machine.pip("variant", "show", *options, good, *said, expect_error=True)
    assert done.returncode == 1
    assert f'"filename": "{good.name}"' in done.stdout
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
    assert len(errors) == len(said)
    for (path, problem), line in zip(said.items(), errors, strict=True):
        assert line.startswith(f"ERROR: {path}: ")
        assert problem in line
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("args", [[], ["--json"]])
def test_it_needs_a_wheel(env: PipEnv, args: list[str]) -> None:
    done = env.pip("variant", "show", *args, expect_error=True)
    assert done.stderr.startswith("ERROR: You must give at least one wheel")


def test_passwords_are_not_shown(env: PipEnv) -> None:
    url = "http://user:secret@127.0.0.1:1/a-1-py3-none-any.whl"
    done = env.pip("variant", "show", "--retries", "0", url, expect_error=True)
    assert "secret" not in done.stderr
