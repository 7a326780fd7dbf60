"""Permissioned blocks: who may send, who proposes, who seals, and when a block is final.

Trusts the events of the registries for who takes part, and libsecp256k1 for who signed.
Never executes anything and touches no file: headers, seals and times are computed from what is handed in.
"""
