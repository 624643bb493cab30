"""A project to make variants for graphics cards of: its builds differ in name only."""
