"""Hand the fault tests a PostgreSQL; everything else they start and break themselves."""

from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]
