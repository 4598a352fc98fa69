"""The authorization server: OAuth 2 and OpenID Connect, for the clients that are registered here.

parameters.py    what a client sends: each parameter once, an empty one is none
clients.py       how a client proves itself
server.py        Authlib's grants, the only place that knows Authlib: its sync hooks call the files below
codes.py         authorization codes: saved, redeemed once
refreshing.py    refresh tokens: rotation, families, reuse
devices.py       device codes: asked for, decided, redeemed once
pushed.py        authorization requests that come ahead of their browser
issuing.py       what an access token and an ID token say
authorize.py     the browser's way: login, consent, and back to the client
tokens.py        the endpoints for clients: token, revoke, introspect, device, par
userinfo.py      who a token is about
ending.py        logout that a client asked for
metadata.py      what others read about us
"""
