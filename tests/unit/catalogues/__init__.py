"""Catalogues, on the side of pip."""
