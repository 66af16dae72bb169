"""The history of the schema, one file a change; `belowline.store.migrate` plays it."""
