"""Values that every part shares: ids, the clock, errors, events."""
