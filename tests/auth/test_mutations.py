"""Tokens changed at random: none is accepted, and none raises anything but a 401."""

import os
import random
import string
from typing import Any

import pytest

from gateway.errors import TokenInvalid

COUNT = 20_000 if os.environ.get("TORII_SOAK") == "1" else 2_000
LETTERS = string.ascii_letters + string.digits + "-_"
ANY = LETTERS + '.=+/ \n\0"\\{}[]%äé\u2028\U0001f600'


def replaced(token, chance):
    at = chance.randrange(len(token))
    return token[:at] + chance.choice(LETTERS) + token[at + 1 :]


def corrupted(token, chance):
    at = chance.randrange(len(token))
    return token[:at] + chance.choice(ANY) + token[at + 1 :]


def inserted(token, chance):
    at = chance.randrange(len(token) + 1)
    return token[:at] + "".join(chance.choices(ANY, k=chance.randint(1, 8))) + token[at:]


def deleted(token, chance):
    at = chance.randrange(len(token))
    return token[:at] + token[at + chance.randint(1, 40) :]


def swapped(token, chance):
    one, other = sorted(chance.sample(range(len(token)), 2))
    return token[:one] + token[other] + token[one + 1 : other] + token[one] + token[other + 1 :]


def repeated(token, chance):
    one, other = sorted(chance.sample(range(len(token)), 2))
    return token[:other] + token[one:other] + token[other:]


def shuffled_parts(token, chance):
    parts = token.split(".")
    chance.shuffle(parts)
    return ".".join(parts)


MUTATIONS = (replaced, corrupted, inserted, deleted, swapped, repeated, shuffled_parts)


async def test_no_mutation_is_accepted(world, verifier):
    chance = random.Random(20_260)
    originals = [world.token(), world.partner_token(), world.token(aud=["x", world.audience], scope="")]
    for token in originals:
        await verifier.verify(token)
    tried = 0
    while tried < COUNT:
        token = chance.choice(originals)
        for mutate in chance.choices(MUTATIONS, k=chance.choice((1, 1, 1, 2, 5))):
            token = mutate(token, chance) or "."
        if token in originals:
            continue
        with pytest.raises(TokenInvalid):
            await verifier.verify(token)
        tried += 1


async def test_no_mutation_of_what_is_signed_raises_anything_else(world, verifier):
    """The signature is right, so everything behind it is reached."""
    chance = random.Random(9_068)
    values: tuple[Any, ...] = (None, True, 0, -1, 2**63, 1.5, "", "x", "\u202e", [], [None], {}, {"a": []}, ["x"] * 50)
    for _ in range(COUNT // 2):
        claims, header = world.claims(nbf=world.now), world.header()
        for target in chance.choices((claims, claims, claims, header), k=chance.randint(1, 3)):
            target[chance.choice([*target])] = chance.choice(values)
        try:
            caller = await verifier.verify(world.sign(header, claims))
        except TokenInvalid:
            continue
        # what is left to change are claims that may take these values
        assert caller.id == claims["sub"]
        assert claims["iss"] == world.issuer and world.audience in claims["aud"]
