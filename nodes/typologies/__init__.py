"""Laundering patterns that a scenario plants among its payments: their shapes, who is in them, and when they pay."""
