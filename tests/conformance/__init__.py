"""The conformance kit itself, and what it finds of the installers that there are."""
