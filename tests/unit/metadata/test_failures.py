"""Errors of files that cannot be read, in a line each."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from pip._vendor.requests.models import Response

from pip._internal.exceptions import InstallationError
from pip._internal.exceptions.network import (
    ConnectionFailedError,
    ConnectionTimeoutError,
)
from pip._internal.variants.exceptions import VariantUnusable
from pip._internal.variants.metadata.failures import first_line, refusal


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InstallationError("first\nsecond"), "first"),
        (ValueError(""), "ValueError"),
        (ValueError("x" * 1000), f"{'x' * 200}..."),
        (VariantUnusable("x.whl", "reason\nmore"), "pip cannot use x.whl: reason"),
        (
            ConnectionTimeoutError("http://x/[1]", "x", kind="read", timeout=2),
            "Unable to fetch http://x/[1]: x didn't respond within 2 seconds",
        ),
        (
            ConnectionFailedError("http://x/", "x", OSError("no route")),
            "Failed to connect to x while fetching http://x/: no route",
        ),
        (OSError(2, "No such file"), "[Errno 2] No such file"),
    ],
)
def test_an_error_in_one_line(error: Exception, said: str) -> None:
    assert first_line(error) == said


@pytest.mark.parametrize(
    ("status", "reason", "text"),
    [
        (404, "Not Found", "404 Client Error: Not Found"),
        (503, "", "503 Server Error: no reason given"),
        (204, "No Content", "204: No Content"),
    ],
)
def test_an_answer_without_the_file(status: int, reason: str, text: str) -> None:
    response = SimpleNamespace(status_code=status, reason=reason)
    assert str(refusal(cast(Response, response))) == text
