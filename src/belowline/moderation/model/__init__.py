"""The shipped classifier: read a comment, run the network, calibrate, explain."""
