"""The transcription of the PEP itself: `python -m conformance.adapters.reference`."""

from __future__ import annotations

from conformance.adapters import serve
from conformance.pep825 import order_files

if __name__ == "__main__":
    serve(order_files)
