"""What lies under the fast engine: signed bytes, true transactions over pyrevm, state with history, roots and blocks.

Trusts pyrevm, in the version that is pinned, to execute Cancun; `machine` checks the pattern that it is used in.
Never knows a contract, a node or a journal.
"""
