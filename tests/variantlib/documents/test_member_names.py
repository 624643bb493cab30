"""Files with odd names that replace the description of a wheel are found."""

from __future__ import annotations

import pytest

from variantlib.documents.member_names import replacement

FOLDER = "Demo-1.0.dist-info"
GOOD = [f"{FOLDER}/METADATA", f"{FOLDER}/variant.json", f"{FOLDER}/RECORD", "demo.py"]


@pytest.mark.parametrize(
    "name",
    [
        f"{FOLDER}/variant.json",
        f"./{FOLDER}/variant.json",
        f"{FOLDER}//variant.json",
        f"{FOLDER}/./variant.json",
        f"x/../{FOLDER}/variant.json",
        f"{FOLDER}\\variant.json",
        "demo-1.0.dist-info/VARIANT.json",
        f"{FOLDER}/variant.json. .",
        f"Demo-1.0.data/purelib/{FOLDER}/variant.json",
        f"Demo-1.0.data/platlib/./{FOLDER}/variant.json",
        f"Demo-1.0.data/data/lib/python3.13/site-packages/{FOLDER}/variant.json",
        f"Demo-1.0.data/data/lib/python3/dist-packages/{FOLDER}/variant.json",
        f"Demo-1.0.data/data/lib/python/{FOLDER}/variant.json",
        f"Demo-1.0.data/data/bin/../lib/python/{FOLDER}/variant.json",
        f"Demo-1.0.data/data/{FOLDER}/variant.json",
    ],
)
def test_a_second_description(name: str) -> None:
    flaw = f"its file {name} replaces variant.json"
    assert replacement([*GOOD, name], FOLDER) == flaw
    assert replacement([name, *GOOD], FOLDER) is not None


@pytest.mark.parametrize(
    "name",
    [
        "Other-1.0.dist-info/METADATA",
        f"vendored/{FOLDER}/METADATA",
        f"{FOLDER}/licenses/METADATA",
        "demo/variant.json",
        "Demo-1.0.data/data/METADATA",
        f"Demo-1.0.data/data/share/{FOLDER}/licenses/METADATA",
    ],
)
def test_other_files_of_such_names(name: str) -> None:
    assert replacement([*GOOD, name], FOLDER) is None
