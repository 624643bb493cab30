"""Which part of `sys.path` is for plugins."""

from __future__ import annotations

import os
import sys

import pytest

import pip
from pip._internal.variants.utils.interpreter import path_for_plugins


def test_the_folder_of_pips_own_modules_is_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: os.PathLike[str]
) -> None:
    own = os.path.dirname(os.path.abspath(pip.__file__))
    monkeypatch.setattr(sys, "path", [own, str(tmp_path)])
    found = path_for_plugins()
    assert own not in found
    assert str(tmp_path) in found
