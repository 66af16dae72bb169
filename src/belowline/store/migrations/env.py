"""Play the migrations on the connection that `belowline.store.migrate` hands over."""

from alembic import context

from belowline.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
# No transaction of alembic's own: the caller's holds the lock and all of the changes.
context.run_migrations()
