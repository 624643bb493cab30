"""What the user reads: wording, and what strangers may put into it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable

import pytest
from pip._vendor.rich.console import Console
from pip._vendor.rich.console import ConsoleRenderable as Renderable
from pip._vendor.variantlib.choice.ranking import Ranked, Ranking, rank_offers
from pip._vendor.variantlib.errors import InvalidProperty, VariantError
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.plugins.answers import Device

from pip._internal.variants import exceptions
from pip._internal.variants.exceptions import NoLockedVariantFits, VariantOptionError
from pip._internal.variants.metadata.failures import first_line
from pip._internal.variants.metadata.messages import bad_metadata, other_properties
from pip._internal.variants.models import SelectedVariant, VariantCandidate
from pip._internal.variants.selection import messages
from pip._internal.variants.settings.choices import parse_choices
from tests.builders import hash_of, parse_properties
from tests.unit.scene import candidate, facts, hash_name, machine, offer, on_offer
from tests.unit.selecting import requirement

MACHINE = machine(
    {"hw": {"level": ["v3", "v2"], "gpu": ["5", "4", "3", "2", "1"]}, "off": None},
    problems={"bad": "raised ValueError"},
)
V2, V3, V4 = (f"hw :: level :: {level}" for level in ("v2", "v3", "v4"))


def choice(*texts: str, fitting: int = 1, asked: bool = False) -> SelectedVariant:
    chosen = tuple(parse_properties(texts))
    answer = None if asked else MACHINE.answer_for(chosen, None)
    return SelectedVariant(hash_name(*texts), chosen, None, fitting, answer)


def ranking(*kinds: str | MetadataUnavailable) -> Ranking:
    """Wheels with these properties, or of which nothing is known."""
    texts = [kind.split(", ") if isinstance(kind, str) else None for kind in kinds]
    offers = [offer(*(each or [V2])) for each in texts]
    known = [
        facts(*each) if each else kind for kind, each in zip(kinds, texts, strict=True)
    ]
    return rank_offers(offers, known, MACHINE.rank)


def ranked(found: VariantCandidate, stated: VariantMetadata) -> Ranked:
    return Ranked(1, 0, 0, "", 0, found, stated)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (choice(V3), "which fits this machine: hw :: level :: v3"),
        (choice(V3, fitting=2), "the best of 2 that fit this machine: "),
        (choice(V3, asked=True), "as requested: hw :: level :: v3"),
        (
            choice("a :: a :: 1", "b :: b :: 2", V3),
            ": a :: a :: 1, b :: b :: 2, hw :: level :: v3",
        ),
        (
            choice("a :: a :: 1", "b :: b :: 2", "c :: c :: 3", V3),
            ": a :: a :: 1, b :: b :: 2, c :: c :: 3 and 1 more",
        ),
    ],
)
def test_what_is_chosen(chosen: SelectedVariant, said: str) -> None:
    text = messages.chosen("pkg", "1.0", chosen)
    assert text.startswith(f"Using variant {chosen.name.text} of pkg 1.0, ")
    assert said in text


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([V4], "The variant of pkg 1.0 does not fit this machine: it needs hw"),
        ([V4], f"it needs {V4}; this machine has v3, v2"),
        (
            ["hw :: gpu :: 9"],
            "it needs hw :: gpu :: 9; this machine has 5, 4, 3 and 2 more",
        ),
        (
            ["no :: key :: 1", V4],
            f"None of the 2 variants of pkg 1.0 fits this machine: it needs {V4}; ",
        ),
        # The nearest miss lacks the fewest providers, whatever comes first.
        (
            [f"no :: key :: 1, {V4}", "hw :: no :: 1"],
            "hw reports no no on this machine",
        ),
        (
            ["no :: key :: 1, other :: key :: 1", "zz :: key :: 1"],
            "it needs zz :: key :: 1; no provider for zz",
        ),
        # Then the fewest keys: to mend one of two would be in vain.
        ([f"hw :: no :: 1, {V4}", "hw :: no :: 2"], "it needs hw :: no :: 2"),
        (["hw :: no :: 1"], "hw reports no no on this machine"),
        (
            ["no :: key :: 1"],
            "no :: key :: 1; no provider for no is installed",
        ),
        (["off :: key :: 1"], "key :: 1; provider off found nothing here"),
        (["bad :: key :: 1"], "key :: 1; bad 1.0 raised ValueError"),
        ([MetadataUnavailable("it is gone")], "does not fit this machine: it is gone"),
        ([MetadataUnavailable("it is gone"), "no :: key :: 1"], "no provider for no"),
    ],
)
def test_nothing_fits(kinds: list[str | MetadataUnavailable], said: str) -> None:
    assert said in messages.none_fits(ranking(*kinds), MACHINE)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (
            [V2, V4],
            f"The other variant of pkg 1.0 does not fit this machine: it needs {V4}",
        ),
        ([V2, V4, "hw :: no :: 1"], "None of the 2 other variants of pkg 1.0 fits"),
    ],
)
def test_no_other_fits(kinds: list[str | MetadataUnavailable], said: str) -> None:
    assert said in messages.none_fits(ranking(*kinds), MACHINE)


def test_each_loser_has_its_line() -> None:
    lines = list(
        messages.losers(ranking(V2, V4, V3, MetadataUnavailable("gone")), MACHINE)
    )
    names = [offer(kind).link.filename for kind in (V3, V2, V4, V2)]
    assert lines == [
        f"{names[0]} fits, rank 1: {V3}",
        f"{names[1]} fits, rank 2: {V2}",
        f"{names[2]} does not fit: it needs {V4}; this machine has v3, v2",
        f"{names[3]} does not fit: gone",
    ]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (5, "somebody is wrong about it: a variant must be an object"),
        ({"hw": {"level": ["v2", "v3"]}}, "hw :: level must have one value, not 2"),
        ({"hw": {"level": ["v3"], "a b": ["1"]}}, "key must be text of"),
    ],
)
def test_nonsense_is_named_as_such(stated: object, said: str) -> None:
    unfit = [(offer(V2), VariantMetadata(stated, "somebody"))]  # type: ignore[arg-type]
    assert said in messages.none_fits(Ranking([], [*unfit]), MACHINE)


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([], []),
        ([MetadataUnavailable("quiet", is_fault=False)], []),
        (
            [MetadataUnavailable("gone")],
            [f"Leaving out {offer(V2).link.filename}: gone"],
        ),
        (
            [MetadataUnavailable("gone"), MetadataUnavailable("quiet", is_fault=False)],
            [f"Leaving out {offer(V2).link.filename}: gone"],
        ),
        (
            [MetadataUnavailable("gone"), MetadataUnavailable("late")],
            [f"Leaving out {offer(V2).link.filename} and 1 other: gone"],
        ),
        (
            [
                MetadataUnavailable("gone"),
                MetadataUnavailable("late"),
                MetadataUnavailable("late"),
            ],
            [f"Leaving out {offer(V2).link.filename} and 2 others: gone"],
        ),
    ],
)
def test_what_cannot_be_read_is_one_line(
    reasons: list[MetadataUnavailable], said: list[str]
) -> None:
    assert list(messages.left_out(ranking(*reasons))) == said


def test_what_is_described_wrongly_is_named_too() -> None:
    wrong = VariantMetadata({"hw": {"level": "v3"}}, "variants.json")
    unfit = [(offer(V2), facts(V4)), (offer(V3), wrong), (offer(V4), wrong)]
    (line,) = messages.left_out(Ranking([], [*unfit]))
    assert line == (
        f"Leaving out {offer(V3).link.filename} and 1 other: variants.json is wrong "
        "about it: values must be a list, not 'v3'"
    )


def test_a_wrong_hash() -> None:
    found = ranked(offer(V2), facts(V3, source="variants.json"))
    error = found.facts.check(found.offer.name).error
    assert error is not None
    assert messages.wrong_properties(found, error) == (
        f"Leaving out {offer(V2).link.filename}: variants.json states properties with "
        f"the hash {hash_of([V3])}"
    )


def test_what_is_on_offer() -> None:
    kinds = [f"hw :: level :: v{number}" for number in range(22)]
    offers = [offer(kind, tag=tag) for kind in kinds for tag in ("a-b-c", "d-e-f")]
    known = [facts(kind) for kind in kinds for _ in range(2)]
    lines = messages.offer_lines(offers, known)
    assert lines[:2] == [f"{hash_of([kind])} of pkg 1.0: {kind}" for kind in kinds[:2]]
    assert lines[20:] == ["and 2 more"]
    assert messages.offer_lines([offer(V2)], [MetadataUnavailable("gone")]) == [
        f"{hash_of([V2])} of pkg 1.0: properties unknown, gone"
    ]
    assert messages.offer_lines([], []) == []


def rendered(error: Renderable | str) -> str:
    """What pip's console makes of an error, colours aside."""
    file = io.StringIO()
    Console(file=file, color_system=None, width=1000).print(error)
    return file.getvalue()


ESCAPE = "\x1b]0;x\x07\x1b[31m\x9b2J"
MARKUP = "[red]x[/red][/]"


@pytest.mark.parametrize(
    "make",
    [
        lambda text: exceptions.VariantOptionError(text, text),
        lambda text: exceptions.VariantConfigurationError(text, text, text),
        lambda text: exceptions.VariantNotFound(text, text, [text]),
        lambda text: exceptions.VariantNotFound(text, text, []),
        lambda text: exceptions.VariantNotFound(text, text, [text], [text]),
        lambda text: exceptions.VariantDoesNotMatch(text, text, text),
        lambda text: exceptions.VariantDoesNotFit(text, text, text),
        lambda text: exceptions.VariantUnusable(text, text),
    ],
)
class TestErrors:
    def test_markup_stays_what_it_is(self, make: Callable[[str], Renderable]) -> None:
        assert MARKUP in rendered(make(MARKUP))

    def test_no_escape_reaches_the_terminal(
        self, make: Callable[[str], Renderable]
    ) -> None:
        assert_harmless(rendered(make(ESCAPE)))


def test_our_own_words_are_not_cut() -> None:
    error = exceptions.VariantNotFound(
        "project-with-a-name-of-forty-characters", "x", ["x"]
    )
    assert "the best one for this machine." in rendered(error)
    path = f"/home/{'deep/' * 50}variant.toml"
    assert "are not valid" in rendered(
        exceptions.VariantConfigurationError(path, "", "")
    )


def assert_harmless(text: str) -> None:
    assert re.findall(r"[^\n\x20-\x7e\xa0-\uffff]", text) == []


# Neither packaging nor pip looks into the platform part of a file name.
EVIL = f"pkg-1.0~{hash_of([V2])}-py3-none.%1B[31mx-any.whl"


def said_of_evil_names() -> Iterable[str]:
    evil = on_offer(candidate(EVIL))
    name = evil.link.filename
    fits = Ranking([ranked(evil, facts(V2))], [])
    unfit = Ranking([], [(evil, MetadataUnavailable("gone"))])
    yield from messages.losers(fits, MACHINE)
    yield from messages.losers(unfit, MACHINE)
    yield from messages.left_out(unfit)
    yield messages.wrong_properties(fits.fitting[0], VariantError("x"))
    for is_label in (False, True):
        yield bad_metadata(name, is_label, VariantError("x"))
    yield other_properties(name, facts(V2), facts(V3))


@pytest.mark.parametrize("text", list(said_of_evil_names()), ids=repr)
def test_a_file_name_steers_no_terminal(text: str) -> None:
    assert_harmless(text)


def test_properties_steer_no_terminal() -> None:
    stated = VariantMetadata({ESCAPE: {ESCAPE: [ESCAPE]}}, "somebody")
    unfit = Ranking([], [(offer(V2), stated)])
    assert_harmless(messages.none_fits(unfit, MACHINE))
    assert_harmless("".join(messages.offer_lines([offer(V2)], [stated])))
    assert_harmless(bad_metadata("x.whl", False, InvalidProperty(ESCAPE)))


def test_the_text_of_an_error_steers_no_terminal() -> None:
    assert_harmless(first_line(ValueError(ESCAPE)))


def test_the_name_in_metadata_steers_no_terminal() -> None:
    assert_harmless(messages.chosen(f"pkg{ESCAPE}", "1.0", choice(V3)))


def test_a_lock_file_steers_no_terminal() -> None:
    assert_harmless(rendered(NoLockedVariantFits(ESCAPE, ESCAPE, [ESCAPE] * 5)))


def test_a_requirements_file_steers_no_terminal() -> None:
    with pytest.raises(VariantOptionError) as caught:
        parse_choices([f"zz{ESCAPE}"])
    assert_harmless(rendered(caught.value))


@pytest.mark.parametrize("length", [10**6, 100])
def test_long_properties_do_not_flood_the_terminal(length: int) -> None:
    long = f"hw :: level :: {'v' * length}"
    for text in (
        messages.none_fits(ranking(long), MACHINE),
        *messages.losers(ranking(long), MACHINE),
        messages.chosen("pkg", "1.0", choice(long)),
        *messages.offer_lines([offer(long)], [facts(long)]),
    ):
        assert len(text) < 600


def test_releases_that_were_not_read() -> None:
    passed = [[offer(V4, version="0.9"), offer(V4, version="0.9", tag="a-b-c")]]
    text = messages.no_release_fits([ranking(V4)], passed, MACHINE)
    assert text.startswith(
        "None of the 3 variants of 2 releases (1 of them not read, with the same "
        "variants) of pkg fits this machine. The newest is pkg 1.0: it needs "
    )
    assert messages.passed_over(passed[0]) == (
        f"Skipping the variants of pkg 0.9: {hash_of([V4])} of other releases need "
        "providers that do not answer"
    )


def test_gpus_that_a_variant_has_no_code_for() -> None:
    req = requirement("pkg")
    req.variant = choice(V3)
    said = f"Variant {hash_of([V3])} of pkg has no code for "
    cards = [Device("T4 (GPU-1)", "7.5"), Device("P4", "6.1"), Device("T4", "7.5")]
    assert messages.unserved(req, cards[:1]) == f"{said}T4 (GPU-1), which is 7.5"
    assert messages.unserved(req, cards) == (
        f"{said}T4 (GPU-1), T4, which are 7.5, and for P4, which is 6.1"
    )
    many = [Device(f"GPU {number}", "7.5") for number in range(99)]
    end = "GPU 15 and 83 more, which are 7.5"
    assert messages.unserved(req, many).endswith(end)


def test_a_wheel_that_cannot_be_looked_into() -> None:
    assert messages.not_inspected("a\x1b.whl", "it gives no ranges") == (
        r"Trusting the index about a\x1b.whl: it gives no ranges"
    )
