"""The findings on releases that were published; `docs/publish/lint.md` has them."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest

from variantlib.linting.assembly import assemble, read_statement
from variantlib.linting.reading import read_releases
from variantlib.linting.registry import RULES, check

from .scenes import beside, cuda, document, label

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests/variantlib/data/real"
PAGE = ROOT / "docs/publish/lint.md"
FILES: dict[str, list[str]] = json.loads((DATA / "files.json").read_text())["files"]

EXPECTED = {
    "torch-2.9.0": {"V106": 1, "V402": 1, "V404": 3}
    | {"V701": 1, "V702": 1, "V703": 2},
    "numpy-2.3.4": {"V106": 1, "V202": 1, "V401": 1, "V402": 1, "V404": 2}
    | {"V701": 1, "V702": 1, "V703": 1},
    "torchvision-0.24.0": {"V402": 1, "V404": 3, "V701": 1, "V702": 1, "V703": 2},
    "cupy-13.6.0": {"V106": 1, "V303": 1, "V401": 1, "V402": 1, "V701": 1, "V702": 1},
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


def real(*numbers: int) -> list[str]:
    return [f"{number}_real" for number in numbers]


GFX = [f"gfx{n}" for n in (1030, 1100, 1101, 1102, 1150, 1151, 1200, 1201)]
GFX += ["gfx900", "gfx906", "gfx908", "gfx90a", "gfx942", "gfx950"]
XPU = ["12.55.8", "12.60.7", "12.71.4", "12.74.4"]
XPU += ["20.1.0", "20.4.4", "30.0.4", "30.1.0"]
ORDER = ("nvidia", "intel", "amd", "priority")
# What torch 2.10.0 published, but for its providers.
PUBLISHED: dict[str, dict[str, dict[str, list[str]]]] = {
    "null": {},
    "cuda12.6": {
        **cuda("12.0", sm_arch=real(50, 60, 70, 75, 80, 86, 90)),
        "priority": {"order": ["3"]},
    },
    "cuda12.8": {
        **cuda("12.0", sm_arch=real(70, 75, 80, 86, 90, 100, 120)),
        "priority": {"order": ["2"]},
    },
    "cuda13.0": {
        **cuda("13.0", sm_arch=[*real(75, 80, 86, 90, 100, 120), "120_virtual"]),
        "priority": {"order": ["1"]},
    },
    "xpu": {"intel": {"device_ip": XPU}},
    "rocm7.0": {"amd": {"rocm_version": ["7.0"], "gfx_arch": GFX}},
    "rocm7.1": {"amd": {"rocm_version": ["7.1"], "gfx_arch": GFX}},
}


def listed() -> dict[str, dict[str, dict[str, list[str]]]]:
    """The list that its wheels were to be made from, with the slips of that."""
    found = copy.deepcopy(PUBLISHED)
    for name in ("cuda12.6", "cuda12.8", "cuda13.0"):
        found[name]["property"] = found[name].pop("priority")
    found["cuda13.0"]["nvidia"]["sm_arch"].append("110_real")
    found["rocm7.1"]["amd"]["rocm_version"] = ["7.0"]
    return found


def test_the_three_slips_in_the_list_of_torch_2_10(tmp_path: Path) -> None:
    static = {"priority": {"static-properties": {"order": ["1", "2", "3"]}}}
    known = {name: {"requires": [f"{name}-provider"]} for name in ORDER[:3]}
    providers = {**known, **static}

    def found(number: str) -> list[str]:
        [release] = read_releases(tmp_path)
        findings = [f for f in check(release) if f.rule.number == number]
        return [finding.problem.text for finding in findings]

    for name, properties in listed().items():
        own = document({name: properties}, ORDER, providers=providers)
        label(tmp_path, name, properties, own=own)
    [text] = found("V105")
    assert (
        text == "the label rocm7.1 says rocm7.1, but needs amd :: rocm_version :: 7.0"
    )
    [text] = found("V301")
    assert "the namespace property" in text
    beside(tmp_path, document(PUBLISHED, ORDER, providers=providers))
    texts = found("V606")
    assert [re.findall(r"\w+ :: \w+ :: [\w.]+", text) for text in texts] == [
        ["priority :: order :: 3", "property :: order :: 3"],
        ["priority :: order :: 2", "property :: order :: 2"],
        [
            "nvidia :: sm_arch :: 110_real",
            *("priority :: order :: 1", "property :: order :: 1"),
        ],
        ["amd :: rocm_version :: 7.0", "amd :: rocm_version :: 7.1"],
    ]
