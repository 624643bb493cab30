"""When the properties of a variant wheel are parsed, and how often, as pip asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pip._vendor.variantlib import models
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.names.filename import VariantName

from pip._internal.metadata import get_wheel_distribution
from pip._internal.metadata.base import FilesystemWheel
from tests.builders import (
    hash_of,
    label_document,
    make_label_wheel,
    make_wheel,
    parse_properties,
)
from tests.unit.scene import (
    candidate,
    checked,
    document,
    facts,
    hash_name,
    label_name,
    properties,
)
from tests.unit.selecting import ordered, requirement, selection

V2, V3 = "hw :: level :: v2", "hw :: level :: v3"
CUDA = label_name("cuda13")
LEVELS = {"hw": {"level": ["v3", "v2"]}}

Parse = Callable[[object], object]


class TestCheck:
    def test_a_hash_has_one_value_for_each_key(self) -> None:
        texts = (V3, "hw :: gpu :: yes")
        found = checked(hash_name(*texts), properties(*texts))
        assert found == tuple(parse_properties(texts))

    def test_a_label_has_any_number_of_them(self) -> None:
        assert checked(CUDA, {"hw": {"level": ["v3", "v2", "v3"]}}) == tuple(
            parse_properties([V2, V3])
        )
        assert checked(label_name("null"), {}) == ()

    @pytest.mark.parametrize(
        "stated",
        [
            None,
            5,
            "text",
            [],
            {"hw": 5},
            {"hw": {"level": "v3"}},
            {"hw": {"level": []}},
            {"hw": {"a b": ["1"]}},
            {"hw": {"level": ["\x1b[31m"]}},
        ],
    )
    @pytest.mark.parametrize("name", [hash_name(V2), CUDA])
    def test_nonsense_of_either_form(self, name: VariantName, stated: object) -> None:
        with pytest.raises(VariantError) as caught:
            checked(name, stated)
        assert str(caught.value).isprintable()

    @pytest.mark.parametrize(
        ("stated", "reason"),
        [
            ({}, "a variant must not be empty"),
            ({"hw": {}}, "a provider in a variant must not be empty"),
            (LEVELS, "hw :: level must have one value, not 2"),
        ],
    )
    def test_nonsense_of_a_hash_only(
        self, stated: dict[str, dict[str, list[str]]], reason: str
    ) -> None:
        with pytest.raises(VariantError, match=reason):
            checked(hash_name(V2), stated)
        checked(CUDA, stated)

    def test_a_label_is_in_lower_case(self) -> None:
        upper = properties("HW :: Level :: V3")
        checked(hash_name("HW :: Level :: V3"), upper)
        with pytest.raises(VariantError, match="a-z 0-9 _"):
            checked(CUDA, upper)

    def test_properties_of_another_hash(self) -> None:
        with pytest.raises(VariantError) as caught:
            checked(hash_name(V3), properties(V2))
        assert str(caught.value) == f"states properties with the hash {hash_of([V2])}"


class Count:
    """Takes down which properties are parsed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stated: list[object] = []
        for name in ("from_mapping", "parse_label_properties"):
            monkeypatch.setattr(models, name, self._counting(getattr(models, name)))

    def _counting(self, parse: Parse) -> Parse:
        def count(stated: object) -> object:
            self.stated.append(stated)
            return parse(stated)

        return count


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Count:
    return Count(monkeypatch)


class TestParsedOnce:
    def test_on_first_use(self, parsed: Count) -> None:
        stated = facts(V2)
        assert parsed.stated == []
        for _ in range(2):
            assert stated.check(hash_name(V2)).error is None
            assert stated.parsed.properties == tuple(parse_properties([V2]))
        assert len(parsed.stated) == 1

    def test_with_an_error(self, parsed: Count) -> None:
        wrong = VariantMetadata({"hw": {"level": "v3"}}, "somebody")  # type: ignore[dict-item]
        first, second = wrong.check(hash_name(V2)), wrong.check(hash_name(V2))
        assert isinstance(first.error, VariantError)
        assert first is second
        assert len(parsed.stated) == 1

    def test_never_after_a_hash_was_compared(self, parsed: Count) -> None:
        known = VariantMetadata.of_hash(tuple(parse_properties([V2])), "METADATA")
        assert known.properties == properties(V2)
        assert known.check(hash_name(V2)).properties == tuple(parse_properties([V2]))
        assert parsed.stated == []

    def test_another_document_states_the_same(self) -> None:
        about, other = document({"cuda13": LEVELS}), document({})
        stated = VariantMetadata(LEVELS, "somebody", about)
        assert stated.with_document(other) == VariantMetadata(LEVELS, "somebody", other)
        assert about != other


class TestOneInstall:
    """From the files of a release to the look into the whole wheel."""

    def install(self, *paths: Path) -> None:
        by = selection()
        files = [candidate(path.name, folder=path.parent) for path in paths]
        (chosen, *_) = ordered(by, files)
        req = requirement("pkg")
        req.link = chosen.link
        dist = get_wheel_distribution(FilesystemWheel(chosen.link.file_path), "pkg")
        by.wheels.verify_metadata(req, dist)
        by.wheels.verify(req, dist)
        assert req.variant is not None
        assert req.variant.properties

    def test_of_the_hash_form(self, tmp_path: Path, parsed: Count) -> None:
        paths = [make_wheel(tmp_path, "pkg", "1.0", properties=[k]) for k in (V3, V2)]
        self.install(*paths)
        assert parsed.stated.count(properties(V3)) <= 2

    @pytest.mark.parametrize("has_document", [True, False])
    def test_of_the_label_form(
        self, tmp_path: Path, parsed: Count, has_document: bool
    ) -> None:
        labels = {"fast": {"hw": {"level": ["v3"]}}, "slow": {"hw": {"level": ["v2"]}}}
        paths = [
            make_label_wheel(tmp_path, "pkg", "1.0", label, stated)
            for label, stated in labels.items()
        ]
        if has_document:
            text = label_document(labels)
            (tmp_path / "pkg-1.0-variants.json").write_bytes(text)
        self.install(*paths)
        assert parsed.stated.count(labels["fast"]) <= 2
