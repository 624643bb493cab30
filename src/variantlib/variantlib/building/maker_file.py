"""Read a maker's file: `variants.toml`, or the table `tool.variants` of pyproject.toml.

A pyproject.toml may list its variants in `variant.variants`, too, as a draft about
building them has it: label -> namespace -> feature -> values.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..documents.provider_files import parse_release_file
from ..documents.provider_tables import ProviderTable
from ..documents.toml_document import read_toml
from ..errors import InvalidDocument, VariantError
from ..names.grammar import check_all
from ..names.labels import (
    check_label,
    check_namespace,
    each_property,
    parse_label_properties,
)
from ..names.properties import format_property
from ..text import printable
from .matrix_tables import (
    Exclusion,
    Inclusion,
    numbered_items,
    read_axes,
    read_exclusion,
    read_inclusion,
    read_links,
    read_products,
)
from .settings import (
    NO_SETTINGS,
    Settings,
    read_settings,
)
from .tables import (
    FILE_KEYS,
    as_list,
    as_name,
    as_path,
    as_table,
    as_text,
    check_keys,
    fault,
    join,
    one_of,
)

VARIANTS, PYPROJECT = "variants.toml", "pyproject.toml"
FILE_NAMES = (VARIANTS, PYPROJECT)
TOML = ".toml"
FORMS = ("label", "hash", "both")


@dataclass(frozen=True)
class MakerFile:
    """What a maker wrote, checked as far as one place of it goes.

    :param source: The folder of the project, relative to that of the file.
    :param label: A template for labels, None to join those of the axes.
    :param priority: The order of namespaces, empty for the order of the axes.
    :param shared: The settings of all rows.
    :param axes: The settings of each value, by axis.
    :param products: The axes of each product.
    :param null: The settings of the null variant, None if there is none.
    :param plain: The same of the plain wheel.
    :param lint: What it says of lint: those who install need not know each rule, so
        whoever looks at it checks it.
    """

    name: str
    source: str = "."
    output: str = "dist"
    form: str = "label"
    label: str | None = None
    priority: tuple[str, ...] = ()
    providers: Mapping[str, ProviderTable] = field(default_factory=dict)
    shared: Settings = NO_SETTINGS
    axes: Mapping[str, Mapping[str, Settings]] = field(default_factory=dict)
    products: tuple[tuple[str, ...], ...] = ()
    links: tuple[tuple[str, ...], ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    inclusions: tuple[Inclusion, ...] = ()
    null: Settings | None = None
    plain: Settings | None = None
    lint: object = field(default_factory=dict)

    def needs_something(self, axis: str) -> bool:
        """Say whether a value of an axis needs something of the machine."""
        return any(settings.properties for settings in self.axes[axis].values())


def find_file(folder: Path) -> Path:
    """Return the maker's file in a folder.

    :raises VariantError: If there is none.
    """
    path = look_for_file(folder)
    if path is None:
        if os.path.lexists(folder / VARIANTS):
            place = printable(str(folder / VARIANTS))
            problem = "is a folder or a link to nothing, and has to be a file"
            raise InvalidDocument(f"{place}: {problem}")
        raise InvalidDocument(
            f"{printable(str(folder))}: has no variants.toml, and no pyproject.toml"
            " with a table [tool.variants] or [variant.variants]"
        )
    return path


def look_for_file(folder: Path) -> Path | None:
    """Return the same, or None if there is none.

    :raises VariantError: If a pyproject.toml is not TOML.
    :raises OSError: If it cannot be read.
    """
    for name in FILE_NAMES:
        path = folder / name
        if path.is_file() and (name == VARIANTS or _has_rows(path)):
            return path
    return None


def read_file(path: Path) -> MakerFile:
    """Return what a file says.

    :raises VariantError: If it is not as it must be; the text names file and key.
    :raises OSError: If it cannot be read.
    """
    table = table_of(path)
    try:
        if table is None:
            raise InvalidDocument(
                "has no table [tool.variants] and none [variant.variants]"
            )
        return _parse(path.name, table)
    except VariantError as error:
        raise InvalidDocument(f"{printable(str(path))}: {error}") from None


def _has_rows(path: Path) -> bool:
    """Return whether a pyproject.toml says more than which rules lint leaves out."""
    table = table_of(path)
    return table is not None and set(table) != {"lint"}


def table_of(path: Path) -> Mapping[str, object] | None:
    """Return the table that is ours, with the members of `variant` under that name.

    :raises VariantError: If the file is not TOML, or has something else there.
    :raises OSError: If it cannot be read.
    """
    try:
        return _our_table(path)
    except InvalidDocument as error:
        raise InvalidDocument(f"{printable(str(path))}: {error}") from None


def _our_table(path: Path) -> Mapping[str, object] | None:
    document = read_toml(path)
    if path.name != PYPROJECT:
        return document
    tool = document.get("tool")
    ours = tool.get("variants") if isinstance(tool, dict) else None
    draft = document.get("variant")
    if not isinstance(draft, dict) or "variants" not in draft:
        return ours if ours is None else as_table("tool.variants", ours)
    ours = as_table("tool.variants", ours or {})
    return {**ours, "variant": draft}


def other_tables(path: Path) -> Mapping[str, object] | None:
    """Return what a pyproject.toml says besides `tool.variants`.

    The lists of drafts stay: back ends read them.

    :return: None if it has no such table, or is not TOML.
    :raises OSError: If it cannot be read.
    """
    try:
        document = read_toml(path)
    except InvalidDocument:
        return None
    tool = document.get("tool")
    if not isinstance(tool, dict) or "variants" not in tool:
        return None
    others = {name: table for name, table in tool.items() if name != "variants"}
    return {**document, "tool": others}


def _parse(name: str, table: Mapping[str, object]) -> MakerFile:
    draft = as_table("variant", table.get("variant", {}))
    table = {key: value for key, value in table.items() if key != "variant"}
    check_keys("", table, FILE_KEYS)
    axes = read_axes(table.get("axes", {}))
    label = table.get("label")
    return MakerFile(
        name=name,
        source=as_path("source", table.get("source", ".")),
        output=as_path("output", table.get("output", "dist")),
        form=one_of("form", table.get("form", "label"), FORMS),
        label=None if label is None else as_text("label", label),
        priority=_priority(table, draft),
        providers=_providers(table, draft),
        shared=_for_every_row("all", table.get("all", {})),
        axes=axes,
        products=read_products(table.get("matrix"), axes),
        links=read_links(table.get("link", []), axes),
        exclusions=tuple(
            read_exclusion(*item, axes) for item in numbered_items(table, "exclude")
        ),
        inclusions=(
            *(
                read_inclusion(place, item, axes)
                for place, item in numbered_items(table, "include")
            ),
            *_listed(draft),
        ),
        null=_special("null", table.get("null", False)),
        plain=_special("plain", table.get("plain", False)),
        lint=table.get("lint", {}),
    )


def _listed(draft: Mapping[str, object]) -> list[Inclusion]:
    """Return the rows of `variant.variants`, whose labels are identifiers, too."""
    rows = []
    place = "variant.variants"
    for label, value in as_table(place, draft.get("variants", {})).items():
        where = join(place, label)
        stated = as_table(where, value)
        try:
            check_label(label)
            properties = parse_label_properties(stated)
        except VariantError as error:
            raise fault(where, str(error)) from None
        texts = tuple(map(format_property, each_property(properties)))
        settings = Settings(place=where, properties=texts, label=label)
        rows.append(Inclusion(where, {}, settings, as_name(where, label)))
    return rows


def _priority(
    table: Mapping[str, object], draft: Mapping[str, object]
) -> tuple[str, ...]:
    place = "priority"
    value = table.get(place)
    if value is None:
        place = "variant.default-priorities.namespace"
        orders = as_table(
            "variant.default-priorities", draft.get("default-priorities", {})
        )
        value = orders.get("namespace")
    if value is None:
        return ()
    named = as_list(place, value)
    try:
        return check_all("the order", named, check_namespace, str)
    except VariantError as error:
        raise fault(place, str(error)) from None


def _providers(
    table: Mapping[str, object], draft: Mapping[str, object]
) -> Mapping[str, ProviderTable]:
    place = "providers"
    raw = as_table(place, table.get(place, draft.get(place, {})))
    return parse_release_file({place: raw}).providers if raw else {}


def _special(place: str, value: object) -> Settings | None:
    """Return the settings of the null variant or the plain wheel."""
    if isinstance(value, bool):
        return Settings(place=place) if value else None
    if not isinstance(value, Mapping):
        raise fault(place, "must be true, false or a table of settings")
    return _for_every_row(place, value)


def _for_every_row(place: str, value: object) -> Settings:
    """Return settings that say nothing of the machine."""
    settings = read_settings(place, as_table(place, value))
    for name in ("properties", "label"):
        if getattr(settings, name):
            raise fault(join(place, name), "is not for a wheel that fits everywhere")
    return settings
