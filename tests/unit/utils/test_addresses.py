"""A password in a URL is never shown, however malformed the URL is."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pip._internal.exceptions import CommandError
from pip._internal.variants.commands.show import _as_link
from pip._internal.variants.commands.wheel_folders import is_wheel_folder
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.utils.addresses import (
    check_addresses,
    hide_password,
    is_readable,
    is_url,
    shown_value,
    without_password,
)


@pytest.mark.parametrize(
    ("url", "shown", "readable"),
    [
        ("https://h/x.whl", "https://h/x.whl", True),
        ("https://h:8/@scope/x.whl", "https://****@scope/x.whl", True),
        ("https://h/@scope/x.whl", "https://h/@scope/x.whl", True),
        ("https://hunter2@h/@scope/x.whl", "https://****@h/@scope/x.whl", True),
        ("file:///a/x.whl", "file:///a/x.whl", True),
        ("https://u:hunter2@h/x.whl", "https://u:****@h/x.whl", True),
        ("https://u:hun@ter2@h/x.whl", "https://u:****@h/x.whl", True),
        ("https://u:12/hunter2@h/x.whl", "https://****@h/x.whl", True),
        ("https://u:hunter2@h:x/x.whl", "https://****@h:x/x.whl", False),
        ("https://u:hunter2@h:99999/x.whl", "https://****@h:99999/x.whl", False),
        ("https://u:hunter2@/x.whl", "https://****@/x.whl", False),
        ("https://u:hunter2@[::/x.whl", "https://****@[::/x.whl", False),
        ("https:u:hunter2@h/x.whl", "https:****@h/x.whl", False),
        ("http:\\\\u:hunter2@h\\x.whl", "http:\\\\****@h\\x.whl", False),
        ("https://u:hun/ter2@h/x.whl", "https://****@h/x.whl", False),
        ("https://u:hun#ter2@h/x.whl", "https://****@h/x.whl", False),
        ("https:/u:hunter2@h/x.whl", "https:/****@h/x.whl", False),
    ],
)
def test_what_is_shown(url: str, shown: str, readable: bool) -> None:
    assert is_url(url)
    assert without_password(url) == shown
    assert "hunter2" not in hide_password(f"Failed to parse: {url}", url)
    assert is_readable(url) == readable


@pytest.mark.parametrize("path", ["x.whl", "/a/x.whl", "C:/x.whl", "C:\\x.whl", "a:b"])
def test_what_is_a_path(path: str) -> None:
    assert not is_url(path)


def test_paths_that_are_not_in_utf_8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "a\udcff-1.0-py3-none-any.whl"
    places = Namespace(index_url=None, extra_index_urls=[], find_links=[path])
    monkeypatch.setattr("os.listdir", lambda _: ["b-1.0-py3-none-any.whl", path])
    for refuse in (
        lambda: check_addresses(places),  # type: ignore[arg-type]
        lambda: is_wheel_folder(str(tmp_path)),
    ):
        with pytest.raises(CommandError) as caught:
            refuse()
        assert str(caught.value) == (
            r"a\udcff-1.0-py3-none-any.whl is not in UTF-8, as the paths of wheels "
            "have to be"
        )
    with pytest.raises(FetchError, match=r"^its path is not in UTF-8$"):
        _as_link(path)


@given(
    st.text("hunter2@:/?#[]% ", max_size=8).filter(lambda text: "hunter2" not in text),
    st.sampled_from(["h", "", "[::", "h:x", "h:99999", "h:80"]),
)
def test_errors_do_not_repeat_it(more: str, host: str) -> None:
    url = f"https://u:{more}HUNTER2@{host}/x.whl"
    assert "HUNTER2" not in without_password(url)
    if is_readable(url):
        assert "HUNTER2" not in hide_password(
            f"Failed to parse: '{url}', too long", url
        )


def test_a_value_is_shown_without_a_password() -> None:
    assert shown_value("https://me:secret@host/a") == "'https://****@host/a'"
    assert shown_value("git+ssh://secret@[::1/a") == "'git+ssh://****@[::1/a'"
    assert shown_value(["me@host.example"]) == "['me@host.example']"
