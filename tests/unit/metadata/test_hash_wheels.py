"""The ways to the properties of a wheel of the hash form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.store import JsonStore

from pip._internal.models.link import MetadataFile
from pip._internal.network.session import PipSession
from pip._internal.variants.metadata.hash_wheels import HashWheels
from pip._internal.variants.models import VariantCandidate
from tests.builders import hash_of, make_wheel
from tests.unit.scene import candidate, machine, on_offer, properties, wheel_name

V2, V3, V4 = (f"hw :: level :: {level}" for level in ("v2", "v3", "v4"))
HERE = machine({"hw": {"level": ["v3", "v2"]}})


def offer(folder: Path, kind: str, made: bool = True, **link: Any) -> VariantCandidate:
    if made:
        make_wheel(folder, "pkg", properties=[kind])
    return on_offer(candidate(wheel_name(kind), folder=folder, **link))


def read(
    *offers: VariantCandidate, store: JsonStore | None = None, on: Any = None
) -> list[Any]:
    known = HashWheels(PipSession(), store).read(offers, on)
    return [known[each.entry] for each in offers]


def test_a_local_wheel_is_read(tmp_path: Path) -> None:
    assert read(offer(tmp_path, V3)) == [VariantMetadata(properties(V3), "METADATA")]


def test_the_metadata_beside_a_wheel_spare_it(tmp_path: Path) -> None:
    text = f"Variant-hash: {hash_of([V3])}\nVariant: {V3}\n"
    (tmp_path / f"{wheel_name(V3)}.metadata").write_text(text)
    there = offer(tmp_path, V3, made=False, metadata_file_data=MetadataFile(None))
    assert read(there) == [VariantMetadata(properties(V3), "METADATA")]


def test_bad_metadata_beside_wheels_cost_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    offers = []
    for kind in (V2, V3):
        (tmp_path / f"{wheel_name(kind)}.metadata").write_text("Name: pkg\n")
        given = {"metadata_file_data": MetadataFile(None)}
        offers.append(offer(tmp_path, kind, **given))
    found = read(*offers)
    assert [each.properties for each in found] == [properties(V2), properties(V3)]
    (record,) = caplog.records
    assert record.message.startswith("Not using the metadata file of pkg-1.0~")
    assert "its METADATA is wrong: " in record.message
    assert [each.link.metadata_file_data for each in offers] == [None, None]


def test_a_wheel_that_cannot_be_read(tmp_path: Path) -> None:
    there = offer(tmp_path, V3, made=False)
    (tmp_path / wheel_name(V3)).write_bytes(b"junk")
    (found,) = read(there)
    assert isinstance(found, MetadataUnavailable)
    assert found.reason


def test_a_hash_is_looked_up_among_what_is_supported() -> None:
    far = [on_offer(candidate(wheel_name(kind))) for kind in (V3, V4)]
    known, unknown = read(*far, on=HERE)
    assert known == VariantMetadata(properties(V3), "its hash")
    assert unknown.reason == "no combination of the machine's properties has its hash"
    assert not unknown.is_fault


def test_where_no_hash_is_known_one_wheel_is_asked() -> None:
    far = [on_offer(candidate(wheel_name(V4, tag=tag))) for tag in ("a-b-c", "d-e-f")]
    first, second = read(*far, on=HERE)
    assert "combination" not in first.reason
    assert "combination" in second.reason


def test_a_wheel_with_a_digest_is_read_once(tmp_path: Path) -> None:
    store = JsonStore(str(tmp_path / "cache"))
    there = offer(tmp_path, V3, hashes={"sha256": "1" * 64})
    expected = [VariantMetadata(properties(V3), "METADATA")]
    assert read(there, store=store) == expected
    Path(there.link.file_path).unlink()
    assert read(there, store=store) == expected
    other = offer(tmp_path, V3, made=False, hashes={"sha256": "2" * 64})
    assert isinstance(read(other, store=store)[0], MetadataUnavailable)
