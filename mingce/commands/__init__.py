"""The commands: each parses its arguments, calls one function, prints what changed, exits 0 or 1 (2: bad usage).

Heavy packages are imported inside the commands, so that `mingce --help` starts at once.
"""
