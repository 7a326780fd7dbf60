"""Loan schedules off chain: what falls due, when, and what is left.

Trusts the terms once they are validated.
Never asks a chain: the contract computes the same figures for itself, and the two are compared.
"""
