"""A running permissioned chain and typed access to it.

Trusts the compiled artifacts of `contracts` and the EVM behind an engine; every signature and receipt is checked
here.
Never decides who may move money: the contracts do.
"""
