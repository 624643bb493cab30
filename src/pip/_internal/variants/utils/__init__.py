"""Read text, names and files for several rooms."""
