"""Whether a wheel is taken for what it was chosen for."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from pip._internal.req.constructors import install_req_from_line
from pip._internal.req.req_install import InstallRequirement
from pip._internal.variants.exceptions import (
    VariantDoesNotFit,
    VariantDoesNotMatch,
    VariantInconsistent,
    VariantUnusable,
)
from pip._internal.variants.hooks.finder import FinderVariants
from tests.builders import label_document, make_label_wheel, make_wheel
from tests.unit.scene import candidate, label_name, wheel_name
from tests.unit.selecting import (
    H3,
    H4,
    V2,
    V3,
    V4,
    Release,
    installed,
    ordered,
    requirement,
    selection,
)


class TestVerify:
    def verified(
        self,
        by: FinderVariants,
        kind: str,
        tmp_path: Path,
        states: str | None = None,
    ) -> InstallRequirement:
        req = requirement("pkg")
        req.link = candidate(wheel_name(kind), folder=tmp_path).link
        by.wheels.verify(req, installed(tmp_path, states or kind))
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

    def test_a_path_that_matches(self, tmp_path: Path) -> None:
        by = selection("pkg=none, hw :: level < v3, hw :: *")
        choice = self.verified(by, V2, tmp_path).variant
        assert choice is not None
        assert choice.asked == "hw :: level < v3"
        assert choice.machine == {"hw": {"level": ["v3", "v2"]}}

    def test_a_path_that_does_not_match(self, tmp_path: Path) -> None:
        with pytest.raises(VariantDoesNotMatch) as caught:
            self.verified(selection("pkg=hw :: level < v3"), V3, tmp_path)
        assert str(caught.value.context) == (
            "It has hw :: level :: v3, but you requested hw :: level < v3."
        )

    @pytest.mark.parametrize("asked", [H4, "none", "cu12"])
    def test_a_path_to_what_was_not_asked_for(self, tmp_path: Path, asked: str) -> None:
        with pytest.raises(VariantDoesNotMatch) as caught:
            self.verified(selection(f"pkg={asked}"), V3, tmp_path)
        assert str(caught.value.context) == (
            f"It has hw :: level :: v3, but you requested {asked}."
        )

    def test_a_path_to_a_dependency_need_not_match(self, tmp_path: Path) -> None:
        choice = self.verified(selection("hw :: level < v3"), V3, tmp_path).variant
        assert choice is not None
        assert choice.asked is None

    @pytest.mark.parametrize(
        ("asked", "refused"),
        [("hw :: *", True), ("hw :: *, none", False), ("abcdef01", True)],
    )
    def test_a_path_to_a_plain_wheel(
        self, tmp_path: Path, asked: str, refused: bool
    ) -> None:
        path = make_wheel(tmp_path, "pkg")
        req = install_req_from_line(str(path))
        by = selection(f"pkg={asked}")
        with pytest.raises(VariantDoesNotMatch) if refused else nullcontext():
            by.wheels.verify(req, installed(tmp_path))

    def test_a_path_to_another_variant(self, tmp_path: Path) -> None:
        with pytest.raises(VariantUnusable) as caught:
            self.verified(selection(), V3, tmp_path, states=V2)
        assert "pip cannot use pkg-1.0~" in str(caught.value.message)

    @pytest.mark.parametrize("is_whole", [True, False])
    @pytest.mark.parametrize(
        ("stated", "flaw"),
        [
            ("Version: 1.0", "it has no Name"),
            ("Name: pkg", "it has no Version"),
            ("Name: pkg\nVersion: \x1b[31m", "its Version, \\x1b[31m, is none"),
        ],
    )
    def test_a_path_that_states_no_release(
        self, tmp_path: Path, stated: str, flaw: str, is_whole: bool
    ) -> None:
        by, req, dist = selection(), requirement("pkg"), installed(tmp_path, V3)
        req.link = candidate(wheel_name(V3), folder=tmp_path).link
        metadata = tmp_path / "pkg-1.0.dist-info/METADATA"
        metadata.write_text(f"Metadata-Version: 2.1\n{stated}\n")
        with pytest.raises(VariantUnusable) as caught:
            (by.wheels.verify if is_whole else by.wheels.verify_metadata)(req, dist)
        said = f"The METADATA of {wheel_name(V3)} is wrong: {flaw}"
        assert str(caught.value.context) == said

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
        by: FinderVariants,
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
        (by.wheels.verify if is_whole else by.wheels.verify_metadata)(req, dist)
        return req

    def chosen(
        self, folder: Path, properties: dict[str, dict[str, list[str]]]
    ) -> FinderVariants:
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
        with pytest.raises(VariantUnusable) as caught:
            self.verified(selection(*asked), "x", tmp_path, document)
        text = str(caught.value.context)
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
