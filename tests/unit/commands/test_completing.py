"""How much more a download may bring is limited."""

from __future__ import annotations

import pytest
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.completing import (
    MAX_VARIANTS,
    Release,
    check_number,
)
from pip._internal.variants.settings.choices import PLAIN


def releases(count: int) -> list[Release]:
    names = tuple(f"v{number}" for number in range(count // 2))
    projects = map(canonicalize_name, ("pkg", "other"))
    return [Release(name, "1.0", (*names, PLAIN), []) for name in projects]


def test_a_command_resolves_only_so_often() -> None:
    check_number(releases(MAX_VARIANTS))
    with pytest.raises(CommandError, match="would be 102, more than 100"):
        check_number(releases(MAX_VARIANTS + 2))
