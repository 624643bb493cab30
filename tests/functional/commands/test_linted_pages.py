"""`pip variant lint URL`: releases on an index."""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders import Index, PipEnv, make_wheel
from tests.builders.loopback import folder_served
from tests.functional.documents import check
from tests.variantlib.linting.scenes import MKL, OPENBLAS, V3, document, label
from variantlib.publishing.site import write_site

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


def test_files_that_a_page_lists_and_the_server_lacks(
    env: PipEnv, tmp_path: Path
) -> None:
    made = make_wheel(tmp_path, "demo", "1.0")
    label(tmp_path, "a", MKL)
    write_site(tmp_path)
    (tmp_path / "demo-1.0-variants.json").unlink()
    (tmp_path / f"{made.name}.metadata").unlink()
    with folder_served(tmp_path) as root:
        done = env.pip("variant", "lint", f"{root}/simple/demo/", expect_error=True)
    lines = done.stdout.splitlines()
    [document] = [line for line in lines if " V601: " in line]
    assert document.startswith("demo-1.0-variants.json: error V601: installers cannot")
    assert "it cannot be had: 404 Client Error" in document
    assert document.endswith("; upload it again")
    [beside] = [line for line in lines if " V609: " in line]
    assert beside.startswith(f"{made.name}: error V609: the file .metadata beside the")
