from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.choice.specifiers import (
    PropertyClause,
    PropertySpecifier,
    parse_requests,
)
from variantlib.errors import InvalidRequest
from variantlib.names.properties import to_mapping

from ..strategies import Variant, names, values, variants

GPU = {
    "nvidia": {"driver": ["12.8", "13"], "arch": ["sm_90"]},
    "x86_64": {"level": ["v3"]},
    "nothing": {},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" ,\t,\n", []),
        ("none", [(None, "none")]),
        (
            "36266d4d,cuda13 none",
            [(None, "36266d4d"), (None, "cuda13"), (None, "none")],
        ),
        ("my-set", [(None, "my-set")]),
        ("Pkg.a=x,y z", [("pkg-a", "x"), ("pkg-a", "y"), ("pkg-a", "z")]),
        ("x a=y,b=z", [(None, "x"), ("a", "y"), ("b", "z")]),
        ("a = x", [("a", "x")]),
        ("p::k", [(None, "p :: k")]),
        ("p :: k", [(None, "p :: k")]),
        ("p ::\tk ::v", [(None, "p :: k :: v")]),
        ("p::*", [(None, "p :: *")]),
        ("p::k<13", [(None, "p :: k < 13")]),
        ("p :: k >= 12.8", [(None, "p :: k >= 12.8")]),
        ("p :: k == v3", [(None, "p :: k == v3")]),
        ("p::k & q::*&r::l!=1", [(None, "p :: k & q :: * & r :: l != 1")]),
        # Blanks separate, except where something has to follow.
        ("p :: k q", [(None, "p :: k"), (None, "q")]),
        ("p :: k < 13 none", [(None, "p :: k < 13"), (None, "none")]),
        ("p :: k q :: l", [(None, "p :: k"), (None, "q :: l")]),
        ("p :: * q", [(None, "p :: *"), (None, "q")]),
        ("p :: k, q=r", [(None, "p :: k"), ("q", "r")]),
        ("a=p :: k < 13, none", [("a", "p :: k < 13"), ("a", "none")]),
    ],
)
def test_what_is_asked_for(text: str, expected: list[tuple[str | None, str]]) -> None:
    found = [(asked.project, str(asked.request)) for asked in parse_requests(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (
            "p :: k <",
            """a value is expected after '<'
            p :: k <
                    ^""",
        ),
        (
            "p :: k < , none",
            """a value is expected after '<'
            p :: k < , none
                     ^""",
        ),
        (
            "p ::",
            """a key or * is expected after '::'
            p ::
                ^""",
        ),
        (
            "p :: k ::",
            """a value is expected after '::'
            p :: k ::
                     ^""",
        ),
        (
            "p :: k &",
            """a provider is expected after '&'
            p :: k &
                    ^""",
        ),
        (
            "p :: k & none",
            """'::' and a key are expected after 'none'
            p :: k & none
                         ^""",
        ),
        (
            "none & p :: k",
            """'provider :: key' is expected before '&'
            none & p :: k
                 ^""",
        ),
        (
            "driver < 13",
            """'provider :: key' is expected before '<'
            driver < 13
                   ^""",
        ),
        (
            "p : k",
            """'provider :: key' is expected before ':'
            p : k
              ^""",
        ),
        (
            "p :: k = 13",
            """'=' is none of the comparisons < <= > >= == !=
            p :: k = 13
                   ^""",
        ),
        (
            "p :: k ~= 13",
            """'~=' is none of the comparisons < <= > >= == !=
            p :: k ~= 13
                   ^""",
        ),
        (
            "p :: k == sm_90",
            """'sm_90' is no version: write '::' before other values
            p :: k == sm_90
                      ^""",
        ),
        (
            "p :: k < 1+2",
            """value must be text of the characters A-Z a-z 0-9 _ ., not '1+2'
            p :: k < 1+2
                     ^""",
        ),
        (
            "p :: * < 13",
            """'<' is not expected here
            p :: * < 13
                   ^""",
        ),
        (
            "p :: k :: v :: w",
            """'::' is not expected here
            p :: k :: v :: w
                        ^""",
        ),
        (
            "p-q :: k",
            """provider must be text of the characters A-Z a-z 0-9 _, not 'p-q'
            p-q :: k
            ^""",
        ),
        (
            "p :: k/l",
            """key must be text of the characters A-Z a-z 0-9 _, not 'k/l'
            p :: k/l
                 ^""",
        ),
        (
            "a, b/c",
            """'b/c' is no hash, label or other name of a variant
            a, b/c
               ^""",
        ),
        (
            "pkg=",
            """a variant is expected after '='
            pkg=
                ^""",
        ),
        (
            "=x",
            """a variant is expected here
            =x
            ^""",
        ),
        (
            "-x=y",
            """'-x' is not the name of a project
            -x=y
            ^""",
        ),
        (
            "pkg==1.0",
            """'provider :: key' is expected before '=='
            pkg==1.0
               ^""",
        ),
        # What is long is cut, and what steers a terminal is spelt out.
        (
            f"{'long ' * 20}\x1b[31m?{' more' * 20}",
            r"""'\x1b[31m?' is no hash, label or other name of a variant
            ...long long long long long long long long \x1b[31m? more more ...
                                                       ^""",
        ),
        (
            "a\n\x07\N{BLACK STAR}=x",
            r"""'\x07\u2605' is not the name of a project
            a\n\x07\u2605=x
               ^""",
        ),
    ],
)
def test_errors_point_at_the_place(text: str, marked: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_requests(text)
    error = caught.value
    lines = [line.removeprefix(" " * 12) for line in marked.split("\n")]
    assert f"{error.problem}\n{error.marked()}".split("\n") == lines
    assert str(error) == f"{error.problem} (at character {error.position + 1})"


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("nvidia :: driver", True),
        ("nvidia :: *", True),
        ("x86_64 :: level :: v3", True),
        ("nvidia :: driver :: 13", True),
        ("nvidia :: driver :: 13.0", False),
        ("nvidia :: runtime", False),
        ("nvidia :: runtime :: 13", False),
        ("nvidia :: runtime > 1", False),
        ("amd :: *", False),
        ("nothing :: *", False),
        # One of the listed values is enough, for each condition.
        ("nvidia :: driver < 13", True),
        ("nvidia :: driver > 12.8", True),
        ("nvidia :: driver < 12.8", False),
        ("nvidia :: driver > 12.9 & nvidia :: driver < 12.9", True),
        ("nvidia :: driver == 13.0", True),
        ("nvidia :: driver != 13", True),
        ("x86_64 :: level != 3", False),
        ("nvidia :: driver <= 12.8.0", True),
        ("nvidia :: driver >= 13rc1", True),
        ("x86_64 :: level >= v3", True),
        ("x86_64 :: level > v3", False),
        # What is no version compares with none.
        ("nvidia :: arch != 1", False),
        ("nvidia :: driver & x86_64 :: level", True),
        ("nvidia :: driver & amd :: *", False),
    ],
)
def test_matching(text: str, matches: bool) -> None:
    (asked,) = parse_requests(text)
    assert isinstance(asked.request, PropertySpecifier)
    assert asked.request.matches(GPU) == matches


def test_a_number_that_python_refuses_to_read_is_no_version() -> None:
    condition = PropertyClause("p", "k", "<", "2")
    assert not condition.holds({"p": {"k": ["9" * 5000]}})


@given(variants())
def test_every_variant_matches_its_own_properties(variant: Variant) -> None:
    text = " & ".join(" :: ".join(prop) for prop in variant)
    (asked,) = parse_requests(text)
    assert isinstance(asked.request, PropertySpecifier)
    assert str(asked.request) == text
    assert asked.request.matches(to_mapping(variant))
    assert not asked.request.matches({})


@given(st.lists(st.tuples(names, names, values), min_size=1, max_size=4), st.data())
def test_canonical_text_means_the_same(
    parts: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    glue = data.draw(st.sampled_from([" , ", ",", " ", "\n"]))
    text = glue.join(" :: ".join(part) for part in parts)
    assert [str(asked.request) for asked in parse_requests(text)] == [
        " :: ".join(part) for part in parts
    ]


@given(st.text(max_size=80) | st.text(" ,:&*<>=!~ab1.-", max_size=40))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        found = parse_requests(text)
    except InvalidRequest as error:
        line, caret = error.marked().split("\n")
        assert (line + caret).isascii()
        assert (line + caret).isprintable()
        assert len(line) < 70
        assert caret.strip() == "^"
        assert len(caret) <= len(line) + 1
    else:
        again = [parse_requests(str(asked.request)) for asked in found]
        assert [one.request for (one,) in again] == [one.request for one in found]
