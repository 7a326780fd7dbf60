"""The plots of a report, a subject a module."""
