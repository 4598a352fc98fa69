"""Browsers, times and issuers in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from gateway.configured import SocialProvider
from gateway.settings import Settings

# the first that occurs; browsers claim to be their ancestors, so descendants come first
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
STEPS: Final = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))
GITHUB: Final = "https://github.com"


def device(agent: str) -> str:
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "An unknown browser"


def ago(then: datetime, now: datetime) -> str:
    for step, name in STEPS:
        count = (now - then) // step
        if count >= 1:
            return f"{count} {name} ago" if count == 1 else f"{count} {name}s ago"
    return "just now"


def day(when: datetime) -> str:
    return f"{when.day} {when:%B %Y}"


def offered(provider: SocialProvider) -> tuple[str, str, str]:
    """A provider's name, its title and its issuer."""
    title = "GitHub" if provider.kind == "github" else provider.name.title()
    return provider.name, provider.title or title, provider.issuer or GITHUB


def provider(issuer: str, settings: Settings) -> str:
    """What an issuer is called where it is offered, else its host."""
    titles = {issuer: title for _, title, issuer in map(offered, settings.social)}
    return titles.get(issuer) or urlsplit(issuer).hostname or issuer
