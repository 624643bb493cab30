"""Which wheel of a release comes first: cases for every installer that knows labels."""
