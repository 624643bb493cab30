"""Build a matrix of variants out of one file that a maker writes."""
