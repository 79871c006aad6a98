"""The content type that every kind of file may be sent with."""

OCTETS = "application/octet-stream"
RAW = {"Content-Type": OCTETS}
