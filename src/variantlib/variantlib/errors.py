"""Define the errors for bad input: `VariantError` and its children.

Each error keeps its facts as attributes and says them in one short line.
Text of foreign origin is shown shortened and escaped, so that it can neither
flood nor steer a terminal.
"""

from __future__ import annotations

from collections.abc import Sequence

_SHOWN = 60
_BEFORE, _AFTER = 40, 20


_KINDS = {
    type(None): "nothing",
    **dict.fromkeys((int, float), "a number"),
    bool: "true or false",
    list: "a list",
    dict: "an object",
}


def shorten(value: object) -> str:
    """Return a short printable form of a foreign value.

    Only text is shown as it is (escaped): other objects may have a repr that is
    huge, slow or raises, so their type has to do, as files call it.
    """
    if not isinstance(value, str):
        kind = type(value)
        return _KINDS.get(kind) or f"an object of type {kind.__name__[:_SHOWN]}"
    if len(value) > _SHOWN:
        return f"{value[:_SHOWN]!a}... ({len(value)} characters)"
    return ascii(str(value))


def clip(name: str) -> str:
    """Return a text of the grammar as it is, but not longer than a line bears."""
    return name if len(name) <= _SHOWN else f"{name[:_SHOWN]}..."


def _visible(text: str) -> str:
    """Return a text in which each character takes one column."""
    return text.encode("unicode_escape").decode("ascii")


class VariantError(ValueError):
    """The base of all errors that this library raises for bad input."""


class InvalidField(VariantError):
    """A provider, key or value that breaks the grammar."""

    def __init__(self, field: str, value: object, rule: str) -> None:
        super().__init__(field, value, rule)
        self.field = field
        self.value = value
        self.rule = rule

    def __str__(self) -> str:
        return f"{self.field} must be {self.rule}, not {shorten(self.value)}"


class InvalidProperty(VariantError):
    """A text that is not of the form `provider :: key :: value`."""

    def __init__(self, text: object) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return (
            f"{shorten(self.text)} is not a property:"
            " write it as 'provider :: key :: value'"
        )


class NoProperties(VariantError):
    """A variant without any property."""

    def __str__(self) -> str:
        return "a variant needs at least one property"


class DuplicateKey(VariantError):
    """A variant with two values for one key."""

    def __init__(self, provider: str, key: str, values: tuple[str, ...]) -> None:
        super().__init__(provider, key, values)
        self.provider = provider
        self.key = key
        self.values = values

    def __str__(self) -> str:
        values = ", ".join(map(clip, self.values[:3]))
        return (
            f"{clip(self.provider)} :: {clip(self.key)} must have one value,"
            f" not {len(self.values)} ({values})"
        )


class InvalidRequest(VariantError):
    """A text that does not ask for variants as it should.

    `position` is the place in the text where reading it came to an end.
    """

    def __init__(self, text: str, position: int, problem: str) -> None:
        super().__init__(text, position, problem)
        self.text = text
        self.position = position
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.problem} (at character {self.position + 1})"

    def marked(self) -> str:
        """Return the text around the place in one line, and a caret in the next."""
        first, last = self.position - _BEFORE, self.position + _AFTER
        before = _visible(self.text[max(first, 0) : self.position])
        after = _visible(self.text[self.position : last])
        lead = "..." if first > 0 or len(before) > _BEFORE else ""
        tail = "..." if last < len(self.text) or len(after) > _AFTER else ""
        before = f"{lead}{before[-_BEFORE:]}"
        return f"{before}{after[:_AFTER]}{tail}\n{' ' * len(before)}^"


class InvalidVariantFilename(VariantError):
    """A wheel file name that does not carry its variant as it should."""

    def __init__(self, filename: str, reason: str) -> None:
        super().__init__(filename, reason)
        self.filename = filename
        self.reason = reason

    def __str__(self) -> str:
        return f"invalid variant wheel name {shorten(self.filename)}: {self.reason}"


class InvalidHeaders(VariantError):
    """`Variant-hash` and `Variant` lines of METADATA that do not make sense."""


class HashMismatch(InvalidHeaders):
    """Properties that do not have the hash that was stated for them."""

    def __init__(self, stated: str, computed: str) -> None:
        super().__init__(stated, computed)
        self.stated = stated
        self.computed = computed

    def __str__(self) -> str:
        return f"states the hash {self.stated}, but its properties have {self.computed}"


class HashCollision(VariantError):
    """Two variants that are different and have the same hash."""

    def __init__(self, variant_hash: str) -> None:
        super().__init__(variant_hash)
        self.hash = variant_hash

    def __str__(self) -> str:
        return f"two different variants have the hash {self.hash}: change one of them"


class InvalidRule(VariantError):
    """A rule that stands for values is malformed, or stands for none."""


class InvalidDocument(VariantError):
    """A `*-variants.json` breaks the rules for such documents."""


class InvalidConfig(VariantError):
    """A provider's answer that is not a supported configuration."""


class InvalidWheel(VariantError):
    """A wheel that cannot be read or made into a variant."""

    def __init__(self, wheel: str, reason: str) -> None:
        super().__init__(wheel, reason)
        self.wheel = wheel
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.wheel}: {self.reason}"


class InvalidUserFile(VariantError):
    """A file that the user named, and that cannot be read or understood.

    :param where: The file, or name, as the user gave it.
    :param hint: How to do it right.
    """

    def __init__(self, where: str, problem: str, hint: str) -> None:
        super().__init__(where, problem, hint)
        self.where = where
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        return f"{_visible(self.where)}: {self.problem} {self.hint}"


class InvalidMachine(InvalidUserFile):
    """The description of a machine."""


class InvalidCatalogue(InvalidUserFile):
    """A catalogue.

    :param mistakes: All that is wrong, a sentence each; empty if the problem is all.
    """

    def __init__(
        self, where: str, problem: str, hint: str, mistakes: Sequence[str] = ()
    ) -> None:
        super().__init__(where, problem, hint)
        self.mistakes = mistakes or [problem]


class InvalidOverride(VariantError):
    """A fact about a machine that is not written as it has to be."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem, hint)
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.problem} {self.hint}"


class InvalidVariable(VariantError):
    """An environment variable that does not hold a fact as it has to be written.

    :param rule: How to write it, as in "a version such as 12.8".
    """

    def __init__(self, name: str, value: str, rule: str) -> None:
        super().__init__(name, value, rule)
        self.name = name
        self.value = value
        self.rule = rule

    def __str__(self) -> str:
        return (
            f"the environment variable {self.name} must be {self.rule},"
            f" not {shorten(self.value)}"
        )


class InvalidPage(VariantError):
    """A page of a package index, or a folder, that cannot be read."""


class NotAtHand(VariantError):
    """A file that cannot be had; the text says why."""
