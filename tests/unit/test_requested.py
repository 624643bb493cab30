"""What is asked for of a project, and what it gets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.req.constructors import install_req_from_line
from pip._internal.variants.exceptions import (
    VariantNotFound,
    VariantOptionError,
)
from pip._internal.variants.requested import RequestedVariants
from pip._internal.variants.settings.choices import parse_choices
from tests.unit.selecting import (
    H2,
    H3,
    H4,
    V2,
    V3,
    V4,
    Release,
    ordered,
    requirement,
    selection,
)


class TestRequestedVariants:
    def test_a_try_is_no_request_of_the_user(self) -> None:
        tried = parse_choices(["pkg=a", "other=b"])
        asked = RequestedVariants(parse_choices(["pkg=c"]), tried=tried)
        pkg, other, third = map(asked.of, map(canonicalize_name, ("pkg", "other", "x")))
        assert (pkg.requests, pkg.wanted, pkg.is_binding) == (("a", "c"), ("c",), True)
        assert (other.requests, other.wanted, other.is_binding) == (("b",), (), True)
        assert third.requests == third.wanted == ()
        assert RequestedVariants(tried=tried).has_any

    def test_without_a_request_the_machine_decides(self, release: Release) -> None:
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
            # By its properties: what matches and fits, in the machine's order.
            (["hw :: *"], (), True, [V3, V2]),
            (["hw :: level"], (), True, [V3, V2]),
            (["hw :: level < v3"], (), True, [V2]),
            (["hw :: level :: v2, hw :: level"], (), True, [V2, V3]),
            (["hw :: level > v3, none"], (), True, [None]),
            ([f"hw :: level > v3, {H4}"], (), True, [V4]),
            ([f"{H2} hw :: level"], (), True, [V2, V3]),
            (["hw :: level :: v2"], (), False, [V2, V3, None]),
            (["hw :: level :: v4"], (), False, [V3, V2, None]),
            (["pkg=hw :: level :: v2", H4], (), False, [V2]),
            ([H4], ("hw :: level != v3",), True, [V2]),
        ],
    )
    def test_a_request(
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
            by.resolver.bind([requirement("Pkg[extra]", *line)])
        found = ordered(by, list(wheels.values()))
        assert found == [wheels[kind] for kind in expected]

    def test_constraints_and_dependencies_name_nothing(self, release: Release) -> None:
        by = selection(H4)
        constraint = install_req_from_line("pkg", constraint=True, user_supplied=True)
        by.resolver.bind([constraint, requirement("pkg", user=False)])
        v4, v3 = release(V4, V3)
        assert ordered(by, [v3, v4]) == [v4, v3]

    def test_a_version_that_publishes_it_is_taken(self, release: Release) -> None:
        by = selection(H4)
        by.resolver.bind([requirement("pkg")])
        newest, older = release(V3, None, version="2.0"), release(V4)
        assert ordered(by, [*newest, *older]) == older

    def test_what_is_not_on_offer_is_refused(self, release: Release) -> None:
        by = selection(H4)
        by.resolver.bind([requirement("pkg")])
        with pytest.raises(VariantNotFound) as caught:
            ordered(by, release(V3, V2, None))
        assert H4 in str(caught.value.message)

    def test_plain_projects_are_refused_a_binding_request(
        self, release: Release
    ) -> None:
        by = selection(f"pkg={H4}")
        with pytest.raises(VariantNotFound) as caught:
            ordered(by, release(None))
        assert "publishes no variants on this index" in str(caught.value.context)

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
        with pytest.raises(VariantNotFound) as caught:
            ordered(by, newest, requirement("pkg>=2"), [*newest, *older])
        assert H4 in str(caught.value.message)

    def test_a_version_with_a_variant_that_matches_and_fits_is_taken(
        self, release: Release
    ) -> None:
        by = selection("pkg=hw :: level :: v2, hw :: level :: v4")
        newest, middle = release(V4, V3, version="3.0"), release(V3, version="2.0")
        v4, v2 = release(V4, V2)
        assert ordered(by, [*newest, *middle, v4, v2]) == [v2]

    def test_what_matches_and_does_not_fit_is_named(self, release: Release) -> None:
        by = selection("pkg=hw :: level >= v4, hw :: gpu")
        newest, older = release(V3, None, version="2.0"), release(V4, V2)
        with pytest.raises(VariantNotFound) as caught:
            ordered(by, [*newest, *older])
        assert str(caught.value.message) == (
            "No wheel of pkg that fits this machine matches "
            "hw :: level >= v4 or hw :: gpu."
        )
        assert str(caught.value.context).split("\n") == [
            "These match, but do not fit:",
            f"{H4} of pkg 1.0: it needs {V4}; this machine has v3, v2",
            "Available variants:",
            f"{H3} of pkg 2.0: {V3}",
        ]

    def test_nothing_need_match(self, release: Release) -> None:
        by = selection("pkg=hw :: gpu")
        with pytest.raises(VariantNotFound) as caught:
            ordered(by, release(V3))
        assert (
            str(caught.value.context) == f"Available variants:\n{H3} of pkg 1.0: {V3}"
        )
        with pytest.raises(VariantNotFound) as caught:
            ordered(by, release(None))
        assert "publishes no variants on this index" in str(caught.value.context)

    def test_no_candidates_are_left_to_pip_to_complain_about(self) -> None:
        by = selection(f"pkg={H4}")
        assert ordered(by, []) == []


class TestLines:
    """The requests in the lines of requirements files."""

    HERE, ELSEWHERE = " ; python_version > '3'", " ; python_version < '3'"

    def noted(self, *lines: tuple[str, str]) -> RequestedVariants:
        reqs = []
        for text, variant in lines:
            reqs.append(install_req_from_line(text, comes_from="-r reqs.txt"))
            reqs[-1].variants = [variant] if variant else []
        asked = RequestedVariants()
        asked.note_lines(reqs, is_off=False)
        return asked

    @pytest.mark.parametrize("turn", [1, -1])
    def test_a_line_for_other_machines_counts_for_them_alone(self, turn: int) -> None:
        lines = [(f"pkg{self.HERE}", H2), (f"pkg{self.ELSEWHERE}", "none")]
        asked = self.noted(*lines[::turn])
        assert asked.of(canonicalize_name("pkg")).requests == (H2,)
        asked.note_lines([], is_off=False)
        assert not asked.has_any

    def test_a_line_with_a_path_to_sources(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "setup.py").touch()
        req = install_req_from_line(str(tmp_path), user_supplied=True)
        req.variants = [H2]
        asked = RequestedVariants()
        asked.note_lines([req], is_off=False)
        assert asked.has_any
        # The name is known once pip has read the sources.
        req.req = requirement("pkg").req
        asked.warn_of_built([req])
        text = f"--variant requests {H2}, which has no effect on pkg: pip builds it"
        assert caplog.messages == [f"{text} from the source that you named."]
        assert req.link is not None
        asked.note_name(req.link.url, canonicalize_name("pkg"))
        assert asked.of(canonicalize_name("pkg")).requests == (H2,)

    def test_lines_that_agree(self) -> None:
        asked = self.noted(("pkg", ""), ("pkg>=1", H2), ("PKG[x]", H2), ("other", H3))
        assert asked.of(canonicalize_name("pkg")).requests == (H2,)

    def test_lines_that_do_not(self) -> None:
        with pytest.raises(VariantOptionError) as caught:
            self.noted(("pkg", H2), ("other", H3), ("pkg>=1", "none"))
        assert str(caught.value.message) == (
            "Two requirements ask for different variants: "
            f"{H2} for pkg (from -r reqs.txt) and none for pkg>=1 (from -r reqs.txt)."
        )


class TestWarnings:
    """What is said of requests that have no effect."""

    def asked(self, *values: str, named: Sequence[str] = ()) -> RequestedVariants:
        names = {canonicalize_name(name) for name in named}
        return RequestedVariants(parse_choices(values), named=names)

    def resolved(self, *names: str) -> Any:
        return {name: SimpleNamespace(project_name=name) for name in names}

    def test_a_project_that_nobody_requires(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        self.asked(f"other={H2}").warn_of_unused(self.resolved("pkg"))
        assert caplog.messages == [
            "--variant names other, but other is not being installed."
        ]

    @pytest.mark.parametrize(
        ("locked", "is_met", "warns"),
        [(["pkg"], False, True), (["pkg"], True, False), ([], False, False)],
    )
    def test_a_variant_that_no_locked_project_has(
        self,
        caplog: pytest.LogCaptureFixture,
        locked: list[str],
        is_met: bool,
        warns: bool,
    ) -> None:
        asked = self.asked(H2)
        for name in locked:
            asked.note_locked(canonicalize_name(name))
        if is_met:
            asked.note_met()
        asked.warn_of_unused(self.resolved("pkg"))
        expected = [f"--variant requests {H2}, which is not locked."]
        assert caplog.messages == (expected if warns else [])

    @pytest.mark.parametrize(
        ("asked", "warns"),
        [(H2, True), (f"pkg={H2}", True), ("none", False), (f"other={H2}", False)],
    )
    def test_a_source_that_pip_builds(
        self,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
        asked: str,
        warns: bool,
    ) -> None:
        (tmp_path / "setup.py").touch()
        req = install_req_from_line(f"pkg @ {tmp_path.as_uri()}", user_supplied=True)
        found = self.asked(asked, named=["pkg"])
        found.warn_of_built([req, requirement("other")])
        text = f"--variant requests {H2}, which has no effect on pkg: pip builds it"
        said = [f"{text} from the source that you named."]
        assert caplog.messages == (said if warns else [])

    def test_without_a_request_nothing_is_said(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        none = RequestedVariants()
        none.warn_of_unused(self.resolved("pkg"))
        none.warn_of_built([requirement("pkg")])
        assert caplog.messages == []
