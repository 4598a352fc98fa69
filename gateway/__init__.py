"""Torii: one model and one policy, served as GraphQL and as REST. The map of the house, in order of control flow.

app.py           the composition root: settings in, ASGI application out; the only file that knows everyone
cli.py           the same from a shell: serve, migrate, seed, check, schema
commands/        administration from there: accounts, roles, clients, keys
settings.py      every setting, read once
configured.py    what a setting holds that is more than a word
http/            request id, size, headers, deadline, problem+json: pure ASGI, one job each
auth/            who is asking: a token becomes a Caller
graphql/         door 1: document and variables become a plan
rest/            door 2: path and query string become a plan
limits/          how much may be asked: one budget for both doors, and what is turned away when there is too much to do
plan/            what is asked, free of spelling; the passes that complete it; what it costs
matrix.py        who may read what, in words
policy.py        the plan, rewritten for a caller: rows become conditions, fields drop out
actions/         business logic with a name, the same for both doors
writing/         rows are made, changed and deleted, in one transaction
sql/             the plan becomes one statement whose result is the JSON of the answer
cache/           answers that are kept, and dropped when what they were made of changes
pipeline.py      the whole sentence on one screen
catalog/         what can be asked and written: read once from models and policies
shared.py        the Redis that processes share, and can do without
pipelined.py     what many requests ask of it, in few round trips
declare.py       what a domain may say
caller.py        who asks
errors.py        what can go wrong
"""
