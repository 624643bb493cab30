"""Text, names, files: what no room of its own is needed for."""
