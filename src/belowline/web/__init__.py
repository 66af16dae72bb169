"""HTTP: one table of routes, pages, the JSON API, the desk, templates and static modules."""
