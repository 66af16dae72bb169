"""Which engine this is."""

# Raise it with every change that can change a ruling.
ENGINE_VERSION = "2.4.0"
