"""The words for codes: one label for each rung, channel, topic, role and outcome. A label names exactly one rung (law 5)."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.domain.arrears import Source
from sandan.domain.authority import Role
from sandan.domain.batch import BatchStatus
from sandan.domain.bulletin import BulletinStatus, Flaw, Layout
from sandan.domain.calendar import DayType, Roll
from sandan.domain.chase import ChaseLevel
from sandan.domain.circuit import Bar, Method
from sandan.domain.circuit_visit import Found
from sandan.domain.commitment import CommitmentStatus, Signer
from sandan.domain.deed import DeedKind, Need, Word
from sandan.domain.delegation import DelegationStatus
from sandan.domain.dispute import DisputeKind
from sandan.domain.exemplar import ConsentWay
from sandan.domain.formula import Threshold
from sandan.domain.handover import HandoverStatus
from sandan.domain.item import PaperCheck
from sandan.domain.look_back import LookBackStatus, Strata, Verdict
from sandan.domain.material import MaterialKind
from sandan.domain.measure import Because
from sandan.domain.notice import Kind as NoticeKind
from sandan.domain.notice import Timing
from sandan.domain.opinion import Conclusion, OpinionStatus
from sandan.domain.pattern import Pattern
from sandan.domain.payer import Category, HospitalLevel, PayerKind
from sandan.domain.procedure import Procedure
from sandan.domain.publicity import PublicityStatus, Shown, Stage, Standing
from sandan.domain.roster import RosterStatus
from sandan.domain.rulebook import Alarm, Colour, Origin, Start, Step
from sandan.domain.spot_check import Checked, CheckOf, SpotCheckStatus
from sandan.domain.study import Mode
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
from sandan.projections.demand import DemandKind

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
DISPUTE: dict[DisputeKind, Label] = {
    DisputeKind.NEIGHBOURS: pgettext_lazy("dispute", "Between neighbours"),
    DisputeKind.FAMILY: pgettext_lazy("dispute", "Marriage and family"),
    DisputeKind.LAND: pgettext_lazy("dispute", "Homestead or contracted land"),
    DisputeKind.BOUNDARY: pgettext_lazy("dispute", "Forest rights or boundaries"),
    DisputeKind.DEBT: pgettext_lazy("dispute", "Contract or debt"),
    DisputeKind.DAMAGE: pgettext_lazy("dispute", "Damages"),
    DisputeKind.LABOUR: pgettext_lazy("dispute", "Labour"),
    DisputeKind.EXPROPRIATION: pgettext_lazy("dispute", "Expropriation and demolition"),
    DisputeKind.WATER_USE: pgettext_lazy("dispute", "Use of water"),
    DisputeKind.CONSUMER: pgettext_lazy("dispute", "Consumer"),
    DisputeKind.MEDICAL: pgettext_lazy("dispute", "Medical"),
    DisputeKind.OTHER: pgettext_lazy("dispute", "Other"),
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
NOTICE_STAGE: dict[Stage, Label] = {
    Stage.PROPOSED: _("What the town proposes"),
    Stage.DECIDED: _("What the county means to decide"),
}
NOTICE_SHOWN: dict[Shown, Label] = {
    Shown.HEAD: _("Head of household"),
    Shown.PERSONS: _("Persons covered"),
    Shown.INCOME: _("Household income a month"),
    Shown.AMOUNT: _("Proposed amount a month"),
    Shown.TOWN: _("Town"),
    Shown.VILLAGE: _("Village"),
}
NOTICE_STATUS: dict[PublicityStatus, Label] = {
    PublicityStatus.POSTED: pgettext_lazy("public notice", "Put up"),
    PublicityStatus.UPHELD: pgettext_lazy("public notice", "Objection upheld"),
    PublicityStatus.TAKEN_DOWN: pgettext_lazy("public notice", "Taken down"),
}
NOTICE_STANDING: dict[Standing, Label] = {
    Standing.RUNNING: pgettext_lazy("public notice", "Standing"),
    Standing.OBJECTED: pgettext_lazy("public notice", "Over, an objection waits for its answer"),
    Standing.PASSED: pgettext_lazy("public notice", "Over, nothing stands against it"),
    Standing.UPHELD: pgettext_lazy("public notice", "Objection upheld"),
    Standing.TAKEN_DOWN: pgettext_lazy("public notice", "Taken down"),
}
DELEGATION_STATUS: dict[DelegationStatus, Label] = {
    DelegationStatus.GIVEN: pgettext_lazy("delegation", "Given"),
    DelegationStatus.SUSPENDED: pgettext_lazy("delegation", "Suspended"),
    DelegationStatus.ENDED: pgettext_lazy("delegation", "Ended before its day"),
}
PAPER_CHECK: dict[PaperCheck, Label] = {
    PaperCheck.EXEMPT: pgettext_lazy("commitment", "Not checked"),
    PaperCheck.SAMPLE: pgettext_lazy("commitment", "Checked if drawn"),
    PaperCheck.ALL: pgettext_lazy("commitment", "Always checked"),
}
SIGNER: dict[Signer, Label] = {
    Signer.SELF: _("The applicant"),
    Signer.GUARDIAN: _("The guardian of somebody who cannot"),
    Signer.PROXY: _("A proxy"),
}
COMMITMENT_STATUS: dict[CommitmentStatus, Label] = {
    CommitmentStatus.OFFERED: pgettext_lazy("commitment", "Offered"),
    CommitmentStatus.DECLINED: pgettext_lazy("commitment", "Declined, papers are brought"),
    CommitmentStatus.SIGNED: pgettext_lazy("commitment", "Signed"),
    CommitmentStatus.DECIDED: pgettext_lazy("commitment", "A decision rests on it"),
    CommitmentStatus.CONFIRMED: pgettext_lazy("commitment", "Confirmed"),
    CommitmentStatus.INCONSISTENT: pgettext_lazy("commitment", "Found otherwise"),
    CommitmentStatus.CORRECTING: pgettext_lazy("commitment", "To be put right"),
    CommitmentStatus.FALSE: pgettext_lazy("commitment", "False"),
    CommitmentStatus.REPAIRED: pgettext_lazy("commitment", "Repaired"),
    CommitmentStatus.LAPSED: pgettext_lazy("commitment", "Nothing rests on it"),
}
CHECK_OF: dict[CheckOf, Label] = {
    CheckOf.DECISION: _("Decisions of towns"),
    CheckOf.COMMITMENT: _("Commitments"),
}
CHECKED: dict[Checked, Label] = {
    Checked.HOLDS: pgettext_lazy("spot check", "Holds"),
    Checked.OVERTURNED: pgettext_lazy("spot check", "Overturned"),
    Checked.CANNOT_TELL: pgettext_lazy("spot check", "Cannot be told"),
}
SPOT_CHECK_STATUS: dict[SpotCheckStatus, Label] = {
    SpotCheckStatus.FROZEN: pgettext_lazy("spot check", "Waits for the public draw"),
    SpotCheckStatus.DRAWN: pgettext_lazy("spot check", "Drawn, being checked"),
    SpotCheckStatus.CONCLUDED: pgettext_lazy("spot check", "Concluded"),
    SpotCheckStatus.ABANDONED: pgettext_lazy("spot check", "Given up"),
}
ROLE: dict[Role, Label] = {
    Role.RESIDENT: _("Resident"),
    Role.CLERK: _("Clerk"),
    Role.DISPATCHER: _("Office dispatcher"),
    Role.HANDLER: _("Handler"),
    Role.UNIT_HEAD: _("Head of unit"),
    Role.VERIFIER: _("Verifier"),
    Role.INSPECTOR: _("Circuit group member"),
    Role.ASSISTANCE: _("Assistance officer"),
    Role.APPROVER: _("Assistance approver"),
    Role.SETTLEMENT: _("Medical settlement officer"),
    Role.LEADER: _("Leader"),
    Role.EDITOR: _("Bulletin editor"),
    Role.AUDITOR: _("Auditor"),
    Role.OPERATOR: _("Operator"),
    Role.DISCIPLINE: _("Discipline inspection"),
    Role.TIMER: _("The calendar"),
}
FOUND: dict[Found, Label] = {
    Found.CONFIRMED: pgettext_lazy("circuit", "Confirmed: the fix holds"),
    Found.OVERTURNED: pgettext_lazy("circuit", "Overturned: not fixed"),
    Found.CANNOT_TELL: pgettext_lazy("circuit", "Cannot be told"),
    Found.PROBLEM: pgettext_lazy("circuit", "New problem"),
    Found.PRAISE: pgettext_lazy("circuit", "To learn from"),
}
METHOD: dict[Method, Label] = {
    Method.PAPERS: pgettext_lazy("circuit", "Papers read"),
    Method.TALKS: pgettext_lazy("circuit", "Talks"),
    Method.ON_SITE: pgettext_lazy("circuit", "Looked at on site"),
    Method.UNANNOUNCED: pgettext_lazy("circuit", "Unannounced visit"),
    Method.CALL_BACKS: pgettext_lazy("circuit", "Call-backs to residents"),
}
BAR: dict[Bar, Label] = {
    Bar.OWN_UNIT: pgettext_lazy("circuit", "own unit"),
    Bar.FORMER_UNIT: pgettext_lazy("circuit", "former unit"),
    Bar.KIN: pgettext_lazy("circuit", "relative there"),
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
DEED_KIND: dict[DeedKind, Label] = {
    DeedKind.SERVICE: pgettext_lazy("deed", "Done by a unit"),
    DeedKind.VOLUNTEER: pgettext_lazy("deed", "Volunteer service"),
}
NEED: dict[Need, Label] = {
    Need.OPINION: pgettext_lazy("need", "An opinion"),
    Need.PROBLEM: pgettext_lazy("need", "A problem"),
    Need.VISIT: pgettext_lazy("need", "A visit"),
    Need.WORDS: pgettext_lazy("need", "On no record"),
}
WORD: dict[Word, Label] = {
    Word.PAPER: pgettext_lazy("word of the served", "On paper"),
    Word.VOICE: pgettext_lazy("word of the served", "By mouth"),
}
CONSENT_WAY: dict[ConsentWay, Label] = {
    ConsentWay.OWN: pgettext_lazy("consent", "by themselves"),
    ConsentWay.PAPER: pgettext_lazy("consent", "on a signed paper"),
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
    NoticeKind.DUE_SOON: pgettext_lazy("notice", "A problem of my unit is due soon"),
    NoticeKind.OVERDUE: pgettext_lazy("notice", "A problem that I answer for is overdue"),
    NoticeKind.SENT_BACK: pgettext_lazy("notice", "A problem is sent back to my unit"),
    NoticeKind.RETURN_REFUSED: pgettext_lazy("notice", "A return that my unit asked for is refused"),
    NoticeKind.STRUCK_OFF: pgettext_lazy("notice", "A problem of my unit is struck off"),
    NoticeKind.RELAY: pgettext_lazy("notice", "A reporter writes to my unit"),
    NoticeKind.TASK: pgettext_lazy("notice", "I am to answer for a task"),
    NoticeKind.RETURN_ASKED: pgettext_lazy("notice", "A unit asks to return a problem"),
    NoticeKind.ADJUDICATE: pgettext_lazy("notice", "A problem is returned again and again, and I decide whose it is"),
    NoticeKind.CLAIMED: pgettext_lazy("notice", "A unit asks for closure"),
    NoticeKind.VERIFIED: pgettext_lazy("notice", "A problem waits to be struck off"),
    NoticeKind.READ_AGAIN: pgettext_lazy("notice", "What could not be substantiated waits for a second reader"),
    NoticeKind.UNHAPPY: pgettext_lazy("notice", "A reporter is not content"),
    NoticeKind.REOPENED: pgettext_lazy("notice", "A problem is reopened"),
    NoticeKind.EXTENSION_ASKED: pgettext_lazy("notice", "A unit asks for a later deadline"),
    NoticeKind.TIME: pgettext_lazy("notice", "The office decides about a deadline of my unit"),
    NoticeKind.REVIEW: pgettext_lazy("notice", "A long-term problem is due for review"),
    NoticeKind.CHASED: pgettext_lazy("notice", "My unit is sent a chase order"),
    NoticeKind.LISTED: pgettext_lazy("notice", "A problem that I answer for is put under listed supervision"),
    NoticeKind.STANDARD: pgettext_lazy("notice", "An acceptance standard of my unit is not agreed to"),
    NoticeKind.HANDOVER: pgettext_lazy("notice", "Duties are offered to me"),
    NoticeKind.CIRCUIT_VISIT: pgettext_lazy("notice", "A circuit visit is planned or changed"),
    NoticeKind.CIRCUIT_TOLD: pgettext_lazy("notice", "Our unit is told what a circuit visit found"),
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
MODE: dict[Mode, Label] = {
    Mode.SELF: pgettext_lazy("study", "Self-study"),
    Mode.COLLECTIVE: pgettext_lazy("study", "Collective study"),
    Mode.THEMED: pgettext_lazy("study", "Themed study"),
    Mode.SEMINAR: pgettext_lazy("study", "Seminar"),
    Mode.VIDEO: pgettext_lazy("study", "Video"),
    Mode.READING: pgettext_lazy("study", "Reading"),
    Mode.FIELD: pgettext_lazy("study", "Field visit to a site"),
    Mode.EXCHANGE: pgettext_lazy("study", "Internal exchange"),
    Mode.TUTOR: pgettext_lazy("study", "Outside tutor"),
}
MATERIAL: dict[MaterialKind, Label] = {
    MaterialKind.BOOK: pgettext_lazy("material", "Book"),
    MaterialKind.DOCUMENT: pgettext_lazy("material", "Official document"),
    MaterialKind.SPEECH: pgettext_lazy("material", "Speech"),
    MaterialKind.LAW: pgettext_lazy("material", "Law or regulation"),
    MaterialKind.FILM: pgettext_lazy("material", "Film"),
    MaterialKind.CASE: pgettext_lazy("material", "Case"),
    MaterialKind.OTHER: pgettext_lazy("material", "Other"),
}


DEMAND: dict[DemandKind, Label] = {
    DemandKind.ORDER: pgettext_lazy("demand", "Order"),
    DemandKind.SHARE: pgettext_lazy("demand", "Share of a cooperating unit"),
    DemandKind.REDO: pgettext_lazy("demand", "To be done again"),
    DemandKind.CHASE: pgettext_lazy("demand", "Chase order"),
    DemandKind.PLAN: pgettext_lazy("demand", "Plan"),
}

BECAUSE: dict[Because, Label] = {
    Because.LED_TO: _("It led to the measure"),
    Because.COMPLAINT: _("It complains of the measure"),
}


HOSPITAL_LEVEL: dict[HospitalLevel, Label] = {
    HospitalLevel.PRIMARY: pgettext_lazy("hospital", "Primary, such as a town hospital"),
    HospitalLevel.SECONDARY: pgettext_lazy("hospital", "Secondary, such as a county hospital"),
    HospitalLevel.TERTIARY: pgettext_lazy("hospital", "Tertiary"),
}
CATEGORY: dict[Category, Label] = {
    Category.ORDINARY: pgettext_lazy("patient", "None of the following"),
    Category.MINIMUM_LIVING: pgettext_lazy("patient", "Receives the minimum living allowance"),
    Category.EXTREME_POVERTY: pgettext_lazy("patient", "Supported as extremely poor"),
    Category.NEAR_POVERTY: pgettext_lazy("patient", "Near the minimum living allowance"),
    Category.REGISTERED_POOR: pgettext_lazy("patient", "Registered as poor"),
    Category.ILLNESS_POVERTY: pgettext_lazy("patient", "Impoverished by illness"),
}
PAYER: dict[PayerKind, Label] = {
    PayerKind.BASIC: _("Basic insurance"),
    PayerKind.CRITICAL: _("Critical-illness insurance"),
    PayerKind.SUPPLEMENTARY: _("Supplementary insurance"),
    PayerKind.ASSISTANCE: _("Medical assistance"),
    PayerKind.TOP_UP: _("Top-up"),
}
SOURCE: dict[Source, Label] = {
    Source.PATIENT: pgettext_lazy("payer", "The patient"),
    Source.EMERGENCY_FUND: pgettext_lazy("payer", "The emergency fund"),
    Source.CHARITY: pgettext_lazy("payer", "A charity"),
}


def choices(labels: dict[E, Label], *, empty: Label | None = None) -> list[tuple[str, Label]]:
    """Form choices of a vocabulary; with `empty`, a first choice of nothing under that label."""
    listed: list[tuple[str, Label]] = [(code.value, label) for code, label in labels.items()]
    return listed if empty is None else [("", empty), *listed]


BULLETIN_STATUS: dict[BulletinStatus, Label] = {
    BulletinStatus.DRAFT: pgettext_lazy("bulletin", "Draft"),
    BulletinStatus.SUBMITTED: pgettext_lazy("bulletin", "Handed in, to be approved"),
    BulletinStatus.APPROVED: pgettext_lazy("bulletin", "Approved, to be published"),
    BulletinStatus.PUBLISHED: pgettext_lazy("bulletin", "Published"),
    BulletinStatus.DISCARDED: pgettext_lazy("bulletin", "Put away"),
}
LAYOUT: dict[Layout, Label] = {
    Layout.BULLETIN: pgettext_lazy("layout", "Bulletin"),
    Layout.CIRCULAR: pgettext_lazy("layout", "Circular, as an official document"),
}
BULLETIN_TEMPLATE: dict[str, Label] = {
    "weekly": _("Weekly notice"),
    "monthly": _("Monthly circular"),
    "campaign": _("Campaign report"),
    "closure": _("Closure circular"),
}
FLAW: dict[Flaw, Label] = {
    Flaw.SUM: _("Parts do not make the total"),
    Flaw.PERCENT: _("A percentage follows from none of the counts beside it"),
    Flaw.GROWTH: _("An increase or decrease does not follow from the two numbers beside it"),
    Flaw.REPEATED: _("The same thing has two numbers"),
    Flaw.RUNG: _("The words name another figure than the reference"),
    Flaw.PLACE: _("The words name another place than the number is of"),
    Flaw.DAY: _("The words name another day than the number is of"),
    Flaw.WINDOW: _("The words speak of a week or a month, and the number is of all time"),
}
