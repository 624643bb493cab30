"""The demo: `python3 tools/demo`."""
