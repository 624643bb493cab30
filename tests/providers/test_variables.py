"""What a plugin gets to see of the environment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pip._vendor.variantlib.plugins.host import values_digest
from pip._vendor.variantlib.plugins.variables import visible_value

from tests.providers.conftest import Driver, Site, plugin_source

HIDDEN = {
    "PIP_INDEX_URL": "https://user:hunter2@index.invalid/simple/",
    "PIP_EXTRA_INDEX_URL": "https://index.invalid/simple/?auth=hunter2",
    "PIP_PROXY": "hunter2@proxy.invalid",
    "PIP_CLIENT_CERT": "/home/hunter2.pem",
    "PIP_NO_INPUT": "hunter2",
    "KEYRING_PROPERTY_KEYRING_KEY": "hunter2",
    "PYTHON_KEYRING_BACKEND": "hunter2.Keyring",
    "TWINE_PASSWORD": "hunter2",
    "UV_INDEX_PRIVATE_PASSWORD": "hunter2",
    "POETRY_HTTP_BASIC_MINE_USERNAME": "hunter2",
    "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS": '{"password": "hunter2"}',
    "GITHUB_TOKEN": "hunter2",
    "AWS_SECRET_ACCESS_KEY": "hunter2",
    "NETRC": "/home/hunter2/netrc",
}
CUT = {
    "HTTPS_PROXY": ("http://user:hunter2@proxy:3128", "http://proxy:3128"),
    "http_proxy": ("http://hunter2@proxy:3128/", "http://proxy:3128/"),
    "ALL_PROXY": ("socks5h://user:hun/ter2@@proxy", "socks5h://proxy"),
    "ftp_proxy": ("user:hunter2@proxy:3128", "proxy:3128"),
    "MIRROR": ("https://user:hunter2@a.invalid/b@c", "https://a.invalid/b@c"),
    "MIRRORS": ("https://hunter2@a/ x ssh://b:hunter2@c", "https://a/ x ssh://c"),
}
KEPT = {
    "CUDA_VISIBLE_DEVICES": "0,1",
    "ROCR_VISIBLE_DEVICES": "GPU-1",
    "LD_LIBRARY_PATH": "/opt/rocm/lib:/opt/@vendor/lib",
    "HTTP_PROXY": "http://proxy:3128",
    "no_proxy": "localhost,@odd",
    "SSL_CERT_FILE": "/etc/ssl/cert.pem",
    "NV_VARIANT_PROVIDER_FORCE_CUDA_DRIVER_VERSION": "12.8",
    "MAIL": "me@home.invalid",
}


def given() -> dict[str, str]:
    return HIDDEN | KEPT | {name: value for name, (value, _) in CUT.items()}


def test_a_plugin_sees_no_passwords(site: Site, driver: Driver, tmp_path: Path) -> None:
    log = tmp_path / "seen"
    body = (
        f"log = open({str(log)!r}, 'w')\n"
        "own = dict(os.environ)\n"
        "with open(f'/proc/{os.getppid()}/environ', 'rb') as file:\n"
        "    watching = file.read().decode()\n"
        "json.dump([own, watching], log)\n"
        "log.close()"
    )
    site.install("looks", plugin_source("looks", body, header="import json, os"))

    assert driver.ask(given()).warnings == []

    seen, watching = json.loads(log.read_text())
    expected = KEPT | {name: value for name, (_, value) in CUT.items()}
    assert {name: seen[name] for name in expected} == expected
    assert not HIDDEN.keys() & seen.keys()
    assert "hunter2" not in f"{seen}{watching}"


def test_only_what_a_plugin_sees_changes_its_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in given().items():
        monkeypatch.setenv(name, value)
    before = {name: values_digest([name]) for name in given()}
    for name, value in given().items():
        monkeypatch.setenv(name, value.replace("hunter2", "other"))
    assert {name: values_digest([name]) for name in given()} == before | {
        "ALL_PROXY": values_digest(["ALL_PROXY"])
    }
    for name in KEPT:
        monkeypatch.setenv(name, "changed")
        assert values_digest([name]) != before[name]


def test_a_variable_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    monkeypatch.delenv("https_proxy", raising=False)

    assert visible_value("HTTPS_PROXY") is None
