"""The only place with SQL: the schema, its migrations, the queries, the outbox."""
