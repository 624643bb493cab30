"""A project says for itself which variants it takes, and never for too much."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from pip._internal.configuration import Configuration
from pip._internal.variants.exceptions import VariantConfigurationError
from pip._internal.variants.settings.standing_request import (
    Asked,
    read_standing_request,
)

SET = """[tool.variantlib.sets]
old = ["nvidia :: cuda < 13", "null", "none"]
cpu = "none"
"""


@pytest.fixture(autouse=True)
def conf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    return tmp_path / "pip.conf"


def read(folder: Path, line: str, isolated: bool = False) -> Asked:
    text = f"[tool.variantlib]\n{line}\n{SET}"
    (folder / "pyproject.toml").write_text(text)
    config = Configuration(isolated=isolated)
    config.load()
    return read_standing_request(config, str(folder), is_told=True)


@pytest.mark.parametrize(
    ("line", "values", "binds_all"),
    [
        ("", (), False),
        ("variant = []", (), False),
        ('variant = "none"', ("none",), True),
        ('variant = "null, none"', ("null, none",), True),
        ('variant = "cpu"', ("cpu",), True),
        # Not every dependency has such a build.
        ('variant = "null"', ("null",), False),
        ('variant = "old"', ("old",), False),
        ('variant = "torch=none, nvidia=null"', ("torch=none, nvidia=null",), False),
        ('variant = ["a :: b", "torch=00000000"]', ("a :: b", "torch=00000000"), False),
    ],
)
def test_it_is_less_than_there_is(
    tmp_path: Path, line: str, values: tuple[str, ...], binds_all: bool
) -> None:
    assert read(tmp_path, line) == (values, binds_all)
    assert read(tmp_path, line, isolated=True) == Asked()


def test_a_misspelt_property_is_told_with_its_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    read(tmp_path, 'variant = "nvidia :: cuda_version_lower_bund :: 12.8, none"')
    (said,) = caplog.messages
    assert said.startswith(f"variant in {tmp_path / 'pyproject.toml'}: nothing reports")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("variant = 5", "variant is not text: 5."),
        ('variant = ["none", 5]', "variant is not text: 5."),
        ('variant = ""', "variant needs a variant."),
        ('variant = "a :: <"', "variant: a key or * is expected after '::'.\na :: <\n"),
        ('variant = "ol-d"', "'ol-d' is not a variant hash or label or a set - maybe"),
        ('variant = "36266d4d"', "variant asks for 36266d4d, which would be installed"),
        ('variant = "torch=cuda13"', "variant asks for cuda13, which would be"),
        ('variant = "cup"', "whether it fits or not - maybe you meant cpu."),
    ],
)
def test_a_build_that_may_not_fit_is_refused(
    tmp_path: Path, line: str, problem: str
) -> None:
    with pytest.raises(VariantConfigurationError) as caught:
        read(tmp_path, line)
    error = caught.value
    assert problem in f"{error.message}\n{error.context}"
    assert "pyproject.toml" in str(error.message)
    assert "--variant" in str(error.hint_stmt)


def test_a_set_cannot_hide_such_a_build(tmp_path: Path, conf: Path) -> None:
    conf.write_text("[variantlib.sets]\nnew = cuda13, none\n")
    with pytest.raises(VariantConfigurationError) as caught:
        read(tmp_path, 'variant = "new"')
    assert "variant asks for cuda13" in str(caught.value.context)


def test_the_nearest_place_is_told(
    tmp_path: Path,
    conf: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.INFO)
    conf.write_text("[variantlib]\nvariant = null\n")
    assert read(tmp_path, "").values == ("null",)
    assert read(tmp_path, 'variant = "none"').values == ("none",)
    monkeypatch.setenv("PIP_VARIANTLIB_VARIANT", "old")
    assert read(tmp_path, 'variant = "none"').values == ("old",)
    places = ["pip.conf says.", "pyproject.toml says.", "PIP_VARIANTLIB_VARIANT says."]
    said = [record.getMessage() for record in caplog.records]
    assert all(text.endswith(place) for text, place in zip(said, places, strict=True))
    assert said[1].startswith("Requesting none, as ")
