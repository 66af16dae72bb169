"""What moderators do: the queue and the rulings."""
