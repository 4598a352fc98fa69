"""The gateway's own keys: a private JWK set in a file. The first key signs, all verify.

To rotate: add the new key behind the first, wait until every reader has it (ten minutes), put it first, and drop the
old one when its last token has expired.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Final

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from gateway.auth.jwks import PRIVATE, Ring
from gateway.settings import Settings, SettingsError

ALGORITHM: Final = "ES256"
FILE: Final = "signing-keys.json"


@dataclass(frozen=True, slots=True)
class SigningKeys:
    signing: ECKey
    ring: Ring

    def public(self) -> Mapping[str, Any]:
        """The JWK set to publish."""
        keys = [key.as_dict(private=False) for key in self.ring.keys.values()]
        for key in keys:
            if not PRIVATE.isdisjoint(key):
                raise RuntimeError("a private member in the public key set")
        return {"keys": keys}


def signing_keys(settings: Settings) -> SigningKeys | None:
    """None when we sign nothing: production without keys of its own, behind other issuers."""
    if settings.signing_keys is not None:
        return load(settings.signing_keys)
    if settings.production:
        return None
    return load_or_create(settings.var / FILE)


def load(path: Path) -> SigningKeys:
    try:
        document = orjson.loads(path.read_bytes())
    except OSError as error:
        raise _unusable(path, error.strerror or "cannot be read") from error
    except orjson.JSONDecodeError:
        # without the cause, which holds the text of the file
        raise _unusable(path, "is not JSON") from None
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not entries:
        raise _unusable(path, "is not a JWK set")
    keys = [_private_key(path, entry) for entry in entries]
    by_id = {(str(key.kid), ALGORITHM): key for key in keys}
    if len(by_id) != len(keys):
        raise _unusable(path, "uses one kid for two keys")
    return SigningKeys(signing=keys[0], ring=Ring(by_id))


def load_or_create(path: Path) -> SigningKeys:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(path)
    return load(path)


def _create(path: Path) -> None:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    # mkstemp makes the file with mode 600
    descriptor, draft = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(orjson.dumps({"keys": [key.as_dict(private=True)]}))
            file.flush()
            os.fsync(file.fileno())
        # of several processes that start together one wins, and nobody reads half a file
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)  # noqa: PTH108  (mkstemp gives a name, not a path)


def _private_key(path: Path, entry: Any) -> ECKey:
    needed = {"kty": "EC", "crv": "P-256", "use": "sig", "alg": ALGORITHM}
    if not isinstance(entry, dict) or any(entry.get(name) != value for name, value in needed.items()):
        raise _unusable(path, "has a key that is not EC, P-256, use sig, alg ES256")
    if not isinstance(entry.get("d"), str) or not isinstance(entry.get("kid"), str) or not entry["kid"]:
        raise _unusable(path, "has a key without d or kid")
    try:
        # other members stay behind: they would be published
        return ECKey.import_key({name: entry[name] for name in (*needed, "kid", "x", "y", "d")})
    except (JoseError, ValueError, KeyError, TypeError):
        raise _unusable(path, "has a key that cannot be read") from None


def _unusable(path: Path, problem: str) -> SettingsError:
    return SettingsError([f"the signing keys in {path}: {problem}"])
