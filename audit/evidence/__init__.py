"""Evidence about one payment for somebody who trusts neither this network nor this program, and its verifier."""
