"""Folders with a release that breaks a rule, and with one that does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.builders import make_label_wheel, make_wheel

Properties = Mapping[str, Mapping[str, Sequence[str]]]
Scene = Callable[[Path], object]

NVIDIA = {"requires": ["nvidia-variant-provider"], "plugin-api": "nvidia:Plugin"}
BLAS = {"static-properties": {"library": ["mkl", "openblas"]}}
MKL: Properties = {"blas": {"library": ["mkl"]}}
OPENBLAS: Properties = {"blas": {"library": ["openblas"]}}
V3, V2 = "x86_64 :: level :: v3", "x86_64 :: level :: v2"
LINUX = "manylinux_2_28_x86_64"


def cuda(*versions: str, **more: Sequence[str]) -> Properties:
    return {"nvidia": {"cuda_version_lower_bound": versions, **more}}


def level(*values: str) -> Properties:
    return {"x86_64": {"level": values}}


def document(
    variants: Mapping[str, Properties],
    order: Sequence[str] = ("nvidia", "x86_64", "blas"),
    schema: str = "peps/850/v0.2.0",
    **members: Any,
) -> dict[str, Any]:
    """A document as schema 0.2.0 has it, with providers that uv knows."""
    known = {"nvidia": NVIDIA, "blas": BLAS, "x86_64": {"requires": ["some-x86"]}}
    return {
        "$schema": f"https://variants-schema.wheelnext.dev/{schema}.json",
        "default-priorities": {"namespace": list(order)},
        "providers": {name: known.get(name, {"requires": [name]}) for name in order},
        "variants": variants,
        **members,
    }


def label(folder: Path, name: str, properties: Properties, **wheel: Any) -> Path:
    """A label wheel of demo 1.0, in the usual order of namespaces."""
    own = wheel.pop("own", None) or document({name: properties})
    return make_label_wheel(
        folder, "demo", "1.0", name, {}, document=json.dumps(own).encode(), **wheel
    )


def labels(**variants: Properties) -> Scene:
    """A folder of label wheels with a document beside them."""

    def make(folder: Path) -> None:
        for name, properties in variants.items():
            label(folder, name, properties)
        beside(folder, document(variants))

    return make


def beside(folder: Path, content: Any) -> Path:
    path = folder / "demo-1.0-variants.json"
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(data)
    return path


def alone(content: Any) -> Scene:
    """A document, and a wheel for each of its variants."""

    def make(folder: Path) -> None:
        for name, properties in content["variants"].items():
            label(folder, name, properties)
        beside(folder, content)

    return make


def hashes(*variants: Sequence[str], **wheel: Any) -> Scene:
    """Wheels of the hash form."""

    def make(folder: Path) -> None:
        for properties in variants:
            make_wheel(folder, "demo", "1.0", properties=properties, **wheel)

    return make


def plain(**wheel: Any) -> Scene:
    return lambda folder: make_wheel(folder, "demo", "1.0", **wheel)


def together(*scenes: Scene) -> Scene:
    def make(folder: Path) -> None:
        for scene in scenes:
            scene(folder)

    return make


def wheels(*made: tuple[str, Properties, str]) -> Scene:
    """Label wheels, each by label, properties and tag, without a document."""

    def make(folder: Path) -> None:
        for name, properties, tag in made:
            label(folder, name, properties, tag=tag)

    return make


def file(name: str) -> Scene:
    return lambda folder: (folder / name).write_text("no wheel")


def without(member: str, content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != member}


GOOD = document({"a": MKL, "null": {}}, ["blas"])
CUDA12 = cuda("12.0")
PY = ("cp312-cp312-" + LINUX, "cp313-cp313-" + LINUX)
WIN = "cp312-cp312-win_amd64"
REQUIRED = 'dep; variant_label == "a"'

# By rule: a folder that breaks it, and words of the finding; and one that does not.
SCENES: dict[str, tuple[Scene, str, Scene]] = {
    "V101": (file("demo-1.0~xyz-py3-none-any.whl"), "'~'", plain()),
    "V102": (
        hashes([V3], build="1", allow_build_tag=True),
        "older installers",
        hashes([V3]),
    ),
    "V103": (file("demo-1.0-py3-none-any.whl"), "not a readable zip", plain()),
    "V104": (
        lambda folder: make_wheel(folder, "demo", "1.0+cu130", properties=[V3]),
        "local part cu130",
        hashes([V3]),
    ),
    "V105": (labels(**{"cuda13.0": cuda("12.6")}), "12.6", labels(cuda13=cuda("13.0"))),
    "V106": (
        together(
            plain(tag="py3-none-linux_x86_64"), plain(tag="py3-none-linux_armv7l")
        ),
        "its platform, and that of 1 other, is linux alone",
        plain(tag=f"py3-none-{LINUX}"),
    ),
    "V201": (
        labels(cuda12_6=CUDA12, cuda12_8=CUDA12),
        "cuda12_6 is always taken",
        labels(a=CUDA12, b=cuda("12.1")),
    ),
    "V202": (labels(a=MKL, b=OPENBLAS), "label b is never", labels(a=CUDA12, b=MKL)),
    "V301": (
        wheels(("a", {"gpu": {"x": ["1"]}}, "py3-none-any")),
        "gpu",
        labels(a=MKL),
    ),
    "V302": (
        labels(a={"nvidia": {"cuda_lower_bound": ["12.0"]}}),
        "maybe you meant cuda_version_lower_bound",
        labels(a=CUDA12),
    ),
    "V303": (labels(a=cuda("12.0", "130")), "meant 13.0", labels(a=cuda("12.0"))),
    "V304": (hashes(["x86_64 :: level :: v5"]), "never fits", hashes([V3])),
    "V305": (
        labels(a={"nvidia": {"cuda_version_upper_bound": ["13"]}}),
        "below CUDA 13",
        labels(a=CUDA12),
    ),
    "V401": (labels(a=MKL), "no null", labels(a=MKL, null={})),
    "V402": (hashes([V3]), "no plain wheel", together(hashes([V3]), plain())),
    "V403": (
        wheels(("a", MKL, PY[0]), ("a", MKL, PY[1]), ("b", OPENBLAS, PY[0])),
        "Linux x86_64 (cp313)",
        wheels(("a", MKL, PY[0]), ("b", OPENBLAS, "py3-none-any")),
    ),
    "V404": (
        wheels(("a", MKL, PY[0]), ("b", OPENBLAS, WIN)),
        "b is not there for Linux x86_64",
        wheels(("a", MKL, WIN), ("b", OPENBLAS, WIN)),
    ),
    "V501": (
        plain(metadata_lines=["Variant: a :: b :: c"]),
        "Variant lines",
        hashes([V3]),
    ),
    "V502": (
        together(hashes([V3], requires_python=">=3.9"), plain()),
        "Requires-Python",
        together(hashes([V3]), plain()),
    ),
    "V503": (
        together(hashes([V3], requires=["fast"]), plain()),
        "requires fast",
        together(hashes([V3], requires=["dep"]), plain(requires=["dep"])),
    ),
    "V504": (
        plain(requires=[REQUIRED]),
        "other installers refuse",
        lambda folder: label(folder, "a", MKL, requires=[REQUIRED]),
    ),
    "V505": (plain(requires=["dep >> 1"]), "dep >> 1", plain(requires=["dep>1"])),
    "V506": (
        plain(metadata_lines=["Version: 1.0.post1"]),
        "its METADATA is of demo 1.0.post1, and its name of demo 1.0: installers",
        plain(metadata_lines=["Name: Demo", "Version: 1.0.0"]),
    ),
    "V507": (
        hashes([V3], requires=[REQUIRED]),
        'requires dep; variant_label == "a": a wheel of the hash form has no label',
        hashes([V3], requires=[f"dep; '{V3}' in variant_properties"]),
    ),
    "V508": (
        together(
            lambda folder: label(folder, "a1", MKL, requires=[REQUIRED]),
            lambda folder: label(folder, "b", OPENBLAS, requires=[REQUIRED]),
        ),
        "no variant of this release has the label a - maybe you meant a1",
        lambda folder: label(folder, "a", MKL, requires=[REQUIRED]),
    ),
    "V509": (
        lambda folder: label(folder, "a", MKL).rename(
            folder / f"demo-1.0-py3-none-{LINUX}-a.whl"
        ),
        f"states the tags py3-none-any, and its name py3-none-{LINUX}: installers go",
        plain(tag=f"py2.py3-none-{LINUX}"),
    ),
    "V601": (
        together(labels(a=MKL), lambda folder: beside(folder, b"{")),
        "is not JSON",
        labels(a=MKL),
    ),
    "V602": (
        alone(document({"a": {"blas": {"library": ["MKL"]}}})),
        "'MKL'",
        alone(GOOD),
    ),
    "V603": (
        together(
            labels(a=MKL),
            lambda folder: beside(
                folder, json.dumps(GOOD).replace('"a":', '"a": {}, "a":').encode()
            ),
        ),
        "twice",
        alone(GOOD),
    ),
    "V604": (
        together(wheels(("b", MKL, "py3-none-any")), alone(GOOD)),
        "does not know b",
        alone(GOOD),
    ),
    "V605": (
        together(labels(a=MKL), lambda folder: beside(folder, GOOD)),
        "no wheel for null",
        alone(GOOD),
    ),
    "V606": (
        together(
            wheels(("a", OPENBLAS, "py3-none-any")), lambda folder: beside(folder, GOOD)
        ),
        "openblas",
        alone(GOOD),
    ),
    "V607": (hashes([V3]), "nothing beside the wheels", alone(GOOD)),
    "V608": (
        together(
            wheels(("a", MKL, "py3-none-any")),
            lambda folder: label(folder, "b", MKL, own=document({"b": MKL}, ["blas"])),
        ),
        "disagree about the namespaces blas, nvidia, x86_64: of each, its place",
        wheels(("a", MKL, "py3-none-any"), ("b", MKL, "py3-none-any")),
    ),
    "V701": (
        alone(document({"a": MKL}, ["blas"], extra=1)),
        "unknown member 'extra'",
        alone(GOOD),
    ),
    "V702": (
        alone(without("providers", document({"a": MKL}, schema="peps/825/v0.1.1"))),
        "providers must describe",
        alone(GOOD),
    ),
    "V703": (labels(a=level("v3")), "x86_64", labels(a=CUDA12)),
    "V704": (
        lambda folder: (
            label(folder, "a", MKL, own=without("providers", document({"a": MKL}))),
            beside(folder, document({"a": MKL})),
        ),
        "does not say itself who answers for blas",
        alone(GOOD),
    ),
}
