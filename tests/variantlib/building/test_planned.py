"""A maker's file is checked by the rules for releases before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.building.planned import read_places
from variantlib.errors import VariantError
from variantlib.linting.registry import check
from variantlib.linting.report import Ignored, lint

CPU = """
[axes.cpu.values]
v2 = { properties = ["x86_64 :: level :: v2"] }
%s = { properties = ["x86_64 :: level :: v3"] }
"""
PYTHONS = """
[axes.python.values]
"3.12" = { python = "3.12" }
"3.13" = { python = "3.13" }
"""
KINDS = ("null", "plain")
EVERYWHERE = "".join(f"{kind} = true\n" for kind in KINDS)


def found(folder: Path, text: str) -> list[tuple[str, str]]:
    """The findings on a file: the numbers of rules, and the sentences."""
    path = folder / "variants.toml"
    path.write_text(text)
    [release] = read_places(path)
    ignored = ["V703"]
    return [(f.rule.number, f.problem.text) for f in check(release, ignored)]


def test_a_sound_file(tmp_path: Path) -> None:
    assert found(tmp_path, EVERYWHERE + CPU % "v3" + PYTHONS) == []


def test_null_and_plain_are_missed(tmp_path: Path) -> None:
    numbers = [number for number, _ in found(tmp_path, CPU % "v3" + PYTHONS)]
    assert numbers == ["V401", "V402"]
    [release] = read_places(tmp_path / "variants.toml")
    remedies = [f.problem.remedy for f in check(release, ["V703"])]
    assert remedies == [f"write {kind} = true into the file" for kind in KINDS]


def test_labels_are_compared_with_properties(tmp_path: Path) -> None:
    [(number, text)] = found(tmp_path, EVERYWHERE + CPU % "x86_64_v4")
    assert number == "V105"
    assert text == "the label x86_64_v4 says x86_64_v4, but needs x86_64 :: level :: v3"


def test_a_variant_for_one_python_more_is_a_hole_of_the_other(tmp_path: Path) -> None:
    exclude = '[[exclude]]\ncpu = "v3"\npython = "3.13"\n'
    [(number, text)] = found(tmp_path, EVERYWHERE + exclude + CPU % "v3" + PYTHONS)
    assert number == "V403"
    assert text == "v3 has no wheel where other variants have one: cp313"


STATIC = """
[providers.blas]
static-properties = { library = ["mkl", "openblas"] }
[axes.blas.values]
mkl = { properties = ["blas :: library :: mkl"]%s }
openblas = { properties = ["blas :: library :: openblas"] }
"""


def test_a_variant_that_never_wins(tmp_path: Path) -> None:
    texts = [text for _, text in found(tmp_path, EVERYWHERE + STATIC % "")]
    assert [text.partition(":")[0] for text in texts] == [
        "label null is never taken",
        "label openblas is never taken",
    ]
    # What is built under other conditions may be for other machines.
    when = ", when = \"sys_platform == 'linux'\""
    [(_, text)] = found(tmp_path, EVERYWHERE + STATIC % when)
    assert text.startswith("label null is never taken: on each machine that it fits,")


LEVELS = """
[axes.cpu.values.v2]
properties = ["x86_64 :: level :: v2"]
%s
[axes.cpu.values.v3]
properties = ["x86_64 :: level :: v3"]
"""


@pytest.mark.parametrize(
    ("changes", "number", "told"),
    [
        ('add-dependencies = ["Mkl>=2"]', "V503", "v2 alone requires Mkl>=2: "),
        (
            'drop-dependencies = ["numpy"]',
            "V503",
            "plain, null, v3, and not all, require numpy: ",
        ),
        (
            'drop-dependencies = ["numpy>=2"]',
            "V503",
            "plain, null, v3, and not all, require numpy>=2: ",
        ),
        (
            'requires-python = ">=3.11"',
            "V502",
            "differs from that of 3 wheels (v3, ...) (>=3.11 against what the project",
        ),
        (
            'drop-extras = ["mkl"]',
            "V502",
            "Provides-Extra of v2 differs from that of 3 wheels (v3, ...) (what the",
        ),
        ('add-extras = ["mkl"]', "V502", "(mkl against what the project has)"),
        (
            "add-dependencies = [\"mkl; variant_label == 'v2.1'\"]",
            "V508",
            "no variant of this release has the label v2.1 - maybe you meant v2",
        ),
        (
            "add-dependencies = [\"mkl; 'blas' in extras\"]",
            "V505",
            "it requires mkl; 'blas' in extras: extras and dependency_groups",
        ),
    ],
)
def test_changes_of_the_metadata_are_judged(
    tmp_path: Path, changes: str, number: str, told: str
) -> None:
    texts = [
        t for n, t in found(tmp_path, EVERYWHERE + LEVELS % changes) if n == number
    ]
    assert told in texts[0]


def test_what_a_row_replaces_the_others_keep(tmp_path: Path) -> None:
    changes = 'replace-dependencies = ["numpy>=2"]\nadd-entry-points = ["a:b=c"]'
    texts = found(tmp_path, EVERYWHERE + LEVELS % changes)
    assert [(number, text.partition(":")[0]) for number, text in texts] == [
        ("V503", "plain, null, v3, and not all, require numpy"),
        ("V503", "v2 alone requires numpy>=2"),
    ]


def test_sound_changes_of_the_metadata(tmp_path: Path) -> None:
    marked = (
        "add-dependencies = [\"mkl; variant_label == 'v2'\"]\nrequires-python = '%s'"
    )
    alike = EVERYWHERE + "[all]\nrequires-python = '>=3.11'\n"
    assert found(tmp_path, alike + LEVELS % marked % ">=3.11") == []


def test_wrong_files_are_errors(tmp_path: Path) -> None:
    with pytest.raises(VariantError, match=r"variants\.toml: asks for no wheel"):
        found(tmp_path, "")
    with pytest.raises(VariantError, match=r"none\.toml: no such file or folder"):
        read_places(tmp_path / "none.toml")
    (tmp_path / "variants.toml").touch()
    with pytest.raises(VariantError, match=r"only builds to come: name its variants"):
        read_places(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("node.toml", "format = 1\n[providers.nvidia.keys]\nsm_arch = ['90_real']\n"),
        ("node.json", '{"platform": "linux_x86_64", "providers": []}'),
    ],
)
def test_a_machine_is_no_release(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    told = f"describes a machine, and only releases.*matrix PROJECT --machine .*{name}"
    with pytest.raises(VariantError, match=told):
        read_places(path)


def test_a_catalogue_is_checked_by_the_same_rules(tmp_path: Path) -> None:
    path = tmp_path / "ship.toml"
    entry = '[[variants]]\nlabel = "{}"\nlocal = "a"\nproperties = "{}"\n'
    head = 'format = 1\nname = "ship"\nprojects = ["ship", "crew"]\n'
    path.write_text(
        head
        + entry.format("cu130", "nvidia :: cuda_version_lower_bound :: 12.8")
        + entry.format("cpu", "nvidia :: cuda :: 13")
    )
    # One finding for what is stated of both projects; other installers never read it.
    [release] = read_places(path)
    assert [finding.rule.number for finding in check(release)] == [
        "V105",
        "V302",
        "V801",
    ]
    path.write_text(head)
    with pytest.raises(VariantError) as caught:
        read_places(path)
    assert str(caught.value).startswith(f"{path}: variants: are missing")
    # One that comes along is named without a path. It counts as one.
    report = lint(read_places(Path("cupy")), frozenset(), "", Ignored())
    assert len(report.linted) > 1
    assert [*report.lines()][-1] == "cupy.toml: 0 errors, 0 warnings, 0 notes"


def test_tables_of_a_catalogue_have_files_and_names_for_them(tmp_path: Path) -> None:
    path = tmp_path / "ship.toml"
    needs = "properties = 'nvidia :: sm_arch :: 90_real'"
    tables = (
        f"label = 'any'\nindex = 'https://a'\n{needs}",
        "label = 'one'\nindex = ['https://a/', 'https://b']\nlocal = 'cu*'",
        "label = 'two'\nindex = 'https://b'\nlocal = ['cu1', 'cu2']",
        "label = 'two'\nlocal = 'cu3'",
        "label = 'new'\nindex = 'https://b'\nlocal = 'cpu'\nversions = '>2'",
        "label = 'old'\nindex = 'https://b'\nlocal = 'cpu'",
        f"label = 'any'\nindex = 'https://a'\nlocal = 'x?'\n{needs}",
        "label = 'cpu'\nindex = 'https://c'",
    )
    head = 'format = 1\nname = "ship"\nprojects = ["ship"]\n'
    path.write_text(head + "".join(f"[[variants]]\n{table}\n" for table in tables))
    [release] = read_places(path)
    found = [f.problem.text for f in check(release) if f.rule.number == "V801"]
    by_another = "a table of the label two has no files: that of one comes first"
    by_itself = "a table of the label any has no files: another one of it comes first"
    assert len(found) == 3
    assert [text.startswith(by_another) for text in found] == [True, True, False]
    assert found[2].startswith(by_itself)
    found = [f.problem.text for f in check(release) if f.rule.number == "V802"]
    assert found[0].startswith("only the place tells which files are any: out of a")
    # The place is all that this one has.
    [release] = read_places(Path("llama-cpp-python"))
    assert [f.rule.number for f in check(release)] == ["V802"]
    assert not check(read_places(Path("torch"))[0])
