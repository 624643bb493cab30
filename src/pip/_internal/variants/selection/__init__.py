"""Select the file of a release, verify it, and revise what was resolved."""
