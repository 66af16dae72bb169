"""From the outbox to open pages and to this process's own cache."""
