"""The forms by which one problem is worked on. They ask for what the step needs and judge nothing: the deciders do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sandan.domain.authority import MAY, Role
from sandan.domain.problem_command import SignFor
from sandan.domain.survey import Way
from sandan.domain.task import OPEN, MilestoneSet
from sandan.domain.values import DeclineReason, Outcome, ReopenSource, StatutoryChannel, SurveyOutcome, Tier
from sandan.projections import unit as units
from sandan.projections.appointment import Appointment
from sandan.projections.listing import twins
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.evidence import EvidenceForm
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import DECLINE, OUTCOME, REOPEN, STATUTORY, SURVEY, WAY, Label, choices
from sandan.web.scale import scale_or_nothing
from sandan.web.workspace.matter import Matter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Choices = Sequence[tuple[str, Label]]
YES = {"yes": True, "no": False}
YES_NO: Choices = [("", _("Choose")), ("yes", _("Yes")), ("no", _("No"))]

BY_STAFF = {code: name for code, name in REOPEN.items() if code is not ReopenSource.RESIDENT}
OUTCOME_ORDER = ("outcome", "again_on", "contacted", "fixed", "level", "words", "way", "proof", "dated_on", "caption")
LATER = "later"
RECORDED: Choices = [
    ("", _("Choose")),
    (LATER, _("Not reached, to be tried again")),
    *((code.value, name) for code, name in SURVEY.items() if code is not SurveyOutcome.WAITING),
]


def area(
    label: _StrPromise | str, *, required: bool = True, help_text: _StrPromise | str = "", limit: int = 4000
) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea({"rows": 4})
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=limit, widget=widget)


def day(label: _StrPromise | str, *, help_text: _StrPromise | str = "") -> forms.DateField:
    """A date that must be given."""
    return forms.DateField(label=label, help_text=help_text, widget=DateInput)


class ActForm(KeyedForm):
    """A step that needs no more than the wish. `seen` is the version of the case that the person looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, matter: Matter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = matter.version
        self.fill(matter)

    def fill(self, matter: Matter) -> None:
        """Set choices and first values from the problem at hand.

        A form that was sent offers everything, also what is done by now: sent twice, it must mean the same twice.
        """

    def choose(self, name: str, listed: Choices, *, empty: Label | None = None) -> None:
        """Give a choice field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(listed) if empty is None else [("", empty), *listed]


class ReasonForm(ActForm):
    """A step that needs its reason."""

    reason = area(_("Reason"), limit=2000)


class DeclineForm(ActForm):
    """Both must be told: why not, and where to go instead."""

    reason = forms.ChoiceField(label=_("Reason"), choices=choices(DECLINE, empty=_("Choose")))
    where_to = area(_("Where to go instead"), limit=500)

    def clean_reason(self) -> DeclineReason:
        """The reason as a code of the domain."""
        return DeclineReason(self.cleaned_data["reason"])


class RedirectForm(ActForm):
    """The channel that the law provides, named, and where to go."""

    channel = forms.ChoiceField(label=_("Statutory channel"), choices=choices(STATUTORY, empty=_("Choose")))
    where_to = area(
        _("Where to go"), limit=500, help_text=_("Which body, where it is, and by when one must have gone there.")
    )

    def clean_channel(self) -> StatutoryChannel:
        """The channel as a code of the domain."""
        return StatutoryChannel(self.cleaned_data["channel"])


class SentOnForm(ActForm):
    """To which unit it goes up, and why."""

    unit = forms.ChoiceField(label=_("Handling unit"))
    reason = area(_("Reason"), limit=2000)

    def fill(self, matter: Matter) -> None:
        """Units that stand, without the one that has it. Where nobody could sign for it, that is said before it goes there."""
        stand = now(Unit).filter(units.standing(matter.today), tier__in=self.tiers(matter))
        listed = stand.exclude(key=matter.row.unit).order_by("tier", "name").values_list("key", "name")
        self.choose("unit", signable(list(listed), matter), empty=_("Choose a unit"))

    def tiers(self, matter: Matter) -> list[str]:
        """The tiers to choose from: those above the unit's own."""
        held = now(Unit).filter(key=matter.row.unit).values_list("tier", flat=True).first()
        order = [each.value for each in Tier]
        return order[: order.index(held)] if held in order else order


class AdjudicateForm(SentOnForm):
    """Whose it is, bindingly, and by when."""

    due_on = day(_("Deadline"))
    field_order = ["unit", "due_on", "reason"]

    def fill(self, matter: Matter) -> None:
        """Every unit may be the right one, the one that asks to return it first of all."""
        stand = now(Unit).filter(units.standing(matter.today)).exclude(tier=Tier.COUNTY.value)
        listed = stand.order_by("tier", "name").values_list("key", "name")
        self.choose("unit", signable(list(listed), matter), empty=_("Choose a unit"))
        self.fields["unit"].initial = matter.row.unit
        self.fields["due_on"].initial = matter.row.due_on


class PartForm(ActForm):
    """What is split off, and whose opinions go along."""

    title = forms.CharField(label=_("Title of the new problem"), max_length=200)
    statement = area(_("What is wrong"), limit=20_000)
    opinions = forms.MultipleChoiceField(
        label=_("Opinions that go along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = area(_("Why it is split"), limit=500)

    def fill(self, matter: Matter) -> None:
        """The opinions of the problem; not all of them can go."""
        self.choose("opinions", [(each.key, each.number) for each in matter.opinions])


class ReviewForm(ActForm):
    """What was found, and when to look again."""

    finding = area(_("Finding"))
    review_on = day(_("Next review by"))


class ContributeForm(ActForm, EvidenceForm):
    """What a cooperating unit did."""

    note = area(_("What our unit did"))
    field_order = ["note", "proof", "dated_on", "caption"]


class MergeForm(ActForm):
    """Into which number, and why. What is likely the same is offered; the machine suggests, a person decides (law 9)."""

    like = forms.ChoiceField(
        label=_("Problem that stays"),
        required=False,
        help_text=_("Open problems of the same town and topic, those of the same village first."),
    )
    into = forms.CharField(label=_("Number of the problem that stays"), required=False, max_length=20)
    reason = area(_("Reason"), limit=500)

    def fill(self, matter: Matter) -> None:
        """What it may be the same as; a number may be typed beside it."""
        alike = [(each.number, f"{each.number} {each.title}") for each in twins(matter.row)]
        if not alike:
            del self.fields["like"]
            self.fields["into"].required = True
            return
        field = self.fields["like"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Another one, by its number")), *alike]
        self.fields["into"].label = _("Or its number")

    def clean(self) -> dict[str, Any]:
        """A typed number goes before a choice."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        said["into"] = said.get("into") or said.get("like", "")
        if not said["into"] and "into" not in self.errors:
            self.add_error("into", _("Choose the problem that stays, or give its number."))
        return said


class PlanForm(ActForm):
    """A task. Who answers for it is asked only of those who may name others."""

    measure = area(_("Measure"))
    standard = area(
        _("Acceptance standard"), help_text=_("How others will see that it is done; agreed before the work.")
    )
    from_on = day(_("From"))
    to_on = day(_("To"))
    person = forms.ChoiceField(label=_("Person in charge"), required=False)
    leader = forms.ChoiceField(label=_("Responsible leader"), required=False)
    verifier = forms.ChoiceField(label=_("Verifier"), required=False)

    def fill(self, matter: Matter) -> None:
        """People of the unit, leaders and verifiers; today as the first day."""
        self.fields["from_on"].initial = matter.today
        self.fields["to_on"].initial = matter.row.due_on
        if not matter.actor.roles & {Role.UNIT_HEAD, Role.DISPATCHER}:
            for name in ("person", "leader", "verifier"):
                del self.fields[name]
            return
        name_people(self, matter)
        held = matter.case.responsibilities.get("")
        for name in ("person", "leader", "verifier"):
            self.fields[name].initial = getattr(held, name, "")


class AssignForm(ActForm):
    """Who answers for the problem or for one of its tasks."""

    task = forms.ChoiceField(label=_("For what"), required=False)
    leader = forms.ChoiceField(label=_("Responsible leader"), required=False)
    person = forms.ChoiceField(label=_("Person in charge"), required=False)
    supervising_leader = forms.ChoiceField(label=_("Supervising leader"), required=False)
    verifier = forms.ChoiceField(label=_("Verifier"), required=False)
    cooperating = forms.MultipleChoiceField(label=_("Cooperating units"), required=False)

    def fill(self, matter: Matter) -> None:
        """Tasks, people and units; who answers for the problem so far is chosen already."""
        self.choose("task", task_choices(matter, open_only=False), empty=_("The whole problem"))
        name_people(self, matter)
        self.choose("cooperating", [(key, name) for key, name in units.names().items() if key != matter.row.unit])
        held = matter.case.responsibilities.get("")
        if held is not None:
            for name in ("leader", "person", "supervising_leader", "verifier", "cooperating"):
                self.fields[name].initial = getattr(held, name)
        self.lead_unit = matter.row.unit

    def clean(self) -> dict[str, Any]:
        """The lead unit is the one that has the problem."""
        return {**self.cleaned_data, "lead_unit": self.lead_unit}

    def clean_cooperating(self) -> tuple[str, ...]:
        """As the domain holds them."""
        return tuple(self.cleaned_data["cooperating"])


class TaskForm(ActForm):
    """A step on one open task."""

    task = forms.ChoiceField(label=_("Task"))

    def fill(self, matter: Matter) -> None:
        """The open tasks; the only one is chosen already."""
        self.choose("task", task_choices(matter, open_only=not self.is_bound))


class ReportForm(TaskForm):
    """How a task goes."""

    note = area(_("How it goes"))


class CancelForm(TaskForm):
    """Why a task is given up."""

    reason = area(_("Reason"))


class StandardForm(TaskForm):
    """A task whose acceptance standard nobody outside the unit has agreed to."""

    def fill(self, matter: Matter) -> None:
        """Those tasks, with the standard beside the measure."""
        wanted = {
            each.id for each in matter.case.tasks.values() if self.is_bound or (each.status in OPEN and not each.agreed)
        }
        listed = [(each.key, f"{each.number} {each.standard[:60]}") for each in matter.tasks if each.key in wanted]
        self.choose("task", listed)


class ObjectForm(StandardForm):
    """What is wrong with the standard."""

    reason = area(_("Reason"), limit=2000)


class RestateForm(StandardForm):
    """The standard in other words."""

    standard = area(_("Acceptance standard"))


class MilestoneForm(TaskForm):
    """A point on the way."""

    what = forms.CharField(label=_("Milestone"), max_length=500)
    by_on = day(_("By"))


class ReachedForm(TaskForm):
    """A milestone that is reached."""

    milestone = forms.ChoiceField(label=_("Milestone"))
    reached_on = day(_("Reached on"))
    field_order = ["milestone", "reached_on"]

    def fill(self, matter: Matter) -> None:
        """Milestones of open tasks; the task follows from the milestone."""
        del self.fields["task"]
        self.of: dict[str, str] = {}
        listed = []
        held = set[str]()
        for each in matter.case.tasks.values():
            held |= each.milestones | (each.reached if self.is_bound else frozenset())
        for _entry, event in matter.story:
            if isinstance(event, MilestoneSet) and event.milestone in held:
                self.of[event.milestone] = event.task
                listed.append((event.milestone, f"{event.by_on.isoformat()} {event.what[:60]}"))
        self.choose("milestone", listed)
        self.fields["reached_on"].initial = matter.today

    def clean(self) -> dict[str, Any]:
        """The task that the milestone belongs to."""
        return {**self.cleaned_data, "task": self.of.get(self.cleaned_data.get("milestone", ""), "")}


class CostForm(TaskForm):
    """What a task cost so far."""

    yuan = forms.DecimalField(label=_("Cost so far, in yuan"), min_value=0, max_digits=13, decimal_places=2)
    payer = forms.CharField(label=_("Paid by"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """In fen, as the domain counts."""
        yuan = self.cleaned_data.get("yuan")
        return {**self.cleaned_data, "fen": int(yuan * 100) if yuan is not None else 0}


class CompleteForm(TaskForm, EvidenceForm):
    """A task done, with what shows it."""

    done_on = day(_("Day of completion"))
    note = area(_("Note"), required=False)
    field_order = ["task", "done_on", "proof", "dated_on", "caption", "note"]

    def fill(self, matter: Matter) -> None:
        """Done today, unless said otherwise; evidence is dated as the completion."""
        super().fill(matter)
        self.fields["done_on"].initial = matter.today
        self.fields["dated_on"].help_text = _("Empty means the day of completion.")
        self.need_proof()


class RectifyForm(ActForm, EvidenceForm):
    """Put right at once."""

    measure = area(_("What was done"))
    done_on = day(_("Day it was put right"))
    field_order = ["measure", "done_on", "proof", "dated_on", "caption"]

    def fill(self, matter: Matter) -> None:
        """Done today, unless said otherwise."""
        self.fields["done_on"].initial = matter.today
        self.fields["dated_on"].help_text = _("Empty means the day of completion.")
        self.need_proof()


class AnswerForm(ActForm):
    """What the reporters are told."""

    answer = area(
        _("Answer to the reporter"), limit=20_000, help_text=_("The reporters read this with their receipt code.")
    )


class ClosureForm(ActForm, EvidenceForm):
    """What the unit claims."""

    outcome = forms.ChoiceField(label=_("Outcome claimed"), choices=choices(OUTCOME, empty=_("Choose")))
    account = area(_("Account of what was done"), limit=20_000)
    field_order = ["outcome", "account", "proof", "dated_on", "caption"]

    def clean_outcome(self) -> Outcome:
        """The outcome as a code of the domain."""
        return Outcome(self.cleaned_data["outcome"])


class VerifyForm(ActForm, EvidenceForm):
    """What the verifier found."""

    on_site = forms.ChoiceField(
        label=_("How it was checked"), choices=[("yes", _("On site")), ("no", _("On paper"))], widget=forms.RadioSelect
    )
    finding = area(_("Finding"))
    field_order = ["on_site", "finding", "proof", "dated_on", "caption"]

    def fill(self, matter: Matter) -> None:
        """Say by what the rules want it judged."""
        rules = matter.ruled.rules
        if rules is not None and rules.closing:
            standards = gettext("; ").join(rules.closing)
            self.fields["finding"].help_text = gettext("By the rules it is judged by: %(standards)s") % {
                "standards": standards
            }

    def clean_on_site(self) -> bool:
        """As the domain holds it."""
        return YES[self.cleaned_data["on_site"]]


class FindingForm(ActForm):
    """What was found."""

    finding = area(_("Finding"))


class AskForm(ActForm):
    """Which reporters were asked."""

    opinions = forms.MultipleChoiceField(label=_("Reporters"), widget=forms.CheckboxSelectMultiple)

    def fill(self, matter: Matter) -> None:
        """Those not asked in this round; the reachable ones are ticked."""
        waiting = [each for each in matter.opinions if self.is_bound or each.key not in matter.heard]
        self.choose("opinions", [(each.key, reporter(matter, each.key, each.number)) for each in waiting])
        self.fields["opinions"].initial = [each.key for each in waiting if each.key in matter.case.facts.reachable]


class OutcomeFields(EvidenceForm):
    """What came of asking: not reached, no answer, or the answer with its three parts, and of a sheet of paper its scan."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=RECORDED)
    again_on = forms.DateField(
        label=_("To be tried again on"),
        required=False,
        widget=DateInput,
        help_text=_("Only if not reached; empty means tomorrow."),
    )
    way = forms.ChoiceField(
        label=_("How the answer came"),
        choices=[(code.value, WAY[code]) for code in (Way.CALL, Way.PAPER)],
        required=False,
    )
    contacted = forms.ChoiceField(label=_("Did the unit get in touch?"), choices=YES_NO, required=False)
    fixed = forms.ChoiceField(label=_("Is it fixed?"), choices=YES_NO, required=False)
    level = forms.ChoiceField(label=_("How satisfied?"), choices=scale_or_nothing, required=False)
    words = area(_("In the reporter's words"), required=False)
    field_order: Sequence[str] | None = OUTCOME_ORDER


class RecordForm(OutcomeFields, ActForm):
    """What came of asking one reporter. Asking and recording may be one step."""

    opinion = forms.ChoiceField(label=_("Reporter"))
    field_order = ["opinion", *OUTCOME_ORDER]

    def fill(self, matter: Matter) -> None:
        """Those who have not answered in this round."""
        heard = matter.heard
        listed = [
            (each.key, reporter(matter, each.key, each.number))
            for each in matter.opinions
            if self.is_bound or each.key not in heard or heard[each.key].outcome is not SurveyOutcome.ANSWERED
        ]
        self.choose("opinion", listed)


class StrikeOffForm(ActForm):
    """Off the list. Why all the same is asked only where someone says that it is not fixed."""

    note = area(_("Note"), required=False)
    explanation = area(
        _("Why it is struck off although a reporter is not content"),
        help_text=_(
            "A reporter says that it is not fixed or is dissatisfied. Without an explanation it cannot be struck off."
        ),
    )

    def fill(self, matter: Matter) -> None:
        """Without discontent there is nothing to explain."""
        if not matter.case.facts.dissatisfied:
            del self.fields["explanation"]


class LongTermForm(ActForm):
    """A standing obligation."""

    basis = area(_("Why it cannot be finished"))
    review_on = day(_("To be reviewed by"))


class ReopenForm(ActForm):
    """What brought it back. Reporters reopen with their receipt code, so staff cannot name them here."""

    source = forms.ChoiceField(label=_("Brought back by"), choices=choices(BY_STAFF))
    reason = area(_("Reason"))

    def clean_source(self) -> ReopenSource:
        """The source as a code of the domain."""
        return ReopenSource(self.cleaned_data["source"])


def signable(listed: Choices, matter: Matter) -> Choices:
    """Units as choices; beside those in which nobody holds a post that may sign for a problem, that is said."""
    running = Q(until_on__isnull=True) | Q(until_on__gte=matter.today)
    held = now(Appointment).filter(running, from_on__lte=matter.today).values_list("unit", "roles")
    signing = MAY[SignFor.name].keys()
    manned = {unit for unit, roles in held if signing & {Role(each) for each in roles.split()}}
    above = now(Unit).filter(key__in=manned).values_list("path", flat=True)
    manned |= {each for path in above for each in path.split()}
    nobody = gettext("nobody there can sign for it yet")
    return [(key, name if key in manned else f"{name} · {nobody}") for key, name in listed]


def task_choices(matter: Matter, *, open_only: bool) -> Choices:
    """The tasks of a problem by number and measure."""
    wanted = {each.id for each in matter.case.tasks.values() if not open_only or each.status in OPEN}
    return [(each.key, f"{each.number} {each.measure[:40]}") for each in matter.tasks if each.key in wanted]


def reporter(matter: Matter, key: str, number: str) -> str:
    """A reporter by the number of what they said, and what is known of asking them."""
    survey = matter.heard.get(key)
    if survey is not None:
        state = str(SURVEY[survey.outcome])
    elif key in matter.case.facts.reachable:
        state = gettext("not asked yet")
    else:
        state = gettext("no contact known")
    return f"{number} · {state}"


def name_people(form: ActForm, matter: Matter) -> None:
    """Offer people for the roles of the responsibility list: of the unit for the work, of other units for its verification."""
    below = Q(unit=matter.row.unit) | Q(unit__in=now(Unit).filter(path__contains=matter.row.unit).values("key"))
    running = now(Appointment).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=matter.today), from_on__lte=matter.today
    )
    posts = running.order_by("position")
    own = _people(matter, posts.filter(below).values_list("person", "post"))
    leaders = _people(matter, posts.filter(roles__contains=Role.LEADER.value).values_list("person", "post"))
    verifiers = posts.filter(roles__contains=Role.VERIFIER.value).exclude(below)
    nobody = _("Nobody named")
    for name in ("person", "leader", "verifier", "supervising_leader"):
        if name in form.fields:
            listed = {
                "person": own,
                "leader": [*own, *(each for each in leaders if each not in own)],
                "verifier": _people(matter, verifiers.values_list("person", "post")),
                "supervising_leader": leaders,
            }[name]
            form.choose(name, listed, empty=nobody)


def _people(matter: Matter, posts: Any) -> Choices:
    people = matter.names.people
    return [(key, f"{people.get(key, '')} {post}") for key, post in dict(posts).items()]
