"""Settings out of files, and what is said of wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pip._internal.configuration import Configuration
from pip._internal.variants.exceptions import VariantConfigurationError
from pip._internal.variants.settings.config import Settings, load_settings
from pip._internal.variants.settings.named_sets import merge_sets

Load = Callable[..., Settings]


def load_files(folder: Path, isolated: bool = False, **files: str | bytes) -> Settings:
    """The settings by `conf=`, `pyproject=`, `variant=`, each the text of a file."""
    names = {"conf": "pip.conf", "variant": "variant.toml"}
    for key, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        (folder / names.get(key, f"{key}.toml")).write_bytes(data)
    config = Configuration(isolated=isolated)
    config.load()
    return load_settings(config, str(folder), merge_sets)


def error_of(load: Load, **files: str | bytes) -> str:
    """All that the user reads about wrong settings."""
    with pytest.raises(VariantConfigurationError) as caught:
        load(**files)
    error = caught.value
    return f"{error.message}\n{error.context}\n{error.hint_stmt}"
