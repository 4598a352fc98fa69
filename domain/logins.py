"""Who can log in to the sample data: people and programs."""

from __future__ import annotations

from typing import Any, Final, NamedTuple


class Account(NamedTuple):
    """Somebody who can log in to the sample data. `subject` is the `sub` of the account's access tokens."""

    email: str
    subject: str
    roles: tuple[str, ...]


ACCOUNTS: Final = (
    Account("customer@amplitude.test", "acct-customer", ("customer",)),
    Account("label@amplitude.test", "acct-label", ("label",)),
    Account("clerk@amplitude.test", "acct-clerk", ("clerk",)),
    Account("admin@amplitude.test", "acct-admin", ("admin",)),
)
# the program that keeps the first label's catalogue up to date
LABEL_CLIENT: Final = "label-sync"

SHOPPING: Final = (
    "openid", "profile", "email", "offline_access", "read", "write",
    "releases:read", "orders:read", "wishlist-entries:read", "wishlist-entries:write", "reviews:read", "reviews:write",
)  # fmt: skip
SHOP_SITE: Final = "https://shop.amplitude.test"
# programs that log people in, or ask for themselves: registrations as the gateway knows them
CLIENTS: Final[tuple[dict[str, Any], ...]] = (
    {
        "id": "storefront",
        "name": "Amplitude Storefront",
        "method": "none",
        "grant_types": ("authorization_code", "refresh_token"),
        "redirect_uris": ("http://127.0.0.1/callback", "http://[::1]/callback", f"{SHOP_SITE}/callback"),
        "post_logout_redirect_uris": ("http://127.0.0.1/", "http://[::1]/", f"{SHOP_SITE}/"),
        "origins": (SHOP_SITE,),
        "scopes": SHOPPING,
        "default_scopes": ("openid", "read"),
    },
    {
        "id": "storefront-cli",
        "name": "Amplitude on the command line",
        "method": "none",
        "grant_types": ("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"),
        "scopes": SHOPPING,
        "default_scopes": ("openid", "read"),
    },
    {
        "id": LABEL_CLIENT,
        "name": "Label catalogue sync",
        "method": "client_secret_basic",
        "grant_types": ("client_credentials",),
        "scopes": ("read", "write"),
        "roles": ("label",),
    },
)
