"""Asks a plugin of any API generation. Standalone: standard library only.

``_worker.py`` loads it. The object of an entry point has changed over the years:

====  ==========================  ===========================  =====================
from  it is                       asked by                     it returns
====  ==========================  ===========================  =====================
G0    a class                     ``run()``                    a ``ProviderConfig``
                                                               of ``key``, ``values``
G1    a class                     ``get_supported_configs()``  that; later a list of
                                                               ``key`` or ``name``,
                                                               and ``values``
G2    the same                    the same, with an argument   the list, of ``name``
                                  that may be None             and ``values``
G3    the same                    without it again             the same, with a
                                                               ``multi_value``
G4    a class, object or module,  the same                     the same
      asked as it is
G5    the same                    the same                     the same
====  ==========================  ===========================  =====================

G0 tells the provider's name in ``__provider_name__``, G1 to G4 in ``namespace``, G5
does not tell it. None, no feature and features without values mean "nothing here".
``multi_value`` is for those who make wheels.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from types import SimpleNamespace

# That of typing takes longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

QUESTIONS = ("get_supported_configs", "run")
NAMES = ("namespace", "__provider_name__")


class PluginProblem(Exception):
    """The fault of a plugin, worded so that a sentence may start with its name."""


def ask(entry: str, dump_config: Callable[[Any], Any], answer: dict[str, Any]) -> None:
    """Ask the plugin, and put its answer into ``answer``.

    The provider's name is put there as soon as the plugin has told it, so that a
    problem that comes later can name it.
    """
    plugin, question = resolve(entry)
    name = name_of(plugin, question)
    if name is not None:
        answer.update(provider=name, named=True)
    features = read_features(call(getattr(plugin, question)), name)
    provider = answer["provider"]
    config = SimpleNamespace(provider=provider, configs=features)
    answer["config"] = dump_config(config) if features else None
    answer["variables"] = names_in(plugin, "__provider_variables__")
    answer["files"] = names_in(plugin, "__provider_files__")


def resolve(entry: str) -> tuple[Any, str]:
    """The object to ask, and the name of its method that asks it."""
    module, _, attributes = entry.partition(":")
    found: Any = importlib.import_module(module)
    for attribute in filter(None, attributes.split(".")):
        found = getattr(found, attribute)
    question = question_of(found)
    if question is None:
        raise PluginProblem(
            f"has the entry point {entry!r},"
            " with neither get_supported_configs() nor run()"
        )
    if isinstance(found, type) and not is_asked_as_it_is(found, question):
        if not takes(found):
            raise PluginProblem(
                f"has the entry point {entry!r}, a class that needs arguments"
            )
        found = found()
    return found, question


def question_of(found: Any) -> str | None:
    for name in QUESTIONS:
        if callable(getattr(found, name, None)):
            return name
    return None


def is_asked_as_it_is(plugin_class: type, question: str) -> bool:
    method = inspect.getattr_static(plugin_class, question, None)
    if isinstance(method, (classmethod, staticmethod)):
        return True
    function = getattr(plugin_class, question)
    # A function that can take an object of the class is for one, even if it needs none.
    return inspect.ismethod(function) or not has_a_place(function)


def has_a_place(function: Callable[..., Any]) -> bool:
    """Whether a function can be given something by place."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD) for p in parameters)


def takes(function: Callable[..., Any], *arguments: None) -> bool:
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        return False
    except ValueError:  # Not every function of an extension tells its parameters.
        return not arguments
    return True


def call(question: Callable[..., Any]) -> Any:
    needs_argument = not takes(question) and takes(question, None)
    return question(None) if needs_argument else question()


def name_of(plugin: Any, question: str) -> str | None:
    for attribute in NAMES:
        name = getattr(plugin, attribute, None)
        if name is not None and not isinstance(name, str):
            raise PluginProblem(f"has a {attribute} that is not text")
        if name is not None:
            return name
    if question == "run":
        raise PluginProblem("has no __provider_name__ that is text")
    return None


def read_features(answer: Any, name: str | None) -> Any:
    """The features that have values, each with ``key`` and ``values``."""
    if answer is None:
        return []
    features = getattr(answer, "configs", answer)
    if features is not answer:
        if name is not None:
            check_name(answer, name)
    elif not isinstance(answer, (list, tuple)):
        kind = type(answer).__name__
        raise PluginProblem(f"returned {kind}, not a ProviderConfig, a list or None")
    if not isinstance(features, (list, tuple)):
        return features  # dump_config says how it is wrong.
    return [read_feature(item) for item in features if not is_empty(item)]


def check_name(config: Any, name: str) -> None:
    reported = getattr(config, "provider", getattr(config, "namespace", name))
    if reported != name:
        raise PluginProblem(
            f"calls itself {name!r}, but reports the provider {reported!r}"
        )


def is_empty(feature: Any) -> bool:
    values = getattr(feature, "values", None)
    return isinstance(values, (list, tuple)) and not values


def read_feature(feature: Any) -> Any:
    for attribute in ("name", "key"):
        if hasattr(feature, attribute) and hasattr(feature, "values"):
            key = getattr(feature, attribute)
            return SimpleNamespace(key=key, values=feature.values)
    kind = type(feature).__name__
    raise PluginProblem(f"reports {kind} where a name or key with values is needed")


def names_in(plugin: Any, attribute: str) -> list[str]:
    names = getattr(plugin, attribute, ())
    if not isinstance(names, (list, tuple, set, frozenset)) or not all(
        isinstance(name, str) for name in names
    ):
        raise PluginProblem(f"has a {attribute} that is not a list of names")
    return sorted(names)
