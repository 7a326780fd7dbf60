"""Who checks: rebuilds the ledger from the chain's record and compares it with what the chain stores.

Trusts nobody: not the nodes, not their files, and the journal only as far as it comes out again when executed anew.
Never imports the nodes and never changes what it audits; an error that it finds is data, not an exception.
"""
