"""The tools around the project: what they run exists."""
