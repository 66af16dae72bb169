"""A classifier of the size that others serve, to measure ours against."""
