"""Define the errors of files that cannot be read, fit for one line."""

from __future__ import annotations

import contextlib
import logging
import zlib
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import TYPE_CHECKING

from pip._vendor.requests.exceptions import RequestException
from pip._vendor.rich.text import Text
from pip._vendor.urllib3.exceptions import (
    HTTPError,
    InvalidChunkLength,
    InvalidHeader,
    ReadTimeoutError,
)
from pip._vendor.variantlib.text import printable

from pip._internal.exceptions import DiagnosticPipError, HashMismatch
from pip._internal.exceptions.network import ConnectionFailedError

if TYPE_CHECKING:
    from pip._vendor.requests.models import Response

logger = logging.getLogger(__name__)


class FetchError(Exception):
    """A file cannot be had; the text is for the user."""


class HintRefused(Exception):
    """A server does not give a file, or not within limits; the text is for the user."""


@contextlib.contextmanager
def one_error() -> Iterator[None]:
    """Turn whatever keeps a file from being read into one error."""
    try:
        yield
    except FetchError:
        raise
    except HashMismatch:
        raise FetchError("its digest is not the one that the index states") from None
    # Data of strangers raise errors of many kinds in the libraries that read them, and
    # none of them is worth to end a command.
    except Exception as error:
        logger.debug("A file cannot be read", exc_info=True)
        raise FetchError(first_line(error)) from None


def refusal(response: Response) -> HintRefused:
    """Return the meaning of an answer without the file."""
    status, kind = response.status_code, ""
    if status >= 400:
        kind = " Client Error" if status < 500 else " Server Error"
    return HintRefused(f"{status}{kind}: {response.reason or 'no reason given'}")


def first_line(error: Exception) -> str:
    """Return the text of an error, fit for one line."""
    if isinstance(error, DiagnosticPipError):
        # The title of a list says nothing without it.
        parts = (part for part in _parts(error) if not part.endswith(":"))
        text = ": ".join(parts) or type(error).__name__
    else:
        cause = _innermost(error)
        text = _in_words(cause) or str(cause) or type(cause).__name__
    return printable(text.splitlines()[0])


def reason_of(error: Exception) -> str:
    """Return the same without the request."""
    if isinstance(error, DiagnosticPipError) and error.context:
        return printable(_parts(error)[1])
    return first_line(error)


def _parts(error: DiagnosticPipError) -> list[str]:
    """Return the first lines of its message, and of the reason."""
    parts = [_plain(part) for part in (error.message, error.context) if part]
    if isinstance(error, ConnectionFailedError) and error.__context__:
        parts[1:] = [_in_words(_innermost(error.__context__)) or parts[1]]
    return [part.splitlines()[0].rstrip(".") for part in parts]


def _innermost(error: BaseException) -> BaseException:
    """Return the error that the libraries for HTTP have put into others."""
    if not isinstance(error, (RequestException, HTTPError)):
        return error
    inside = (getattr(error, "reason", None), *error.args)
    cause = next((each for each in inside if isinstance(each, Exception)), None)
    return error if cause is None else _innermost(cause)


def _in_words(error: BaseException) -> str | None:
    """Return the meaning of an error whose text is for programmers."""
    if isinstance(error, ReadTimeoutError):
        return "the server stopped in the middle of its answer"
    if isinstance(error, RemoteDisconnected):
        return None
    if isinstance(error, IncompleteRead) and not isinstance(error, InvalidChunkLength):
        return "the server sends fewer bytes than it says"
    if isinstance(error, zlib.error):
        return "it cannot be decompressed"
    if isinstance(error, (HTTPException, InvalidHeader)):
        return "the server does not answer as HTTP demands"
    return None


def _plain(part: str | Text) -> str:
    # pip's own texts are markup.
    return (Text.from_markup(part) if isinstance(part, str) else part).plain
