"""Documents that are read in pieces: the same as read as a whole."""

import json
import random
from collections.abc import Mapping

import pytest

from variantlib.documents import json_parts
from variantlib.documents.json_parts import read_in_pieces
from variantlib.documents.json_text import load_document, load_json, refuse_duplicates
from variantlib.errors import InvalidDocument
from variantlib.names.packed import PackedVariants

NAMES = ["a", '}},"', "}}", "{", '\\"}},', "é", "x y", '"', "\n", '}}, "b": {']
BREAKS = ["", "}", ",", '"', "{", " ", "\\", "NaN", '}},"']


def plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items()}
    return value


def result(load: object, text: str) -> object:
    try:
        return json.dumps(plain(load(text)))  # type: ignore[operator]
    except InvalidDocument as error:
        return str(error)


def load_whole(text: str) -> object:
    outermost: list[tuple[str, object]] = []

    def note(pairs: list[tuple[str, object]]) -> dict[str, object]:
        outermost[:] = pairs
        return dict(pairs)

    found = load_json(text, note)
    return refuse_duplicates(outermost) if isinstance(found, dict) else found


class Numbers(random.Random):
    def value(self, depth: int) -> object:
        kind = self.random()
        if depth == 0 or kind < 0.15:
            return self.choice([1, 2.5, None, True, "s", '}},"', [], {}, [[]], ["a"]])
        if kind < 0.2:
            return [self.value(depth - 1)]
        return {f"{self.choice(NAMES)}{i}": self.part(depth) for i in range(3)}

    def part(self, depth: int) -> object:
        if depth > 1:
            return self.value(depth - 1)
        return [self.choice(NAMES) for _ in range(self.randrange(3))]

    def text(self) -> str:
        variants = {f"{self.choice(NAMES)}{i}": self.value(2) for i in range(6)}
        members = [("$schema", "x"), ("variants", variants), ("z", self.value(2))]
        self.shuffle(members)
        text = json.dumps(dict(members), indent=self.choice([None, None, 1]))
        if self.random() < 0.3:
            place = self.randrange(len(text) + 1)
            end = place + self.randrange(3)
            text = text[:place] + self.choice(BREAKS) + text[end:]
        return text.replace('"z"', '"variants"') if self.random() < 0.1 else text


@pytest.mark.parametrize("size", [0, 5, 40, 200])
def test_pieces_make_the_whole(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(json_parts, "_PIECE", size)
    numbers = Numbers(size)
    for _ in range(400):
        text = numbers.text()
        assert result(load_document, text) == result(load_whole, text), text


@pytest.mark.parametrize("size", [0, 1000])
@pytest.mark.parametrize("end", [",}", ', }, "z": {}', ',\n},"variants": {}'])
def test_no_comma_follows_the_last_variant(
    monkeypatch: pytest.MonkeyPatch, size: int, end: str
) -> None:
    monkeypatch.setattr(json_parts, "_PIECE", size)
    text = f'{{"variants": {{"a": {{"n": {{"f": ["v"]}}}}{end}}}'
    with pytest.raises(InvalidDocument, match="is not JSON"):
        load_json(text)
    assert result(load_document, text) == result(load_json, text)


@pytest.mark.parametrize("indent", [None, 2])
def test_usual_documents_are_read_in_pieces(indent: int | None) -> None:
    variants = {f"l{i}": {"gpu": {"cuda": [str(i)]}} for i in range(1000)}
    document = {"$schema": "x", "variants": variants, "providers": {"gpu": {}}}
    found = read_in_pieces(json.dumps(document, indent=indent), json.JSONDecoder())
    assert isinstance(found["variants"], PackedVariants)
    assert plain(found) == document


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"variants": {"}},": {"a": {}}}',
        '{"a": 1} 2',
        '{"a" 1}',
        '{"a": 1, "a": 1}',
    ],
)
def test_other_texts_are_left_to_the_parser(text: str) -> None:
    with pytest.raises(ValueError, match=r"xpect|more than|delimiter|twice"):
        read_in_pieces(text, json.JSONDecoder())
