"""The sentence that an explanation starts with."""

from __future__ import annotations

import pytest

from variantlib.choice.summary import Tally


@pytest.mark.parametrize(
    ("tally", "said"),
    [
        (Tally(0, 0), "It has no files."),
        (Tally(1, 0), "Its only file is not a variant."),
        (Tally(24, 0), "None of its 24 files is a variant."),
        (Tally(2, 1, 1), "Its only variant fits this machine."),
        (Tally(2, 1), "Its only variant does not fit this machine."),
        (Tally(2, 1, 0, 1), "Its only variant cannot be judged."),
        (Tally(25, 24, 1), "1 of 24 variants fits this machine."),
        (Tally(25, 24, 3), "3 of 24 variants fit this machine."),
        (Tally(25, 24), "None of 24 variants fits this machine."),
        (Tally(2, 2, 2), "All 2 variants fit this machine."),
        (
            Tally(4, 3, 1, 2),
            "1 of 3 variants fits this machine, and 2 cannot be judged.",
        ),
    ],
)
def test_the_sentence(tally: Tally, said: str) -> None:
    assert tally.sentence() == said


def test_another_machine_is_named() -> None:
    said = Tally(3, 2, 1).sentence("machine node.toml")
    assert said == "1 of 2 variants fits machine node.toml."
