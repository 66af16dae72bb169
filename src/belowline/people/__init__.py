"""Readers, their roles and the doors these open, sign-in, how far a report is trusted."""
