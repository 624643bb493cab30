"""Whether a requested variant is published, and the answer if it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.models import VariantMetadata

from pip._internal.models.candidate import InstallationCandidate
from pip._internal.variants.exceptions import VariantNotFound
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection.availability import (
    check_on_offer,
    split_candidates,
)
from pip._internal.variants.settings.choices import parse_choices
from tests.builders import hash_of
from tests.unit.scene import candidate, facts, machine, reader, wheel_name
from tests.unit.selecting import V2, V3, V4, Release

PKG = canonicalize_name("pkg")
HERE = machine({"hw": {"level": ["v3", "v2"]}})


def check(
    candidates: Sequence[InstallationCandidate],
    asked: str,
    on: Machine = HERE,
    unread: Mapping[str, VariantMetadata] | None = None,
) -> None:
    requests = parse_choices([asked]).everywhere
    requested = Requested(requests, binding=True)
    check_on_offer(PKG, candidates, requested, reader(), on, unread)


def error_of(
    candidates: Sequence[InstallationCandidate],
    asked: str,
    on: Machine = HERE,
    unread: Mapping[str, VariantMetadata] | None = None,
) -> str:
    with pytest.raises(VariantNotFound) as caught:
        check(candidates, asked, on, unread)
    error = caught.value
    return f"{error.message}\n{error.context}\n{error.hint_stmt}"


def test_wheels_of_variants_are_apart_from_all_others() -> None:
    names = [wheel_name(V2), wheel_name(), "pkg-1.0.tar.gz", wheel_name(V3)]
    candidates = [candidate(name) for name in names]
    offers, others = split_candidates(candidates)
    assert [offer.candidate for offer in offers] == [candidates[0], candidates[3]]
    assert others == candidates[1:3]


@pytest.mark.parametrize(
    "asked", [hash_of([V4]), "none", "hw :: level > v2", "v9, hw :: *"]
)
def test_a_request_that_something_meets(release: Release, asked: str) -> None:
    check(release(V2, V3, V4, None), asked)


def test_a_variant_that_may_be_on_a_page_that_was_not_read() -> None:
    found, unread = [candidate(wheel_name())], {"good": facts(V3), "far": facts(V4)}
    for asked, is_unread in (
        ("good", True),
        ("bad", False),
        ("hw :: *", True),
        ("hw :: level :: v2", False),
        # It does not fit.
        ("hw :: level :: v4", False),
    ):
        text = error_of(found, asked, unread=unread)
        assert ("may be on a page that pip could not read." in text) == is_unread
        assert ("Try again. Or use" in text) == is_unread


def test_a_label_that_is_not_there() -> None:
    found = [
        candidate(f"pkg-1.0-py3-none-any-{label}.whl") for label in ("cu12", "cpu")
    ]
    text = error_of(found, "cu13")
    assert "No wheel of pkg is the variant cu13" in text
    assert "cu12" in text.splitlines()[0]
    # There is no plain wheel, either.
    assert "=VARIANT with one of these, or omit the option to get the best" in text
    text = error_of([*found, candidate(wheel_name())], "cu13")
    assert "--variant=pkg=none for the plain wheel, or omit the option" in text


def test_the_newest_version_is_shown(release: Release) -> None:
    found = [*release(V2, version="1.0"), *release(V3, version="2.0")]
    text = error_of(found, "cpu")
    assert "hw :: level :: v3" in text
    assert "hw :: level :: v2" not in text


def test_a_variant_that_matches_but_does_not_fit(release: Release) -> None:
    text = error_of(release(V3, V4), "hw :: level == v4")
    assert "that fits this machine matches hw :: level == v4" in text
    assert text.index("needs hw :: level :: v4") < text.index("hw :: level :: v3")


def test_of_another_machine_nothing_is_known(release: Release) -> None:
    text = error_of(release(V3), "hw :: level == v3", machine(is_foreign=True))
    assert "These match, but do not fit:\nthe target is not this" in text


def test_a_project_without_variants() -> None:
    text = error_of([candidate(wheel_name())], "cpu")
    assert "pkg publishes no variants on this index." in text
