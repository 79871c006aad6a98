"""From bytes to facts: what is in a file, and what a certificate, its names, key and signature say.

Whether a fact is acceptable is for ``rules`` to judge.
"""
