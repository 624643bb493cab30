"""URLs that hold a password, as they may be shown."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable
from optparse import Values

from pip._vendor.variantlib.passwords import user_of, without_user
from pip._vendor.variantlib.text import printable, shown

from pip._internal.exceptions import CommandError
from pip._internal.utils.misc import redact_auth_from_url

# One letter before the colon is a drive. Where the scheme tells enough, the slashes may
# be forgotten, or be others.
_is_url = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/|(?i:https?|ftp):").match
_HIDDEN = "****@"
_USER = re.compile(r"(?<=://)[^\s/]*@")
# With a slash in the password, which makes it a part of the path.
_LONGEST_USER = re.compile(r"(?<=:/).*@", re.DOTALL)


def is_url(text: str) -> bool:
    """Return whether a text is meant to be a URL, and no path."""
    return _is_url(text) is not None


def is_readable(url: str) -> bool:
    """Return whether a URL tells of a file or a host, as far as it can be read."""
    try:
        parts = urllib.parse.urlsplit(url)
        return parts.scheme == "file" or (parts.port != 0 and bool(parts.hostname))
    except ValueError:
        return False


def check_path(path: str) -> None:
    """Refuse a path that upstream cannot turn into a URL.

    :raises CommandError: If it is one.
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        problem = (
            f"{printable(path)} is not in UTF-8, as the paths of wheels have to be"
        )
        raise CommandError(problem) from None


def without_password(url: str) -> str:
    """Return a URL that may be shown."""
    if is_readable(url) and not _may_go_on(url):
        return redact_auth_from_url(url)
    return without_user(url)


def shown_value(value: object) -> str:
    """Return a value out of a file as an error shows it, without a password."""
    return shown(without_user(value) if isinstance(value, str) else value)


def check_addresses(options: Values, args: Iterable[str] = ()) -> None:
    """Refuse a URL or path in the input of a command that nobody can make sense of.

    :raises CommandError: If there is one.
    """
    given = [options.index_url, *options.extra_index_urls, *options.find_links]
    for url in filter(None, (*given, *map(_address, args))):
        check_path(url)
        if is_url(url) and not is_readable(url):
            problem = f"{printable(without_password(url))} is not a valid URL"
            raise CommandError(problem)


def _address(requirement: str) -> str:
    """Return the URL of a requirement, if it has one."""
    _, at, url = requirement.partition("@")
    return url.strip() if at and is_url(url.strip()) else requirement


def hide_password(text: str, url: str) -> str:
    """Return a text about a URL without the password that is in it."""
    if not is_readable(url) or _may_go_on(url):
        text = _LONGEST_USER.sub(_HIDDEN, text)
    user = user_of(url)
    quoted = urllib.parse.quote(user, errors="replace")
    for form in (user, quoted, urllib.parse.unquote(user)):
        text = text.replace(f"{form}@", _HIDDEN) if form else text
    return _USER.sub(_HIDDEN, text)


def _may_go_on(url: str) -> bool:
    """Return whether the text behind the host may be a part of a password."""
    return user_of(url) != urllib.parse.urlsplit(url).netloc.rpartition("@")[0]
