"""A run's record as one party may see it, and as research may.

See docs/views.md.
"""
