"""In which order the sources are asked for the properties of a wheel."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.variantlib.documents.index_json import write_document
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.store import JsonStore

from pip._internal.models.link import MetadataFile
from pip._internal.variants.models import VariantCandidate
from tests.builders import hash_of, make_wheel, parse_properties
from tests.unit.scene import (
    candidate,
    machine,
    offer,
    on_offer,
    properties,
    reader,
    wheel_name,
)

V2, V3, V4 = (f"hw :: level :: {level}" for level in ("v2", "v3", "v4"))
SIDECAR = MetadataFile(None)
DOCUMENT, HEADERS, HASH = "variants.json", "METADATA", "its hash"

Place = Callable[..., VariantCandidate]


@pytest.fixture
def local(tmp_path: Path) -> Place:
    """`local(V2, wheel=, sidecar=, document=)`: what is there of a wheel.

    Each source that is there states the properties given for it, or nonsense.
    """

    def make(kind: str, **sources: str | bytes) -> VariantCandidate:
        name = wheel_name(kind)
        for source, stated in sources.items():
            _WRITERS[source](tmp_path, name, stated)
        given: Any = {"metadata_file_data": SIDECAR} if "sidecar" in sources else {}
        return on_offer(candidate(name, folder=tmp_path, **given))

    return make


def _write_wheel(folder: Path, name: str, stated: str | bytes) -> None:
    if isinstance(stated, bytes):
        (folder / name).write_bytes(stated)
    else:
        make_wheel(folder, "pkg", properties=[stated], filename=name)


def _write_sidecar(folder: Path, name: str, stated: str | bytes) -> None:
    if isinstance(stated, str):
        stated = f"Variant-hash: {hash_of([stated])}\nVariant: {stated}\n".encode()
    (folder / f"{name}.metadata").write_bytes(stated)


def _write_document(folder: Path, name: str, stated: str | bytes) -> None:
    if isinstance(stated, str):
        stated = write_document([parse_properties([stated])])
    (folder / "pkg-1.0-variants.json").write_bytes(stated)


_WRITERS: dict[str, Any] = {
    "wheel": _write_wheel,
    "sidecar": _write_sidecar,
    "document": _write_document,
}


@pytest.mark.parametrize(
    ("sources", "source"),
    [
        ({"wheel": V2}, HEADERS),
        ({"sidecar": V2}, HEADERS),
        ({"document": V2}, DOCUMENT),
        ({"wheel": b"broken", "sidecar": V2}, HEADERS),
        ({"wheel": b"broken", "sidecar": b"broken", "document": V2}, DOCUMENT),
        ({"wheel": V2, "document": V4}, HEADERS),
        ({"wheel": V2, "sidecar": b"broken"}, HEADERS),
        ({"wheel": V2, "sidecar": V4, "document": b"broken"}, HEADERS),
    ],
)
def test_the_first_source_that_knows(
    local: Place, sources: dict[str, Any], source: str
) -> None:
    (found,) = reader().read([local(V2, **sources)])
    assert found == VariantMetadata(properties(V2), source)


def test_one_line_for_each_broken_source(
    local: Place, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = local(V2, wheel=V2, sidecar=b"broken", document=b"broken")
    asked = reader()
    for _ in range(2):
        assert asked.read([wanted]) == [VariantMetadata(properties(V2), HEADERS)]
    lines = [record.getMessage() for record in caplog.records]
    assert [line.partition(":")[0] for line in lines] == [
        "Not using pkg-1.0-variants.json",
        f"Not using the metadata file of {wanted.link.filename}",
    ]
    # pip itself must not ask for it again.
    assert wanted.link.metadata_link() is None


def test_broken_sidecars_are_one_line(
    local: Place, caplog: pytest.LogCaptureFixture
) -> None:
    offers = [local(kind, wheel=kind, sidecar=b"") for kind in (V2, V3, V4)]
    assert all(isinstance(found, VariantMetadata) for found in reader().read(offers))
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"Not using the metadata file of {offers[0].link.filename}")
    assert " and 2 others: its METADATA is wrong: " in line


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (b"", "it is not a readable wheel: File is not a zip file"),
        (V3, "its METADATA is wrong: "),
    ],
)
def test_a_broken_wheel_is_the_end(
    local: Place, stated: str | bytes, said: str
) -> None:
    (found,) = reader().read([local(V2, wheel=stated)])
    assert isinstance(found, MetadataUnavailable)
    assert found.is_fault
    assert found.reason.startswith(said)


def test_answers_keep_the_order_of_the_wheels(local: Place) -> None:
    offers = [local(kind, wheel=kind) for kind in (V3, V2, V4)]
    offers.insert(1, on_offer(candidate(wheel_name(V2), folder=Path("/no"))))
    found = reader().read(offers)
    stated = [f.properties if isinstance(f, VariantMetadata) else None for f in found]
    assert stated == [properties(V3), None, properties(V2), properties(V4)]


def test_hashes_are_looked_up_before_wheels_are_fetched() -> None:
    knows = machine({"hw": {"level": ["v3", "v2"]}})
    offers = [offer(kind) for kind in (V4, V3, V2)]
    assert reader().read(offers, knows) == [
        MetadataUnavailable(
            "no combination of the machine's properties has its hash", False
        ),
        VariantMetadata(properties(V3), HASH),
        VariantMetadata(properties(V2), HASH),
    ]


def test_where_nothing_fits_one_wheel_is_read_to_say_why() -> None:
    far = [offer(kind) for kind in (V4, "hw :: level :: v5")]
    knows = machine({"hw": {"level": ["v3"]}})
    first, second = reader().read(far, knows)
    assert isinstance(first, MetadataUnavailable)
    assert first.is_fault
    assert second == MetadataUnavailable(
        "no combination of the machine's properties has its hash", False
    )


def test_a_local_wheel_comes_before_its_hash(local: Place) -> None:
    wanted = local(V2, wheel=V2)
    knows = machine({"hw": {"level": ["v2"]}})
    assert reader().read([wanted], knows) == [VariantMetadata(properties(V2), HEADERS)]


def test_what_was_read_is_kept_by_its_digest(tmp_path: Path) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V2])
    digest = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    store = JsonStore(str(tmp_path / "store"))
    known = on_offer(candidate(path.name, folder=tmp_path, hashes=digest))
    first = reader(store=store).read([known])
    path.unlink()
    assert reader(store=store).read([known]) == first
    # Not believed for a file whose name tells another hash.
    other = on_offer(candidate(wheel_name(V3), folder=tmp_path, hashes=digest))
    assert isinstance(reader(store=store).read([other])[0], MetadataUnavailable)
