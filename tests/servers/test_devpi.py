"""Labels go to devpi by twine, and come from there: `nox -s devpi`."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.builders import PipEnv, make_label_wheel, make_wheel
from tests.conftest import REPOSITORY

from .conftest import Once, Twine, install, python_in, running

DEVPI = "devpi-server==6.20.3"
USER, PASSWORD = "root", "secret"
SWITCH = "WITH_DEVPI"
HUMOR = "fictional_hw :: humor :: 2"


@pytest.fixture
def index(once: Once, tmp_path: Path) -> Iterator[str]:
    """The address of an empty index, to which the user may upload."""
    if SWITCH not in os.environ:
        pytest.skip(f"takes long: nox -s devpi sets {SWITCH}")
    python = python_in(once("devpi", lambda folder: install(folder, DEVPI)))
    state = ["--serverdir", tmp_path / "state"]
    program = [python.with_name("devpi-init"), *state, "--no-root-pypi"]
    subprocess.run([*program, "--root-passwd", PASSWORD], check=True)
    command = [python, "-m", "devpi_server", *state]
    with running(command, "/+api", tmp_path / "log") as api:
        server = api.removesuffix("/+api")
        login = send(f"{server}/+login", {"user": USER, "password": PASSWORD}, "POST")
        token = f"{USER}:{login['result']['password']}".encode()
        made = {"X-Devpi-Auth": base64.b64encode(token).decode()}
        send(f"{server}/{USER}/dev", {"type": "stage", "bases": []}, "PUT", made)
        yield f"{server}/{USER}/dev/"


def send(
    url: str, document: object, method: str, headers: Mapping[str, str] = {}
) -> Any:
    """Send JSON to devpi, and return its answer."""
    kind = {"Content-Type": "application/json", "Accept": "application/json"}
    data = json.dumps(document).encode()
    request = urllib.request.Request(url, data, {**kind, **headers}, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def upload(url: str, path: Path) -> int:
    """Send a file as twine does, without looking into it, and return the status."""
    fields = {":action": "file_upload", "name": "pkg", "version": "1.0"}
    start = b"--part\r\nContent-Disposition: form-data; name="
    parts = [
        b'%s"%s"\r\n\r\n%s\r\n' % (start, key.encode(), text.encode())
        for key, text in fields.items()
    ]
    head = b'%s"content"; filename="%s"' % (start, path.name.encode())
    parts += [head, b"\r\n\r\n", path.read_bytes(), b"\r\n--part--\r\n"]
    who = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    headers = {"Content-Type": "multipart/form-data; boundary=part"}
    headers["Authorization"] = f"Basic {who}"
    request = urllib.request.Request(url, b"".join(parts), headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_labels_go_to_devpi_by_twine_and_come_from_there(
    index: str, twine: Twine, env: PipEnv, tmp_path: Path
) -> None:
    dist = tmp_path / "dist"
    plain = make_wheel(dist, "pkg")
    stated = {"fictional_hw": {"humor": ["2"]}}
    label = make_label_wheel(dist, "pkg", "1.0", "humor", stated)
    hashed = make_wheel(dist, "pkg", properties=[HUMOR])
    options = ("--repository-url", index, "-u", USER, "-p", PASSWORD)
    done = twine("upload", *options, plain, label)
    assert done.returncode == 0, done.stdout
    assert twine("upload", *options, hashed).returncode == 1
    install = ("install", "--force-reinstall", "--index-url", f"{index}+simple/", "pkg")
    env.pip(*install)
    assert env.installed("pkg") == "plain"
    env.pip(*install, "--machine-set", HUMOR)
    assert env.installed("pkg") == "humor"
    # What the page says that devpi takes.
    env.pip("variant", "index", dist)
    page = REPOSITORY / "docs/publish/index-files.md"
    row = f"| `{DEVPI.replace('==', '` ')} takes | yes | yes | yes, if a program sends"
    assert f"{row} it | no (400) |" in page.read_text("utf-8")
    marked = make_label_wheel(
        dist, "pkg", "1.0", "x", stated, requires=["dep; variant_label == 'x'"]
    )
    assert [upload(index, path) for path in (hashed, marked)] == [200, 200]
    assert upload(index, dist / "pkg-1.0-variants.json") == 400
