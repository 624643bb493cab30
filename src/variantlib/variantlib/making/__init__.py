"""Make variant wheels out of plain ones, and the documents of a folder of them."""
