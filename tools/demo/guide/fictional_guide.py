"""A project to make variants of: it says which of its builds is installed."""

from __future__ import annotations

from importlib.metadata import metadata


def main() -> None:
    """Print the properties that this build was made for."""
    properties = metadata("fictional-guide").get_all("Variant") or ["any machine"]
    print("Made for", ", ".join(properties))
