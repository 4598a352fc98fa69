"""Documents that clients name instead of sending them: those of a manifest, and those that were registered.

manifest.py      what the build of a client writes: which text has which id
trusted.py       the documents of a manifest, valid and parsed, and read again when it changes
registered.py    texts by their hash, for this process and for the others
asked.py         which document a request means, and whether it may be asked
"""
