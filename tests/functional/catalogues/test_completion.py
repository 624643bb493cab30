"""An installed wheel says itself which variant a catalogue took it for."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import Version
from pip._vendor.variantlib.catalogues.parsing import parse_catalogue

from pip._internal.models.link import Link
from pip._internal.req.constructors import install_req_from_line
from pip._internal.utils.temp_dir import global_tempdir_manager
from pip._internal.utils.urls import path_to_url
from pip._internal.variants import hooks
from pip._internal.variants.catalogues.links import StatedLink
from tests.builders import make_wheel

CATALOGUE = b"""
format = 1
name = "fleet"
projects = ["ship"]
[[variants]]
label = "cu12"
local = "cu12"
properties = "nvidia :: cuda_version_lower_bound :: 12.0"
[[variants]]
label = "cpu"
local = "cpu"
"""


def completed(wheel: Path, url: str) -> Path:
    """The file that is installed in place of a downloaded wheel."""
    catalogue = parse_catalogue(CATALOGUE, "fleet.toml")
    project = canonicalize_name("ship")
    stated = catalogue.state_by_name(project, wheel.name, Version("1.0+cu12"))
    assert stated is not None
    req = install_req_from_line("ship==1.0+cu12")
    req.link = StatedLink.of(Link(url), stated)
    return Path(hooks.wheel_to_install(req, str(wheel)))


def test_the_statement_is_added_once(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "ship", "1.0+cu12")
    for _ in range(2):
        assert completed(wheel, "https://example.org/ship.whl") == wheel
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        document = json.loads(archive.read("ship-1.0+cu12.dist-info/variant.json"))
        assert archive.testzip() is None
    assert len(names) == len(set(names))
    assert document["variants"] == {
        "cu12": {
            "nvidia": {"cuda_version_lower_bound": ["12.0"]},
            "catalogue": {"fleet": ["cu12"]},
        }
    }
    static = document["providers"]["catalogue"]["static-properties"]
    assert static == {"fleet": ["cu12", "cpu"]}


def test_a_file_of_the_users_is_copied(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "ship", "1.0+cu12")
    before = wheel.read_bytes()
    with global_tempdir_manager():
        copy = completed(wheel, path_to_url(str(wheel)))
        assert (copy.name, copy.parent == tmp_path) == (wheel.name, False)
        assert copy.read_bytes() != before
    assert wheel.read_bytes() == before


def test_any_other_wheel_is_installed_as_it_is() -> None:
    req = install_req_from_line("ship==1.0")
    assert hooks.wheel_to_install(req, "/a/ship.whl") == "/a/ship.whl"
    req.link = Link("https://example.org/ship.whl")
    assert hooks.wheel_to_install(req, "/a/ship.whl") == "/a/ship.whl"
