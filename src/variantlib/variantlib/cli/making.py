"""The commands of makers: make, unmake, index, hash, show."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ..errors import InvalidWheel
from ..making.request import MAKE_OPTIONS, run_make
from ..making.unmaking import unmake_wheels
from ..making.variants import (
    read_label_variant,
    read_variant,
    write_index,
)
from ..names.hashing import variant_hash
from ..names.labels import each_property, parse_label_properties
from ..names.properties import format_property, hash_form, parse_property
from ..publishing.site import write_site
from .result import Result


def add_commands(commands: Any) -> None:
    """Add the commands to the subparsers of argparse."""
    form = "'provider :: key :: value'"

    make = commands.add_parser("make", help="make variants out of plain wheels")
    make.add_argument("wheels", type=Path, nargs="+", metavar="WHEEL")
    for spec in MAKE_OPTIONS:
        make.add_argument(*spec.flags, **spec.arguments)
    make.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="default: ."
    )
    make.set_defaults(run=_make)

    unmake = commands.add_parser(
        "unmake", help="give back the plain wheels that variants were made of"
    )
    unmake.add_argument("wheels", type=Path, nargs="+", metavar="WHEEL")
    unmake.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="default: ."
    )
    unmake.set_defaults(run=_unmake)

    index = commands.add_parser(
        "index", help="write the *-variants.json of each release in a folder of wheels"
    )
    index.add_argument("folder", type=Path, metavar="DIR")
    index.add_argument(
        "--pages",
        action="store_true",
        help="write also the pages of a package index, digests and metadata",
    )
    index.set_defaults(run=_index)

    hash_parser = commands.add_parser(
        "hash", help="print the hash of a set of properties"
    )
    hash_parser.add_argument("property", nargs="+", metavar="P", help=form)
    hash_parser.set_defaults(run=_hash)

    show = commands.add_parser("show", help="print the properties of a wheel")
    show.add_argument("wheel", type=Path, metavar="WHEEL")
    show.set_defaults(run=_show)


def _make(options: argparse.Namespace) -> Result:
    made = run_make(vars(options), options.wheels, options.output)
    for warning in made.warnings:
        print(f"variantlib: warning: {warning}", file=sys.stderr)
    return Result("\n".join(map(str, made.paths)))


def _unmake(options: argparse.Namespace) -> Result:
    made = unmake_wheels(options.wheels, options.output)
    return Result("\n".join(map(str, made)))


def _index(options: argparse.Namespace) -> Result:
    if options.pages:
        return Result(write_site(options.folder).summary)
    documents = write_index(options.folder)
    if not documents:
        raise InvalidWheel(str(options.folder), "holds no variant wheel")
    return Result("\n".join(map(str, documents)))


def _hash(options: argparse.Namespace) -> Result:
    return Result(variant_hash(hash_form(map(parse_property, options.property))))


def _show(options: argparse.Namespace) -> Result:
    labelled = read_label_variant(options.wheel)
    variant = read_variant(options.wheel)
    title = f"{options.wheel.name}: "
    if labelled is not None:
        label, document = labelled
        stated = parse_label_properties(document.properties(label))
        order = ", ".join(document.namespaces)
        lines = [f"variant {label} (order of namespaces: {order})"]
        lines += map(format_property, each_property(stated))
    elif variant is not None:
        digest, properties = variant
        lines = [f"variant {digest}", *map(format_property, properties)]
    else:
        lines = ["a plain wheel"]
    return Result(title + "\n  ".join(lines))
