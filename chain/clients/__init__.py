"""Typed access to every contract of the network.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations
