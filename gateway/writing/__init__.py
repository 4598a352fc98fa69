"""What changes rows, the same for both doors: one transaction, nothing lost.

A door says what is to be written, in names of the catalog and values as JSON has them. Whether the caller may is decided
here, by the policy's rules for the row as it was and as it will be; what cannot be written is said of all values at once.

asked.py           what a door asks for
rights.py          the rules of a policy that let a caller write
given.py           values as a client gave them become values of columns
forms.py           what new rows that say the same names have in common
creating.py        rows are made
single.py          a new row alone is made without a transaction around it
changing.py        rows are changed and deleted
upserting.py       a row is made, or changed where there is one
halving.py         which of many rows the database refuses
partly.py          rows are made one by one, as many as can be
linking.py         what rows are linked to over a table between
refusing.py        why something cannot be written
answering.py       rows that were written, as the caller may read them
work.py            one transaction of one caller, and what happens when it is committed
keeping.py         answers that are kept for clients who ask again
preconditions.py   which state of a row a client has seen
preferences.py     what a client would rather have
bodies.py          JSON that is read strictly
"""
