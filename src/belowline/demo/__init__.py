"""The demo newsroom: a publication of our own with stories and readers."""
