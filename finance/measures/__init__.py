"""Figures about a run that a report prints: each with its definition and its source.

Trusts the observations it is handed.
Never interpolates: a measure of integers is an integer that was observed, or says how it was rounded.
"""
