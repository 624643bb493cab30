"""The maker's command line for label wheels, as a user runs it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from variantlib.cli import main
from variantlib.documents.document import read_index_document
from variantlib.names.labels import parse_label_properties

from .test_variants import INFO, PLAIN, VARIANT, assert_refused, row, run, write_wheel

CUDA = ["--label", "cuda13", "-pnvidia::cuda::13", "-p", "nvidia :: sm :: 90"]
LABELLED = "demo-1.0-py3-none-any-cuda13.whl"
SCHEMA_825 = "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_wheel(tmp_path / PLAIN)


def member(wheel: Path, name: str = "variant.json") -> Any:
    with zipfile.ZipFile(wheel) as source:
        return json.loads(source.read(f"{INFO}/{name}"))


def with_document(path: Path, label: str, **changes: object) -> Path:
    """Write a label wheel by hand, as another tool may have made it."""
    document = {
        "$schema": SCHEMA_825,
        "default-priorities": {"namespace": ["gpu"]},
        "variants": {label: {"gpu": {"sm": ["90"]}}},
        **changes,
    }
    text = json.dumps(document).encode()
    return write_wheel(path, {f"{INFO}/variant.json": text})


def test_a_label_wheel_has_a_document_and_a_true_record(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "out" / LABELLED
    assert (
        run("make", plain, *CUDA, "--priority", "nvidia, cpu", "-o", made.parent) == 0
    )
    assert capsys.readouterr().out == f"{made}\n"
    assert list(made.parent.iterdir()) == [made]
    assert member(made) == {
        "$schema": SCHEMA_825,
        "default-priorities": {"namespace": ["nvidia", "cpu"]},
        "variants": {"cuda13": {"nvidia": {"cuda": ["13"], "sm": ["90"]}}},
    }
    with zipfile.ZipFile(made) as wheel, zipfile.ZipFile(plain) as source:
        added = [f"{INFO}/variant.json", f"{INFO}/plain-wheel.json"]
        assert sorted(wheel.namelist()) == sorted([*source.namelist(), *added])
        for name in source.namelist():
            same = wheel.read(name) == source.read(name)
            assert same == (not name.endswith("RECORD"))
        record = csv.reader(io.StringIO(wheel.read(f"{INFO}/RECORD").decode()))
        names = [name for name in wheel.namelist() if not name.endswith("RECORD")]
        expected = [row(name, wheel.read(name)) for name in names]
        assert sorted(record) == sorted([*expected, [f"{INFO}/RECORD", "", ""]])


def test_the_bytes_do_not_depend_on_the_order_of_properties(
    plain: Path, tmp_path: Path
) -> None:
    label, properties = CUDA[:2], ["-pa::b::1", "-pa::b::2", "-pa::a::3"]
    run("make", plain, *label, *properties, "-o", tmp_path / "1")
    run("make", plain, *label, *reversed(properties), "-o", tmp_path / "2")
    one, two = ((tmp_path / n / LABELLED).read_bytes() for n in "12")
    assert one == two
    assert member(tmp_path / "1" / LABELLED)["variants"] == {
        "cuda13": {"a": {"a": ["3"], "b": ["1", "2"]}}
    }


def test_a_build_tag_may_stand_before_a_label(tmp_path: Path) -> None:
    plain = write_wheel(tmp_path / "demo-1.0-1-py3-none-any.whl")
    assert run("make", plain, *CUDA, "-o", tmp_path) == 0
    assert (tmp_path / "demo-1.0-1-py3-none-any-cuda13.whl").exists()


def test_show_reads_what_make_wrote(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("make", plain, *CUDA, "-o", tmp_path)
    run("make", plain, "--label=null", "--priority=nvidia", "-o", tmp_path)
    capsys.readouterr()
    assert run("show", tmp_path / LABELLED) == 0
    assert run("show", tmp_path / "demo-1.0-py3-none-any-null.whl") == 0
    assert capsys.readouterr().out == (
        f"{LABELLED}: variant cuda13 (order of namespaces: nvidia)\n"
        "  nvidia :: cuda :: 13\n"
        "  nvidia :: sm :: 90\n"
        "demo-1.0-py3-none-any-null.whl: variant null (order of namespaces: nvidia)\n"
    )


def test_index_writes_what_the_wheels_of_both_forms_state(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("make", plain, *CUDA, "--priority=nvidia,cpu", "-o", tmp_path)
    run("make", plain, "--label=null", "--priority=nvidia", "-o", tmp_path)
    run("make", plain, "-pcpu::level::V3", "-pAAA::b::c", "-o", tmp_path)
    capsys.readouterr()
    assert run("index", tmp_path) == 0
    written = tmp_path / "demo-1.0-variants.json"
    assert capsys.readouterr().out == f"{written}\n"
    assert json.loads(written.read_text()) == {
        "$schema": SCHEMA_825,
        "default-priorities": {"namespace": ["nvidia", "cpu", "AAA"]},
        "variants": {
            "cuda13": {"nvidia": {"cuda": ["13"], "sm": ["90"]}},
            "49d42765": {"AAA": {"b": ["c"]}, "cpu": {"level": ["V3"]}},
            "null": {},
        },
    }


def test_index_keeps_what_wheels_state_of_providers(tmp_path: Path) -> None:
    gpu = {"requires": ["gpu-provider>=1"], "plugin-api": "gpu:Plugin"}
    blas = {
        "static-properties": {"abi": ["lp64"], "library": ["mkl", "openblas"]},
        "feature-order": ["library", "abi"],
    }
    orders = {"a": ["gpu"], "b": ["gpu", "blas"]}
    for label, tables in (("a", {"gpu": gpu}), ("b", {"gpu": gpu, "blas": blas})):
        with_document(
            tmp_path / f"demo-1.0-py3-none-any-{label}.whl",
            label,
            providers=tables,
            **{"default-priorities": {"namespace": orders[label]}},
        )
    assert run("index", tmp_path) == 0
    written = (tmp_path / "demo-1.0-variants.json").read_text()
    document = json.loads(written)
    assert document["$schema"].endswith("/peps/850/v0.2.0.json")
    assert document["providers"] == {"gpu": gpu, "blas": blas}
    assert read_index_document(written).namespaces == ("gpu", "blas")


def test_index_refuses_contradictions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "demo-1.0-variants.json"
    with_document(tmp_path / "demo-1.0-py3-none-any-a.whl", "a")
    other = tmp_path / "demo-1.0-cp311-cp311-win32-a.whl"
    with_document(other, "a", variants={"a": {"gpu": {"sm": ["80"]}}})
    message = f"{name}: the label 'a': is described in two ways"
    assert_refused(capsys, message, "index", tmp_path)
    with_document(other, "a", **{"default-priorities": {"namespace": ["cpu", "gpu"]}})
    message = (
        "the namespace 'cpu': its place in default-priorities is disputed; make all "
        "wheels of the release with the same priority and providers"
    )
    assert_refused(capsys, message, "index", tmp_path)
    with_document(other, "a", providers={"\x1b[2J": {}})
    message = r"the namespace '\x1b[2J': its provider is not described rightly"
    assert_refused(capsys, message, "index", tmp_path)
    with_document(other, "a")
    with_document(
        tmp_path / "demo-1.0-py3-none-any-b.whl",
        "b",
        variants={"b": {"x": {"y": ["z"]}}},
    )
    message = "the order of namespaces lacks x, which b has"
    assert_refused(capsys, message, "index", tmp_path)
    assert not (tmp_path / name).exists()


def test_a_hash_that_is_another_variants_label(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("make", plain, "-pa::b::c", "-o", tmp_path)
    run("make", plain, "--label=899947cf", "-pa::b::d", "-o", tmp_path)
    message = "899947cf is the label of one variant, the hash of another"
    capsys.readouterr()
    assert_refused(capsys, message, "index", tmp_path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--label=CUDA", "-pa::b::c"], "label must be text of the characters a-z 0-9"),
        (["--label=none", "-pa::b::c"], "the one that stands for the plain wheel, not"),
        (
            ["--label=a", "-pa::b::C"],
            "value must be text of the characters a-z 0-9 _ .",
        ),
        (["--label=a", "-px"], "'x' is not a property"),
        (["--label=null", "-pa::b::c"], "null is for the variant without properties"),
        (["--label=a", "--priority=a"], "and for no other; name those that a needs"),
        (
            ["--label=null"],
            (
                "needed, by the null variant, too: name them all, the most important"
                " first, by --priority (in a file: 'priority')"
            ),
        ),
        (["--label=a", "-pa::b::c", "-pb::b::c"], "order of the release's namespaces"),
        (["--label=a", "-pa::b::c", "--priority=b"], "lacks a, which a has"),
        (["--label=a", "-pa::b::c", "--priority=a,a"], "must not hold 'a' twice"),
        (["--label=a", "-pa::b::c", "--priority=a,B"], "namespace must be text"),
        (["--label=" + "a" * 240, "-pa::b::c"], "is longer than 246 bytes"),
        ([], "say what to make: -p PROPERTY, --label LABEL, --plain or --table FILE"),
    ],
)
def test_what_is_no_label_variant_is_refused(
    plain: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    assert_refused(capsys, message, "make", plain, *arguments)
    assert list(plain.parent.iterdir()) == [plain]


def test_only_a_plain_wheel_becomes_a_label_wheel(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["make", str(plain), "-pa::b::c", "-o", str(tmp_path)])
    [hashed] = tmp_path.glob("*~*.whl")
    capsys.readouterr()
    message = "not the name of a plain wheel"
    assert_refused(capsys, message, "make", hashed, *CUDA, "-o", tmp_path)
    renamed = hashed.rename(tmp_path / PLAIN)
    message = "METADATA has Variant lines already"
    assert_refused(capsys, message, "make", renamed, *CUDA, "-o", tmp_path)
    with_document(tmp_path / PLAIN, "a")
    message = "it has a variant.json already"
    assert_refused(capsys, message, "make", renamed, *CUDA, "-o", tmp_path)


def test_a_record_that_lists_what_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = f"{INFO}/variant.json,,\n{INFO}/RECORD,,\n".encode()
    plain = write_wheel(tmp_path / PLAIN, record=record)
    message = f"must list {INFO}/variant.json not at all, not 1 times"
    assert_refused(capsys, message, "make", plain, *CUDA, "-o", tmp_path)


@pytest.mark.parametrize("command", ["show", "index"])
def test_a_bad_label_wheel_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    wheel = tmp_path / LABELLED
    target = wheel if command == "show" else tmp_path
    write_wheel(wheel)
    assert_refused(capsys, f"{INFO}/variant.json is missing", command, target)
    with_document(wheel, "cuda12")
    message = f"{LABELLED}: variant.json must have one variant, 'cuda13', not 'cuda12'"
    assert_refused(capsys, message, command, target)
    with_document(wheel, "cuda13", **{"$schema": "/v1.0.0.json"})
    assert_refused(capsys, "newer than known here", command, target)


def test_a_document_in_a_wheel_without_label_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = "it has a variant.json, but no label in its file name"
    plain = with_document(tmp_path / PLAIN, "a")
    assert_refused(capsys, message, "show", plain)
    hashed = with_document(tmp_path / VARIANT, "a")
    assert_refused(capsys, message, "show", hashed)


def test_what_is_made_is_what_is_read(plain: Path, tmp_path: Path) -> None:
    run("make", plain, *CUDA, "-o", tmp_path)
    run("index", tmp_path)
    found = read_index_document((tmp_path / "demo-1.0-variants.json").read_bytes())
    assert parse_label_properties(found.properties("cuda13")) == (
        ("nvidia", (("cuda", ("13",)), ("sm", ("90",)))),
    )
