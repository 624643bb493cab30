"""Errors of files that cannot be read, in a line each."""

from __future__ import annotations

import zlib
from http.client import BadStatusLine, RemoteDisconnected
from types import SimpleNamespace
from typing import cast
from unittest.mock import Mock

import pytest
from pip._vendor.requests.exceptions import ConnectionError as RequestsConnectionError
from pip._vendor.requests.exceptions import RetryError
from pip._vendor.requests.models import Response
from pip._vendor.urllib3.connectionpool import HTTPConnectionPool
from pip._vendor.urllib3.exceptions import (
    IncompleteRead,
    InvalidChunkLength,
    MaxRetryError,
    ProtocolError,
    ReadTimeoutError,
    ResponseError,
)

from pip._internal.exceptions import InstallationError
from pip._internal.exceptions.network import (
    ConnectionFailedError,
    ConnectionTimeoutError,
)
from pip._internal.variants.exceptions import VariantUnusable
from pip._internal.variants.metadata.failures import first_line, reason_of, refusal


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InstallationError("first\nsecond"), "first"),
        (ValueError(""), "ValueError"),
        (ValueError("x" * 1000), f"{'x' * 200}..."),
        (VariantUnusable("x.whl", "reason\nmore"), "pip cannot use x.whl: reason"),
        (VariantUnusable("x.whl", "A list:\n    its item"), "pip cannot use x.whl"),
        (
            ConnectionTimeoutError("http://x/[1]", "x", kind="read", timeout=2),
            "Unable to fetch http://x/[1]: x didn't respond within 2 seconds",
        ),
        (
            ConnectionFailedError("http://x/", "x", OSError("no route")),
            "Failed to connect to x while fetching http://x/: no route",
        ),
        (OSError(2, "No such file"), "[Errno 2] No such file"),
        (zlib.error("Error -3 while"), "it cannot be decompressed"),
    ],
)
def test_an_error_in_one_line(error: Exception, said: str) -> None:
    assert first_line(error) == said


POOL = HTTPConnectionPool("x")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            RetryError(MaxRetryError(POOL, "/y", ResponseError("too many 503"))),
            "too many 503",
        ),
        (
            ProtocolError("Connection broken", IncompleteRead(1, 99)),
            "the server sends fewer bytes than it says",
        ),
        (
            ProtocolError("Connection broken", InvalidChunkLength(Mock(), b"zz")),
            "the server does not answer as HTTP demands",
        ),
        (
            ProtocolError("Connection broken", OSError(104, "Connection reset")),
            "[Errno 104] Connection reset",
        ),
        (
            ReadTimeoutError(POOL, "/y", "Read timed out."),
            "the server stopped in the middle of its answer",
        ),
    ],
)
def test_what_libraries_say_of_each_other_is_put_in_words(
    error: Exception, said: str
) -> None:
    assert first_line(error) == said


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (BadStatusLine("x"), "the server does not answer as HTTP demands"),
        (
            RemoteDisconnected("x"),
            "the connection was closed without a reply from the server",
        ),
    ],
)
def test_an_answer_that_is_none(cause: Exception, said: str) -> None:
    reason = ProtocolError("Connection aborted.", cause)
    error = ConnectionFailedError("http://x/y", "x", reason)
    error.__context__ = RequestsConnectionError(reason)
    expected = f"Failed to connect to x while fetching http://x/y: {said}"
    assert first_line(error) == expected
    assert reason_of(error) == said


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
