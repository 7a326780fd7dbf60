"""What `make bench` measures: absolute figures and, since machines are noisy, ratios within one run.

Trusts the monotonic clock; each figure is the median of five rounds or more.
Never decides whether a test passes: no test is timed.
"""
