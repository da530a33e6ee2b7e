"""The words for codes: one label for each rung, channel, topic, role and outcome. A label names exactly one rung (law 5)."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.domain.authority import Role
from sandan.domain.batch import BatchStatus
from sandan.domain.calendar import DayType, Roll
from sandan.domain.chase import ChaseLevel
from sandan.domain.formula import Threshold
from sandan.domain.handover import HandoverStatus
from sandan.domain.look_back import LookBackStatus, Strata, Verdict
from sandan.domain.notice import Kind as NoticeKind
from sandan.domain.notice import Timing
from sandan.domain.opinion import Conclusion, OpinionStatus
from sandan.domain.pattern import Pattern
from sandan.domain.procedure import Procedure
from sandan.domain.roster import RosterStatus
from sandan.domain.rulebook import Alarm, Colour, Origin, Start, Step
from sandan.domain.survey import Decision, Way
from sandan.domain.task import TaskStatus
from sandan.domain.values import (
    Channel,
    DeclineReason,
    Level,
    Nature,
    Outcome,
    ReopenSource,
    Rung,
    Status,
    StatutoryChannel,
    SurveyOutcome,
    Tier,
    Topic,
)
from sandan.intake.layout import Kind
from sandan.outbox.models import Means, State
from sandan.projections.coverage import Why

Label = str | Promise
E = TypeVar("E", bound=StrEnum)

STATUS: dict[Status, Label] = {
    Status.REGISTERED: pgettext_lazy("rung", "Registered"),
    Status.ACCEPTED: pgettext_lazy("rung", "Accepted"),
    Status.DISPATCHED: pgettext_lazy("rung", "Dispatched"),
    Status.SIGNED_FOR: pgettext_lazy("rung", "Signed for"),
    Status.PLANNED: pgettext_lazy("rung", "Planned"),
    Status.IN_PROGRESS: pgettext_lazy("rung", "In progress"),
    Status.CLOSURE_REQUESTED: pgettext_lazy("rung", "Closure requested"),
    Status.VERIFIED: pgettext_lazy("rung", "Verified"),
    Status.STRUCK_OFF: pgettext_lazy("rung", "Struck off"),
    Status.LOOK_BACK_PASSED: pgettext_lazy("rung", "Look-back passed"),
    Status.RETURN_ASKED: pgettext_lazy("rung", "Return asked for"),
    Status.LONG_TERM: pgettext_lazy("rung", "Long-term"),
    Status.DECLINED: pgettext_lazy("rung", "Declined"),
    Status.REDIRECTED: pgettext_lazy("rung", "Redirected"),
    Status.MERGED: pgettext_lazy("rung", "Merged"),
}
RUNG: dict[Rung, Label] = {
    Rung.REGISTERED: STATUS[Status.REGISTERED],
    Rung.ACCEPTED: STATUS[Status.ACCEPTED],
    Rung.DISPATCHED: STATUS[Status.DISPATCHED],
    Rung.SIGNED_FOR: STATUS[Status.SIGNED_FOR],
    Rung.IN_PROGRESS: STATUS[Status.IN_PROGRESS],
    Rung.ANSWERED: pgettext_lazy("rung", "Answered"),
    Rung.RECTIFIED: pgettext_lazy("rung", "Rectified"),
    Rung.VERIFIED: STATUS[Status.VERIFIED],
    Rung.STRUCK_OFF: STATUS[Status.STRUCK_OFF],
    Rung.LOOK_BACK_PASSED: STATUS[Status.LOOK_BACK_PASSED],
}
OPINION: dict[OpinionStatus, Label] = {
    OpinionStatus.WAITING: _("To be sorted"),
    OpinionStatus.ACCEPTED: _("Taken up as a problem"),
    OpinionStatus.ATTACHED: _("Joined a problem"),
    OpinionStatus.DECLINED: _("Not taken up"),
    OpinionStatus.WITHDRAWN: _("Withdrawn with its import"),
    OpinionStatus.CONCLUDED: _("Decided by the discipline body"),
}
CONCLUSION: dict[Conclusion, Label] = {
    Conclusion.SUBSTANTIATED: _("Found to be true"),
    Conclusion.PARTLY: _("Found to be true in part"),
    Conclusion.NOT_SUBSTANTIATED: _("Not borne out"),
    Conclusion.HANDED_ON: _("Handed to the competent body"),
}
TASK: dict[TaskStatus, Label] = {
    TaskStatus.PLANNED: pgettext_lazy("task", "Planned"),
    TaskStatus.IN_PROGRESS: pgettext_lazy("task", "In progress"),
    TaskStatus.DONE: pgettext_lazy("task", "Reported done"),
    TaskStatus.CANCELLED: pgettext_lazy("task", "Given up"),
}
BATCH: dict[BatchStatus, Label] = {
    BatchStatus.OPEN: _("Being brought in"),
    BatchStatus.CLOSED: _("Brought in"),
    BatchStatus.UNDONE: _("Undone"),
}
CHANNEL: dict[Channel, Label] = {
    Channel.ONLINE: _("Online"),
    Channel.HOTLINE: _("Hotline"),
    Channel.VISIT: _("Visit"),
    Channel.SYMPOSIUM: _("Symposium"),
    Channel.LETTER: _("Letter"),
    Channel.DELEGATE: _("Delegate"),
    Channel.SUPERIOR: _("From above"),
    Channel.COUNTER: _("Counter"),
    Channel.IMPORT: _("Imported file"),
    Channel.INSPECTION: _("Inspection"),
}
TOPIC: dict[Topic, Label] = {
    Topic.ROADS: _("Roads and bridges"),
    Topic.WATER: _("Water"),
    Topic.POWER: _("Power and communications"),
    Topic.HOUSING: _("Housing and construction"),
    Topic.HEALTH: _("Health"),
    Topic.EDUCATION: _("Education"),
    Topic.SOCIAL_AID: _("Social assistance"),
    Topic.EMPLOYMENT: _("Work and wages"),
    Topic.FARMING: _("Farming and poverty relief"),
    Topic.ENVIRONMENT: _("Environment"),
    Topic.LAND: _("Land and resettlement"),
    Topic.POLICING: _("Public order"),
    Topic.TRANSPORT: _("Transport"),
    Topic.SERVICE: _("Government service"),
    Topic.CONDUCT: _("Conduct of officials"),
    Topic.OTHER: _("Other"),
}
NATURE: dict[Nature, Label] = {
    Nature.IMMEDIATE: _("Immediate"),
    Nature.DEADLINE: _("By a deadline"),
    Nature.LONG_TERM: _("Long-term"),
}
OUTCOME: dict[Outcome, Label] = {
    Outcome.RECTIFIED: _("Rectified"),
    Outcome.NOT_FIXABLE: _("Explained, not fixable"),
    Outcome.NOT_SUBSTANTIATED: _("Not substantiated"),
}
DECLINE: dict[DeclineReason, Label] = {
    DeclineReason.NOT_OURS: _("Not for this county to decide"),
    DeclineReason.STATUTORY_CHANNEL: _("Belongs to a statutory channel"),
    DeclineReason.ALREADY_CONCLUDED: _("Already lawfully concluded"),
    DeclineReason.NOT_A_PROBLEM: _("Nothing that needs work"),
    DeclineReason.UNINTELLIGIBLE: _("Cannot be understood"),
    DeclineReason.OFFENSIVE: _("Only insults"),
}
STATUTORY: dict[StatutoryChannel, Label] = {
    StatutoryChannel.COURT: _("Lawsuit"),
    StatutoryChannel.ARBITRATION: _("Arbitration"),
    StatutoryChannel.REVIEW: _("Administrative review"),
    StatutoryChannel.DISCIPLINE: _("Discipline inspection and supervision"),
    StatutoryChannel.POLICE: _("Report to the police"),
    StatutoryChannel.DISCLOSURE: _("Application for government information"),
    StatutoryChannel.PETITION_REVIEW: _("Review of the petition decision"),
    StatutoryChannel.OTHER: _("Another channel provided by law"),
}
"""Where the law wants a matter to be decided."""
CHASE: dict[ChaseLevel, Label] = {
    ChaseLevel.REMINDER: pgettext_lazy("chase order", "Reminder"),
    ChaseLevel.WARNING: pgettext_lazy("chase order", "Warning"),
    ChaseLevel.FINAL: pgettext_lazy("chase order", "Final warning"),
}
PROCEDURE: dict[Procedure, Label] = {
    Procedure.PETITION: pgettext_lazy("procedure", "Petition"),
    Procedure.HOTLINE: pgettext_lazy("procedure", "Hotline"),
    Procedure.CAMPAIGN: pgettext_lazy("procedure", "Campaign"),
}
SURVEY: dict[SurveyOutcome, Label] = {
    SurveyOutcome.WAITING: _("Asked, waiting"),
    SurveyOutcome.UNREACHABLE: _("Not reached"),
    SurveyOutcome.NO_ANSWER: _("Reached, no answer"),
    SurveyOutcome.ANSWERED: pgettext_lazy("survey", "Answered"),
}
LEVEL: dict[Level, Label] = {
    Level.VERY_SATISFIED: _("Very satisfied"),
    Level.SATISFIED: _("Satisfied"),
    Level.FAIRLY_SATISFIED: _("Fairly satisfied"),
    Level.BASICALLY_SATISFIED: _("Basically satisfied"),
    Level.DISSATISFIED: _("Dissatisfied"),
    Level.VERY_DISSATISFIED: _("Very dissatisfied"),
    Level.DONT_KNOW: _("Don't know"),
}
WAY: dict[Way, Label] = {
    Way.LINK: pgettext_lazy("way", "One-time link"),
    Way.RECEIPT: pgettext_lazy("way", "Own receipt code"),
    Way.CALL: pgettext_lazy("way", "Told to a caller"),
    Way.PAPER: pgettext_lazy("way", "On paper"),
}
DECISION: dict[Decision, Label] = {
    Decision.EXPLAIN: pgettext_lazy("decision", "It stays, and the reporter reads why"),
    Decision.REOPEN: pgettext_lazy("decision", "The work starts over"),
}
PATTERN: dict[Pattern, Label] = {
    Pattern.ALL_CONTENT: _("All content, and only a few"),
    Pattern.AT_ONCE: _("All within minutes"),
    Pattern.SAME_DEVICE: _("One device, several reporters"),
    Pattern.SAME_WORDS: _("The same words"),
    Pattern.SAME_CALLER: _("One caller, nothing but content"),
}
THRESHOLD: dict[Threshold, Label] = {
    Threshold.LEAST: _("No rate over fewer answers than"),
    Threshold.MANY: _("All content: asked about from so many answers"),
    Threshold.SMALL: _("All content: asked about below so many answers"),
    Threshold.MINUTES: _("Within minutes: how many minutes"),
    Threshold.TOGETHER: _("Within minutes: from so many answers"),
    Threshold.DEVICE: _("One device: from so many reporters"),
    Threshold.WORDS: _("The same words: from so many reporters"),
    Threshold.CALLER: _("One caller: from so many answers"),
}
FORMULA: dict[str, Label] = {
    "plain": _("Satisfied and basically satisfied, of those who answered"),
    "satisfied_only": _("Satisfied alone, of those who answered"),
    "weighted_90": _("Basically satisfied counts 0.9, of those who answered"),
    "public_survey": _("Public survey: 1, 0.75, and 0.55 for the dissatisfied; who doesn't know is left out"),
    "campaign_four": _("Four levels, the best three of those who answered"),
    "five_stars": _("Five levels, the best three of those who answered"),
    "plain_of_asked": _("Satisfied and basically satisfied, of all who were asked"),
    "not_dissatisfied": _("All who were asked less the dissatisfied: whoever says nothing counts as satisfied"),
    "three_rates": _("0.1 response, 0.5 resolution, 0.4 satisfaction (basically satisfied counts 0.9)"),
    "three_rates_even": _("0.3 response, 0.35 resolution, 0.35 satisfaction"),
}
"""What each formula says, by its id."""
REOPEN: dict[ReopenSource, Label] = {
    ReopenSource.RESIDENT: _("The reporter"),
    ReopenSource.LOOK_BACK: _("A look-back"),
    ReopenSource.REPEAT: _("A repeated report"),
    ReopenSource.OFFICE: _("The office"),
}
TIER: dict[Tier, Label] = {
    Tier.COUNTY: _("County"),
    Tier.SYSTEM: _("Department"),
    Tier.TOWN: _("Town"),
    Tier.BRANCH: _("Village or branch"),
}
WHY: dict[Why, Label] = {
    Why.NO_ASSIGNMENT: _("no leader assigned"),
    Why.LEADER_LEFT: _("the leader assigned holds no post any more"),
    Why.VACANT: _("post vacant"),
    Why.NO_HEAD: _("no head"),
    Why.NO_UNIT: _("does not apply"),
    Why.SILENT: _("on no duty list"),
}
"""Why nobody answers at a tier."""
PART: dict[str, Label] = {
    "leader": _("Responsible leader"),
    "person": _("Person in charge"),
    "supervising_leader": _("Supervising leader"),
    "verifier": _("Verifier"),
    "place": pgettext_lazy("assignment", "Place assigned"),
    "sector": pgettext_lazy("assignment", "Sector in charge of"),
}
"""As what someone answers for something."""
HANDOVER: dict[HandoverStatus, Label] = {
    HandoverStatus.OFFERED: pgettext_lazy("hand-over", "Waits for an answer"),
    HandoverStatus.ACCEPTED: pgettext_lazy("hand-over", "Accepted by the successor"),
    HandoverStatus.REFUSED: pgettext_lazy("hand-over", "Refused"),
    HandoverStatus.TAKEN_BACK: pgettext_lazy("hand-over", "Taken back"),
}
LOOK_BACK: dict[LookBackStatus, Label] = {
    LookBackStatus.FROZEN: pgettext_lazy("look-back", "Frozen, waits for the public draw"),
    LookBackStatus.DRAWN: pgettext_lazy("look-back", "Drawn, being looked at"),
    LookBackStatus.CONCLUDED: pgettext_lazy("look-back", "Concluded"),
    LookBackStatus.ABANDONED: pgettext_lazy("look-back", "Given up"),
}
STRATA: dict[Strata, Label] = {
    Strata.UNIT: _("Handling unit"),
    Strata.TOWN: _("Town"),
    Strata.TOPIC: _("Topic"),
    Strata.OUTCOME: _("Outcome claimed"),
}
VERDICT: dict[Verdict, Label] = {
    Verdict.HOLDS: pgettext_lazy("look-back", "Holds"),
    Verdict.OVERTURNED: pgettext_lazy("look-back", "Overturned"),
    Verdict.CANNOT_TELL: pgettext_lazy("look-back", "Cannot be told"),
}
ROLE: dict[Role, Label] = {
    Role.RESIDENT: _("Resident"),
    Role.CLERK: _("Clerk"),
    Role.DISPATCHER: _("Office dispatcher"),
    Role.HANDLER: _("Handler"),
    Role.UNIT_HEAD: _("Head of unit"),
    Role.VERIFIER: _("Verifier"),
    Role.LEADER: _("Leader"),
    Role.EDITOR: _("Bulletin editor"),
    Role.AUDITOR: _("Auditor"),
    Role.OPERATOR: _("Operator"),
    Role.DISCIPLINE: _("Discipline inspection"),
    Role.TIMER: _("The calendar"),
}
KIND: dict[Kind, Label] = {
    Kind.UNITS: _("Units"),
    Kind.PEOPLE: _("People and posts"),
    Kind.ASSIGNMENTS: _("Sectors and places"),
    Kind.DUTIES: _("Duty lists"),
}
ROSTER: dict[RosterStatus, Label] = {
    RosterStatus.TAKEN: _("Brought in"),
    RosterStatus.UNDONE: _("Undone"),
}
STEP: dict[Step, Label] = {
    Step.FORWARD: pgettext_lazy("deadline", "Register, and forward or assign"),
    Step.TELL: pgettext_lazy("deadline", "Tell the reporter whether and how it is taken up"),
    Step.RETURN: pgettext_lazy("deadline", "The unit says that it is not theirs"),
    Step.CONCLUDE: pgettext_lazy("deadline", "Conclude"),
    Step.EXTEND: pgettext_lazy("deadline", "All extensions together"),
    Step.ASK_REVIEW: pgettext_lazy("deadline", "The reporter asks for a review"),
    Step.REVIEW: pgettext_lazy("deadline", "Decide on the review"),
    Step.ASK_RE_REVIEW: pgettext_lazy("deadline", "The reporter asks for a re-review"),
    Step.RE_REVIEW: pgettext_lazy("deadline", "Decide on the re-review"),
}
START: dict[Start, Label] = {
    Start.REGISTERED: pgettext_lazy("counted from", "registration"),
    Start.ACCEPTED: pgettext_lazy("counted from", "acceptance"),
    Start.DISPATCHED: pgettext_lazy("counted from", "dispatch"),
    Start.LIMIT: pgettext_lazy("counted from", "the limit to conclude"),
    Start.ANSWERED: pgettext_lazy("counted from", "receipt of the written answer"),
    Start.REVIEW_ASKED: pgettext_lazy("counted from", "receipt of the request for review"),
    Start.REVIEWED: pgettext_lazy("counted from", "receipt of the review"),
    Start.RE_REVIEW_ASKED: pgettext_lazy("counted from", "receipt of the request for re-review"),
}
DAY_TYPE: dict[DayType, Label] = {
    DayType.CALENDAR: pgettext_lazy("days", "calendar days"),
    DayType.WORKING: pgettext_lazy("days", "working days"),
}
ROLL: dict[Roll, Label] = {
    Roll.NONE: pgettext_lazy("last day off", "stays"),
    Roll.FORWARD: pgettext_lazy("last day off", "moves to the next working day"),
}
"""What becomes of a last day that is a day off."""
ORIGIN: dict[Origin, Label] = {
    Origin.LAW: _("Set by law"),
    Origin.DEFAULT: _("Default of this program: no law sets it, and the office has adopted none of its own"),
    Origin.OFFICE: _("Adopted by the office"),
}
ALARM: dict[Alarm, Label] = {each: CHASE[ChaseLevel(each.value)] for each in Alarm}
"""The levels of warning are those of the chase orders."""
COLOUR: dict[Colour, Label] = {
    Colour.BLUE: pgettext_lazy("colour", "blue"),
    Colour.YELLOW: pgettext_lazy("colour", "yellow"),
    Colour.ORANGE: pgettext_lazy("colour", "orange"),
    Colour.RED: pgettext_lazy("colour", "red"),
}

NOTICE: dict[NoticeKind, Label] = {
    NoticeKind.DISPATCHED: pgettext_lazy("notice", "A problem is dispatched to my unit"),
    NoticeKind.DUE_SOON: pgettext_lazy("notice", "A problem of my unit is due in three days"),
    NoticeKind.OVERDUE: pgettext_lazy("notice", "A problem that I answer for is overdue"),
    NoticeKind.SENT_BACK: pgettext_lazy("notice", "A problem is sent back to my unit"),
    NoticeKind.RETURN_REFUSED: pgettext_lazy("notice", "A return that my unit asked for is refused"),
    NoticeKind.STRUCK_OFF: pgettext_lazy("notice", "A problem of my unit is struck off"),
    NoticeKind.RELAY: pgettext_lazy("notice", "A reporter writes to my unit"),
    NoticeKind.TASK: pgettext_lazy("notice", "I am to answer for a task"),
    NoticeKind.RETURN_ASKED: pgettext_lazy("notice", "A unit asks to return a problem"),
    NoticeKind.CLAIMED: pgettext_lazy("notice", "A unit asks for closure"),
    NoticeKind.VERIFIED: pgettext_lazy("notice", "A problem waits to be struck off"),
    NoticeKind.UNHAPPY: pgettext_lazy("notice", "A reporter is not content"),
    NoticeKind.REOPENED: pgettext_lazy("notice", "A problem is reopened"),
    NoticeKind.EXTENSION_ASKED: pgettext_lazy("notice", "A unit asks for a later deadline"),
    NoticeKind.TIME: pgettext_lazy("notice", "The office decides about a deadline of my unit"),
    NoticeKind.CHASED: pgettext_lazy("notice", "My unit is sent a chase order"),
    NoticeKind.LISTED: pgettext_lazy("notice", "A problem that I answer for is put under listed supervision"),
    NoticeKind.STANDARD: pgettext_lazy("notice", "An acceptance standard of my unit is not agreed to"),
    NoticeKind.HANDOVER: pgettext_lazy("notice", "Duties are offered to me"),
}
TIMING: dict[Timing, Label] = {
    Timing.NEVER: pgettext_lazy("when", "Never"),
    Timing.AT_ONCE: pgettext_lazy("when", "At once"),
    Timing.DAILY: pgettext_lazy("when", "Once a day, together"),
    Timing.WEEKLY: pgettext_lazy("when", "Once a week, together"),
}
WEEKDAY: dict[int, Label] = {
    0: _("Monday"), 1: _("Tuesday"), 2: _("Wednesday"), 3: _("Thursday"), 4: _("Friday"), 5: _("Saturday"), 6: _("Sunday"),
}  # fmt: skip
MEANS: dict[Means, Label] = {
    Means.EMAIL: _("E-mail"),
    Means.SMS: _("Text messages (SMS gateway)"),
    Means.WECOM: _("WeCom group robot"),
    Means.DINGTALK: _("DingTalk group robot"),
    Means.FEISHU: _("Feishu group robot"),
    Means.WEBHOOK: _("Another program (webhook)"),
}
MESSAGE: dict[State, Label] = {
    State.WAITING: pgettext_lazy("message", "Waits"),
    State.SENDING: pgettext_lazy("message", "Being sent"),
    State.SENT: pgettext_lazy("message", "Sent"),
    State.UNCERTAIN: pgettext_lazy("message", "May have been sent"),
    State.FAILED: pgettext_lazy("message", "Not sent"),
    State.DROPPED: pgettext_lazy("message", "Given up"),
}


def choices(labels: dict[E, Label], *, empty: Label | None = None) -> list[tuple[str, Label]]:
    """Form choices of a vocabulary; with `empty`, a first choice of nothing under that label."""
    listed: list[tuple[str, Label]] = [(code.value, label) for code, label in labels.items()]
    return listed if empty is None else [("", empty), *listed]
