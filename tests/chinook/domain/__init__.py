"""Chinook, the public sample of a digital music shop, as a domain. Its data is a file beside the repository, not in it.

    music.py     what is sold, which everyone may browse
    people.py    customers and the staff that looks after them
    sales.py     invoices and their lines

Roles: `customer` (with the claim `customer`), `agent` and `manager` (with the claim `employee`): both claims are keys.
"""
