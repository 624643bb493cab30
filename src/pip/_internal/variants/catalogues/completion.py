"""Put the statement of a catalogue into a wheel that is about to be installed.

So an installed wheel says of itself which variant it is, as one with a label in its
name does, and everything that looks at installed variants finds it.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.document import WHEEL_DOCUMENT
from pip._vendor.variantlib.documents.provider_tables import ProviderTable
from pip._vendor.variantlib.documents.writing import wheel_document
from pip._vendor.variantlib.names.labels import parse_label_properties

from pip._internal.utils.temp_dir import TempDirectory
from pip._internal.utils.wheel import wheel_dist_info_dir

if TYPE_CHECKING:
    from pip._vendor.variantlib.catalogues.catalogue import Stated

    from pip._internal.req.req_install import InstallRequirement


def completed(req: InstallRequirement, path: str, stated: Stated) -> str:
    """Return the path of a wheel with the statement in it.

    It is added to the copy that was downloaded; a file of the user's stays as it is.
    The digest was compared before.
    """
    assert req.link is not None
    assert req.name is not None
    if req.link.is_file:
        folder = TempDirectory(kind="variant", globally_managed=True).path
        path = shutil.copy(path, os.path.join(folder, os.path.basename(path)))
    with zipfile.ZipFile(path, "a", allowZip64=True) as wheel:
        name = f"{wheel_dist_info_dir(wheel, req.name)}/{WHEEL_DOCUMENT}"
        if name not in wheel.NameToInfo:
            wheel.writestr(name, _document(stated))
    return path


def _document(stated: Stated) -> bytes:
    facts = stated.facts
    assert facts.document is not None
    properties = parse_label_properties(facts.properties)
    order, tables = facts.document.namespaces, facts.document.providers
    providers = {name: tables.get(name, ProviderTable()) for name in order}
    return wheel_document(stated.name.text, properties, order, providers)
