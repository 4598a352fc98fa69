"""Migrations: one folder per app, one file per change, both databases in each file. The files are Aerich's.

files.py       what a migration file is: read and written
histories.py   whose migrations there are: the engine's and the domain's
making.py      `changed` and `make`: what changed in the models becomes a file
offline.py     the part of it that runs in a process of its own, once per dialect
applying.py    `apply` and `pending`: files become tables, once, however many processes try
"""

from gateway.migrations.applying import apply, pending
from gateway.migrations.files import FOLDER, MigrationError
from gateway.migrations.histories import ENGINE, of_domain
from gateway.migrations.making import changed, make, write

__all__ = ["ENGINE", "FOLDER", "MigrationError", "apply", "changed", "make", "of_domain", "pending", "write"]
