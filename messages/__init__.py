"""The papers of the trade: ISO 20022 messages and IVMS101 records, built from plain facts, read and checked.

Trusts the published bindings and standards for what a message looks like.
Never touches a chain, a file or a clock, and never invents a fact that it was not given.
"""
