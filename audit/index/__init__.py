"""The index: what a record says, decoded once into tables that can be asked.

Trusts the record alone.
Never holds a figure that the nodes wrote.
"""
