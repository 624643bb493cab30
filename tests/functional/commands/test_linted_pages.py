"""`pip variant lint URL`: releases on an index."""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders import Index, PipEnv, make_wheel
from tests.functional.documents import check
from tests.variantlib.linting.scenes import MKL, OPENBLAS, V3, document, label

IGNORED = ("--ignore", "V401,V402,V703")


def findings(env: PipEnv, *args: object) -> list[tuple[str, str | None]]:
    """The rules that were broken, and the files."""
    command = ("variant", "lint", *IGNORED, "--format", "json", *args)
    done = env.pip(*command, expect_error=True)
    return [
        (found["rule"], found["file"])
        for release in check("lint", done)["releases"]
        for found in release["findings"]
    ]


def test_the_newest_release_with_variants_is_read_from_its_page(
    env: PipEnv, index: Index, tmp_path: Path
) -> None:
    made = [label(tmp_path, "a", MKL), label(tmp_path, "b", OPENBLAS)]
    old = make_wheel(tmp_path, "demo", "0.5", properties=[V3], requires=["x >> 1"])
    index.add(*made, old, make_wheel(tmp_path, "demo", "2.0"))
    swapped = document({"a": OPENBLAS, "b": OPENBLAS})
    index.add_bytes("demo-1.0-variants.json", json.dumps(swapped).encode(), "demo")
    page = f"{index.url}demo/"
    assert findings(env, page) == [
        ("V201", "demo-1.0-variants.json"),
        ("V606", made[0].name),
    ]
    assert findings(env, page, "--release", "0.5") == [("V505", old.name)]
    for number in range(11):
        index.add_bytes(f"demo-3.{'0.' * number}0-variants.json", b"{}", "demo")
    for args, problem in (
        ([page], "over 10 documents (*-variants.json) on this page are about one"),
        ([page, "--release", "9"], "there is no release 9 on this page"),
        ([f"{page}none-1.0-py3-none-any-a.whl"], "404 Client Error"),
    ):
        done = env.pip("variant", "lint", *args, expect_error=True)
        assert problem in done.stderr
        assert done.stdout == ""
