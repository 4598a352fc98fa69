"""What is mailed, word by word. Nothing in a letter was written by whoever caused it: it would be read as our word."""

from __future__ import annotations

from typing import Final

from gateway.auth.people.mail import Letter
from gateway.settings import Settings

NOT_YOU: Final = "If this was not you, set a new password at once: {forgot}"
END: Final = "\n\nThis letter was sent by {issuer}. Nobody reads answers to it.\n"


def verification(settings: Settings, to: str, link: str) -> Letter:
    return _letter(
        settings,
        to,
        "Confirm your e-mail address",
        f"Somebody, hopefully you, made an account with this address. To confirm it, open this link within 30 minutes "
        f"and give the password that you chose:\n\n{link}\n\nIf it was not you, do nothing: without the link nobody can "
        f"log in with your address.",
    )


def has_account(settings: Settings, to: str) -> Letter:
    return _letter(
        settings,
        to,
        "You have an account already",
        "Somebody, hopefully you, wanted to use this address for an account. There is one already, and nothing was "
        "changed.\n\nIf you do not remember the password, set a new one: {forgot}",
    )


def reset(settings: Settings, to: str, link: str) -> Letter:
    return _letter(
        settings,
        to,
        "Set a new password",
        f"Somebody, hopefully you, asked for a new password. To set one, open this link within 30 minutes:"
        f"\n\n{link}\n\nIf it was not you, do nothing: your password stays as it is.",
    )


def email_change(settings: Settings, to: str, link: str) -> Letter:
    return _letter(
        settings,
        to,
        "Confirm your new e-mail address",
        f"This is to become the address of an account. To confirm it, open this link within 30 minutes:"
        f"\n\n{link}\n\nIf you did not ask for it, do nothing.",
    )


def email_changed(settings: Settings, to: str) -> Letter:
    text = (
        "Your account has another e-mail address now; this one is not used any more.\n\nIf this was not you, tell us."
    )
    return _letter(settings, to, "Your e-mail address was changed", text)


def password_changed(settings: Settings, to: str) -> Letter:
    text = f"The password of your account was changed, and all other logins have ended.\n\n{NOT_YOU}"
    return _letter(settings, to, "Your password was changed", text)


def password_reset(settings: Settings, to: str) -> Letter:
    text = (
        "A new password was set for your account by a link in a letter to this address. All logins have ended, and all "
        "API keys and linked logins of the account were removed: make those that you need again. Your second factor, "
        f"if you have one, is as it was.\n\n{NOT_YOU}"
    )
    return _letter(settings, to, "Your password was changed", text)


def second_factor_on(settings: Settings, to: str) -> Letter:
    text = f"From now on a login asks for a code of your authenticator too.\n\n{NOT_YOU}"
    return _letter(settings, to, "Your second factor is on", text)


def second_factor_off(settings: Settings, to: str) -> Letter:
    text = f"From now on your password alone is enough to log in.\n\n{NOT_YOU}"
    return _letter(settings, to, "Your second factor is off", text)


def recovery_code_used(settings: Settings, to: str, left: int) -> Letter:
    codes = {0: "none is left", 1: "one is left"}.get(left, f"{left} are left")
    text = f"A login used one of your recovery codes; {codes}.\n\n{NOT_YOU}"
    return _letter(settings, to, "A recovery code was used", text)


def login_stolen(settings: Settings, to: str, client: str) -> Letter:
    text = (
        f"Somebody used an old token of {client}. One of the two who have it is not you, so we have ended this login of "
        f"the app. Log in to it again.\n\n{NOT_YOU}"
    )
    return _letter(settings, to, "We have ended a login of an app", text)


def _letter(settings: Settings, to: str, subject: str, text: str) -> Letter:
    issuer = settings.issuer.rstrip("/")
    return Letter(to, subject, (text + END).replace("{forgot}", f"{issuer}/forgot").replace("{issuer}", issuer))
