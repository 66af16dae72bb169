"""The JSON API, a file for each part of it."""
