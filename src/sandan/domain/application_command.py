"""What may be asked for with an application (申请): its commands, and what a decision must be told of what lies elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandan.domain.allowance import Area, Household, Standard
from sandan.domain.application_event import Cause, Route
from sandan.domain.item import Due, Item, Stage
from sandan.domain.money import ZERO, Money
from sandan.domain.values import Evidence
from sandan.domain.wire import Command, command


@dataclass(frozen=True, slots=True)
class Notice:
    """What a decision has to know of a public notice (公示): which step it was, when it stood, and what objections nobody has answered."""

    stage: Stage
    from_on: date
    until_on: date
    open_objections: int = 0
    taken_down: bool = False


@dataclass(frozen=True, slots=True)
class Delegation:
    """What a decision has to know of an entrustment: by which instrument, to whom, from when until when, suspended or not."""

    instrument: str
    town: str
    from_on: date
    until_on: date | None = None
    suspended: bool = False

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on) and not self.suspended


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid for one month, written `2019-11`."""

    month: str
    amount: Money


@command("application.submit")
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitApplication(Command):
    """Ask for assistance. `item` is the version of that day."""

    application: str
    item: Item
    unit: str
    bureau: str
    town: str
    village: str = ""
    route: Route
    area: Area
    household: Household
    consent: bool
    given: tuple[str, ...] = ()
    committed: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    phone: str = ""
    note: str = ""
    receipt: str = ""
    receipt_mark: str = ""


@command("application.add_papers")
@dataclass(frozen=True, slots=True, kw_only=True)
class AddPapers(Command):
    """Hand in what was missing, or say that a commitment stands for it."""

    application: str
    item: Item
    given: tuple[str, ...] = ()
    committed: tuple[str, ...] = ()
    consent: bool = False
    evidence: tuple[Evidence, ...] = ()


@command("application.accept")
@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptApplication(Command):
    """Accept it as complete (受理). `steps` are the days that the item's version gives from today on."""

    application: str
    steps: tuple[Due, ...]


@command("application.name_relatives")
@dataclass(frozen=True, slots=True, kw_only=True)
class NameRelatives(Command):
    """Register that handlers or village officials are among the household's relatives (经办人员和村干部近亲属备案)."""

    application: str
    related: tuple[str, ...]
    note: str = ""


@command("application.visit")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitHousehold(Command):
    """Write down a home visit by at least as many as the item says, and how the household was found. `household` replaces what was
    declared; None: it is as declared."""

    application: str
    item: Item
    visited_on: date
    visitors: tuple[str, ...]
    others: tuple[str, ...] = ()
    household: Household | None = None
    findings: str = ""
    evidence: tuple[Evidence, ...] = ()


@command("application.match")
@dataclass(frozen=True, slots=True, kw_only=True)
class MatchData(Command):
    """Write down what matching data with other registers brought, which takes the household's consent (art. 58)."""

    application: str
    item: Item
    matched_on: date
    sources: tuple[str, ...]
    household: Household | None = None
    findings: str = ""


@command("application.review")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewByPeers(Command):
    """Write down a peer review (民主评议). It stands only with its quorum."""

    application: str
    item: Item
    held_on: date
    invited: int
    present: int
    consenting: int
    note: str = ""


@command("application.give_opinion")
@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOpinion(Command):
    """The town's first opinion. `household` is what was found, `standard` the one of the day of application."""

    application: str
    item: Item
    household: Household
    standard: Standard | None
    favourable: bool
    reasons: str
    months: int = 1


@command("application.decide")
@dataclass(frozen=True, slots=True, kw_only=True)
class DecideApplication(Command):
    """Grant or refuse, in writing, with reasons. The desk hands in what the decider must know: the item's version, the household as found,
    the standard, the notices, and the entrustment in force."""

    application: str
    item: Item
    household: Household
    standard: Standard | None
    grant: bool
    reasons: str
    from_month: str = ""
    months: int = 1
    notices: tuple[Notice, ...] = ()
    delegation: Delegation | None = None
    remedies: tuple[str, ...] = ()


@command("application.give_account")
@dataclass(frozen=True, slots=True, kw_only=True)
class GiveAccount(Command):
    """Say to which bank account it is paid."""

    application: str
    holder: str
    bank: str
    account: str


@command("application.report_change")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChange(Command):
    """Say that something in the household is otherwise since a day (art. 13). `household` as it is now, if it is known."""

    application: str
    item: Item
    changed_on: date
    what: str
    household: Household | None = None


@command("application.adjust")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustAllowance(Command):
    """Look at a standing allowance again and set it by what is found: unchanged, more, less, or stopped. `paid` is what was paid so far,
    `at_bank` the month of a signed list of which nobody knows yet what the bank paid."""

    application: str
    item: Item
    household: Household
    standard: Standard | None
    cause: Cause
    reasons: str
    from_month: str
    paid: tuple[Paid, ...] = ()
    at_bank: str = ""
    delegation: Delegation | None = None


@command("application.offer_job")
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordJobOffer(Command):
    """Write down that a suitable job was offered to a member, and whether it was refused. `able` is read from the household."""

    application: str
    item: Item
    household: Household
    member: str
    refused: bool
    note: str


@command("application.revoke")
@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeGrant(Command):
    """Take back what was obtained by a false statement: stop it, demand it back, and set a fine within the law's bounds (art. 68).

    `at_bank` is the month of a signed list of which nobody knows yet what the bank paid.
    """

    application: str
    item: Item
    reasons: str
    paid: tuple[Paid, ...]
    at_bank: str = ""
    fine: Money = ZERO
    heard: bool
    """Whether the household was heard first (行政处罚法 arts. 44, 45: 陈述、申辩)."""


@command("application.repay")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveRepayment(Command):
    """Write down that something of what was demanded back came in."""

    application: str
    amount: Money
    received_on: date


@command("application.withdraw")
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawApplication(Command):
    """The applicant gives it up, or it was entered by mistake."""

    application: str
    reason: str


@command("application.attach")
@dataclass(frozen=True, slots=True, kw_only=True)
class AttachPaper(Command):
    """Let files come with a paper. Where the paper was missing, it is handed in by that."""

    application: str
    item: Item
    paper: str
    evidence: tuple[Evidence, ...]


@command("application.return_paper")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPaper(Command):
    """Say before acceptance that a paper is not the one that is asked for, or cannot be read, and why: it is missing again."""

    application: str
    item: Item
    paper: str
    reason: str


@command("application.object")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToDecision(Command):
    """The household says that a decision is not right. The law's own ways and their terms stand beside this and run on."""

    application: str
    words: str


@command("application.answer")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerObjection(Command):
    """Say, for the deciding body and as somebody who has not decided, whether an objection is right.

    Right means: a refusal is decided anew, a stop never was, and a standing allowance is to be set anew.
    """

    application: str
    upheld: bool
    words: str


@command("application.erase")
@dataclass(frozen=True, slots=True, kw_only=True)
class EraseApplication(Command):
    """Erase what is sealed, on a legal basis, once it has ended. That there was an application stays recorded."""

    application: str
    basis: str
