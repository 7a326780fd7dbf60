"""Entry points: arguments in, one call after another, exit code out.

Trusts the rooms below to do the work.
Never computes anything that a room could: this is the only place with a wall clock and a terminal.
"""
