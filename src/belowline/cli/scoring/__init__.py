"""What `belowline score` is made of: lines in, answers out, here or on many machines."""
