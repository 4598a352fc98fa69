"""Administration from a shell: `gateway accounts`, `roles`, `clients`, `keys`, `api-keys` and `token`.

accounts.py    who can log in
roles.py       what they are
clients.py     programs that ask on their own or on somebody's behalf
keys.py        the keys that sign tokens
api_keys.py    credentials of scripts
known.py       the scopes and roles that the domain's policies speak of
opened.py      the database, open for one command
options.py     a command whose options are the fields of a dataclass
token.py       a token for whoever develops
terminal.py    what is written where: answers to standard output, remarks beside it
"""
