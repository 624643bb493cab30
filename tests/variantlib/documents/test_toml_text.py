"""What no parser of TOML should get to see is found, and quickly."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.documents.toml_text import MAX_DEPTH, has_deep_key

DEEP = ".".join(["a"] * (MAX_DEPTH + 1))
FLAT = ".".join(["a"] * MAX_DEPTH)


@pytest.mark.parametrize(
    "text",
    [
        f"{DEEP} = 1",
        f"[{DEEP}]",
        f"[[ {DEEP} ]]",
        f"x = {{ {DEEP} = 1 }}",
        f"x = [{{ y = {{ {DEEP} = 1 }} }}]",
        " . ".join(["a"] * (MAX_DEPTH + 1)),
        "\t.".join(['"a.b"', "'c'", "d-e_f"] * MAX_DEPTH),
        ".".join([r'"\""'] * (MAX_DEPTH + 1)),
        ".".join(['""'] * (MAX_DEPTH + 1)),
        ".".join(['"#"'] * (MAX_DEPTH + 1)),
        f'x = "\\\\"\n{DEEP} = 1',
        f'x = """a""""\n{DEEP} = 1',
        f'x = """a\\""""\n{DEEP} = 1',
        f"x = '''a'''''\n{DEEP} = 1",
        f"# it's\n{DEEP} = 1",
        f'# "\n{DEEP} = 1',
    ],
)
def test_too_many_names(text: str) -> None:
    assert has_deep_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{FLAT} = 1",
        f"[{FLAT}]\n{FLAT} = 1",
        f'x = "{DEEP}"',
        f"x = '{DEEP}'",
        f'x = "\\"{DEEP}"',
        f'x = """\n{DEEP} = 1\n\\""" {DEEP} " "" {DEEP}"""',
        f"x = '''\n\"{DEEP}\n' '' {DEEP}'''",
        f"# {DEEP} = 1",
        "x = [" + "1.5, " * 100 + "]",
        'x = ["' + '", "'.join(["12.8"] * 100) + '"]',
    ],
)
def test_not_too_many(text: str) -> None:
    assert not has_deep_key(text)


PIECES = [*"a.\"'#\\ \n", '"""', "'''", "a.", " . ", '""a', "''a", '\n\\"""', "#\n"]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("start", ["", 'x="', "x='", 'x="""', "x='''"])
def test_the_time_does_not_grow_faster_than_the_text(start: str, piece: str) -> None:
    text = start + piece * (2**18 // len(piece)) + "." * MAX_DEPTH
    began = time.process_time()
    has_deep_key(text)
    assert time.process_time() - began < 20


@given(
    st.lists(st.sampled_from([*"ab.=\"'\\#\n []{}", '"""', "'''", "x = "])).map("".join)
)
def test_whatever_the_text_its_keys_are_seen(text: str) -> None:
    """What a parser takes for a key is never taken for a part of a text."""
    tomllib = pytest.importorskip("tomllib")
    try:
        tomllib.loads(text)
    except ValueError:
        return
    assert has_deep_key(f"{text}\n{DEEP} = 1")
