"""Amplitude, a shop that sells records and downloads. One file per area: models, each followed by its policy, and what is
done with them.

    catalogue.py     labels, artists, genres, releases and their tracks: what is for sale
    customers.py     who buys: customers and their wishlists
    orders.py        what was bought: orders and their lines
    reviews.py       what customers think of it
    labels.py        who may act for a label
    seed.py          sample data of any size, made of the words in words.py
    logins.py        who can log in to it: people and programs

Roles: `customer` (the web shop), `label` (a partner, bound to labels by its memberships), `clerk` (the back office) and
`admin`, who reads what clerks read and says who may act for a label. A rule without roles is for everyone.
"""
