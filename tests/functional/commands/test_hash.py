"""`pip variant hash`: the hash of properties, or why they are none of a variant."""

from __future__ import annotations

import pytest

from tests.builders import PipEnv, hash_of
from tests.functional.conftest import BEST
from tests.functional.documents import check


def test_the_hash_of_properties(env: PipEnv) -> None:
    done = env.pip("variant", "hash", *reversed(BEST))
    assert done.stdout == f"{hash_of(BEST)}\n"
    # General options may stand anywhere, and blanks are free.
    closed_up = [text.replace(" ", "") for text in BEST]
    done = env.pip("-q", "variant", "--isolated", "hash", "--json", *closed_up)
    assert check("hash", done) == {
        "format": 1,
        "hash": hash_of(BEST),
        "properties": list(BEST),
    }


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ([], "You must give at least one property"),
        (["a :: b"], "it must have three parts, separated by '::'"),
        (["a :: b :: c", "a :: [red] :: \x1b"], r"'a :: [red] :: \x1b' is not"),
        (["a :: b :: c", "a :: b :: d"], "a :: b must have one value, not 2 (c, d)"),
    ],
)
def test_what_is_no_variant_has_no_hash(
    env: PipEnv, properties: list[str], said: str
) -> None:
    done = env.pip("variant", "hash", *properties, expect_error=True)
    assert done.returncode == 1
    assert said in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stdout == ""
