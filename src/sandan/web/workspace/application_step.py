"""The steps on an application: what each is called, what it asks for, which command it gives, and on which rungs it is offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sandan.desk import application as desk
from sandan.desk.application import File, blank
from sandan.domain import application as noun
from sandan.domain.application import (
    AcceptApplication,
    AddPapers,
    AdjustAllowance,
    AnswerObjection,
    ApplicationStatus,
    AttachPaper,
    Cause,
    DecideApplication,
    EraseApplication,
    GiveAccount,
    GiveOpinion,
    MatchData,
    NameRelatives,
    ObjectToDecision,
    ReceiveRepayment,
    RecordJobOffer,
    ReportChange,
    ReturnPaper,
    ReviewByPeers,
    RevokeGrant,
    VisitHousehold,
    WithdrawApplication,
)
from sandan.domain.money import ZERO, Money
from sandan.domain.wire import Command
from sandan.web.form import KeyedForm, ReasonForm
from sandan.web.label import Label
from sandan.web.paper_file import PaperForm
from sandan.web.workspace.application_form import (
    AcceptForm,
    AccountForm,
    AdjustForm,
    AnswerForm,
    BasisForm,
    ChangeForm,
    DecideForm,
    JobForm,
    MatchForm,
    ObjectForm,
    OpinionForm,
    PapersForm,
    RelativesForm,
    RepayForm,
    ReturnForm,
    ReviewForm,
    RevokeForm,
    VisitForm,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step on an application. `order` makes its command of what the form says; `at` are the rungs on which it is offered. A step with a
    household has a page of its own."""

    label: Label
    command: type[Command]
    form: type[KeyedForm]
    order: Callable[[str, Mapping[str, Any], File], Command]
    at: frozenset[ApplicationStatus]
    grave: bool = False


_S = ApplicationStatus
_ON_THE_WAY = noun.OPEN - {_S.SUBMITTED}


def _split(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.replace("，", "、").replace(",", "、").split("、") if each.strip())


def _differs(said: Mapping[str, Any], file: File) -> Any:
    """The household of the form, if it is another than before."""
    return said["household"] if said["household"] != file.household else None


STEPS: dict[str, Step] = {
    "add_papers": Step(
        _("Papers came"),
        AddPapers,
        PapersForm,
        lambda key, said, file: AddPapers(
            application=key, item=file.item, given=tuple(said["given"]), consent=said["consent"]
        ),
        frozenset({_S.SUBMITTED}),
    ),
    "attach": Step(
        _("Attach files to a paper"),
        AttachPaper,
        PaperForm,
        lambda key, said, file: AttachPaper(
            application=key, item=file.item, paper=said["paper"], evidence=said["evidence"]
        ),
        noun.OPEN | {_S.GRANTED},
    ),
    "return_paper": Step(
        _("Send a paper back"),
        ReturnPaper,
        ReturnForm,
        lambda key, said, file: ReturnPaper(
            application=key, item=file.item, paper=said["paper"], reason=said["reason"]
        ),
        frozenset({_S.SUBMITTED}),
    ),
    "accept": Step(
        _("Accept as complete"),
        AcceptApplication,
        AcceptForm,
        lambda key, _said, file: desk.accepting(key, file.item, timezone.localdate()),
        frozenset({_S.SUBMITTED}),
    ),
    "visit": Step(
        _("Write down the home visit"),
        VisitHousehold,
        VisitForm,
        lambda key, said, file: blank(
            VisitHousehold,
            key,
            visited_on=said["visited_on"],
            visitors=tuple(said["visitors"]),
            others=_split(said["others"]),
            findings=said["findings"],
            household=_differs(said, file),
        ),
        frozenset({_S.ACCEPTED, _S.INVESTIGATED}),
    ),
    "match": Step(
        _("Write down what matching data brought"),
        MatchData,
        MatchForm,
        lambda key, said, file: blank(
            MatchData,
            key,
            matched_on=said["matched_on"],
            sources=_split(said["sources"]),
            findings=said["findings"],
            household=_differs(said, file),
        ),
        _ON_THE_WAY,
    ),
    "review": Step(
        _("Write down the peer review"),
        ReviewByPeers,
        ReviewForm,
        lambda key, said, _file: blank(
            ReviewByPeers, key, **{name: said[name] for name in ("held_on", "invited", "present", "consenting", "note")}
        ),
        frozenset({_S.INVESTIGATED}),
    ),
    "give_opinion": Step(
        _("Give the first opinion"),
        GiveOpinion,
        OpinionForm,
        lambda key, said, _file: blank(
            GiveOpinion, key, favourable=said["grant"] == "yes", reasons=said["reasons"], months=said["months"]
        ),
        frozenset({_S.INVESTIGATED, _S.PEER_REVIEWED}),
    ),
    "decide": Step(
        _("Decide and sign"),
        DecideApplication,
        DecideForm,
        lambda key, said, _file: blank(
            DecideApplication,
            key,
            grant=said["grant"] == "yes",
            reasons=said["reasons"],
            from_month=said["from_month"],
            months=said["months"],
        ),
        frozenset({_S.OPINION}),
    ),
    "give_account": Step(
        _("Enter the bank account"),
        GiveAccount,
        AccountForm,
        lambda key, said, _file: GiveAccount(
            application=key, holder=said["holder"], bank=said["bank"], account=said["account"]
        ),
        noun.OPEN | {_S.GRANTED},
    ),
    "report_change": Step(
        _("A change was reported"),
        ReportChange,
        ChangeForm,
        lambda key, said, file: blank(
            ReportChange, key, changed_on=said["changed_on"], what=said["what"], household=_differs(said, file)
        ),
        frozenset({_S.GRANTED}),
    ),
    "adjust": Step(
        _("Set it anew, or stop it"),
        AdjustAllowance,
        AdjustForm,
        lambda key, said, _file: blank(
            AdjustAllowance,
            key,
            cause=Cause(said["cause"]),
            reasons=said["reasons"],
            from_month=said["from_month"],
        ),
        frozenset({_S.GRANTED}),
    ),
    "object": Step(
        _("The household does not agree"),
        ObjectToDecision,
        ObjectForm,
        lambda key, said, _file: ObjectToDecision(application=key, words=said["words"]),
        frozenset({_S.GRANTED, _S.REFUSED, _S.STOPPED}),
    ),
    "answer": Step(
        _("Answer the objection"),
        AnswerObjection,
        AnswerForm,
        lambda key, said, _file: AnswerObjection(application=key, upheld=said["upheld"] == "yes", words=said["words"]),
        frozenset({_S.GRANTED, _S.REFUSED, _S.STOPPED}),
    ),
    "offer_job": Step(
        _("A job was offered"),
        RecordJobOffer,
        JobForm,
        lambda key, said, _file: blank(
            RecordJobOffer, key, member=said["member"], refused=said["refused"], note=said["note"]
        ),
        frozenset({_S.GRANTED}),
    ),
    "revoke": Step(
        _("Revoke it: obtained by a false statement"),
        RevokeGrant,
        RevokeForm,
        lambda key, said, _file: blank(
            RevokeGrant,
            key,
            reasons=said["reasons"],
            heard=said["heard"],
            fine=Money(said["fine"]) if said["fine"] else ZERO,
        ),
        frozenset({_S.GRANTED, _S.STOPPED}),
        grave=True,
    ),
    "repay": Step(
        _("A repayment came in"),
        ReceiveRepayment,
        RepayForm,
        lambda key, said, _file: ReceiveRepayment(
            application=key, amount=Money(said["amount"]), received_on=said["received_on"]
        ),
        frozenset({_S.GRANTED, _S.STOPPED, _S.REVOKED}),
    ),
    "name_relatives": Step(
        _("Register relatives among officials"),
        NameRelatives,
        RelativesForm,
        lambda key, said, _file: NameRelatives(application=key, related=tuple(said["related"]), note=said["note"]),
        frozenset(_S),
    ),
    "withdraw": Step(
        _("The household gives it up, or it was a mistake"),
        WithdrawApplication,
        ReasonForm,
        lambda key, said, _file: WithdrawApplication(application=key, reason=said["reason"]),
        noun.OPEN,
        grave=True,
    ),
    "erase": Step(
        _("Erase what is sealed"),
        EraseApplication,
        BasisForm,
        lambda key, said, _file: EraseApplication(application=key, basis=said["basis"]),
        frozenset(_S) - noun.OPEN - {_S.GRANTED},
        grave=True,
    ),
}
