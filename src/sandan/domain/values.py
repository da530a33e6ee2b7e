"""The values every noun shares: refusals, disclosure classes, ladders and the fixed vocabularies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

T = TypeVar("T")


class Disclosure(StrEnum):
    """To whom a field of an event may be opened. What is unmarked is INTERNAL: publishing is the exception."""

    PUBLIC = "public"
    """What a recount by an outsider needs: kind, public number, rung, unit, dates."""
    INTERNAL = "internal"
    """Work content, read by staff."""
    PERSONAL = "personal"
    """Who, where, contact, and a resident's own words: sealed, erasable (PIPL arts. 6, 47)."""


Public = Annotated[T, Disclosure.PUBLIC]
Personal = Annotated[T, Disclosure.PERSONAL]

Fact = str | int | date | tuple[str, ...]


class Refusal(Exception):
    """The law says no to a command. Shown to a person, so it names the reason (`code`) and its `facts`."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Fact] = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class Fault(Exception):
    """This cannot be: the program or its data is broken, and going on would make it worse."""


class Tier(StrEnum):
    """The four tiers of responsibility (四级责任), from the top."""

    COUNTY = "county"
    SYSTEM = "system"
    TOWN = "town"
    BRANCH = "branch"


class Channel(StrEnum):
    """The doors through which people are heard (S7)."""

    ONLINE = "online"
    HOTLINE = "hotline"
    VISIT = "visit"
    SYMPOSIUM = "symposium"
    LETTER = "letter"
    DELEGATE = "delegate"
    SUPERIOR = "superior"
    COUNTER = "counter"
    IMPORT = "import"
    INSPECTION = "inspection"


class Topic(StrEnum):
    """First-level subject of an opinion or problem."""

    ROADS = "roads"
    WATER = "water"
    POWER = "power"
    HOUSING = "housing"
    HEALTH = "health"
    EDUCATION = "education"
    SOCIAL_AID = "social_aid"
    EMPLOYMENT = "employment"
    FARMING = "farming"
    ENVIRONMENT = "environment"
    LAND = "land"
    POLICING = "policing"
    TRANSPORT = "transport"
    SERVICE = "service"
    CONDUCT = "conduct"
    OTHER = "other"


class Nature(StrEnum):
    """How a problem is to be worked off (立行立改 / 限期整改 / 长期坚持)."""

    IMMEDIATE = "immediate"
    DEADLINE = "deadline"
    LONG_TERM = "long_term"


class Status(StrEnum):
    """Where a problem stands. One value names exactly one rung or one side path (law 5)."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    SIGNED_FOR = "signed_for"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    CLOSURE_REQUESTED = "closure_requested"
    VERIFIED = "verified"
    STRUCK_OFF = "struck_off"
    LOOK_BACK_PASSED = "look_back_passed"
    RETURN_ASKED = "return_asked"
    LONG_TERM = "long_term"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    MERGED = "merged"


class Rung(StrEnum):
    """The ladder whose rungs are counted apart (law 5; domain C4). A problem may stand on several, each dated."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    SIGNED_FOR = "signed_for"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    RECTIFIED = "rectified"
    VERIFIED = "verified"
    STRUCK_OFF = "struck_off"
    LOOK_BACK_PASSED = "look_back_passed"


class Outcome(StrEnum):
    """What a unit claims when it asks for closure. Only RECTIFIED is ever counted as rectified."""

    RECTIFIED = "rectified"
    NOT_FIXABLE = "not_fixable"
    """Answered and explained, not fixed (解释说明)."""
    NOT_SUBSTANTIATED = "not_substantiated"
    """查无实据: needs an independent second reader before strike-off (law 4; the 北海 case, domain H5)."""


class DeclineReason(StrEnum):
    """Why an opinion or problem is not taken up. Each needs a word on where to go instead."""

    NOT_OURS = "not_ours"
    STATUTORY_CHANNEL = "statutory_channel"
    ALREADY_CONCLUDED = "already_concluded"
    NOT_A_PROBLEM = "not_a_problem"
    UNINTELLIGIBLE = "unintelligible"
    OFFENSIVE = "offensive"


class StatutoryChannel(StrEnum):
    """Where the law wants a matter to be decided (转法定途径): 信访工作条例 arts. 20, 31; 潍坊条例 art. 19."""

    COURT = "court"
    """诉讼."""
    ARBITRATION = "arbitration"
    """仲裁, labour and land disputes among them."""
    REVIEW = "review"
    """行政复议."""
    DISCIPLINE = "discipline"
    """纪检监察."""
    POLICE = "police"
    """报案、行政裁决 by the police."""
    DISCLOSURE = "disclosure"
    """政府信息公开申请."""
    PETITION_REVIEW = "petition_review"
    """信访复查复核: the matter was decided, and the reporter may have it reviewed."""
    OTHER = "other"
    """Another channel that a law provides; it is named in words."""


class SurveyOutcome(StrEnum):
    """Asked, reached, answered and satisfied are four different counts (S14); silence is never satisfaction."""

    WAITING = "waiting"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    ANSWERED = "answered"


class Level(StrEnum):
    """The reporter's own judgement of the handling, from the best down. Which of them a questionnaire offers is the formula's to say."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"
    DONT_KNOW = "dont_know"
    """不了解: answered, and neither satisfied nor dissatisfied."""


DISCONTENT = frozenset({Level.DISSATISFIED, Level.VERY_DISSATISFIED})
CONTENT = frozenset(Level) - DISCONTENT - {Level.DONT_KNOW}


class ReopenSource(StrEnum):
    """Who or what brought a struck-off problem back under its old number."""

    RESIDENT = "resident"
    LOOK_BACK = "look_back"
    REPEAT = "repeat"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that proves something: its digest (SHA-256, hex), the day it shows, and what it shows."""

    file: str
    dated_on: date
    caption: str = ""


def require(condition: object, code: str, **facts: Fact) -> None:
    """Refuse with `code` unless `condition` holds."""
    if not condition:
        raise Refusal(code, **facts)


def written(text: str, field: str, limit: int = 4000) -> str:
    """A text that a person must have written: stripped, not empty, at most `limit` characters. Refuses otherwise."""
    text = text.strip()
    require(text, "text_missing", field=field)
    require(len(text) <= limit, "text_too_long", field=field, limit=limit, length=len(text))
    return text
