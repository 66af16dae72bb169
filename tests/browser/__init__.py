"""What a reader and a moderator see, in a real browser.

A package, so that pytest ends what its tests share after the last of them (see conftest.py).
"""
