"""Gridlock resolution: which queued payments can settle together, found by six algorithms and verified by integers.

Trusts the queue for its order: payments stand in it as they arrived.
Never settles a set that leaves a bank below zero, and never asks a clock how long to think.
"""
