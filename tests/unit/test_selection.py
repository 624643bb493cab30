"""What a finder is told: wishes, and when the chooser is called at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.packaging.version import Version

from pip._internal.index.package_finder import BestCandidateResult
from pip._internal.metadata import get_directory_distribution
from pip._internal.metadata.base import BaseDistribution
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.models.wheel import Wheel
from pip._internal.req.constructors import install_req_from_line
from pip._internal.req.req_install import InstallRequirement
from pip._internal.variants.choices import parse_choices
from pip._internal.variants.errors import (
    VariantDoesNotFit,
    VariantInconsistent,
    VariantNotOnOffer,
    VariantOptionError,
    VariantUnusable,
)
from pip._internal.variants.hooks import NO_VARIANTS
from pip._internal.variants.selection import VariantSelection
from tests.builders import hash_of, label_document, make_label_wheel, make_wheel
from tests.unit.scene import candidate, chooser, label_name, machine, wheel_name

V2, V3, V4 = (f"hw :: level :: {level}" for level in ("v2", "v3", "v4"))
H2, H3, H4 = (hash_of([kind]) for kind in (V2, V3, V4))

Release = Callable[..., list[InstallationCandidate]]


def selection(*asked: str) -> VariantSelection:
    """How a command chooses that was given `--variant` so, where v3 and v2 fit."""
    chosen = chooser(machine({"hw": {"level": ["v3", "v2"]}}))
    return VariantSelection(lambda: chosen, [], parse_choices(asked) if asked else None)


def untouched(*asked: str) -> VariantSelection:
    """A selection that must not get to work."""
    return VariantSelection(
        lambda: pytest.fail("the chooser was made"),
        [],
        parse_choices(asked) if asked else None,
    )


def requirement(line: str, *variants: str, user: bool = True) -> InstallRequirement:
    req = install_req_from_line(line, user_supplied=user)
    req.variants = variants
    return req


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """`release(V3, None, version=)`: wheels in a folder, in pip's order."""

    def make(*kinds: str | None, version: str = "1.0") -> list[InstallationCandidate]:
        made = [
            make_wheel(tmp_path, "pkg", version, properties=[kind] if kind else [])
            for kind in kinds
        ]
        return [candidate(path.name, folder=tmp_path) for path in made]

    return make


def ordered(
    by: VariantSelection,
    best_first: Sequence[InstallationCandidate],
    req: InstallRequirement | None = None,
    everything: Sequence[InstallationCandidate] | None = None,
) -> list[InstallationCandidate]:
    """What a resolver gets, the finder having seen all of it."""
    everything = best_first if everything is None else everything
    for one in everything:
        assert by.skip_reason(Wheel(one.link.filename)) is None
    applicable = list(reversed(best_first))
    best = best_first[0] if best_first else None
    result = BestCandidateResult([*reversed(everything)], applicable, best)
    return list(by.ordered([req or requirement("pkg")], result, None))


class TestWithoutVariants:
    def test_candidates_pass_as_they_are(self, release: Release) -> None:
        plain = release(None, version="2.0") + release(None)
        assert ordered(untouched(), plain) == plain
        by = untouched()
        assert by.installable(plain) is plain
        result = BestCandidateResult(plain, plain, plain[0])
        assert by.fitting([requirement("pkg")], result, None) is plain
        assert by.best(requirement("pkg"), result, None) is plain[-1]

    def test_nothing_is_no_candidate(self) -> None:
        result = BestCandidateResult([], [], None)
        assert untouched(H3).best(requirement("pkg"), result, None) is None

    def test_a_plain_wheel_is_not_verified(self, release: Release) -> None:
        (plain,) = release(None)
        req = requirement("pkg")
        req.link = plain.link
        untouched().verify(req, SimpleNamespace())  # type: ignore[arg-type]
        assert req.variant is None


class TestOff:
    def test_variants_are_skipped(self) -> None:
        wheel = Wheel(wheel_name(V3))
        assert NO_VARIANTS.skip_reason(wheel) == f"variant {H3} is not wanted here"
        assert NO_VARIANTS.skip_reason(Wheel(wheel_name())) is None

    def test_builds_are_told(self) -> None:
        assert NO_VARIANTS.build_arguments() == ["--no-variant"]

    def test_a_variant_by_its_path_is_refused(self, release: Release) -> None:
        req = requirement("pkg")
        req.link = release(V3)[0].link
        with pytest.raises(VariantOptionError) as caught:
            NO_VARIANTS.verify(req, SimpleNamespace())  # type: ignore[arg-type]
        assert "is a variant wheel, but --no-variant is given" in str(
            caught.value.message
        )

    def test_a_line_that_asks_for_one_is_refused(self) -> None:
        off = VariantSelection(None, [])
        off.bind([requirement("other")])
        with pytest.raises(VariantOptionError):
            off.bind([requirement("pkg", H3)])


class TestWishes:
    def test_without_a_wish_the_machine_decides(self, release: Release) -> None:
        v2, v3, v4, plain = release(V2, V3, V4, None)
        assert ordered(selection(), [v2, v3, v4, plain]) == [v3, v2, plain]

    @pytest.mark.parametrize(
        ("asked", "line", "named", "expected"),
        [
            # Named on the command line: bound.
            ([H4], (), True, [V4]),
            ([f"{H2},{H4}"], (), True, [V2, V4]),
            (["none"], (), True, [None]),
            # A dependency: a preference.
            ([H4], (), False, [V4, V3, V2, None]),
            (["none"], (), False, [None, V3, V2]),
            (["0" * 8], (), False, [V3, V2, None]),
            # By its name: bound, named or not.
            ([f"pkg={H4}"], (), False, [V4]),
            ([f"PKG={H4}", H2], (), True, [V4]),
            ([f"other={H4}"], (), True, [V3, V2, None]),
            ([f"other={H4}"], (), False, [V3, V2, None]),
            # By its line: bound; only its name on the command line is stronger.
            ([], (H4,), True, [V4]),
            ([H2], (H4,), True, [V4]),
            ([], (f"{H4},none",), True, [V4, None]),
            ([f"pkg={H2}"], (H4,), True, [V2]),
        ],
    )
    def test_a_wish(
        self,
        release: Release,
        asked: list[str],
        line: tuple[str, ...],
        named: bool,
        expected: list[str | None],
    ) -> None:
        kinds = [V2, V3, V4, None]
        wheels = dict(zip(kinds, release(*kinds), strict=True))
        by = selection(*asked)
        if named:
            by.bind([requirement("Pkg[extra]", *line)])
        found = ordered(by, list(wheels.values()))
        assert found == [wheels[kind] for kind in expected]

    def test_constraints_and_dependencies_name_nothing(self, release: Release) -> None:
        by = selection(H4)
        constraint = install_req_from_line("pkg", constraint=True, user_supplied=True)
        by.bind([constraint, requirement("pkg", user=False)])
        v4, v3 = release(V4, V3)
        assert ordered(by, [v3, v4]) == [v4, v3]

    def test_a_version_that_publishes_it_is_taken(self, release: Release) -> None:
        by = selection(H4)
        by.bind([requirement("pkg")])
        newest, older = release(V3, None, version="2.0"), release(V4)
        assert ordered(by, [*newest, *older]) == older

    def test_what_is_not_on_offer_is_refused(self, release: Release) -> None:
        by = selection(H4)
        by.bind([requirement("pkg")])
        with pytest.raises(VariantNotOnOffer):
            ordered(by, release(V3, V2, None))

    def test_plain_projects_are_refused_a_binding_wish(self, release: Release) -> None:
        by = selection(f"pkg={H4}")
        with pytest.raises(VariantNotOnOffer) as caught:
            ordered(by, release(None))
        assert "without variants" in str(caught.value.context)

    def test_none_of_a_plain_project_is_fine(self, release: Release) -> None:
        by = selection("pkg=none")
        plain = release(None)
        assert ordered(by, plain) == plain

    def test_what_a_dependency_excludes_may_be_found_by_backtracking(
        self, release: Release
    ) -> None:
        by = selection(f"pkg={H4}")
        newest, older = release(V3, version="2.0"), release(V4)
        dependency = requirement("pkg>=2", user=False)
        assert ordered(by, newest, dependency, [*newest, *older]) == []
        with pytest.raises(VariantNotOnOffer):
            ordered(by, newest, requirement("pkg>=2"), [*newest, *older])

    def test_no_candidates_are_left_to_pip_to_complain_about(self) -> None:
        by = selection(f"pkg={H4}")
        assert ordered(by, []) == []


class TestFitting:
    """Whether only yanked files are left must not depend on what does not fit."""

    @pytest.fixture
    def mixed(self, release: Release) -> list[InstallationCandidate]:
        unfit, fits = release(V4, V3)
        yanked = Link(fits.link.url, yanked_reason="bad")
        return [InstallationCandidate("pkg", "1.0", yanked), unfit]

    def fitting(
        self, candidates: list[InstallationCandidate]
    ) -> Sequence[InstallationCandidate]:
        by = selection()
        for one in candidates:
            by.skip_reason(Wheel(one.link.filename))
        result = BestCandidateResult(candidates, candidates, candidates[-1])
        return by.fitting([requirement("pkg")], result, None)

    def test_what_does_not_fit_is_dropped(
        self, mixed: list[InstallationCandidate]
    ) -> None:
        assert self.fitting(mixed) == mixed[:1]

    def test_without_yanked_files_nothing_is_read(self, release: Release) -> None:
        candidates = release(V4, V3)
        assert self.fitting(candidates) is candidates

    def test_several_versions_are_not_pinned(
        self, mixed: list[InstallationCandidate], release: Release
    ) -> None:
        candidates = [*release(V4, version="0.9"), *mixed]
        assert self.fitting(candidates) is candidates


def installed(tmp_path: Path, *kinds: str) -> BaseDistribution:
    folder = tmp_path / "pkg-1.0.dist-info"
    folder.mkdir()
    lines = [f"Variant-hash: {hash_of(kinds)}", *(f"Variant: {k}" for k in kinds)]
    text = "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n"
    (folder / "METADATA").write_text(text + "\n".join(lines if kinds else []))
    return get_directory_distribution(str(folder))


@pytest.mark.parametrize(
    ("asked", "line", "named", "variant", "replaced"),
    [
        ([], (), True, V3, False),
        ([], (), True, None, False),
        ([H3], (), True, V3, False),
        ([H3], (), True, V2, True),
        ([H3], (), True, None, True),
        ([H3], (), False, V2, False),
        ([f"pkg={H3}"], (), False, V2, True),
        ([f"other={H3}"], (), True, V2, False),
        (["none"], (), True, V2, True),
        (["none"], (), True, None, False),
        ([H2], (H3,), True, V3, False),
        (None, (), True, V3, True),
        (None, (), False, V3, True),
        (None, (), True, None, False),
    ],
)
def test_whether_what_is_installed_is_replaced(
    tmp_path: Path,
    asked: list[str] | None,
    line: tuple[str, ...],
    named: bool,
    variant: str | None,
    replaced: bool,
) -> None:
    by = VariantSelection(None, []) if asked is None else untouched(*asked)
    if named:
        by.bind([requirement("pkg", *line)])
    assert by.replaces(installed(tmp_path, *([variant] if variant else []))) is replaced


class TestVerify:
    def verified(
        self,
        by: VariantSelection,
        kind: str,
        tmp_path: Path,
        states: str | None = None,
    ) -> InstallRequirement:
        req = requirement("pkg")
        req.link = candidate(wheel_name(kind), folder=tmp_path).link
        by.verify(req, installed(tmp_path, states or kind))
        return req

    def test_a_path_that_fits(self, tmp_path: Path) -> None:
        choice = self.verified(selection(), V3, tmp_path).variant
        assert choice is not None
        assert choice.name.text == H3
        assert choice.machine == {"hw": {"level": ["v3", "v2"]}}

    def test_a_path_that_does_not_fit(self, tmp_path: Path) -> None:
        with pytest.raises(VariantDoesNotFit) as caught:
            self.verified(selection(), V4, tmp_path)
        assert f"--variant=pkg={H4}" in str(caught.value.hint_stmt)
        assert "needs hw :: level :: v4" in str(caught.value.context)

    def test_a_path_that_is_forced(self, tmp_path: Path) -> None:
        choice = self.verified(selection(f"pkg={H4}"), V4, tmp_path).variant
        assert choice is not None
        assert choice.machine is None

    def test_a_path_to_another_variant(self, tmp_path: Path) -> None:
        with pytest.raises(VariantUnusable):
            self.verified(selection(), V3, tmp_path, states=V2)

    def test_a_chosen_wheel_that_is_another(
        self, tmp_path: Path, release: Release
    ) -> None:
        by = selection()
        ordered(by, release(V3))
        with pytest.raises(VariantInconsistent) as caught:
            self.verified(by, V3, tmp_path, states=V2)
        assert "METADATA" in str(caught.value)


LEVEL3 = {"hw": {"level": ["v3", "v5"]}}
LEVEL4 = {"hw": {"level": ["v4"]}}
NULL: dict[str, dict[str, list[str]]] = {}


class TestVerifyLabels:
    def verified(
        self,
        by: VariantSelection,
        label: str,
        folder: Path,
        document: bytes | None,
        is_whole: bool = True,
    ) -> InstallRequirement:
        req = requirement("pkg")
        filename = f"pkg-1.0-py3-none-any-{label}.whl"
        req.link = candidate(filename, folder=folder / "wheels").link
        dist = installed(folder)
        if document is not None:
            (folder / "pkg-1.0.dist-info/variant.json").write_bytes(document)
        (by.verify if is_whole else by.verify_metadata)(req, dist)
        return req

    def chosen(
        self, folder: Path, properties: dict[str, dict[str, list[str]]]
    ) -> VariantSelection:
        """A selection that handed out the wheel of the label x for its properties."""
        path = make_label_wheel(folder / "wheels", "pkg", "1.0", "x", properties)
        by = selection()
        ordered(by, [candidate(path.name, folder=path.parent)])
        return by

    def test_a_path_that_fits(self, tmp_path: Path) -> None:
        document = label_document({"x": LEVEL3})
        choice = self.verified(selection(), "x", tmp_path, document).variant
        assert choice is not None
        assert choice.name == label_name("x")
        assert choice.properties == (("hw", "level", "v3"), ("hw", "level", "v5"))
        assert choice.machine == {"hw": {"level": ["v3", "v2"]}}

    def test_a_path_to_null(self, tmp_path: Path) -> None:
        document = label_document({"null": NULL})
        choice = self.verified(selection(), "null", tmp_path, document).variant
        assert choice is not None
        assert (choice.properties, choice.machine) == ((), {})

    def test_a_path_that_does_not_fit(self, tmp_path: Path) -> None:
        with pytest.raises(VariantDoesNotFit) as caught:
            self.verified(selection(), "x", tmp_path, label_document({"x": LEVEL4}))
        assert "--variant=pkg=x" in str(caught.value.hint_stmt)
        assert "needs hw :: level :: v4" in str(caught.value.context)

    def test_a_path_that_is_forced(self, tmp_path: Path) -> None:
        document = label_document({"x": LEVEL4})
        choice = self.verified(selection("pkg=x"), "x", tmp_path, document).variant
        assert choice is not None
        assert choice.machine is None

    @pytest.mark.parametrize("asked", [(), ("pkg=x",)])
    @pytest.mark.parametrize(
        ("document", "said"),
        [
            (None, "is missing"),
            (b"\xff", "is not UTF-8"),
            (label_document({"y": LEVEL3}), "must have one variant, 'x', not 'y'"),
        ],
    )
    def test_a_path_to_another_variant(
        self, tmp_path: Path, document: bytes | None, said: str, asked: tuple[str, ...]
    ) -> None:
        error = VariantInconsistent if asked else VariantUnusable
        with pytest.raises(error) as caught:
            self.verified(selection(*asked), "x", tmp_path, document)
        text = str(getattr(caught.value, "context", caught.value))
        assert text.startswith("The variant.json of pkg-1.0-py3-none-any-x.whl is wro")
        assert said in text

    def test_a_chosen_wheel_that_is_another(self, tmp_path: Path) -> None:
        by = self.chosen(tmp_path, LEVEL3)
        with pytest.raises(VariantInconsistent) as caught:
            self.verified(
                by, "x", tmp_path, label_document({"x": {"hw": {"a": ["1"]}}})
            )
        assert str(caught.value) == (
            "pkg-1.0-py3-none-any-x.whl was chosen for hw :: level :: v3, hw :: level "
            ":: v5 (from variant.json), but its own variant.json says hw :: a :: 1"
        )

    def test_the_order_of_values_means_nothing(self, tmp_path: Path) -> None:
        by = self.chosen(tmp_path, LEVEL3)
        document = label_document({"x": {"hw": {"level": ["v5", "v3"]}}})
        assert self.verified(by, "x", tmp_path, document).variant is not None

    def test_metadata_alone_says_nothing_of_a_label(self, tmp_path: Path) -> None:
        by = self.chosen(tmp_path, LEVEL3)
        choice = self.verified(by, "x", tmp_path, None, is_whole=False).variant
        assert choice is not None
        assert choice.source == "variant.json"
        assert choice.properties == (("hw", "level", "v3"), ("hw", "level", "v5"))

    def test_of_a_url_nothing_is_known_before_it_is_here(self, tmp_path: Path) -> None:
        choice = self.verified(selection(), "x", tmp_path, None, is_whole=False).variant
        assert choice is not None
        assert (choice.name.text, choice.properties, choice.source) == ("x", (), None)


def test_builds_get_no_choice_by_name(release: Release) -> None:
    by = selection(H4)
    by.bind([requirement("pkg", H4)])
    v4, v3 = release(V4, V3)
    finder: Any = SimpleNamespace(variants=by)
    copied = by.for_build(finder)
    assert ordered(copied.variants, [v3, v4]) == [v3]
    assert finder.variants is by
    assert ordered(by, [v3, v4]) == [v4]


@pytest.mark.parametrize(
    ("asked", "arguments"),
    [([], []), ([H3], ["--variant", ""]), ([f"other={H3}"], ["--variant", ""])],
)
def test_what_the_pip_for_builds_is_told(
    asked: list[str], arguments: list[str]
) -> None:
    assert untouched(*asked).build_arguments() == arguments


def test_documents_are_noted() -> None:
    documents: list[Link] = []
    by = VariantSelection(lambda: pytest.fail("the chooser was made"), documents)
    for name in (
        "pkg-1.0-variants.json",
        "pkg-1.0.zip",
        "pkg-1.0-variants.json#sha256=1",
    ):
        by.note_link(Link(f"https://files.example/{name}"))
    assert [link.filename for link in documents] == ["pkg-1.0-variants.json"] * 2


def test_versions_with_a_file_to_install(release: Release) -> None:
    everything = [*release(V4, version="2.0"), *release(V3)]
    for asked, expected in ((), {"1.0"}), ((f"pkg={H4}",), {"2.0"}):
        by = selection(*asked)
        for one in everything:
            by.skip_reason(Wheel(one.link.filename))
        assert {one.version for one in by.installable(everything)} == {
            Version(version) for version in expected
        }
