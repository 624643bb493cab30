"""The findings on releases that were published; `docs/publish/lint.md` has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from variantlib.linting.assembly import assemble, read_statement
from variantlib.linting.registry import RULES, check

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests/variantlib/data/real"
PAGE = ROOT / "docs/publish/lint.md"
FILES: dict[str, list[str]] = json.loads((DATA / "files.json").read_text())["files"]

EXPECTED = {
    "torch-2.9.0": {"V402": 1, "V404": 3, "V701": 1, "V702": 1, "V703": 2},
    "numpy-2.3.4": {"V202": 1, "V401": 1, "V402": 1, "V404": 2}
    | {"V701": 1, "V702": 1, "V703": 1},
    "torchvision-0.24.0": {"V402": 1, "V404": 3, "V701": 1, "V702": 1, "V703": 2},
    "cupy-13.6.0": {"V303": 1, "V401": 1, "V402": 1, "V701": 1, "V702": 1},
    "cudf-25.12.0a135": {"V401": 1, "V402": 1, "V701": 1, "V702": 1},
    "transformer_engine_lib-2.7.0": {"V401": 1, "V402": 1, "V701": 1, "V702": 1},
    "nvidia_cublas-13.0.2.14": {"V401": 1, "V402": 1, "V701": 1, "V702": 1},
}


def texts(name: str) -> list[tuple[str, str]]:
    """The findings, by the document and the names of all files."""
    document = f"{name}-variants.json"
    statement = read_statement(document, (DATA / document).read_bytes())
    [release] = assemble(FILES[name], {}, [statement])
    return [(finding.rule.number, finding.problem.text) for finding in check(release)]


@pytest.mark.parametrize("name", FILES)
def test_the_findings_on_a_release(name: str) -> None:
    numbers = [number for number, _ in texts(name)]
    assert {number: numbers.count(number) for number in numbers} == EXPECTED[name]


def test_the_page_has_a_table_of_them() -> None:
    used = sorted({number for counts in EXPECTED.values() for number in counts})
    rows = [
        ["release", *used],
        ["---"] * (1 + len(used)),
        *(
            [f"`{name}`", *(str(EXPECTED[name].get(n, "-")) for n in used)]
            for name in FILES
        ),
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    assert table in PAGE.read_text("utf-8"), table


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        ("numpy-2.3.4", "V202", "label openblas is never taken on cp311 macOS arm64"),
        ("cupy-13.6.0", "V303", "label cu11 has nvidia :: sm_arch :: 35_real, 37_real"),
        ("torch-2.9.0", "V404", "xpu is not there for Linux aarch64, macOS arm64"),
        ("torch-2.9.0", "V703", "amd, so its users do not get rocm6.3, rocm6.4"),
    ],
)
def test_some_of_them_in_words(name: str, number: str, words: str) -> None:
    assert any(words in text for rule, text in texts(name) if rule == number)


def test_the_page_has_a_section_for_each_rule() -> None:
    page = PAGE.read_text("utf-8")
    sections = page.split("\n### ")[1:]
    heads = [section.split("\n\n")[:2] for section in sections]
    assert heads == [
        [f"{r.number}: {r.name}", f"*{r.severity.value}.* {r.summary}"] for r in RULES
    ]
