"""Work that nobody waits for: in this process, or over a queue that several share."""
