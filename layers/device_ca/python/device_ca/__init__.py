"""The registry's shared cryptography layer. Imports point down this list only: see ``layers/README.md``.

``api`` → ``registry`` → ``stores`` → ``rules`` → ``certificates`` → ``model`` → the modules beside this one.
"""
