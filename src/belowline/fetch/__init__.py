"""Fetch pages of the publisher's own site, and nothing that is not public."""
