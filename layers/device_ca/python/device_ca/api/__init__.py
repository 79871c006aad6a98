"""HTTP: what every handler shares. Requests are read, errors answered as problems, pages and tags made here.

No rule, no store and no use case belongs here.
"""
