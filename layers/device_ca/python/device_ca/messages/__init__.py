"""What people read: a catalogue per language, and how a violation or a problem is put into its words.

Rules and errors name what happened; no sentence stands outside of this package.
"""
