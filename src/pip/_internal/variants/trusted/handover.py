"""Tell the pip that fetches a plugin where the command looks for packages.

These are the options that upstream hands to the pip that installs build requirements,
the constraints, and the limits of patience. Requirements files have a say in it, so it
is read off the finder, and only when it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pip._internal.exceptions import PipError
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import parse_requirements
from pip._internal.variants.trusted.fetching import Handover, NotInstalled

if TYPE_CHECKING:
    from optparse import Values

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.models.release_control import ReleaseControl
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_install import InstallRequirement

    Command = tuple[Values, PipSession, PackageFinder, Sequence[InstallRequirement]]
    """The arguments of `hand_over`."""


def hand_over(
    options: Values,
    session: PipSession,
    finder: PackageFinder,
    constraints: Sequence[InstallRequirement],
) -> Handover:
    """Return all that the pip that fetches a plugin gets from a command.

    :param constraints: The user's, as they were read.
    :raises NotInstalled: If constraints for builds cannot be read.
    """
    paths = getattr(options, "build_constraints", None) or ()
    found = [*constraints, *_build_constraints(paths, session)]
    return Handover(
        places=[*_places(finder), *_releases(finder), *_ways(finder)],
        manner=list(_manner(options)),
        constraints=list(filter(None, map(_constraint_line, found))),
        passwords=dict(session.auth.passwords),
    )


def _build_constraints(
    paths: Sequence[str], session: PipSession
) -> Iterator[InstallRequirement]:
    """Read the constraints of upstream's build environments, which are like ours."""
    try:
        # Without a finder: they name no places.
        for path in paths:
            for parsed in parse_requirements(path, session, constraint=True):
                yield install_req_from_parsed_requirement(parsed)
    except (PipError, OSError) as error:
        raise NotInstalled(str(error)) from None


def _manner(options: Values) -> Iterator[str]:
    yield from ("--timeout", str(options.timeout))
    yield from ("--retries", str(options.retries))
    yield from ("--resume-retries", str(options.resume_retries))
    provider = options.keyring_provider
    if provider == "auto":
        # That pip has nobody to ask, so it would not look into a keyring by itself.
        provider = "import" if find_spec("keyring") is not None else "subprocess"
        provider = "disabled" if options.no_input else provider
    yield from ("--keyring-provider", provider)


def _places(finder: PackageFinder) -> Iterator[str]:
    if not finder.index_urls:
        yield "--no-index"
    for position, url in enumerate(finder.index_urls):
        option = "--extra-index-url" if position else "--index-url"
        yield from (option, _absolute(url))
    for place in finder.find_links:
        yield from ("--find-links", _absolute(place))


def _releases(finder: PackageFinder) -> Iterator[str]:
    if finder.prefer_binary:
        yield "--prefer-binary"
    if finder.uploaded_prior_to is not None:
        yield from ("--uploaded-prior-to", finder.uploaded_prior_to.isoformat())
    if finder.refresh_package:
        yield from ("--refresh-package", ",".join(sorted(finder.refresh_package)))
    if finder.release_control is not None:
        yield from _release_control(finder.release_control)


def _release_control(control: ReleaseControl) -> Iterator[str]:
    """The options that lead to it, whatever led to it here.

    An option for all takes back those for single projects, so these come last.
    """
    names = [
        *(("--all-releases", name) for name in sorted(control.all_releases)),
        *(("--only-final", name) for name in sorted(control.only_final)),
    ]
    for option, name in sorted(names, key=lambda pair: pair[1] != ":all:"):
        yield from (option, name)


def _ways(finder: PackageFinder) -> Iterator[str]:
    # An empty proxy is an answer, too.
    if finder.proxy is not None:
        yield from ("--proxy", finder.proxy)
    if finder.no_proxy_env:
        yield "--no-proxy-env"
    for host in finder.trusted_hosts:
        yield from ("--trusted-host", host)
    if finder.custom_cert:
        yield from ("--cert", _absolute(finder.custom_cert))
    if finder.client_cert:
        yield from ("--client-cert", _absolute(finder.client_cert))


def _absolute(place: str) -> str:
    """Return a place that holds in another folder, too."""
    return os.path.abspath(place) if os.path.exists(place) else place


def _constraint_line(req: InstallRequirement) -> str | None:
    """Return the line of a constraints file; None if there is nothing to it here."""
    if req.req is None or not req.match_markers():
        return None
    target = f" @ {req.link.url}" if req.link else str(req.req.specifier)
    hashes = [
        f" --hash={algorithm}:{digest}"
        for algorithm, digests in sorted(req.hash_options.items())
        for digest in digests
    ]
    return "".join([req.req.name, target, *hashes])
