"""Follow the money: where tainted value went, or where it came from, hop by hop.

Trusts the index of a record for every movement.
Never asks what a payment was for: it follows value, and says by which rule it did.
"""
