"""Edit, check and try the patch series; `tools/patches.py` is the command."""
