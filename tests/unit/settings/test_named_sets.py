"""Lists of requests that the configuration has a name for."""

from __future__ import annotations

import pytest

from pip._internal.req.constructors import install_req_from_line
from pip._internal.variants.exceptions import VariantOptionError
from pip._internal.variants.requested import RequestedVariants
from pip._internal.variants.settings.choices import parse_choices
from tests.unit.configuring import Load, error_of

GPU = "nvidia :: driver < 13, none"


def sets_of(load: Load, **files: str) -> dict[str, list[str]]:
    sets = load(**files).sets
    return {name: list(map(str, requests)) for name, requests in sets.items()}


@pytest.mark.parametrize(
    "files",
    [
        {"conf": f"[variantlib.sets]\ngpu12 = {GPU}"},
        {"conf": f"[variantlib.sets]\nGPU12: {GPU}"},
        {"conf": f"[variantlib]\nsets.gpu12 = {GPU}"},
        {"conf": "[variantlib.sets]\ngpu12 =\n  nvidia::driver<13\n  none"},
        {"pyproject": f"[tool.variantlib.sets]\ngpu12 = '{GPU}'"},
        {"variant": f"[sets]\ngpu12 = '{GPU}'"},
        {"variant": "sets.gpu12 = ['nvidia :: driver < 13', 'none']"},
    ],
)
def test_places_and_forms(load: Load, files: dict[str, str]) -> None:
    assert sets_of(load, **files) == {"gpu12": ["nvidia :: driver < 13", "none"]}


def test_an_environment_variable(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_VARIANTLIB_SETS_GPU_12", GPU)
    assert list(load().sets) == ["gpu-12"]


def test_the_nearer_place_wins_set_by_set(load: Load) -> None:
    assert sets_of(
        load,
        conf="[variantlib.sets]\ncpu_only = none\ngpu = cuda12",
        pyproject="[tool.variantlib.sets]\ngpu = 'cuda13'",
        variant="[sets]\nCPU-only = 'null'",
    ) == {"cpu-only": ["null"], "gpu": ["cuda13"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sets = 1", "sets is not a table."),
        ("sets.x = 1", "The set x is not text."),
        ("sets.x = [1]", "The set x is not text."),
        ("sets.x = {a = 'b'}", "The set x is not text."),
        ("sets.x = ''", "The set x is empty."),
        ("sets.x = []", "The set x is empty."),
        ("sets.None = 'a'", "A set cannot be called none."),
        ("sets.36266d4d = 'a'", "A set cannot be called 36266d4d."),
        ("sets.DEADBEEF = 'a'", "A set cannot be called deadbeef."),
        ("sets.'a b' = 'a'", "A set cannot be called a b."),
        ('sets."\\u001b" = "a"', "A set cannot be called \\x1b."),
        ("sets.x = 'a, x'", "The set x holds the set x."),
        ("sets.x = 'y_y'\nsets.y-y = 'b'", "The set x holds the set y_y."),
        ("sets.x = 'A'", "The set x: 'A' is not a variant hash or label.\nA\n^"),
        ("sets.x = 'p=a'", "a set cannot name a project: p.\np=a\n  ^"),
        (
            "sets.x = 'p :: k <'",
            f"The set x: a value is expected after '<'.\np :: k <\n{' ' * 8}^",
        ),
    ],
)
def test_what_is_wrong_is_said(load: Load, text: str, said: str) -> None:
    error = error_of(load, variant=text)
    assert "variant.toml" in error.partition("\n")[0]
    assert said in error


def test_the_place_of_a_set_is_named(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = error_of(load, conf="[variantlib.sets]\nx = y", variant="sets.y = 'a'")
    assert "pip.conf" in error.partition("\n")[0]
    monkeypatch.setenv("PIP_VARIANTLIB_SETS_X", "<")
    assert "PIP_VARIANTLIB_SETS_X are" in error_of(load, conf="")


class TestAskedFor:
    def parse(self, load: Load, *values: str) -> list[str]:
        def load_sets() -> object:
            return load(conf=f"[variantlib.sets]\ngpu-12 = {GPU}\ncuda13 = a").sets

        return list(map(str, parse_choices(values, load_sets).everywhere))  # type: ignore[arg-type]

    def test_a_name_stands_for_its_requests(self, load: Load) -> None:
        requests = ["nvidia :: driver < 13", "none"]
        assert self.parse(load, "gpu-12") == requests
        assert self.parse(load, "GPU_12") == requests
        assert self.parse(load, "x, gpu-12", "y") == ["x", *requests, "y"]

    def test_it_wins_over_a_label(self, load: Load) -> None:
        assert self.parse(load, "cuda13 cuda12") == ["a", "cuda12"]

    @pytest.mark.parametrize(
        ("name", "meant"), [("gpu-13", "gpu-12"), ("GPU12", "gpu-12"), ("36266D4D", "")]
    )
    def test_what_is_neither_set_nor_label_is_refused(
        self, load: Load, name: str, meant: str
    ) -> None:
        with pytest.raises(VariantOptionError) as caught:
            self.parse(load, f"gpu-12, {name}")
        assert str(caught.value.message) == (
            f"--variant: {name!r} is not a variant hash or label or a set"
            f"{meant and f' - maybe you meant {meant}'}."
        )
        assert str(caught.value.context).endswith("\n        ^")

    @pytest.mark.parametrize("value", ["none", "36266d4d", "nvidia :: driver"])
    def test_sets_are_only_read_for_what_may_be_one(self, value: str) -> None:
        parse_choices([value], lambda: pytest.fail("they were read"))

    def test_in_a_line_and_for_a_project(self, load: Load) -> None:
        sets = load(conf="[variantlib.sets]\ncpu = none").sets
        requested = RequestedVariants(
            parse_choices(["other=cpu"], lambda: sets), lambda: sets
        )
        req = install_req_from_line("pkg")
        req.variants = ["cpu"]
        requested.note_lines([req], is_off=False)
        for name in ("pkg", "other"):
            assert requested.of(name).requests == ("none",)  # type: ignore[arg-type]
