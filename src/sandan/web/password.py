"""What a password may not be: too short, one that everybody uses, or little more than names of this place and its holder.

Nothing else is asked of it: any signs in any mixture (NIST SP 800-63B section 3.1.1.2), and it is never too long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from sandan.projections import unit

_GUESSES = 10**8
"""zxcvbn's own border between what falls to a guesser and what does not (its score of 3)."""
_LOOKED_AT = 72
_LEFT = 8
"""How many letters and digits a password must have besides names of this place."""
_OURS = ("sandan", "三单")
_BEFORE = re.compile(r"^[省市县區区镇鎮乡鄉]")
_AFTER = re.compile(r"(人民政府|街道办事处|街道|办事处|社区|自治县|[省市县区镇乡村局办委])$")
_HAN = re.compile(r"[\u3400-\u9fff]")


class LongEnough(MinimumLengthValidator):
    """Django's validator with its sentence in our catalogue: Django's own Simplified Chinese lacks it."""

    def get_error_message(self) -> str:
        """Why a password is too short."""
        return ngettext(
            "This password is too short. It must contain at least %d character.",
            "This password is too short. It must contain at least %d characters.",
            self.min_length,
        ) % (self.min_length,)


class NotCommon(CommonPasswordValidator):
    """Refuses Django's 20,000 commonest, and what zxcvbn's 30,000 with its words, names, dates and rows of keys make easy to guess."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where a guesser would need fewer than `_GUESSES` tries."""
        super().validate(password, user)
        if self.easy(password):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def easy(self, password: str) -> bool:
        """Whether it is common, or made of what is."""
        if password.casefold().strip() in self.passwords:
            return True
        # Loaded when the first password is set, for its tables. It looks at 72 signs at most; longer is not weaker.
        guessed = import_module("zxcvbn").zxcvbn(password[:_LOOKED_AT], max_length=_LOOKED_AT)
        return bool(guessed["guesses"] < _GUESSES)


class NotLocal:
    """Refuses what is easy to guess for who knows the county and the holder: their names cost a guesser nothing.

    `user` may be an unsaved one: of it only `username` and, as `first_name`, the holder's own name are looked at.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError where too little is left without those names, or what everybody uses."""
        left = _folded(password)
        for word in sorted(local_words(user), key=len, reverse=True):
            left = left.replace(word, " ")
        if left == _folded(password):
            return
        rest = "".join(each for each in left if each.isalnum())
        if len(rest) < _LEFT or rest in _common().passwords:
            raise ValidationError(
                gettext(
                    "This is little more than names of this place, or your own. Add words that have nothing to do with it."
                ),
                code="password_local",
            )


def local_words(user: AbstractBaseUser | None = None) -> set[str]:
    """Words of which a password gains nothing: names of the county, its units and the holder, in signs and as they are typed (pinyin)."""
    names = {settings.SANDAN_COUNTY, *unit.names().values(), *_OURS}
    own = {getattr(user, "username", ""), getattr(user, "first_name", "")}
    return {word for name in names | own for word in _forms(_folded(name))}


def _forms(name: str) -> Iterator[str]:
    """A name, and what is left of it without its kind (青溪镇, 青溪), each in signs and in pinyin. Too short ones would fit anywhere."""
    for one in {name, _AFTER.sub("", _BEFORE.sub("", name))}:
        if _HAN.search(one):
            if len(one) > 1:
                yield one
            # Loaded when the first password is set: its tables take tens of megabytes.
            one = "".join(import_module("pypinyin").lazy_pinyin(one))  # noqa: PLW2901  # the name as it is typed takes its place
        if len(one) > 3:
            yield one


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=1)
def _common() -> NotCommon:
    return NotCommon()
