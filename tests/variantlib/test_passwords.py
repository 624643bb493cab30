"""Users and passwords are hidden in URLs, and hosts are not."""

from __future__ import annotations

import pytest

from variantlib.passwords import user_of, without_user


@pytest.mark.parametrize(
    ("before", "user", "host"),
    [
        ("https://", "u:secret", "h/x"),
        ("https://", "secret", "h/@scope/x"),
        ("https://", "u:sec@ret", "h"),
        ("https://", "u:sec/ret", "h"),
        ("https://", "u:s #?cret", "h"),
        ("git+https://", "u:secret", "host/x"),
        ("HTTPS:", "u:secret", "h/a"),
        ("http:\\\\", "u:secret", "h\\x"),
        ("https:/", "u:secret", "h"),
        ("//", "u:secret", "h/x.toml"),
        (" https://", "u:secret", "h"),
        ("pkg @ https://", "u:secret", "h"),
        ("file://", "u:secret", "h/x"),
        ("u:", "secret", "h"),
        ("user:", "sec/ret", "h"),
        ("C:/x/https://", "u:secret", "h"),
    ],
)
def test_a_user(before: str, user: str, host: str) -> None:
    assert user_of(f"{before}{user}@{host}") == user
    assert without_user(f"{before}{user}@{host}") == f"{before}****@{host}"


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/@scope/x",
        "https://h/p@th/x.toml",
        "https://h:8/x",
        "https://h?x@y",
        "foo@bar",
        "foo@https://h/x",
        "machines/@lab/a.toml",
        "/home/me@work/a.toml",
        "//server/me@work/a.toml",
        "C:\\me@work\\a.toml",
        "C:/me@work/a.toml",
        "file:///C:/me@work/a.toml",
        "",
    ],
)
def test_none(text: str) -> None:
    assert user_of(text) == ""
    assert without_user(text) == text


def test_an_endless_name() -> None:
    assert user_of("a" * 10**6) == ""
