"""Define the errors about variants, one class for each thing the user can act on.

Messages hold data of strangers (file names, index pages): rich must not take its
square brackets for markup, nor the terminal its control characters for commands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.errors import (
    InvalidCatalogue,
    InvalidMachine,
    InvalidOverride,
    InvalidVariable,
)
from pip._vendor.variantlib.passwords import without_user
from pip._vendor.variantlib.text import and_others, escaped, printable, shortened, shown

from pip._internal.exceptions import (
    DiagnosticPipError,
    InstallationError,
    MetadataInconsistent,
)

if TYPE_CHECKING:
    from pip._vendor.variantlib.names.filename import VariantName

    from pip._internal.variants.catalogues.agreement import WayOut


def _harmless(text: str) -> Text:
    return Text("\n".join(shortened(escaped(line)) for line in text.split("\n")))


def _place(where: str) -> str:
    """Return the file that the user named; who gives a URL may give a password."""
    return escaped(without_user(where))


class VariantOptionError(DiagnosticPipError):
    """A ``--variant`` that says nothing, or something impossible."""

    reference = "invalid-variant-option"

    def __init__(self, problem: str, hint: str, place: str | None = None) -> None:
        self.problem = problem
        self.hint = hint
        self.place = place
        super().__init__(
            message=_harmless(problem),
            context=_harmless(place) if place else None,
            hint_stmt=_harmless(hint),
        )


class VariantVariableError(DiagnosticPipError):
    """An environment variable that does not hold a fact as it has to be written.

    :param rule: How to write it, as in "a version such as 12.8".
    """

    reference = "invalid-machine-variable"

    def __init__(self, name: str, value: str, rule: str) -> None:
        super().__init__(
            message=_harmless(f"The environment variable {name} holds {shown(value)}."),
            context=None,
            hint_stmt=_harmless(f"It must be {rule}. Correct it, or unset it."),
        )


class SeveralVariants(DiagnosticPipError):
    """Files of one release that were named one by one, among them variants.

    :param release: Project and version, as a requirement has them.
    :param place: The folder or page that has them all, None if they are apart.
    """

    reference = "several-variants"

    def __init__(
        self, release: str, filenames: Sequence[str], place: str | None
    ) -> None:
        chosen = f"--find-links {place or 'FOLDER'} {release}"
        super().__init__(
            message=_harmless(f"You named several files of {release}."),
            context=_harmless("\n".join(filenames)),
            hint_stmt=_harmless(
                "pip can install only one. Name one, or let pip choose the best: "
                f"pip install {chosen}"
            ),
        )


class VariantConfigurationError(DiagnosticPipError):
    """A setting of the variants that cannot be understood."""

    reference = "invalid-variant-configuration"

    def __init__(self, where: str, problem: str, hint: str) -> None:
        super().__init__(
            message=_harmless(f"The variant settings in {where} are not valid."),
            context=_harmless(problem),
            hint_stmt=_harmless(hint),
        )


class VariantMachineError(DiagnosticPipError):
    """The description of a machine that cannot be understood."""

    reference = "invalid-variant-machine"

    def __init__(self, where: str, problem: str, hint: str) -> None:
        super().__init__(
            message=_harmless(f"pip cannot use the machine {_place(where)}."),
            context=_harmless(problem),
            hint_stmt=_harmless(hint),
        )


class VariantCatalogueError(DiagnosticPipError):
    """A catalogue that cannot be read or understood."""

    reference = "invalid-variant-catalogue"

    def __init__(self, where: str, problem: str, hint: str) -> None:
        super().__init__(
            message=_harmless(f"pip cannot use the catalogue {_place(where)}."),
            context=_harmless(problem),
            hint_stmt=_harmless(hint),
        )


class VariantPropertyError(DiagnosticPipError):
    """Properties on the command line that are none, or not those of one variant."""

    reference = "invalid-variant-property"

    def __init__(self, problem: str, reason: str) -> None:
        super().__init__(
            message=_harmless(problem),
            context=_harmless(reason),
            hint_stmt=_harmless(
                "Write each property as 'provider :: key :: value', in quotes, with "
                "one value per key."
            ),
        )


class VariantNotFound(DiagnosticPipError):
    """The variant that the user asked for is not published.

    :param unfit: The variants that match, but do not fit the machine; None if the
        request has nothing to do with it.
    :param place: The name of the machine.
    :param has_plain: Whether there is a plain wheel.
    :param wants_plain: Whether that would do.
    :param is_unread: Whether it may be on a page that pip could not read.
    """

    reference = "variant-not-found"

    def __init__(
        self,
        project: str,
        asked: str,
        offers: list[str],
        unfit: list[str] | None = None,
        place: str = "this machine",
        has_plain: bool = True,
        wants_plain: bool = False,
        is_unread: bool = False,
    ) -> None:
        self.project = project
        problem = "is the variant" if unfit is None else f"that fits {place} matches"
        # If a file of settings asks for it, there is no option to omit.
        forms = "or --variant=:none:" if wants_plain else "or omit the option"
        if has_plain or not offers:
            forms = f"--variant={project}=none for the plain wheel, {forms}"
        if offers:
            context = "\n".join(["Available variants:", *offers])
            if unfit:
                context = "\n".join(["These match, but do not fit:", *unfit, context])
            forms = f"--variant={project}=VARIANT with one of these, {forms}"
        else:
            context = f"{project} publishes no variants on this index."
        start = "Use"
        if is_unread:
            context = f"It may be on a page that pip could not read.\n{context}"
            start = "Try again. Or use"
        super().__init__(
            message=_harmless(f"No wheel of {project} {problem} {asked}."),
            context=_harmless(context),
            hint_stmt=_harmless(f"{start} {forms} to get the best one for {place}."),
        )


class VariantNotFitting(VariantNotFound):
    """The same where it is published, but not for this machine."""


class VariantNotBuilt(DiagnosticPipError):
    """The variant that the user asked for cannot be built of some sources.

    :param source: The file or folder.
    :param way_out: What else the user may do.
    """

    reference = "variant-not-built"

    def __init__(
        self,
        asked: str,
        source: str,
        reason: str,
        way_out: str = "Request another variant, or omit --variant to build the plain"
        " wheel.",
    ) -> None:
        super().__init__(
            message=_harmless(f"pip cannot build the variant {asked} of {source}."),
            context=_harmless(reason),
            hint_stmt=_harmless(way_out),
        )


class NoLockedVariantFits(DiagnosticPipError):
    """A lock file that has nothing of a package for the machine.

    :param variants: Those that may be asked for; none if its choices have no other.
    :param has_all: Whether it was made for all machines.
    """

    reference = "no-locked-variant-fits"

    def __init__(
        self,
        project: str,
        reason: str,
        variants: list[str],
        place: str = "this machine",
        has_all: bool = False,
    ) -> None:
        hints = []
        if not has_all or not variants:
            hints.append(
                "Lock on a machine like it, or lock all variants: pip lock"
                " --variants=all."
            )
        if len(variants) == 1:
            (only,) = variants
            hints.append(f"To install {only} anyway, add --variant={project}={only}.")
        elif variants:
            listed = and_others(", ".join(variants[:3]), max(1, len(variants) - 2))
            hints.append(
                f"To install one of {listed} anyway, add --variant={project}=VARIANT."
            )
        super().__init__(
            message=_harmless(f"No locked wheel of {project} fits {place}."),
            context=_harmless(reason),
            hint_stmt=_harmless(" ".join(hints)),
        )


class VariantDoesNotFit(DiagnosticPipError):
    """A wheel that the user named by path or URL is for other machines."""

    reference = "variant-does-not-fit"

    def __init__(
        self, filename: str, reason: str, forced: str, place: str = "this machine"
    ) -> None:
        super().__init__(
            message=_harmless(f"{filename} does not fit {place}."),
            context=_harmless(reason),
            hint_stmt=_harmless(f"Add --variant={forced} to install it anyway."),
        )


class VariantDoesNotMatch(DiagnosticPipError):
    """A wheel that the user named by path or URL does not match ``--variant``."""

    reference = "variant-does-not-match"

    def __init__(self, filename: str, asked: str, properties: str) -> None:
        super().__init__(
            message=_harmless(f"{filename} does not match --variant."),
            context=_harmless(f"It has {properties}, but you requested {asked}."),
            hint_stmt=_harmless(
                "Name another file, or omit --variant. To limit --variant to one "
                "project, write the project first: --variant='example=...'."
            ),
        )


class VariantNotAsLocked(DiagnosticPipError):
    """A wheel contradicts a lock file, or itself."""

    reference = "variant-not-as-locked"

    def __init__(self, filename: str, reason: str) -> None:
        super().__init__(
            message=_harmless(f"{filename} is not the locked variant."),
            context=_harmless(reason),
            hint_stmt=_harmless(
                "Lock again. If the wheel itself is wrong, report it to its publisher."
            ),
        )

    @classmethod
    def by_name(
        cls, name: str, variant: VariantName | None, there: str
    ) -> VariantNotAsLocked:
        """Return the error for a file that has another name where it comes from.

        :param name: Its plain name in the lock file.
        :param there: Its name in the path or URL that the lock file gives.
        """
        what = f"variant {printable(variant.text)} of " if variant else ""
        reason = f"The lock file says that it is {what}{printable(name)}."
        return cls(printable(there), reason)


class VariantNotLocked(DiagnosticPipError):
    """A wheel that a lock file shall list, and whose digest cannot be had."""

    reference = "variant-not-locked"

    def __init__(self, filename: str, reason: str) -> None:
        super().__init__(
            message=_harmless(f"pip cannot lock {filename}."),
            context=_harmless(f"The index states no digest of it, and {reason}"),
            hint_stmt=_harmless("Lock only the chosen wheels: --variants=chosen."),
        )


class VariantUnusable(DiagnosticPipError):
    """A wheel that the user named contradicts itself."""

    reference = "variant-metadata-invalid"

    def __init__(self, filename: str, reason: str) -> None:
        super().__init__(
            message=_harmless(f"pip cannot use {filename}."),
            context=_harmless(reason),
            hint_stmt=_harmless(
                "The file is damaged or was renamed: download it again."
            ),
        )


class VariantMarkerError(DiagnosticPipError):
    """A variant marker that stands outside of the dependencies of a wheel."""

    reference = "variant-marker-in-requirement"

    def __init__(self, requirement: str, marker: str, source: str | None) -> None:
        where = f"In {source}: " if source else ""
        super().__init__(
            message=_harmless(f"A requirement of {requirement} has a variant marker."),
            context=_harmless(f"{where}{requirement}; {marker}"),
            hint_stmt=_harmless(
                "Only the dependencies of wheels may have variant markers. Remove the "
                "marker; to choose a variant, use --variant."
            ),
        )


class VariantNotReplaceable(DiagnosticPipError):
    """An installed file must be replaced by another variant, and cannot be removed.

    :param installer: Which tool installed it; empty if that is not known.
    """

    reference = "variant-not-replaceable"

    def __init__(self, installed: str, reason: str, installer: str) -> None:
        known = installer not in ("", "pip")
        tool = printable(installer) if known else "the tool that installed it"
        super().__init__(
            message=_harmless(f"pip cannot replace {installed} with another variant."),
            context=_harmless(f"pip cannot remove it: {reason}."),
            hint_stmt=_harmless(
                f"Remove it with {tool}, use another environment, or add "
                "--ignore-installed to overwrite it."
            ),
        )


class VariantInconsistent(MetadataInconsistent):
    """A chosen wheel contradicts the statement that it was chosen by."""

    def __init__(self, ireq: object, reason: str) -> None:
        self.ireq = ireq  # type: ignore[assignment]
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class VariantsOutOfStep(DiagnosticPipError, InstallationError):
    """Packages that have to agree in a key by the settings, and do not.

    :param way_out: The advice where a catalogue demands it.
    """

    reference = "variants-inconsistent"

    def __init__(
        self,
        feature: tuple[str, str],
        stated: Mapping[str, Sequence[str]],
        way_out: WayOut | None = None,
    ) -> None:
        key = " :: ".join(feature)
        lines = [
            f"{package}: {' or '.join(values)}" for package, values in stated.items()
        ]
        hint = (
            "Request consistent variants with --variant=NAME=VARIANT, reinstall those "
            f"already installed, or remove {key} from the setting coherent."
        )
        if way_out is not None:
            hint = way_out.hint
            lines += way_out.reasons
        super().__init__(
            message=_harmless(f"Inconsistent {key}."),
            context=_harmless("\n".join(lines)),
            hint_stmt=_harmless(hint),
        )


class SiblingInstalled(DiagnosticPipError, InstallationError):
    """A project is to be installed that has the modules of one that is there.

    :param installed: That one, and its version; there may be several.
    :param pip: The start of the command that removes these. None if they are not there
        yet, but named in the same command.
    :param folder: That of ``--target``, of which pip removes nothing.
    """

    reference = "sibling-installed"

    def __init__(
        self,
        project: str,
        installed: Sequence[str],
        pip: str | None = None,
        folder: str | None = None,
    ) -> None:
        beside = " and ".join(installed)
        names = [each.partition(" ")[0] for each in installed]
        hint = "Name one of them only."
        if folder is not None:
            hint = f"Install into another folder: pip removes nothing from {folder}."
        elif pip is not None:
            them = names[0] if len(names) == 1 else "them"
            hint = f"Remove {them} first: {pip} uninstall {' '.join(names)}"
        super().__init__(
            message=_harmless(f"pip cannot install {project} beside {beside}."),
            context=_harmless(
                "They have the same modules: each overwrites those of the other."
            ),
            hint_stmt=_harmless(hint),
        )


@contextmanager
def as_pip_errors() -> Iterator[None]:
    """Turn errors of the engine about the user's input into those that pip shows.

    :raises VariantCatalogueError: If a catalogue is not valid.
    :raises VariantMachineError: If the description of a machine is not valid.
    :raises VariantOptionError: If a fact about a machine is not valid.
    :raises VariantVariableError: If a variable that forces a fact is not valid.
    """
    try:
        yield
    except InvalidCatalogue as error:
        raise VariantCatalogueError(error.where, error.problem, error.hint) from None
    except InvalidMachine as error:
        raise VariantMachineError(error.where, error.problem, error.hint) from None
    except InvalidOverride as error:
        raise VariantOptionError(error.problem, error.hint) from None
    except InvalidVariable as error:
        raise VariantVariableError(error.name, error.value, error.rule) from None
