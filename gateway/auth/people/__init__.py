"""The people who log in with us: their passwords, addresses and second factors. No page is written here.

accounts.py        `People`: sign-up, login, reset, and what else happens to an account
proving.py         that somebody knows the password of an account
passwords.py       what a password must be; how it is hashed and verified, in threads
second_factor.py   codes of an authenticator, and recovery codes
records.py         what is written about an account, and taken back from it
links.py           links that are mailed, each for one use
letters.py         what is mailed, word by word
mail.py            how it is mailed
addressing.py      what an e-mail address is
later.py           work that nobody waits for
refusals.py        what a person is told when something does not work
"""
