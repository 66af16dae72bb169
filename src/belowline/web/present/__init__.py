"""What pages show, out of what the use cases return."""
