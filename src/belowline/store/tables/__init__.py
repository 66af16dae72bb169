"""Tables beside the first ones, a file for each topic."""
