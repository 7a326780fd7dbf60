"""What a run measures, taken from its records and its chain and handed to finance/measures.

Trusts the nodes' records and the chain's events.
Never counts as evidence: the auditor reads the journal, and the two are compared.
"""
