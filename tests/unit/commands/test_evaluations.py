"""What became of each file of a release, and why."""

from __future__ import annotations

from pathlib import Path

from pip._vendor.variantlib.documents.index_json import write_document

from tests.builders import hash_of, label_document, make_label_wheel, parse_properties
from tests.unit.explaining import (
    LEVEL2,
    MACHINE,
    compared,
    explained,
    hash_release,
    label_release,
)
from tests.unit.scene import candidate, machine


def test_every_file_gets_its_verdict(tmp_path: Path) -> None:
    good, best, unfit, plain = hash_release(
        tmp_path, "cpu :: level :: v3", "gpu :: sm :: 90", "cpu :: level :: v4", None
    )
    sdist = candidate("pkg-1.0.tar.gz", folder=tmp_path)
    tagged = "pkg-1.0-cp27-cp27m-win32.whl"
    found = explained(
        [good, best, unfit, plain, sdist], MACHINE, excluded=[(tagged, "wrong tags")]
    )
    assert found.chosen == best.link.filename
    assert [(f.filename, f.verdict.value, f.rank, f.reason) for f in found.files] == [
        (best.link.filename, "chosen", 1, ""),
        (good.link.filename, "fits", 2, ""),
        (plain.link.filename, "fits", 3, ""),
        (sdist.link.filename, "fits", 4, ""),
        (
            unfit.link.filename,
            "misfit",
            None,
            "it needs cpu :: level :: v4; this machine has v3, v2",
        ),
        (tagged, "excluded", None, "wrong tags"),
    ]
    assert compared(found.decision) == ("provider", "gpu::sm::90 / cpu::level::v3")


def test_what_was_asked_for_and_does_not_fit_says_so(tmp_path: Path) -> None:
    unfit, plain = hash_release(tmp_path, "cpu :: level :: v4", None)
    found = explained([unfit, plain], MACHINE, hash_of(["cpu :: level :: v4"]))
    first = found.files[0]
    assert (first.verdict.value, first.rank) == ("chosen", 1)
    assert first.reason == "it needs cpu :: level :: v4; this machine has v3, v2"
    assert found.instead == plain.link.filename


def test_what_is_not_known_says_why(tmp_path: Path) -> None:
    lie = write_document([parse_properties(["cpu :: level :: v2"])])
    lie = lie.replace(
        hash_of(["cpu :: level :: v2"]).encode(), hash_of(["cpu :: aes :: on"]).encode()
    )
    (tmp_path / "pkg-1.0-variants.json").write_bytes(lie)
    gone = candidate(f"pkg-1.0~{'0' * 8}-py3-none-any.whl", folder=tmp_path)
    (liar,) = hash_release(tmp_path, "cpu :: aes :: on")
    found = explained([gone, liar], MACHINE)
    assert found.chosen is None
    assert [file.verdict.value for file in found.files] == ["unknown"] * 2
    assert "No such file" in found.files[0].reason
    assert found.files[1].reason.startswith("variants.json states properties")


def test_what_the_resolver_passed_over_says_so(tmp_path: Path) -> None:
    best, plain = hash_release(tmp_path, "cpu :: level :: v2", None)
    found = explained([best, plain], MACHINE, chosen=plain)
    assert [(f.verdict.value, f.rank) for f in found.files] == [
        ("fits", 1),
        ("chosen", 2),
    ]
    assert "its own metadata is not valid" in found.files[0].reason


def test_another_machine_is_not_judged(tmp_path: Path) -> None:
    hashed, plain = hash_release(tmp_path, "cpu :: level :: v2", None)
    labels = label_release(tmp_path, {"a": LEVEL2}, "cpu")
    found = explained([hashed, plain, *labels], machine(is_foreign=True))
    assert found.chosen == plain.link.filename
    reasons = {file.reason for file in found.files[1:]}
    assert len(reasons) == 1
    assert "the target is not this machine" in reasons.pop()
    assert found.changes == ()


def test_a_file_that_the_user_named_itself(tmp_path: Path) -> None:
    best, unfit = hash_release(tmp_path, "cpu :: level :: v3", "cpu :: level :: v4")
    found = explained([best, unfit], MACHINE, chosen=unfit)
    verdicts = {file.filename: file.verdict.value for file in found.files}
    assert verdicts == {best.link.filename: "fits", unfit.link.filename: "chosen"}


def test_a_wheel_that_states_nonsense(tmp_path: Path) -> None:
    (wheel,) = label_release(tmp_path, {"x": LEVEL2})
    document = label_document({"x": {"cpu": {"level": ["v 2"]}}})
    (tmp_path / "pkg-1.0-variants.json").write_bytes(document)
    make_label_wheel(tmp_path, "pkg", "1.0", "x", {}, document=document)
    found = explained([wheel], MACHINE)
    assert found.chosen is None
    (file,) = found.files
    assert file.verdict.value == "unknown"
    assert "variant.json" in file.reason
