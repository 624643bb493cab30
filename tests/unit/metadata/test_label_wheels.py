"""The properties of label wheels: from a document, or out of one wheel per label."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.store import JsonStore

from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.utils.urls import path_to_url
from pip._internal.variants.metadata.reader import PropertyReader
from pip._internal.variants.models import VariantCandidate
from tests.builders import label_document, make_label_wheel
from tests.unit.scene import candidate, on_offer, reader

Wheel = Callable[..., VariantCandidate]
Properties = Mapping[str, Mapping[str, Sequence[str]]]

LEVEL2: Properties = {"hw": {"level": ["v2"]}}
LEVEL3: Properties = {"hw": {"level": ["v3"]}}
GPU: Properties = {"gpu": {"has": ["yes"]}}
PAGE, OTHER = "file:///one/simple/pkg/index.html", "file:///two/simple/pkg/index.html"
WEB = "HTTPS://one.example/simple/pkg/"


@pytest.fixture
def wheel(tmp_path: Path) -> Wheel:
    """`wheel("cuda13", LEVEL3, tag=, document=, page=)`: a wheel in a folder."""

    def make(
        label: str,
        properties: Properties = LEVEL3,
        page: str | None = None,
        folder: str = ".",
        link: Mapping[str, Any] | None = None,
        **made: Any,
    ) -> VariantCandidate:
        place = tmp_path / folder
        path = make_label_wheel(place, "pkg", "1.0", label, properties, **made)
        given = {**(link or {}), **({"comes_from": page} if page else {})}
        return on_offer(candidate(path.name, folder=place, **given))

    return make


def listed(offer: VariantCandidate) -> Path:
    return Path(offer.link.file_path)


def with_digest(offer: VariantCandidate) -> VariantCandidate:
    """The same, as a page with digests lists it."""
    path = listed(offer)
    digest = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    link = {"hashes": digest, "comes_from": offer.link.comes_from}
    return on_offer(candidate(path.name, folder=path.parent, **link))


def read(*offers: VariantCandidate, by: PropertyReader | None = None) -> list[Any]:
    """The properties of each wheel, or why they are not known."""
    found = (by or reader()).read(offers)
    return [
        known.reason if isinstance(known, MetadataUnavailable) else known.properties
        for known in found
    ]


class TestWheels:
    """There is no document beside them."""

    def test_the_wheel_states_what_its_label_means(self, wheel: Wheel) -> None:
        (found,) = reader().read([wheel("cuda13")])
        assert isinstance(found, VariantMetadata)
        assert (found.properties, found.source) == (LEVEL3, "variant.json")
        assert found.document is not None
        assert found.document.namespaces == ("hw",)

    def test_one_wheel_is_read_for_each_label(self, wheel: Wheel) -> None:
        offers = [
            wheel(label, tag=tag)
            for tag in ("py3-none-any", "py2-none-any", "cp311-abi3-any")
            for label in ("a", "b")
        ]
        # pip's best wheel of each label is the one that is read.
        for offer in offers[2:]:
            listed(offer).unlink()
        assert read(*offers) == [LEVEL3] * 6

    @pytest.mark.parametrize("stated", [True, False])
    def test_a_wheel_with_two_contents_does_not_fit(
        self, wheel: Wheel, stated: bool
    ) -> None:
        offers = [
            wheel("a", known, page=PAGE, folder=folder)
            for folder, known in (("1", LEVEL2), ("2", LEVEL3), ("3", LEVEL2))
        ]
        if stated:
            offers = [with_digest(each) for each in offers]
        same, rest = offers[::2], wheel("b", GPU, page=PAGE)
        for order in (offers, offers[::-1]):
            said = read(*order, rest)
            assert said == ["its label is described in two ways"] * 3 + [GPU]
        # Equal ones are no dispute, and with a digest one is read for both.
        if stated:
            listed(same[1]).unlink()
        assert read(*same) == [LEVEL2] * 2

    def test_all_wheels_of_a_source_make_one_document(self, wheel: Wheel) -> None:
        first, second = (
            wheel("a", LEVEL2, document=label_document({"a": LEVEL2}, ["hw", "gpu"])),
            wheel("b", GPU, document=label_document({"b": GPU}, ["hw", "gpu", "x"])),
        )
        one, two = reader().read([first, second])
        assert isinstance(one, VariantMetadata)
        assert isinstance(two, VariantMetadata)
        assert one.document is two.document
        assert one.document is not None
        assert one.document.namespaces == ("hw", "gpu", "x")

    def test_wheels_of_another_machine_are_of_the_same_document(
        self, wheel: Wheel
    ) -> None:
        """Otherwise nobody could compare them with those that it shares."""
        shared, own = wheel("a", LEVEL2), wheel("b", GPU, tag="py3-none-linux_s390x")
        by = reader()
        assert read(shared, by=by) == [LEVEL2]
        listed(shared).unlink()
        one, two = by.for_machine().read([own, shared])
        assert isinstance(one, VariantMetadata)
        assert isinstance(two, VariantMetadata)
        assert one.document is two.document

    def test_a_wheel_is_read_once(self, wheel: Wheel) -> None:
        offer, by = wheel("a"), reader()
        assert read(offer, by=by) == [LEVEL3]
        listed(offer).unlink()
        assert read(offer, by=by) == [LEVEL3]

    @pytest.mark.parametrize(
        ("document", "said"),
        [
            (b"", "it has 0 variant.json files instead of one"),
            (b"{}", "its variant.json has no $schema"),
            (b"[" * 50_000, "its variant.json is nested too deep"),
            (b"\xff", "its variant.json is not UTF-8"),
            (b"\x1b[31m", "its variant.json is not JSON: "),
            (label_document({"b": LEVEL3}), "must have one variant, 'a', not 'b'"),
            (label_document({"a": LEVEL3, "b": {}}), "must have one variant, 'a', "),
            (label_document({"a": {"hw": {"x": []}}}), "values must not be empty"),
            (b" " * 5 * 2**20, "its variant.json is over 4194304 bytes"),
        ],
    )
    def test_what_does_not_describe_itself_is_a_fault(
        self, wheel: Wheel, document: bytes, said: str
    ) -> None:
        broken = wheel("a", document=document)
        if not document:
            make_label_wheel(listed(broken).parent, "pkg", "1.0", "a", {}, document=b"")
        whole = wheel("b", LEVEL2)
        found = reader().read([broken, whole])
        assert isinstance(found[0], MetadataUnavailable)
        assert found[0].is_fault
        assert said in found[0].reason
        assert found[0].reason.isprintable()
        # The rest goes on.
        assert isinstance(found[1], VariantMetadata)

    def test_no_wheel(self, wheel: Wheel) -> None:
        gone, there = wheel("a"), wheel("b")
        listed(gone).unlink()
        first, second = read(gone, there)
        assert first.startswith("[Errno 2] No such file")
        assert second == LEVEL3

    def test_a_page_on_the_web_names_no_local_file(self, wheel: Wheel) -> None:
        assert read(wheel("a", page=WEB)) == [
            "it is a file of this machine, which a page on the web must not name"
        ]

    def test_orders_that_contradict_leave_what_they_share(self, wheel: Wheel) -> None:
        orders = (["hw", "gpu", "x"], ["hw", "x", "gpu"])
        offers = [
            wheel(label, GPU, document=label_document({label: GPU}, order))
            for label, order in zip("ab", orders, strict=True)
        ]
        for found in reader().read(offers):
            assert isinstance(found, VariantMetadata)
            assert found.document is not None
            assert found.document.namespaces == ("hw",)
            assert "gpu" in found.document.bad_namespaces

    def test_sources_are_not_mixed(self, wheel: Wheel) -> None:
        # A label may mean one thing here and another there.
        here = wheel("a", LEVEL2, page=PAGE, folder="1")
        there = wheel("a", LEVEL3, page=OTHER, folder="2")
        one, two = reader().read([here, there])
        assert isinstance(one, VariantMetadata)
        assert isinstance(two, VariantMetadata)
        assert (one.properties, two.properties) == (LEVEL2, LEVEL3)
        assert one.document is not two.document

    def test_what_was_read_is_kept_by_its_digest(
        self, wheel: Wheel, tmp_path: Path
    ) -> None:
        path = listed(wheel("a"))
        digest = {"hashes": {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}}
        store = JsonStore(str(tmp_path / "store"))
        known = wheel("a", link=digest)
        assert read(known, by=reader(store=store)) == [LEVEL3]
        path.unlink()
        assert read(known, by=reader(store=store)) == [LEVEL3]
        # Not believed for a file whose name tells another label.
        other = on_offer(
            candidate("pkg-1.0-py3-none-any-b.whl", folder=path.parent, **digest)
        )
        (said,) = read(other, by=reader(store=store))
        assert "No such file" in said

    def test_what_cannot_be_read_is_not_kept(
        self, wheel: Wheel, tmp_path: Path
    ) -> None:
        text = label_document({"a": LEVEL2}).replace(b"{", b'{"x": "\xff",', 1)
        path = listed(wheel("a", document=text))
        digest = {"hashes": {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}}
        store = JsonStore(str(tmp_path / "store"))
        broken = on_offer(candidate(path.name, folder=path.parent, **digest))
        for _ in range(2):
            said = read(broken, by=reader(store=store))
            assert said == ["its variant.json is not UTF-8"]

    def test_a_damaged_store_is_no_trouble(self, wheel: Wheel, tmp_path: Path) -> None:
        offer = wheel("a", link={"hashes": {"sha256": "0" * 64}})
        store = JsonStore(str(tmp_path / "store"))
        for stored in (5, None, [], {"hw": {"level": ["v9"]}}):
            store.put(f"sha256={'0' * 64}", stored)
            assert read(offer, by=reader(store=store)) == [LEVEL3]


class TestDocuments:
    """There is a document beside them."""

    def read(self, tmp_path: Path, document: bytes, *labels: str) -> list[Any]:
        path = tmp_path / "pkg-1.0-variants.json"
        path.write_bytes(document)
        offers = [
            on_offer(candidate(f"pkg-1.0-py3-none-any-{name}.whl", comes_from=PAGE))
            for name in labels
        ]
        seen = Link(path_to_url(str(path)), comes_from=PAGE)
        return read(*offers, by=reader([seen]))

    def test_no_wheel_is_read(self, tmp_path: Path) -> None:
        document = label_document({"a": LEVEL2, "null": {}})
        assert self.read(tmp_path, document, "a", "null") == [LEVEL2, {}]

    def test_labels_that_it_does_not_know(self, tmp_path: Path) -> None:
        document = label_document({"a": LEVEL2})
        assert self.read(tmp_path, document, "a", "b") == [
            LEVEL2,
            "variants.json does not know its label",
        ]

    def test_null_with_properties(self, tmp_path: Path) -> None:
        document = label_document({"null": LEVEL2, "a": LEVEL3})
        assert self.read(tmp_path, document, "null", "a") == [
            "variants.json is wrong about it: null must have no properties",
            LEVEL3,
        ]

    def test_a_label_without_a_value_is_known_and_wrong(self, tmp_path: Path) -> None:
        document = label_document({"a": {}}).replace(b'"a": {}', b'"a": null')
        assert self.read(tmp_path, document, "a") == [None]

    def test_a_label_of_hash_digits_is_a_label(self, tmp_path: Path) -> None:
        document = label_document({"36266d4d": LEVEL2})
        assert self.read(tmp_path, document, "36266d4d") == [LEVEL2]

    def test_a_broken_document_leaves_the_wheels(
        self, wheel: Wheel, caplog: pytest.LogCaptureFixture
    ) -> None:
        offer = wheel("a")
        document = label_document({"a": LEVEL2}, schema="v1.0.0")
        listed(offer).with_name("pkg-1.0-variants.json").write_bytes(document)
        assert read(offer) == [LEVEL3]
        (line,) = [record.getMessage() for record in caplog.records]
        assert line.startswith("Not using pkg-1.0-variants.json: has $schema ")

    def test_in_a_folder_it_is_found_beside_the_wheels(self, wheel: Wheel) -> None:
        offer = wheel("a")
        document = label_document({"a": LEVEL2})
        listed(offer).with_name("pkg-1.0-variants.json").write_bytes(document)
        assert read(offer) == [LEVEL2]


def test_wheels_of_many_releases_are_read_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ["pkg-1.0", "pkg-2.0", "pkg-3.0"]
    releases = [
        [on_offer(candidate(f"{name}-py3-none-any-cuda13.whl", comes_from=PAGE))]
        for name in names
    ]
    # All of them wait for one another.
    together = threading.Barrier(len(names), timeout=60)

    def read(session: PipSession, link: Link, file: str) -> bytes:
        together.wait()
        version = link.filename[4]
        return label_document({"cuda13": {"hw": {"level": [version]}}})

    monkeypatch.setattr(
        "pip._internal.variants.metadata.label_wheels.read_from_wheel", read
    )
    made = reader()
    made.read_ahead(releases)
    # They are read once, and each release has its own.
    monkeypatch.undo()
    for offers, version in zip(releases, "123", strict=True):
        (facts,) = made.read(offers)
        assert isinstance(facts, VariantMetadata)
        assert facts.parsed.properties == (("hw", "level", version),)
