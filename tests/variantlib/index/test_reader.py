"""Where the properties of the variants of a release are read, and what is wrong."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import (
    hash_of,
    label_document,
    make_label_wheel,
    make_wheel,
)
from tests.variantlib.scene import machine
from variantlib.errors import NotAtHand
from variantlib.index.access import LocalAccess
from variantlib.index.candidates import Candidate, parse_candidate
from variantlib.index.files import IndexFile, Place
from variantlib.index.reader import PropertyReader
from variantlib.models import MetadataUnavailable, VariantMetadata

V2, V3, V9 = (f"hw :: level :: v{level}" for level in (2, 3, 9))
HERE = {"hw": {"level": ["v3", "v2"]}}
SERVER = "https://index.example/pkg/"
DOCUMENT = "pkg-1.0-variants.json"


class Server(LocalAccess):
    """Files on a server that somebody may have fetched, and files of this machine."""

    def __init__(self, **files: bytes) -> None:
        self.files = files
        self.asked: list[str] = []

    def read(self, url: str, limit: int) -> bytes:
        if url.startswith("file:"):
            return super().read(url, limit)
        self.asked.append(url.removeprefix(SERVER))
        try:
            return self.files[self.asked[-1]]
        except KeyError:
            raise NotAtHand("it is on a server") from None


def hash_file(*texts: str, place: str = SERVER, beside: bool = False) -> IndexFile:
    name = f"pkg-1.0~{hash_of(texts)}-py3-none-any.whl"
    return IndexFile(name, place + name, has_metadata=beside)


def local(path: Path) -> IndexFile:
    return IndexFile(path.name, path.as_uri())


def read(
    access: LocalAccess, *files: IndexFile, beside: str | None = None
) -> tuple[PropertyReader, list[VariantMetadata | MetadataUnavailable]]:
    """What is known of the variants among files."""
    reader = PropertyReader(Place(SERVER, files, beside), access, machine(HERE))
    wheels = [file for file in files if file.filename.endswith(".whl")]
    offers: list[Candidate] = [parse_candidate(file) for file in wheels]
    return reader, reader.read(offers)


def headers(*texts: str, hash_: str | None = None) -> bytes:
    lines = [f"Variant-hash: {hash_ or hash_of(texts)}"]
    lines += [f"Variant: {text}" for text in texts]
    return "\n".join(["Metadata-Version: 2.1", "Name: pkg", *lines, "", "B"]).encode()


def reasons(found: list[VariantMetadata | MetadataUnavailable]) -> list[str]:
    return [each.reason for each in found if isinstance(each, MetadataUnavailable)]


class TestMetadataBeside:
    FILE = hash_file(V9, beside=True)

    def test_it_is_read_before_the_hash_is_looked_up(self) -> None:
        access = Server(**{f"{self.FILE.filename}.metadata": headers(V9)})
        reader, [found] = read(access, self.FILE)
        assert isinstance(found, VariantMetadata)
        assert found.source == "METADATA"
        assert found.stated == {"hw": {"level": ["v9"]}}
        assert reader.faults == []

    def test_where_it_cannot_be_read_the_hash_tells(self) -> None:
        file = hash_file(V3, beside=True)
        reader, [found] = read(Server(), file)
        assert isinstance(found, VariantMetadata)
        assert found.source == "its hash"
        assert reader.faults == [f"{file.filename}.metadata: it is on a server"]

    def test_where_it_states_nonsense_that_is_said(self) -> None:
        access = Server(**{f"{self.FILE.filename}.metadata": b"Name: pkg\n"})
        reader, found = read(access, self.FILE)
        assert reasons(found) == [
            "no combination of the machine's properties has its hash"
        ]
        (fault,) = reader.faults
        assert fault.startswith(f"{self.FILE.filename}.metadata: ")


class TestDocuments:
    LABEL = IndexFile("pkg-1.0-py3-none-any-new.whl", f"{SERVER}new.whl")
    LISTED = IndexFile(DOCUMENT, SERVER + DOCUMENT)
    STATED = label_document({"new": {"hw": {"level": ["v3"]}}})

    def test_one_that_a_page_lists(self) -> None:
        access = Server(**{DOCUMENT: self.STATED})
        reader, [found] = read(access, self.LABEL, self.LISTED)
        assert isinstance(found, VariantMetadata)
        assert found.source == "variants.json"
        assert (reader.faults, reader.missing) == ([], [])

    def test_one_that_is_not_at_hand_is_named_for_who_may_fetch_it(self) -> None:
        reader, found = read(Server(), self.LABEL, self.LISTED)
        assert reasons(found) == ["it is on a server"]
        assert reader.faults == [f"{DOCUMENT}: it is on a server"]
        assert reader.missing == [(DOCUMENT, SERVER + DOCUMENT)]

    def test_one_beside_a_saved_page_comes_first(self, tmp_path: Path) -> None:
        (tmp_path / DOCUMENT).write_bytes(self.STATED)
        access = Server()
        beside = tmp_path.as_uri() + "/"
        reader, [found] = read(access, self.LABEL, self.LISTED, beside=beside)
        assert isinstance(found, VariantMetadata)
        assert access.asked == []
        (tmp_path / DOCUMENT).unlink()
        reader, _ = read(access, self.LABEL, self.LISTED, beside=beside)
        assert access.asked == [DOCUMENT]
        assert reader.missing == [(DOCUMENT, SERVER + DOCUMENT)]

    @pytest.mark.parametrize("name", [DOCUMENT, "Pkg-1.0.0-variants.json"])
    def test_of_two_none_counts(self, tmp_path: Path, name: str) -> None:
        (tmp_path / DOCUMENT).write_bytes(self.STATED)
        other = IndexFile(name, f"{SERVER}two/{name}")
        for files in ((self.LISTED, other), (other, self.LISTED)):
            access = Server(**{DOCUMENT: self.STATED, f"two/{name}": self.STATED})
            beside = tmp_path.as_uri() + "/"
            reader, found = read(access, self.LABEL, *files, beside=beside)
            assert reasons(found) == ["it is on a server"]
            assert (access.asked, reader.missing) == ([], [])
            assert reader.faults == [
                f"{DOCUMENT}: 2 describe one release, and no digest says they agree"
            ]

    def test_one_at_two_addresses_counts(self) -> None:
        digest = hashlib.sha256(self.STATED).hexdigest()
        urls = SERVER + DOCUMENT, f"{SERVER}two/{DOCUMENT}"
        access = Server(**{DOCUMENT: self.STATED})
        both = [IndexFile(DOCUMENT, url, sha256=digest) for url in urls]
        reader, [found] = read(access, self.LABEL, *both)
        assert isinstance(found, VariantMetadata)
        assert (access.asked, reader.faults) == ([DOCUMENT], [])

    @pytest.mark.parametrize(
        "name", ["pkg-one-variants.json", "-variants.json", "pkg-2.0-variants.json"]
    )
    def test_those_of_others_are_left_alone(self, name: str) -> None:
        access = Server(**{name: self.STATED})
        reader, _ = read(access, self.LABEL, IndexFile(name, SERVER + name))
        assert (access.asked, reader.faults, reader.missing) == ([], [], [])


class TestWheels:
    def test_one_with_wrong_metadata(self, tmp_path: Path) -> None:
        path = make_wheel(tmp_path, "pkg", properties=[V3], variant_lines=[])
        _, found = read(LocalAccess(), local(path))
        (reason,) = reasons(found)
        assert reason.startswith("its METADATA is wrong: ")

    def test_one_with_a_wrong_document(self, tmp_path: Path) -> None:
        path = make_label_wheel(tmp_path, "pkg", "1.0", "new", {}, document=b"[]")
        _, found = read(LocalAccess(), local(path))
        (reason,) = reasons(found)
        assert reason.startswith("its variant.json is wrong: must be a JSON object")

    def test_one_that_cannot_be_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(path: Path) -> None:
            raise OSError(5, "Input/output error")

        path = make_wheel(tmp_path, "pkg", properties=[V3])
        monkeypatch.setattr("variantlib.index.reader.open_wheel", fail)
        _, found = read(LocalAccess(), local(path))
        assert reasons(found) == ["it cannot be read: Input/output error"]

    def test_labels_are_read_from_their_own_wheels(self, tmp_path: Path) -> None:
        made = [
            make_label_wheel(tmp_path, "pkg", "1.0", label, {"hw": {"level": [level]}})
            for label, level in (("new", "v3"), ("old", "v2"))
        ]
        both = label_document({"new": {}, "old": {}}, ["hw"])
        made.append(make_label_wheel(tmp_path, "pkg", "1.0", "two", {}, document=both))
        _, found = read(LocalAccess(), *map(local, made))
        assert reasons(found) == [
            "its variant.json is wrong: must have one variant, 'two', not 2"
        ]
        first, second, _ = found
        assert isinstance(first, VariantMetadata)
        assert isinstance(second, VariantMetadata)
        assert first.document == second.document
        assert first.document is not None
        assert {*first.document.variants} == {"new", "old"}

    @pytest.mark.parametrize("stated", [True, False])
    def test_a_wheel_with_two_contents_does_not_fit(
        self, tmp_path: Path, stated: bool
    ) -> None:
        files = []
        for folder, level in (("1", "v2"), ("2", "v3"), ("3", "v2")):
            known = {"hw": {"level": [level]}}
            path = make_label_wheel(tmp_path / folder, "pkg", "1.0", "new", known)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            files.append(replace(local(path), sha256=digest if stated else None))
        for order in (files, files[::-1]):
            _, found = read(LocalAccess(), *order)
            assert reasons(found) == ["its label is described in two ways"] * 3
        # Equal ones are no dispute, and with a digest one is read for both.
        if stated:
            (tmp_path / "3" / files[2].filename).unlink()
        _, found = read(LocalAccess(), files[0], files[2])
        assert reasons(found) == []
