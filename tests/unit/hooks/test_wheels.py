"""Which wheels are compared with what they were chosen for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pip._internal.models.link import Link
from pip._internal.variants.exceptions import VariantOptionError
from pip._internal.variants.hooks.finder import NO_VARIANTS
from tests.unit.selecting import H3, V3, Release, requirement, untouched


def test_a_plain_wheel_is_not_verified(release: Release) -> None:
    (plain,) = release(None)
    req = requirement("pkg")
    req.link = plain.link
    untouched().wheels.verify(req, SimpleNamespace())  # type: ignore[arg-type]
    assert req.variant is None


def test_a_variant_by_its_path_is_refused(release: Release) -> None:
    req = requirement("pkg")
    req.link = release(V3)[0].link
    with pytest.raises(VariantOptionError) as caught:
        NO_VARIANTS.wheels.verify(req, SimpleNamespace())  # type: ignore[arg-type]
    assert "is a variant wheel, but --no-variant is given" in str(caught.value.message)


@pytest.mark.parametrize("asked", [(), (f"other={H3}",)])
def test_a_plain_wheel_in_the_cache_is_taken(asked: tuple[str, ...]) -> None:
    entry = SimpleNamespace(link=Link("https://files.example/pkg-1.0-py3-none-any.whl"))
    get_entry: Any = lambda *_: entry  # noqa: E731
    look_up: Any = untouched(*asked).wheels.from_cache(get_entry)
    sdist = Link("https://files.example/pkg-1.0.tar.gz")
    assert look_up(link=sdist, package_name="pkg", supported_tags=[]) is entry
