"""An explanation for people."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.machine.messages import MAX_SHOWN
from pip._vendor.variantlib.properties import Property, format_property
from pip._vendor.variantlib.text import escaped, joined, printable, shortened

from pip._internal.variants.commands.counterfactuals import Change, Fact
from pip._internal.variants.commands.explanation import Explanation
from pip._internal.variants.commands.installed import Comparison
from pip._internal.variants.commands.output import HINT, Line, fill
from pip._internal.variants.commands.verdicts import FileVerdict, Verdict

NBSP = "\N{NO-BREAK SPACE}"

_DETAIL = " " * 9

MAX_LISTED = 5
"""So many files of one kind are listed."""

MAX_FEATURES = 20
"""So many keys of one file, or values of the machine, are listed."""

_GROUPS = (
    ("Compatible, best first:", (Verdict.CHOSEN, Verdict.FITS)),
    ("Do not fit:", (Verdict.MISFIT,)),
    ("Cannot be judged:", (Verdict.UNKNOWN,)),
    ("Excluded:", (Verdict.EXCLUDED,)),
)


def as_text(
    explanations: Sequence[Explanation], installed: Sequence[Comparison], is_whole: bool
) -> Iterator[Line]:
    """Yield the lines of some explanations.

    :param is_whole: Whether to list all files, however many there are.
    """
    limit = None if is_whole else MAX_LISTED
    blocks = itertools.chain(
        map(_installed, installed), (_explanation(each, limit) for each in explanations)
    )
    for place, block in enumerate(blocks):
        if place:
            yield ""
        yield from block


def _installed(installed: Comparison) -> Iterator[Line]:
    variant = installed.variant
    suffix = f"~{variant.name.text}" if variant else ""
    version = escaped(installed.version or "of no version")
    title = f"{installed.project} {version}{suffix} is installed"
    yield Text(shortened(title), style="bold")
    if variant is None:
        yield "  It has no variant."
    else:
        yield from _wrap(_FITTING[variant.verdict], "  ")
        yield from _wrap(escaped(variant.reason or ""), "    ")
        for property in variant.properties:
            yield from _wrap(_supported(property, installed.supported), "    ")
    yield from _wrap(_AGAIN[installed.is_chosen_again], "  ")


def _supported(
    property: Property, supported: Mapping[str, Mapping[str, Sequence[str]]]
) -> str:
    provider, key, _ = property
    values = joined(list(supported.get(provider, {}).get(key, ())), MAX_FEATURES)
    return f"{_unbroken(property)} (here: {values or 'nothing'})"


_FITTING = {
    Verdict.FITS: "It fits.",
    Verdict.MISFIT: "It does not fit:",
    Verdict.UNKNOWN: "pip does not know whether it fits:",
}

_AGAIN = {
    True: "pip would choose it again.",
    False: "pip would choose another one now; see below.",
    None: "pip would choose no file of this version now.",
}


def _explanation(explanation: Explanation, limit: int | None) -> Iterator[Line]:
    title = f"{explanation.project} {explanation.version}"
    yield Text(shortened(title), style="bold")
    yield from _wrap(_outcome(explanation), "  ")
    for title, verdicts in _GROUPS:
        files = [file for file in explanation.files if file.verdict in verdicts]
        if files:
            yield ""
            yield f"  {title}"
            yield from _list(files, limit)
    if explanation.changes:
        yield ""
        yield "  What would change the choice:"
    for change in explanation.changes:
        yield from _change(change)


def _outcome(explanation: Explanation) -> str:
    if explanation.chosen is None:
        return "No file of this version can be installed."
    outcome = f"{escaped(explanation.chosen)} is chosen"
    if explanation.instead:
        return f"{outcome}, as requested, instead of {escaped(explanation.instead)}."
    decision = explanation.decision
    if decision is None:
        return f"{outcome}: it is the only candidate."
    reason = _REASONS[decision.by](_short(decision.better), _short(decision.worse))
    return f"{outcome}. It comes before {escaped(decision.other)}, as {reason}."


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


def _list(files: Sequence[FileVerdict], limit: int | None) -> Iterator[Line]:
    for file in files[:limit]:
        yield from _file(file, MAX_SHOWN if limit else None)
    if limit is not None and len(files) > limit:
        yield f"    and {len(files) - limit} more{HINT}"


def _file(file: FileVerdict, limit: int | None) -> Iterator[Line]:
    rank = "-" if file.rank is None else str(file.rank)
    line = f"{rank:>5}  {printable(file.filename)}"
    yield Text(line, style="green") if file.verdict is Verdict.CHOSEN else line
    features = list(_features(file.properties or (), limit))
    yield from _wrap(joined(features, limit and MAX_FEATURES), _DETAIL)
    yield from _wrap(escaped(file.reason), _DETAIL)


def _features(properties: Iterable[Property], limit: int | None) -> Iterator[str]:
    """Yield the keys of a variant, each with its values or so many of them."""
    for _, same_key in itertools.groupby(properties, lambda property: property[:2]):
        first, *others = same_key
        yield _any_of(first, [value for _, _, value in others], limit)


def _any_of(property: Property, others: Sequence[str], limit: int | None) -> str:
    values = [_unbroken(property), *others]
    return joined(values, limit, " or ")


def _change(change: Change) -> Iterator[Line]:
    yield f"    -  {printable(change.offer.link.filename)}"
    if change.setting is not None:
        value = json.dumps(change.value)
        yield from _wrap(f"with {change.setting} = {value}", _DETAIL)
    else:
        facts = " and ".join(map(_fact, change.facts))
        yield from _wrap(f"on a machine with {facts}", _DETAIL)


def _fact(fact: Fact) -> str:
    problem = f" ({escaped(fact.problem)})" if fact.problem else ""
    return f"{_any_of(fact.property, fact.others, MAX_SHOWN)}{problem}"


def _short(property: Property | None) -> str:
    return _unbroken(property) if property else ""


def _unbroken(property: Property) -> str:
    """Return a property that stays in one line."""
    return format_property(property).replace(" ", NBSP)


def _wrap(text: str, indent: str) -> list[str]:
    lines = fill(indent, [text], "", len(indent)) if text else []
    return [line.replace(NBSP, " ") for line in lines]
