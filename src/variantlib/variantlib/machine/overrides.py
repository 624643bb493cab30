"""Single facts about a machine that the user sets: ``--machine-set``.

``provider :: key :: value, value`` sets the values of a key, the best first. Without
values the key is taken away, without a key the whole provider. As a rule, as in
``provider :: key <= value``, it sets all values that a machine has whose best is this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..errors import InvalidOverride, VariantError
from ..named_tuples import NamedTuple
from ..names.grammar import check_key, check_provider, check_values
from ..passwords import without_user
from ..plugins import ProviderAnswer
from ..providers.rules import values_of_rule
from ..text import printable

OPTION = "--machine-set"

_HINT = (
    "Write 'provider :: key :: value', with more values after commas, best first, or "
    "'provider :: key <= value'; "
    "'provider :: key ::' takes the key away, 'provider ::' the provider. Several are "
    "separated by ';' or line ends."
)

_RULE = re.compile(r"([^<>=!~]*?)\s*([<>=!~].*)").fullmatch

Config = tuple[tuple[str, tuple[str, ...]], ...]


class Override(NamedTuple):
    """A fact that is set.

    :param key: None for all keys of the provider, which are taken away.
    :param values: The best first; none to take the key away.
    """

    provider: str
    key: str | None = None
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [self.provider, self.key or "", ", ".join(self.values)]
        return " :: ".join(parts if self.key else parts[:2]).strip()


def parse_overrides(texts: Iterable[str]) -> tuple[Override, ...]:
    """Parse the values of ``--machine-set``, in their order.

    :raises InvalidOverride: If a text has another form than this module describes.
    """
    items = (item.strip() for text in texts for item in re.split(r"[;\n]", text))
    return tuple(_parse(item) for item in items if item)


def _parse(item: str) -> Override:
    parts = [part.strip() for part in item.split("::")]
    try:
        if len(parts) == 2 and not parts[1]:
            return Override(check_provider(parts[0]))
        if len(parts) == 2 and (match := _RULE(parts[1])):
            provider, key = check_provider(parts[0]), check_key(match[1])
            return Override(provider, key, values_of_rule(provider, key, match[2]))
        if len(parts) != 3:
            raise VariantError("this is not of the form 'provider :: key :: value'")
        provider, key = check_provider(parts[0]), check_key(parts[1])
        values = [value.strip() for value in parts[2].split(",")] if parts[2] else []
        return Override(provider, key, check_values(values) if values else ())
    except VariantError as error:
        problem = f"{OPTION}={printable(repr(without_user(item)))}: {error}."
        raise InvalidOverride(problem, _HINT) from None


def override_answers(
    overrides: Iterable[Override], answers: Iterable[ProviderAnswer]
) -> tuple[ProviderAnswer, ...]:
    """Return the answers of the providers with all these facts; sorted by their names.

    A later override wins over an earlier one.
    """
    found = {answer.provider: answer for answer in answers}
    for override in overrides:
        provider = override.provider
        answer = found.get(provider, ProviderAnswer(provider, OPTION, None))
        config = override_config(override, answer.config or ()) or None
        if answer.builtin is not None:
            # Whoever states facts does not have them judged by a table of names.
            found[provider] = ProviderAnswer(provider, OPTION, config)
        else:
            found[provider] = answer._replace(config=config, problem=None)
    return tuple(found[provider] for provider in sorted(found))


def override_config(
    override: Override, config: Sequence[tuple[str, Sequence[str]]]
) -> Config:
    """Return keys and values after one override, which a new key is added to last."""
    if override.key is None:
        return ()
    changed = {key: tuple(values) for key, values in config}
    changed[override.key] = override.values
    return tuple((key, values) for key, values in changed.items() if values)
