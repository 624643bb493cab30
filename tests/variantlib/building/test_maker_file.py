"""Each mistake in a maker's file is told with its place, and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.building.maker_file import find_file, read_file
from variantlib.errors import VariantError

from .matrices import rows_of, write

AXIS = '[axes.cpu]\nvalues = ["v2"]\nproperties = ["x86_64 :: level :: {value}"]\n'

MISTAKES = {
    "axes = 1": "axes: must be a table, not a number",
    "axis = 1": "axis: unknown key - maybe you meant axes",
    "[axes.cpu]": "axes.cpu.values: must be a list of names, or a table",
    "[axes.cpu]\nvalue = ['v2']": "axes.cpu.value: unknown key - maybe you",
    "[axes.cuda.12]\nproperties = []": (
        "axes.cuda.12: unknown key; a value belongs into axes.cuda.values.12"
    ),
    "[axes.cuda]\nvalues = ['12']\n12 = {}": "axes.cuda.12: unknown key; known are add",
    "[axes.cpu]\nvalues = [2]": "axes.cpu.values: must be a name in quotes",
    "[axes.cpu]\nvalues = ['v2', 'v2']": "axes.cpu.values: has 'v2' twice",
    "[axes.cpu]\nvalues = ['../x']": "axes.cpu.values: a name must have 1 to 64 of",
    "[axes.'a b']\nvalues = ['x']": "axes: a name must have 1 to 64 of",
    "[axes.label]\nvalues = ['x']": "axes: label has another meaning",
    "[axes.cpu.values.v2]\nenvironment = ['A=1']": (
        "axes.cpu.values.v2.environment: must be a table, not a list"
    ),
    "[axes.cpu.values.v2]\nenvironment = {'A=B' = '1'}": (
        "axes.cpu.values.v2.environment: 'A=B' cannot be the name of a variable"
    ),
    "[axes.cpu.values.v2]\nenviroment = {}": (
        "axes.cpu.values.v2.enviroment: unknown key - maybe you meant environment"
    ),
    "[axes.cpu.values.v2.environment]\nA = 1": (
        "axes.cpu.values.v2.environment.A: must be text, not a number"
    ),
    AXIS + "plain = true": "axes.cpu.plain: stands in a table; put it above all tables",
    "[axes]\nplain = true": "axes.plain: stands in a table; put it above all tables",
    "[all]\npython = 3.10": "all.python: must be text, not a number: put it in quotes",
    "[all]\ntest = 1": "all.test: must be a command: text, or a list of words",
    '[all]\nimage = "a\\nb"': "all.image: must be text of one line",
    "[all]\nbuild-requires = ['a b c']": "all.build-requires: 'a b c' is no",
    AXIS + "drop-dependencies = ['>1']": (
        "v2: axes.cpu.values.v2.drop-dependencies: '>1' names no project"
    ),
    AXIS + "requires-python = '3'": "values.v2.requires-python: '3' says no versions",
    AXIS + "add-entry-points = ['x']": (
        "values.v2.add-entry-points: 'x' is no entry point: write it as 'group:name=mo"
    ),
    AXIS + "drop-entry-points = ['x']": "'x' names no entry point: write it as 'group:",
    AXIS + "[all]\nrequires-python = '3'": (
        "v2: all.requires-python: '3' says no versions of Python"
    ),
    "[axes.b]\nvalues = ['x']\nproperties = ['a :: b']\n" + AXIS: (
        "x-v2: axes.b.values.x.properties: 'a :: b' is not a property"
    ),
    AXIS + "[[include]]\nid = 'x'\nproperties = ['a :: {b} :: c']\nlabel = 'x'": (
        "x: include 1.properties: {b} stands for nothing here"
    ),
    AXIS + "[all]\nadd-extras = ['-']\n[plain]\nimage = 'x'": (
        "v2: all.add-extras: '-' is no name of an extra"
    ),
    "[plain]\nadd-extras = ['-']\n" + AXIS: (
        "plain.add-extras: '-' is no name of an extra"
    ),
    "[plain]\ntest = 'python -c {}'": (
        "plain.test: {} stands for nothing here; known are dest_dir, id, label,"
        " project, wheel; a brace is {{"
    ),
    "[all]\nwhen = 'python > 3'": "all.when: 'python > 3' is no marker",
    "[all]\nwhen = true": "all.when: must be text, not true or false",
    "[all]\nwhen = '\"x\" in extras'": "all.when: extras is for requirements: no build",
    "[all]\nwhen = 'extra == \"x\"'": "all.when: extra is for requirements: no build",
    "[all]\nwhen = 'python_version ~= \"3\"'": (
        """all.when: 'python_version ~= "3"' compares what has no order"""
    ),
    f"[all]\nwhen = '{'(' * 3000}'": "characters) is no marker: ",
    f"[all]\nbuild-requires = ['a; {'(' * 3000}']": "characters) is no requirement",
    AXIS + f"add-dependencies = ['a; {'(' * 3000}']": (
        "characters) is no requirement: "
    ),
    f"[providers.a]\nrequires = ['a; {'(' * 900}']\nplugin-api = 'b'": (
        "characters): no requirement"
    ),
    "[all]\ntest = 'a \"b'": "all.test: cannot be split into words: No",
    '[all]\ntest = "a\\tb"': "all.test: must be text of one line",
    "[all]\ntest = ['', 'a']": "all.test: names no program",
    "[all]\npython = '~/py'": "all.python: no shell reads '~/py': write the home",
    "output = '~/dist'": "output: no shell reads '~/dist': write the home folder out",
    "[all]\npython = '-c'": "all.python: must be a version or a path",
    "[all]\nproperties = ['a :: b :: c']": "all.properties: is not for a wheel",
    "[all.config-settings]\n'a=b' = 'c'": "all.config-settings: 'a=b' cannot be",
    "form = 'lable'": "form: must be one of label, hash, both, not 'lable' - maybe you",
    "priority = []": "priority: the order must not be empty",
    "priority = ['A']": "priority: namespace must be text of the characters a-z 0-9 _",
    "matrix = [['gpu']]": "matrix 1: no axis is called 'gpu'; there are none",
    AXIS + "[exclude]": "exclude: must be a list of tables: write [[exclude]], not [",
    AXIS + "[[include]]\naxes.cpu = 'v2'": (
        "v2: two rows have this identifier; give one of them another 'id', or a value"
    ),
    AXIS + "[[exclude]]": "exclude 1: names no axis, so it would leave nothing",
    AXIS + "[[exclude]]\ncpi = 'v2'": "exclude 1: no axis is called 'cpi' - maybe you",
    AXIS + "[[exclude]]\ncpu = 'v3'": "exclude 1.cpu: no value matches v3",
    AXIS + "[[include]]\nlabel = 'x'": "include 1: needs an 'id'",
    AXIS + "[[include]]\naxes = {cpu = 'v9'}": "include 1.axes.cpu: must be one of v2",
    AXIS + "[[include]]\nid = 'x'\nlabel = 'x'": "include 1: has no property",
    "link = [['cpu']]\n" + AXIS: "link 1: must name two axes or more",
    "link = [['cpu', 'b']]\n" + AXIS + "[axes.b]\nvalues = ['x', 'y']": (
        "link 1: cpu has 1 values and b 2: what varies together has as many"
    ),
    "link = [['cpu', 'b'], ['b', 'c'], ['c', 'cpu']]\n"
    + AXIS
    + "[axes.b]\nvalues = ['x']\n[axes.c]\nvalues = ['x']": (
        "link 2: b is in two links; join them to one"
    ),
    "": "asks for no wheel: it needs axes",
    "null = true\nplain = true": (
        "null: no row has a property, but the null variant has to name the namespaces"
        " of its release: add them, as in priority = ['x86_64'], or leave it out"
    ),
    "null = 1": "null: must be true, false or a table of settings",
    "matrix = [[]]\n" + AXIS: "matrix 1: names no axis",
    "[plain]\nlabel = 'x'": "plain.label: is not for a wheel that fits everywhere",
    "form = 'hash'\nnull = true": "null: has no hash: leave it out",
    "label = '{cpi}'\n" + AXIS: "v2: label: {cpi} stands for nothing here - maybe you",
    "label = '{cpu'\n" + AXIS: "v2: label: a single { in '{cpu': write it twice",
    "label = 'Fast'\n" + AXIS: "v2: label must be text of",
    "label = 'none'\n" + AXIS: "v2: label must be another word than the one that",
    AXIS + "label = ''": "v2: its label is empty: give it or one of its axes a",
    "label = 'null'\n" + AXIS: "v2: the label null is for the variant without",
    AXIS + "[providers.x86_64]\nrequired = ['x']": "providers.x86_64 must have one of",
    "providers = 1": "providers: must be a table, not a number",
    "providers.x86_64 = 1": (
        "providers.x86_64: its provider is not described rightly: it must be an object,"
        " not a number"
    ),
    AXIS.replace('"v2"', '"v2", "V3"'): (
        "V3: properties.'x86_64 :: level :: V3': value must be text of the characters"
    ),
    "[axes.cpu]\nvalues = ['v2']": "v2: no value has a property, so this is no variant",
    "[axes.cpu]\nvalues = ['v2']\nproperties = ['a :: b']": (
        "axes.cpu.values.v2.properties: 'a :: b' is not a property"
    ),
    AXIS + "[axes.b]\nvalues = ['v2']\nproperties = ['n :: f :: v']\nlabel = ''\n"
    "[[include]]\nid = 'other'\nlabel = 'v2'\nproperties = ['a :: b :: c']": (
        "other: has the label v2, as v2-v2 has, for other properties"
    ),
    AXIS + "[[include]]\nid='other'\nlabel='other'\nproperties=['x86_64::level::v2']": (
        "other: has the properties of v2, but not its label v2"
    ),
    AXIS + "[[include]]\nid='V2'\nlabel='other'\nproperties=['x86_64::level::v3']": (
        "V2: two rows have this identifier, in capitals or not: v2; give one"
    ),
    AXIS + "[axes.b]\nvalues = ['x', 'y']": (
        "axes.b: x and y have no settings that differ, so v2-x and v2-y would be one"
    ),
    AXIS + "[axes.b.values]\nx = {}\ny.requires-python = '>=3.11'\n": (
        "axes.b: x and y differ in requires-python only, so v2-x and v2-y would be one"
        " file: give them properties, or another python, runner or when, or leave"
    ),
    AXIS + "[axes.b]\nvalues = ['x', 'y']\nenvironment.A = '{value}'": (
        "axes.b: x and y differ in environment only, so v2-x and v2-y would be one file"
        ": give them properties, or leave the axis out; if the tags of their wheels"
        " differ, set label = ''"
    ),
    "[axes.t]\nvalues = ['1', '2']\nbuild-requires = ['torch=={value}']\n" + AXIS: (
        "axes.t: 1 and 2 differ in build-requires only, so t1-v2 and t2-v2 would be one"
    ),
    "null = true\nlink = [['b', 'cpu']]\n"
    + AXIS.replace('"v2"', '"v2", "v3"')
    + "[axes.b.values]\n"
    "x.label = ''\ny = { label = '', requires-python = '>=3.11' }\n": (
        "axes.b: x and y differ in requires-python only, so null-x and null-y would be"
        " one file: remove label = '', as the axis is linked with one of variants"
    ),
    # Where tags may differ, settings do.
    AXIS + "[axes.b]\nvalues = ['x', 'y']\nlabel = ''": (
        "axes.b: x and y have no settings that differ"
    ),
    AXIS + "[[include]]\nid = 'x'\nlabel = 'v2'\nproperties = ['x86_64::level::v2']\n"
    "environment.A = '1'": (
        "x: would be the same file as v2 (only environment differs): leave one of them"
    ),
    AXIS + "[[include]]\nid = 'x'\nlabel = 'v2'\nproperties = ['x86_64::level::v2']": (
        "x: would be the same file as v2: leave one of them out"
    ),
    AXIS + "image = 'a'\n[axes.b]\nvalues = ['x']\nimage = 'b'": (
        "axes.b.values.x: image is another in axes.cpu.values.v2"
    ),
    AXIS
    + "environment = {A = '1'}\n[axes.b]\nvalues = ['x']\nenvironment = {A = '2'}": (
        "axes.b.values.x: environment A is another in axes.cpu.values.v2 (flags = { A"
    ),
    AXIS + "image = 'a b'": "image: must be the name of one, not 'a b'",
    AXIS + "runner = '$(x)'": "runner: must be the name of one, not '$(x)'",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str) -> None:
    with pytest.raises(VariantError) as caught:
        rows_of(tmp_path, text)
    told = str(caught.value).replace(f"{tmp_path}/variants.toml: ", "")
    assert MISTAKES[text] in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a = ", "is not TOML"),
        (b"\xff\xfea\0", "the file is UTF-16"),
        (
            b"a = " + b"9" * 5000,
            "is not TOML: a number has too many digits",
        ),
        (b"a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a = 1", "more than 16 parts"),
        (b"#" * 2**20 + b"#", "is larger than 1 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "variants.toml"
    path.write_bytes(content)
    with pytest.raises(VariantError, match=problem) as caught:
        read_file(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_large_tables_are_refused(tmp_path: Path) -> None:
    axes = "".join(f"[axes.a{number}]\nvalues = ['x']\n" for number in range(51))
    with pytest.raises(VariantError, match="axes: has more than 50 axes"):
        rows_of(tmp_path, axes)
    with pytest.raises(VariantError, match="exclude: has more than 1000 members"):
        rows_of(tmp_path, "[[exclude]]\n" * 1001)
    with pytest.raises(VariantError, match=r"all\.image: is longer than 10000 char"):
        rows_of(tmp_path, f"[all]\nimage = '{'a' * 10_001}'")


def test_a_table_of_pyproject(tmp_path: Path) -> None:
    text = "[project]\nname = 'x'\n[tool.variants.axes.cpu]\nvalues = ['v2']\n"
    text += "properties = ['x86_64 :: level :: v2']\n"
    [row] = rows_of(tmp_path, text, "pyproject.toml")
    assert (row.name, row.label) == ("v2", "v2")
    assert find_file(tmp_path) == tmp_path / "pyproject.toml"


def test_the_list_of_the_draft(tmp_path: Path) -> None:
    text = """
    [variant.default-priorities]
    namespace = ["x86_64", "nvidia"]
    [variant.variants.fast]
    nvidia.sm_arch = ["90_real", "100_real"]
    x86_64.level = ["v3"]
    [variant.variants.null]
    [tool.variants.all]
    config-settings = { variant-label = "{label}" }
    """
    fast, null = rows_of(tmp_path, text, "pyproject.toml")
    assert (fast.name, fast.label, len(fast.properties)) == ("fast", "fast", 3)
    assert fast.settings.config_settings == (("variant-label", ("fast",)),)
    assert (null.name, null.kind, null.label) == ("null", "null", "null")


def test_a_list_of_the_draft_that_is_wrong(tmp_path: Path) -> None:
    text = "[variant.variants.fast]\nnvidia.sm_arch = 90"
    with pytest.raises(
        VariantError, match=r"variant\.variants\.fast: values must be a"
    ):
        rows_of(tmp_path, text, "pyproject.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("priority = 'a'", "priority: must be a list, not text"),
        (
            "[tool.variants]\n[variant.variants]\nfast = ['v3']",
            "variant.variants.fast: must be a table, not a list",
        ),
        (
            "[variant.variants.x]\n[tool]\nvariants = 1",
            "tool.variants: must be a table, not a number",
        ),
    ],
)
def test_a_place_is_told_once(tmp_path: Path, text: str, told: str) -> None:
    name = "pyproject.toml" if "[tool" in text else "variants.toml"
    with pytest.raises(VariantError) as caught:
        rows_of(tmp_path, text, name)
    assert str(caught.value) == f"{tmp_path / name}: {told}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("priority = ['amd']\n" + AXIS, "priority: lacks x86_64, which v2 has"),
        (
            AXIS + "[providers.x86]\nbuiltin = 'x'",
            "providers.x86: no row has a property of it - maybe you meant x86_64",
        ),
        (
            "priority = ['x86_64']\n" + AXIS + "[providers.amd]\nbuiltin = 'x'",
            "providers.amd: 'priority' does not name it",
        ),
        (
            "priority = ['x86_64', 'amd']\n" + AXIS + "[providers.x86_64]\nbuiltin='x'",
            "providers: lacks amd: name all, or leave it out",
        ),
    ],
)
def test_what_concerns_all_rows_blames_none(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(VariantError) as caught:
        rows_of(tmp_path, text)
    assert str(caught.value) == told


def test_a_folder_without_a_file(tmp_path: Path) -> None:
    write(tmp_path, "[project]\nname = 'x'", "pyproject.toml")
    with pytest.raises(VariantError, match="and no pyproject"):
        find_file(tmp_path)
    with pytest.raises(VariantError, match=r"has no table \[tool.variants\]"):
        read_file(tmp_path / "pyproject.toml")
    (tmp_path / "variants.toml").mkdir()
    with pytest.raises(VariantError, match=r"variants\.toml: is a folder or a link"):
        find_file(tmp_path)
