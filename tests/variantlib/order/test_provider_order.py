from __future__ import annotations

import pytest

from variantlib.order.provider_order import order_providers


@pytest.mark.parametrize(
    ("installed", "priority", "expected"),
    [
        ("b a C", "", "C a b"),
        ("c b a", "b", "b a c"),
        ("a b", "b zzz a b", "b a"),
        ("", "a", ""),
    ],
)
def test_provider_order(installed: str, priority: str, expected: str) -> None:
    assert order_providers(installed.split(), priority.split()) == expected.split()
