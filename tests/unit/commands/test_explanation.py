"""What became of each file of a release, and what decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from pip._vendor.variantlib.index_json import write_document
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.properties import format_property

from pip._internal.variants.commands.comparison import Decision
from tests.builders import hash_of, make_wheel, parse_properties
from tests.unit.explaining import explained, hash_release, label_release
from tests.unit.scene import candidate, machine

MACHINE = machine(
    {
        "cpu": {"level": ["v3", "v2"], "aes": ["on"]},
        "gpu": {"driver": ["12.8", "12.6"], "sm": ["90"]},
    },
    priority=["gpu"],
    problems={"npu": "did not answer within 30 seconds"},
)


def compared(decision: Decision | None) -> tuple[str, str]:
    """What decided, and the two properties."""
    assert decision is not None
    texts = [
        format_property(p).replace(" ", "") if p else ""
        for p in (decision.better, decision.worse)
    ]
    return decision.by, " / ".join(filter(None, texts))


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


@pytest.mark.parametrize(
    ("better", "worse", "by", "properties"),
    [
        ("cpu :: level :: v2, cpu :: aes :: on", "gpu :: sm :: 90", "count", ""),
        (
            "cpu :: level :: v2",
            "cpu :: aes :: on",
            "key",
            "cpu::level::v2 / cpu::aes::on",
        ),
        (
            "gpu :: driver :: 12.8, cpu :: level :: v3",
            "gpu :: driver :: 12.8, cpu :: level :: v2",
            "value",
            "cpu::level::v3 / cpu::level::v2",
        ),
        ("cpu :: level :: v2", None, "variant", ""),
    ],
)
def test_what_decided_between_hashes(
    tmp_path: Path, better: str, worse: str | None, by: str, properties: str
) -> None:
    found = explained(hash_release(tmp_path, worse, better), MACHINE)
    assert compared(found.decision) == (by, properties)


LEVEL2 = {"cpu": {"level": ["v2"]}}


@pytest.mark.parametrize(
    ("better", "worse", "by", "properties"),
    [
        ({"gpu": {"sm": ["90"]}}, LEVEL2, "provider", "gpu::sm::90 / cpu::level::v2"),
        (LEVEL2, {}, "count", "cpu::level::v2"),
        (LEVEL2, LEVEL2, "label", ""),
        (
            {"cpu": {"level": ["v9", "v3"]}},
            LEVEL2,
            "value",
            "cpu::level::v3 / cpu::level::v2",
        ),
    ],
)
def test_what_decided_between_labels(
    tmp_path: Path,
    better: dict[str, dict[str, list[str]]],
    worse: dict[str, dict[str, list[str]]],
    by: str,
    properties: str,
) -> None:
    candidates = label_release(tmp_path, {"a": better, "b": worse}, "cpu", "gpu")
    found = explained(candidates, MACHINE)
    assert found.chosen == candidates[0].link.filename
    assert compared(found.decision) == (by, properties)


def test_a_label_comes_before_a_hash(tmp_path: Path) -> None:
    labelled = label_release(tmp_path, {"a": LEVEL2}, "cpu")
    hashed = hash_release(tmp_path, "gpu :: sm :: 90")
    assert compared(explained([*labelled, *hashed], MACHINE).decision) == ("form", "")


def test_the_source_that_comes_first_decides_before_ranks(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    poor = label_release(tmp_path, {"b": LEVEL2}, "cpu")
    good = label_release(tmp_path / "other", {"a": {"cpu": {"level": ["v3"]}}}, "cpu")
    found = explained([*poor, *good], MACHINE)
    assert found.chosen == poor[0].link.filename
    assert compared(found.decision) == ("source", "")


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        ("pkg-1.0-py3-none-any", "pkg-1.0.tar.gz", "wheel"),
        ("pkg-1.0-py3-none-any", "pkg-1.0-py2.py3-none-any", "place"),
        ("pkg-1.0-2-py3-none-any", "pkg-1.0-1-py3-none-any", "build"),
        ("pkg-1.0-py3-none-any", "pkg-1.0-py30-none-any", "tag"),
    ],
)
def test_what_decided_between_plain_files_is_pips_order(
    first: str, second: str, by: str
) -> None:
    pair = [
        candidate(name if name.endswith(".gz") else f"{name}.whl")
        for name in (first, second)
    ]
    assert compared(explained(pair, MACHINE).decision) == (by, "")


def test_of_one_variant_the_tag_and_the_build_decide(tmp_path: Path) -> None:
    kind = ["cpu :: level :: v3"]
    digest = hash_of(kind)
    make_wheel(tmp_path, "pkg", properties=kind)
    (tmp_path / "pkg-1.0-variants.json").write_bytes(
        write_document([parse_properties(kind)])
    )
    names = ("py3-none-any", "py30-none-any")
    pair = [candidate(f"pkg-1.0~{digest}-{tag}.whl", folder=tmp_path) for tag in names]
    assert compared(explained(pair, MACHINE).decision) == ("tag", "")


def test_yanked_and_disallowed_files_come_after_all_variants(tmp_path: Path) -> None:
    (good,) = hash_release(tmp_path, "cpu :: level :: v2")
    (best,) = hash_release(tmp_path, "cpu :: level :: v3")
    yanked = candidate(best.link.filename, folder=tmp_path, yanked_reason="bad")
    assert compared(explained([yanked, good], MACHINE).decision) == ("yanked", "")


def test_the_user_decided(tmp_path: Path) -> None:
    good, best, plain = hash_release(
        tmp_path, "cpu :: level :: v2", "cpu :: level :: v3", None
    )
    asked = hash_of(["cpu :: level :: v2"])
    found = explained([good, best, plain], MACHINE, asked)
    assert found.chosen == good.link.filename
    assert found.instead == best.link.filename
    assert found.decision is None
    assert [f.reason for f in found.files[1:]] == ["you requested another variant"] * 2
    found = explained([good, best, plain], MACHINE, asked, "none")
    assert compared(found.decision) == ("request", "")
    assert found.changes == ()


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


def test_nothing_is_on_offer() -> None:
    found = explained([], MACHINE, excluded=[("pkg-1.0-cp27-none-win32.whl", "tags")])
    assert (found.chosen, found.decision, found.changes) == (None, None, ())
    assert [file.reason for file in found.files] == ["tags"]


@pytest.mark.parametrize("on", [MACHINE, machine({})])
def test_the_files_are_told_in_the_order_of_the_choice(
    tmp_path: Path, on: Machine
) -> None:
    kinds = ["cpu :: aes :: on", "cpu :: level :: v2", "gpu :: sm :: 90", None]
    found = explained(hash_release(tmp_path, *kinds), on)
    ranks = [file.rank for file in found.files if file.rank]
    assert ranks == list(range(1, len(ranks) + 1))
    assert found.files[0].filename == found.chosen
