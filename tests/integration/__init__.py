"""Handlers on emulators of AWS; a package, so that its fixtures end with it."""
