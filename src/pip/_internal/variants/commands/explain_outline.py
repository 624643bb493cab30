"""Put an explanation in sentences, which lines or a tree can show."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pip._vendor.variantlib.choice.grouping import (
    Listing,
    SameReason,
    list_files,
    only_counted,
)
from pip._vendor.variantlib.machine.messages import MAX_SHOWN
from pip._vendor.variantlib.names.properties import Property, format_property
from pip._vendor.variantlib.text import escaped, joined, printable, shortened

from pip._internal.variants.commands.counterfactuals import Change, Fact
from pip._internal.variants.commands.evaluations import Evaluation, FileEvaluation
from pip._internal.variants.commands.explain_groups import summary
from pip._internal.variants.commands.explanation import Explanation
from pip._internal.variants.commands.installed import Comparison
from pip._internal.variants.commands.sibling_choice import SiblingChoice

NBSP = "\N{NO-BREAK SPACE}"
"""Stands inside a property, which stays in one line."""

MAX_FEATURES = 20
"""So many keys of one file, or values of the machine, are listed."""

_CHANGES = "What would change the choice:"

_GROUPS = (
    ("Compatible, best first:", (Evaluation.CHOSEN, Evaluation.FITS)),
    ("Do not fit:", (Evaluation.MISFIT,)),
    ("Cannot be judged:", (Evaluation.UNKNOWN,)),
    ("Excluded:", (Evaluation.EXCLUDED,)),
)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence, and the reasons for it."""

    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a list, and remarks about it.

    :param mark: Its rank, or a dash.
    :param is_chosen: Whether pip takes this file.
    """

    mark: str
    filename: str
    details: tuple[str, ...]
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A list of files.

    :param hidden: The number of the files that the list leaves out.
    """

    title: str
    entries: tuple[Entry, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """An explanation in sentences; ``NBSP`` stands where no line should break."""

    title: str
    remarks: tuple[Remark, ...]
    groups: tuple[Group, ...] = ()


def outline(
    explanations: Sequence[Explanation],
    installed: Sequence[Comparison],
    is_whole: bool,
    siblings: Sequence[SiblingChoice] = (),
) -> list[Outline]:
    """Return the outlines of some explanations.

    :param is_whole: Whether to list all files, however many there are.
    """
    return [
        *map(_siblings, siblings),
        *map(_installed, installed),
        *(_explanation(each, is_whole) for each in explanations),
    ]


def _siblings(choice: SiblingChoice) -> Outline:
    judged = tuple(map(str, choice.siblings))
    return Outline(choice.project, (Remark(str(choice), judged),))


def _installed(installed: Comparison) -> Outline:
    variant = installed.variant
    suffix = f"~{variant.name.text}" if variant and variant.name else ""
    version = escaped(installed.version or "of no version")
    title = f"{installed.project} {version}{suffix} is installed"
    again = Remark(_AGAIN[installed.is_chosen_again])
    if variant is None:
        return Outline(shortened(title), (Remark("It has no variant."), again))
    reason = [escaped(variant.reason)] if variant.reason else []
    supported = (_supported(prop, installed.supported) for prop in variant.properties)
    fits = Remark(_FITTING[variant.verdict], (*reason, *supported))
    return Outline(shortened(title), (fits, again))


def _supported(
    prop: Property, supported: Mapping[str, Mapping[str, Sequence[str]]]
) -> str:
    provider, key, _ = prop
    values = joined(list(supported.get(provider, {}).get(key, ())), MAX_FEATURES)
    return f"{_unbroken(prop)} (here: {values or 'nothing'})"


_FITTING = {
    Evaluation.FITS: "It fits.",
    Evaluation.MISFIT: "It does not fit:",
    Evaluation.UNKNOWN: "pip does not know whether it fits:",
}

_AGAIN = {
    True: "pip would choose it again.",
    False: "pip would choose another one now; see below.",
    None: "pip would choose no file of this version now.",
}


def _explanation(explanation: Explanation, is_whole: bool) -> Outline:
    title = f"{explanation.project} {explanation.version}"
    groups = []
    for heading, verdicts in _GROUPS:
        files = [file for file in explanation.files if file.verdict in verdicts]
        listing = list_files(files, is_whole)
        if listing.groups:
            groups.append(_group(heading, listing, is_whole))
    foreign = only_counted(explanation.files)
    if foreign and not is_whole:
        groups.append(Group(foreign, ()))
    if explanation.changes:
        groups.append(Group(_CHANGES, tuple(map(_change, explanation.changes))))
    said = [summary(explanation), _outcome(explanation)]
    said += [f"It has {gap}." for gap in explanation.gaps]
    return Outline(shortened(title), tuple(map(Remark, said)), tuple(groups))


def _outcome(explanation: Explanation) -> str:
    if explanation.chosen is None:
        return _NOT_TAKEN[any(file.rank for file in explanation.files)]
    outcome = f"{escaped(explanation.chosen)} is chosen"
    if explanation.is_alone:
        chosen = escaped(explanation.chosen)
        outcome = f"{chosen} would be chosen for {explanation.project} alone"
    if explanation.instead:
        return f"{outcome}, as requested, instead of {escaped(explanation.instead)}."
    decision = explanation.decision
    if decision is None:
        return f"{outcome}: it is the only candidate that pip found."
    reason = _REASONS[decision.by](_short(decision.better), _short(decision.worse))
    return f"{outcome}. It comes before {escaped(decision.other)}, as {reason}."


_NOT_TAKEN = {
    True: "Other requirements exclude all files that fit, or the files are not valid.",
    False: "No file of this version can be installed.",
}
"""What is said of a version of which nothing is taken: whether something could be."""

_Reason = Callable[[str, str], str]

_REASONS: dict[str, _Reason] = {
    "request": lambda better, worse: "you requested it",
    "family": lambda better, worse: "it is consistent with other packages",
    "requirements": lambda better, worse: "other requirements exclude that file",
    "hash": lambda better, worse: "its digest is allowed",
    "yanked": lambda better, worse: "that file was yanked",
    "binary": lambda better, worse: "--prefer-binary prefers wheels",
    "tag": lambda better, worse: "its tag ranks higher for this Python",
    "build": lambda better, worse: "its build tag is higher",
    "place": lambda better, worse: "pip found it first",
    "wheel": lambda better, worse: "that file is not a wheel",
    "variant": lambda better, worse: "pip prefers a variant that fits",
    "form": lambda better, worse: "labels come before hashes",
    "source": lambda better, worse: "pip prefers the source of its properties",
    "label": lambda better, worse: (
        "its label comes first; their properties rank the same"
    ),
    "count": lambda better, worse: (
        f"it also has {better}" if better else "it has more properties"
    ),
    "provider": lambda better, worse: (
        f"the provider of {better} comes before that of {worse}"
    ),
    "key": lambda better, worse: f"the key of {better} comes before that of {worse}",
    "value": lambda better, worse: f"{better} is better than {worse}",
}


def _group(title: str, listing: Listing[FileEvaluation], is_whole: bool) -> Group:
    entries = (_group_entry(group, is_whole) for group in listing.groups)
    return Group(title, tuple(entries), listing.hidden)


def _group_entry(group: SameReason[FileEvaluation], is_whole: bool) -> Entry:
    if len(group.files) == 1:
        return _entry(group.files[0], None if is_whole else MAX_SHOWN)
    return Entry("-", group.title, (group.names, escaped(group.reason)))


def _entry(file: FileEvaluation, limit: int | None) -> Entry:
    mark = "-" if file.rank is None else str(file.rank)
    features = list(_features(file.properties or (), limit))
    details = (joined(features, limit and MAX_FEATURES), escaped(file.reason))
    return Entry(
        mark,
        printable(file.filename),
        tuple(filter(None, details)),
        file.verdict is Evaluation.CHOSEN,
    )


def _features(properties: Iterable[Property], limit: int | None) -> Iterator[str]:
    """Yield the keys of a variant, each with its values or so many of them."""
    for _, same_key in itertools.groupby(properties, lambda prop: prop[:2]):
        first, *others = same_key
        yield _any_of(first, [value for _, _, value in others], limit)


def _any_of(prop: Property, others: Sequence[str], limit: int | None) -> str:
    values = [_unbroken(prop), *others]
    return joined(values, limit, " or ")


def _change(change: Change) -> Entry:
    if change.setting is not None:
        detail = f"with {change.setting} = {json.dumps(change.value)}"
    else:
        facts = " and ".join(map(_fact, change.facts))
        detail = f"on a machine with {facts}"
    return Entry("-", printable(change.offer.link.filename), (detail,))


def _fact(fact: Fact) -> str:
    problem = f" ({escaped(fact.problem)})" if fact.problem else ""
    return f"{_any_of(fact.property, fact.others, MAX_SHOWN)}{problem}"


def _short(prop: Property | None) -> str:
    return _unbroken(prop) if prop else ""


def _unbroken(prop: Property) -> str:
    """Return a property that stays in one line."""
    return format_property(prop).replace(" ", NBSP)
