"""A painter's studio as a domain: what the shop has none of. One-to-one relations, keys that are UUIDs and texts, an enum
of numbers, times of day, columns of every type and each of them without a value somewhere."""
