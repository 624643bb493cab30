"""Which file of which release is tried first."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.packaging.version import Version
from pip._vendor.variantlib.documents.index_json import document_name, write_document
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.machine.settings import MachineSettings
from pip._vendor.variantlib.names.properties import Supported

from pip._internal.index.package_finder import CandidateEvaluator
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.target_python import TargetPython
from pip._internal.utils.hashes import Hashes
from pip._internal.variants.exceptions import VariantNotFound
from pip._internal.variants.machine.detectors import TrustingDetector
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection.reporter import Reporter
from pip._internal.variants.settings.choices import parse_choices
from tests.builders import (
    hash_of,
    label_document,
    make_label_wheel,
    make_wheel,
    parse_properties,
)
from tests.unit.scene import candidate, evaluator, machine, wheel_name
from tests.unit.selecting import make_release
from tests.variantlib.strategies import Variant, machines, near_variants, priorities

Release = Callable[..., list[InstallationCandidate]]

ALLOWED, OTHER = "a" * 64, "b" * 64
HASHES = Hashes({"sha256": [ALLOWED]})

TAGS = [str(tag) for tag in TargetPython().get_sorted_tags()]
TAGS = [TAGS[0], TAGS[len(TAGS) // 2], "py3-none-any"]


@dataclass(frozen=True)
class File:
    """A file on offer, by all that decides about its place."""

    version: str = "1.0"
    kind: str = "plain"
    variant: Variant = ()
    tag: int = 0
    build: int = 0
    digest: str | None = None
    yanked: bool = False

    def candidate(self, folder: Path) -> InstallationCandidate:
        name = f"pkg-{self.version}.tar.gz"
        if self.kind != "sdist":
            name = self._wheel_name()
        hashes = {"sha256": self.digest} if self.digest else None
        reason = "bad" if self.yanked else None
        return candidate(name, folder=folder, hashes=hashes, yanked_reason=reason)

    def _wheel_name(self) -> str:
        texts = [" :: ".join(p) for p in self.variant]
        build = f"-{self.build}" if self.build else ""
        mark = f"~{hash_of(texts)}" if texts else ""
        return f"pkg-{self.version}{build}{mark}-{TAGS[self.tag]}.whl"

    @property
    def wheel_kind(self) -> int:
        return ["variant", "plain", "sdist"].index(self.kind)


wheels = st.builds(
    File,
    version=st.sampled_from(["1.0", "2.0"]),
    kind=st.just("plain"),
    tag=st.integers(0, 2),
    build=st.integers(0, 2),
    digest=st.sampled_from([None, ALLOWED, OTHER]),
    yanked=st.booleans(),
)
sdists = wheels.map(lambda file: replace(file, kind="sdist", tag=0, build=0))


def variants_for(supported: Supported) -> st.SearchStrategy[Variant]:
    """Variants of which most fit a machine."""
    features = [(name, key, vs) for name, keys in supported for key, vs in keys]
    if not features:
        return near_variants
    fitting = st.lists(st.sampled_from(features), min_size=1, unique=True).flatmap(
        lambda chosen: st.tuples(
            *(st.sampled_from([(p, k, v) for v in vs]) for p, k, vs in chosen)
        )
    )
    return fitting.map(sorted).map(tuple) | near_variants


def releases_for(supported: Supported) -> st.SearchStrategy[list[File]]:
    """What is on offer to a machine, no file twice."""
    variants = st.builds(
        lambda file, variant: replace(file, kind="variant", variant=variant),
        wheels,
        variants_for(supported),
    )
    return st.lists(
        variants | variants | wheels | sdists,
        min_size=2,
        max_size=12,
        unique_by=lambda file: replace(file, digest=None, yanked=False),
    )


scenes = (
    machines().filter(bool).flatmap(lambda m: st.tuples(st.just(m), releases_for(m)))
)


def rank(
    supported: Supported, priority: Sequence[str], variant: Variant
) -> tuple[int, list[int], list[int]] | None:
    """DESIGN's closed form, written down as it stands there; None: does not fit."""
    facts = {(name, key): values for name, keys in supported for key, values in keys}
    if any(value not in facts.get((p, k), ()) for p, k, value in variant):
        return None
    named = list(dict.fromkeys(name for name in priority if name in dict(supported)))
    rest = sorted(name for name, _ in supported if name not in named)
    features = [
        (name, key) for name in [*named, *rest] for key, _ in dict(supported)[name]
    ]
    chosen = {(p, k): value for p, k, value in variant}
    indices = sorted(features.index(feature) for feature in chosen)
    values = [facts[features[i]].index(chosen[features[i]]) for i in indices]
    return -len(variant), indices, values


def expected_order(
    on_offer: Sequence[File],
    supported: Supported,
    priority: Sequence[str],
    prefer_binary: bool,
) -> list[File]:
    """The order of DESIGN 5, best first."""
    ranks = {file: rank(supported, priority, file.variant) for file in on_offer}

    def key(file: File) -> tuple[object, ...]:
        return (
            file.digest != ALLOWED,
            file.yanked,
            prefer_binary and file.kind == "sdist",
            -Version(file.version).major,
            file.wheel_kind,
            ranks[file] if file.kind == "variant" else (),
            file.tag,
            -file.build,
        )

    fitting = [f for f in on_offer if f.kind != "variant" or ranks[f] is not None]
    return sorted(fitting, key=key)


@pytest.mark.no_cover
@given(
    scenes,
    priorities,
    st.booleans(),
)
def test_the_order_is_that_of_the_design(
    scene: tuple[Supported, list[File]], priority: list[str], prefer_binary: bool
) -> None:
    supported, on_offer = scene
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for version in ("1.0", "2.0"):
            variants = {f.variant for f in on_offer if f.version == version} - {()}
            write_variants(folder, version, variants)
        pip_evaluator = CandidateEvaluator.create(
            "pkg", prefer_binary=prefer_binary, hashes=HASHES
        )
        candidates = {file.candidate(folder): file for file in on_offer}
        in_pips_order = sorted(candidates, key=pip_evaluator._sort_key, reverse=True)
        facts = {name: dict(keys) for name, keys in supported}
        ordered = evaluator(machine(facts, priority)).ordered(
            in_pips_order, HASHES, Requested(), Reporter()
        )
        found = [candidates[one] for one in ordered]
    expected = expected_order(on_offer, supported, priority, prefer_binary)
    assert found == expected


LEVELS = {"hw": {"level": ["v3", "v2"]}}
V4, V3, V2 = (f"hw :: level :: {level}" for level in ("v4", "v3", "v2"))


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """`release(V3, None, version=)`: wheels in a folder, as candidates; None: plain."""

    def make(*kinds: str | None, version: str = "1.0") -> list[InstallationCandidate]:
        made = [
            make_wheel(tmp_path, "pkg", version, properties=[kind] if kind else [])
            for kind in kinds
        ]
        return [candidate(path.name, folder=tmp_path) for path in made]

    return make


def ordered(
    candidates: Sequence[InstallationCandidate],
    *requested: str,
    binding: bool = False,
    on: Machine | None = None,
) -> list[InstallationCandidate]:
    chosen = evaluator(on or machine(LEVELS))
    return list(chosen.ordered(candidates, None, Requested(requested, binding)))


def test_what_was_asked_for_comes_first_in_the_order_asked(release: Release) -> None:
    v2, v3, v4, plain = release(V2, V3, V4, None)
    found = ordered([v2, v3, v4, plain], hash_of([V4]), "none", hash_of([V2]))
    assert found == [v4, plain, v2, v3]


def test_a_binding_request_leaves_nothing_else(release: Release) -> None:
    v2, v3, plain = release(V2, V3, None)
    older = release(V2, None, version="0.9")
    everything = [v2, v3, plain, *older]
    assert ordered(everything, hash_of([V2]), binding=True) == [v2, older[0]]
    assert ordered(everything, "none", binding=True) == [plain, older[1]]
    assert ordered(everything, hash_of([V4]), binding=True) == []


def test_a_label_is_asked_for_as_a_hash_is(release: Release, tmp_path: Path) -> None:
    v3, plain = release(V3, None)
    path = make_label_wheel(tmp_path, "pkg", "1.0", "v4", {"hw": {"level": ["v4"]}})
    v4 = candidate(path.name, folder=tmp_path)
    assert ordered([v4, v3, plain]) == [v3, plain]
    assert ordered([v4, v3, plain], "v4") == [v4, v3, plain]
    assert ordered([v4, v3, plain], "v4", binding=True) == [v4]


def test_the_plugin_that_is_missing_is_named_where_people_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    variants = {"cuda": {"nvidia": {"driver": ["13"]}}, "null": {}}
    tables = {"nvidia": {"requires": ["nvidia-plugin"]}}
    document = label_document(variants, providers=tables)
    (tmp_path / "pkg-1.0-variants.json").write_bytes(document)
    cuda, null = (
        candidate(f"pkg-1.0-py3-none-any-{label}.whl", folder=tmp_path)
        for label in variants
    )
    chosen = evaluator(machine(LEVELS))
    assert list(chosen.ordered([cuda, null], None, Requested(), Reporter())) == [null]
    assert caplog.text == ""
    for _ in range(2):
        assert list(chosen.ordered([cuda, null], None, Requested())) == [null]
    asks, better, nearest = [record.getMessage() for record in caplog.records]
    assert asks == (
        "pkg 1.0 has variants that need plugins which are not installed. It asks for "
        "nvidia-plugin; find out who publishes that first."
    )
    assert better == (
        "1 better build of pkg needs nvidia, which nothing here answers for (pip "
        "variant explain pkg)"
    )
    assert nearest.startswith("The other variant of pkg 1.0 does not fit this machine")


def test_a_binding_request_does_not_ask_the_machine(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = "pip._vendor.variantlib.machine.detectors.ask_providers"
    monkeypatch.setattr(ask, pytest.fail)
    nobody_asked = Machine(MachineSettings(), TrustingDetector(MachineSettings(), None))
    (v4,) = release(V4)
    assert ordered([v4], hash_of([V4]), binding=True, on=nobody_asked) == [v4]


def test_a_locked_file_is_not_judged(release: Release) -> None:
    (v4,) = release(V4)
    locked = InstallationCandidate(v4.name, "1.0", v4.link, locked=True)
    assert ordered([locked]) == [locked]


def test_for_another_machine_there_are_plain_wheels_only(
    release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    v3, plain = release(V3, None)
    assert ordered([v3, plain], on=machine(is_foreign=True)) == [plain]
    assert "the target is not this machine" in caplog.text


def test_a_release_is_read_when_its_turn_comes(
    release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    newest = release(V3, version="2.0")
    gone = [candidate(wheel_name(V3), folder=Path("/nonexistent"))]
    found = evaluator(machine(LEVELS)).ordered([*newest, *gone], None, Requested())
    assert next(found) == newest[0]
    assert caplog.text == ""
    assert list(found) == []
    assert "Leaving out pkg-1.0~" in caplog.text


def test_where_nothing_fits_it_is_said_once(
    release: Release, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    v4, plain = release(V4, None)
    chosen = evaluator(machine(LEVELS))
    for _ in range(3):
        assert list(chosen.ordered([v4, plain], None, Requested())) == [plain]
    (said,) = [record.getMessage() for record in caplog.records]
    assert said == (
        "The variant of pkg 1.0 does not fit this machine: it needs hw :: level :: v4; "
        "this machine has v3, v2"
    )
    caplog.clear()
    quiet = evaluator(machine(LEVELS)).ordered(
        [v4, plain], None, Requested(), Reporter()
    )
    assert list(quiet) == [plain]
    assert caplog.text == ""


def test_a_document_that_is_wrong_about_a_hash_gets_the_wheel_left_out(
    release: Release, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    v3, v2, plain = release(V3, V2, None)
    document = write_document([parse_properties([V2])])
    lie = document.replace(hash_of([V2]).encode(), hash_of([V3]).encode())
    (tmp_path / "pkg-1.0-variants.json").write_bytes(lie)
    assert ordered([v3, v2, plain]) == [v2, plain]
    assert f"variants.json states properties with the hash {hash_of([V2])}" in (
        caplog.text
    )


def test_versions_with_a_file_to_install(release: Release) -> None:
    fits, unfit = release(V2), release(V4, version="2.0")
    both = release(V4, None, version="3.0")
    everything = [*both, *unfit, *fits]
    kept = evaluator(machine(LEVELS)).installable(everything, Requested())
    assert {str(one.version) for one in kept} == {"1.0", "3.0"}


def test_what_is_on_offer_is_listed(release: Release, tmp_path: Path) -> None:
    everything = [*release(V4, V3, version="2.0"), *release(V2)]
    chosen = evaluator(machine(LEVELS))
    chosen.check_on_offer(
        NormalizedName("pkg"), everything, Requested(("none", hash_of([V2])), True)
    )
    with pytest.raises(VariantNotFound) as caught:
        chosen.check_on_offer(
            NormalizedName("pkg"), everything, Requested(("none", "00000000"), True)
        )
    error = caught.value
    assert str(error.message) == "No wheel of pkg is the variant none or 00000000."
    assert sorted(str(error.context).split("\n")[1:]) == sorted(
        f"{hash_of([kind])} of pkg 2.0: {kind}" for kind in (V4, V3)
    )


def test_what_is_asked_of_a_machine_that_nothing_is_known_of(release: Release) -> None:
    everything = release(V4, V3)
    chosen = evaluator(machine(is_foreign=True))
    requested = Requested(parse_choices(["hw :: level"]).everywhere, True)
    with pytest.raises(VariantNotFound) as caught:
        chosen.check_on_offer(NormalizedName("pkg"), everything, requested)
    assert "pkg that fits the target matches hw :: level." in str(caught.value.message)
    lines = str(caught.value.context).split("\n")
    assert "the target is not this machine" in lines[1]
    assert lines[2:] == [
        "Available variants:",
        *(f"{hash_of([kind])} of pkg 1.0: {kind}" for kind in (V4, V3)),
    ]


def write_variants(folder: Path, version: str, variants: set[Variant]) -> None:
    path = folder / document_name("pkg", version)
    path.write_bytes(write_document(variants))


def test_a_release_that_is_looked_at_again_is_not_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    new, old = (make_release(tmp_path, "no :: key :: 1", version=v) for v in "21")
    chooser = evaluator(machine({}))
    for files in (new, new, old):
        assert not list(chooser.ordered(files, None, Requested()))
    told = [text for text in caplog.messages if text.startswith("Skipping")]
    assert [text.partition(":")[0] for text in told] == [
        "Skipping the variants of pkg 1"
    ]
