"""Make the offers of indexes: pages, METADATA and variants.json of any size.

Wheels are made when they are asked for: `pip install --dry-run` looks into the variants
that it chooses, and needs no more than METADATA of all others.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import random
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Answers = dict[str, bytes]
Variants = dict[str, dict[str, dict[str, list[str]]]]
Needs = Sequence[Sequence[str]]
Choices = Callable[[str, Needs], Answers]
Files = Iterable[tuple[str, bytes | None]]

PROVIDERS = ("bench_gpu", "bench_cpu")
KEYS = ("architecture", "driver", "level", "memory")
VALUES = tuple(f"generation_{number}" for number in range(6))
PROJECT = "benchmark-project"

_RUNTIME = "benchmark-runtime"
_STEM = "benchmark_project-1.0"
_SCHEMA = "https://variants-schema.wheelnext.dev/peps/{}.json"
_PLATFORMS = (
    "cp311-cp311-manylinux_2_17_x86_64",
    "cp311-cp311-musllinux_1_2_x86_64",
    "cp311-cp311-macosx_11_0_arm64",
    "cp311-cp311-win_amd64",
    "cp312-cp312-manylinux_2_17_x86_64",
    "cp312-cp312-macosx_11_0_arm64",
    "py3-none-any",
)


def projects_without_variants(count: int, links: int) -> Answers:
    """`count` projects with `links` files in all, half of them needing two others."""
    names = [f"benchmark-{number}" for number in range(count)]
    answers: Answers = {}
    for number, name in enumerate(names):
        size = links * (number + 1) // count - links * number // count
        needed = names[2 * number + 1 : 2 * number + 3]
        answers |= _project(name, _releases(name, needed, size))
    return answers


def plain_wheels(count: int) -> Answers:
    """A project with plain wheels that differ in their build numbers."""
    metadata = _metadata(PROJECT, "1.0")
    names = (f"{_STEM}-{number}-py3-none-any.whl" for number in range(count))
    return _project(PROJECT, [(name, metadata) for name in names])


def variant_wheels(variants: Variants) -> Answers:
    """A project with a wheel for each hash, and a plain one."""
    files = [
        (
            f"{_STEM}~{variant_hash}-py3-none-any.whl",
            variant_metadata(PROJECT, variant_hash, properties),
        )
        for variant_hash, properties in variants.items()
    ]
    return _variant_project(variants, files)


def label_wheels(variants: Variants) -> Answers:
    """A project with a wheel for each label, and a plain one."""
    metadata = _metadata(PROJECT, "1.0")
    files = [(f"{_STEM}-py3-none-any-{label}.whl", metadata) for label in variants]
    return _variant_project(variants, files)


def _variant_project(
    variants: Variants, wheels: Iterable[tuple[str, bytes]]
) -> Answers:
    plain = (f"{_STEM}-py3-none-any.whl", _metadata(PROJECT, "1.0"))
    files = [*wheels, plain]
    document = f"{_STEM}-variants.json"
    content = variants_json(variants)
    answers = _project(PROJECT, files, {document: content})
    return answers | {f"/files/{document}": content}


def projects_with_choices(
    count: int, choices: Choices, is_conflicting: bool
) -> Answers:
    """`count` projects with 7 choices each, half of them needing two others.

    The best 6 choices of the last project need another version of a runtime than its
    last. With a conflict, the project before it needs that of the last choice.
    """
    names = [f"benchmark-{number}" for number in range(count)]
    files = [(f"benchmark_runtime-{v}-py3-none-any.whl", v) for v in ("1.0", "2.0")]
    answers = _project(
        _RUNTIME, [(file, _metadata(_RUNTIME, version)) for file, version in files]
    )
    for number, name in enumerate(names):
        needs = [[f"{n}>=1.1" for n in names[2 * number + 1 : 2 * number + 3]]] * 7
        if name == names[-1]:
            needs = [[f"{_RUNTIME}==2.0"]] * 6 + [[f"{_RUNTIME}==1.0"]]
        elif is_conflicting and name == names[-2]:
            needs = [[f"{_RUNTIME}==1.0"]] * 7
        answers |= choices(name, needs)
    return answers


def seven_versions(name: str, needs: Needs) -> Answers:
    """Build 7 plain releases of a project, the best first; each with its needs."""
    stem = name.replace("-", "_")
    versions = (f"1.{number}" for number in range(7, 0, -1))
    return _project(
        name,
        [
            (
                f"{stem}-{version}-py3-none-any.whl",
                _metadata(name, version, lines=lines),
            )
            for version, lines in zip(versions, map(_requires, needs), strict=True)
        ],
    )


def seven_variants(name: str, needs: Needs) -> Answers:
    """Build 7 variants of one release, the best first; each with its needs.

    One whose variants have different needs shares no key with the others, so that they
    need not agree.
    """
    provider = PROVIDERS[len(set(map(tuple, needs))) > 1]
    first, second, *_ = KEYS
    several = {first: [VALUES[0]], second: [VALUES[0]]}
    described = [several, *({first: [value]} for value in VALUES)]
    variants = {_hash({provider: keys}): {provider: keys} for keys in described}
    stem, files = f"{name.replace('-', '_')}-1.1", []
    for (variant, properties), needed in zip(variants.items(), needs, strict=True):
        lines = [*_requires(needed), *_variant_lines(variant, properties)]
        metadata = _metadata(name, "1.1", lines=lines)
        files.append((f"{stem}~{variant}-py3-none-any.whl", metadata))
    document, content = f"{stem}-variants.json", variants_json(variants)
    answers = _project(name, files, {document: content})
    return answers | {f"/files/{document}": content}


def _requires(needs: Sequence[str]) -> list[str]:
    return [f"Requires-Dist: {requirement}" for requirement in needs]


def make_variants(count: int) -> Variants:
    """Different variants of 8 properties, the same ones each time."""
    numbers = random.Random(count)
    variants: Variants = {}
    while len(variants) < count:
        properties = {
            provider: {key: [numbers.choice(VALUES)] for key in KEYS}
            for provider in PROVIDERS
        }
        variants.setdefault(_hash(properties), properties)
    return variants


def with_labels(variants: Variants) -> Variants:
    """The same variants under labels, as people would write them."""
    return {
        f"build_{variant_hash}": properties
        for variant_hash, properties in variants.items()
    }


def variants_json(variants: Variants) -> bytes:
    """The document that describes all variants of a release."""
    return _dump({"$schema": _SCHEMA.format("825/v0.1.1"), **_describe(variants)})


def variants_json_with_providers(variants: Variants) -> bytes:
    """The same, with all that is supported in it: no plugin has to be asked."""
    table = {
        "static-properties": dict.fromkeys(KEYS, VALUES),
        "feature-order": KEYS,
    }
    providers = dict.fromkeys(PROVIDERS, table)
    schema = _SCHEMA.format("850/v0.2.0")
    return _dump({"$schema": schema, "providers": providers, **_describe(variants)})


def _describe(variants: Variants) -> dict[str, object]:
    priorities = {"namespace": sorted(PROVIDERS)}
    return {"default-priorities": priorities, "variants": variants}


def _dump(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _releases(
    name: str, needed: Sequence[str], size: int
) -> Iterator[tuple[str, bytes | None]]:
    """Newest first: wheels for several platforms, and an sdist."""
    kinds = len(_PLATFORMS) + 1
    stem = name.replace("-", "_")
    for number in range(size):
        version = f"1.{math.ceil(size / kinds) - number // kinds}"
        kind = number % kinds
        if kind < len(_PLATFORMS):
            metadata = _metadata(name, version, needed)
            yield f"{stem}-{version}-{_PLATFORMS[kind]}.whl", metadata
        else:
            yield f"{stem}-{version}.tar.gz", None


def make_wheel(answers: Answers, path: str) -> bytes | None:
    """Make the wheel at a path, with the index's statement about it; None if it has
    none.

    It has no more than METADATA and, with a label, variant.json.
    """
    metadata = answers.get(f"{path}.metadata")
    if metadata is None:
        return None
    filename = path.rpartition("/")[2].removesuffix(".whl")
    name, version, *rest = filename.split("-")
    stem = f"{name}-{version.partition('~')[0]}"
    members = {"METADATA": metadata}
    if len(rest) > 3 and rest[-1].startswith("build_"):
        document = json.loads(answers[f"/files/{stem}-variants.json"])
        variants = {rest[-1]: document["variants"][rest[-1]]}
        members["variant.json"] = _dump({**document, "variants": variants})
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        for member, content in members.items():
            archive.writestr(f"{stem}.dist-info/{member}", content)
    return wheel.getvalue()


def _project(name: str, files: Files, others: Mapping[str, bytes] = {}) -> Answers:
    answers: Answers = {}
    entries = [_entry(other, content) for other, content in others.items()]
    for filename, metadata in files:
        # Nobody looks into these files, so any digest will do.
        entries.append(_entry(filename, filename.encode(), metadata))
        if metadata is not None:
            answers[f"/files/{filename}.metadata"] = metadata
    page = {"meta": {"api-version": "1.1"}, "name": name, "files": entries}
    answers[f"/simple/{name}/"] = json.dumps(page).encode()
    return answers


def _entry(
    filename: str, content: bytes, metadata: bytes | None = None
) -> dict[str, object]:
    entry: dict[str, object] = {
        "filename": filename,
        "url": f"../../files/{filename}",
        "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
        "requires-python": ">=3.8",
        "size": 100_000,
        "upload-time": "2026-01-01T00:00:00Z",
        "yanked": False,
    }
    if metadata is not None:
        entry["core-metadata"] = {"sha256": hashlib.sha256(metadata).hexdigest()}
    return entry


def _metadata(
    name: str, version: str, needed: Iterable[str] = (), lines: Iterable[str] = ()
) -> bytes:
    headers = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    headers += [f"Requires-Dist: {other}>=1.1" for other in needed]
    return "\n".join([*headers, *lines, ""]).encode()


def variant_metadata(
    name: str, variant_hash: str, properties: dict[str, dict[str, list[str]]]
) -> bytes:
    """Make the METADATA of a variant of a project's release 1.0."""
    return _metadata(name, "1.0", lines=_variant_lines(variant_hash, properties))


def _variant_lines(
    variant_hash: str, properties: dict[str, dict[str, list[str]]]
) -> list[str]:
    lines = [f"Variant: {line}" for line in _lines(properties)]
    return [f"Variant-hash: {variant_hash}", *lines]


def _lines(properties: dict[str, dict[str, list[str]]]) -> list[str]:
    return [
        f"{provider} :: {key} :: {value}"
        for provider, keys in sorted(properties.items())
        for key, values in sorted(keys.items())
        for value in values
    ]


def _hash(properties: dict[str, dict[str, list[str]]]) -> str:
    return hashlib.shake_128("".join(_lines(properties)).encode()).hexdigest(4)
