"""The Solidity sources of the network and their committed build artifacts.

Trusts nothing of Python: this room holds data only.
Never imported for behaviour; `chain.artifacts` and `chain.compiler` read it.
"""
