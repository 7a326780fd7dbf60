"""IVMS101 records: who sends and who receives, as the travel rule wants institutions to tell one another.

Trusts the published standard and schema for what a record may hold.
Never lets through a key that neither has.
"""
