"""What can be asked and written: resources, columns and relations, read once from models and policies.

A catalog is frozen; every later stage speaks of it by name.

resource.py    the values it is made of
reading.py     from Tortoise models and policies to that
writing.py     what of them is about writing
naming.py      how names are spelled
"""

from gateway.catalog.naming import camel, plural, snake
from gateway.catalog.reading import NAME, load
from gateway.catalog.resource import Calculation, Catalog, Column, Relation, Resource, Writing, Written
from gateway.catalog.writing import accepted, presets

__all__ = [
    "NAME",
    "Calculation",
    "Catalog",
    "Column",
    "Relation",
    "Resource",
    "Writing",
    "Written",
    "accepted",
    "camel",
    "load",
    "plural",
    "presets",
    "snake",
]
