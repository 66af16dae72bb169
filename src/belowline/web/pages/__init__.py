"""The pages that the server renders, a file for each kind."""
