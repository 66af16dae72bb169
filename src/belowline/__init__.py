"""Belowline: the comment platform that a news publisher runs itself."""

__version__ = "0.1.0"
