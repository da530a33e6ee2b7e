"""The forms about deadlines and about pressing a problem to its end."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sandan.domain.chase import ChaseLevel
from sandan.domain.procedure import OFFICE
from sandan.web import term
from sandan.web.label import CHASE, ROLE, choices
from sandan.web.workspace.act_form import ActForm, area, day
from sandan.web.workspace.matter import Matter


class ExtensionForm(ActForm):
    """A later deadline: to when, why, and how far the work is."""

    to_on = day(_("New deadline"))
    reason = area(_("Why it takes longer"), limit=2000)
    progress = area(_("How far the work is"), limit=2000)

    def fill(self, matter: Matter) -> None:
        """Say how long the rules allow, and who must agree."""
        longest = matter.row.longest_on
        if longest is not None:
            longest += timedelta(days=matter.row.paused_days)  # as the decider has it
            self.fields["to_on"].help_text = _("By the rules in force, %(date)s at the latest.") % {
                "date": longest.isoformat()
            }
        terms = matter.case.clock.terms
        agree = [str(ROLE[each]) for each in (terms.outside if terms is not None else OFFICE)]
        self.fields["reason"].help_text = (
            gettext("By the rules in force must then agree, one after the other: %(roles)s.")
            % {"roles": " → ".join(agree)}
            if agree
            else gettext("By the rules in force the head of the unit decides: the deadline moves at once.")
        )


class GrantForm(ActForm):
    """Exactly which day."""

    to_on = day(_("New deadline"), help_text=_("At most the day that the unit asked for."))
    note = area(_("Note"), required=False, limit=2000)

    def fill(self, matter: Matter) -> None:
        """What was asked for stands there already."""
        self.fields["to_on"].initial = matter.row.extension_to


class PauseForm(ActForm):
    """On what basis the clock stands still, and until when at most."""

    basis = forms.CharField(
        label=_("Basis"), max_length=500, help_text=_("The article that allows it, or the hearing, appraisal or case.")
    )
    reason = area(_("Reason"), limit=2000)
    until_on = day(
        _("Until, at most"), help_text=_("Then the clock runs on by itself. The days are counted and shown.")
    )


class NoteForm(ActForm):
    """A step that may have a note."""

    note = area(_("Note"), required=False, limit=2000)


class ChaseFields(forms.Form):
    """How grave, what is asked, and by when the unit answers."""

    level = forms.ChoiceField(label=_("Level"), choices=choices(CHASE, empty=_("Choose")))
    demand = area(_("What is asked of the unit"), limit=2000)
    answer_by = day(_("To be answered by"))

    def clean_level(self) -> ChaseLevel:
        """The level as a code of the domain."""
        return ChaseLevel(self.cleaned_data["level"])


class ChaseForm(ChaseFields, ActForm):
    """A chase order about one problem."""

    def fill(self, matter: Matter) -> None:
        """The level that the rules say holds today is chosen, unless a graver one was sent; the mildest where they say none yet."""
        held = term.alarm(matter.ruled, matter.today)
        if held is None or held["level"] is None:
            if not matter.case.pressing.orders:
                self.fields["level"].initial = next(iter(CHASE)).value
            return
        level = term.graver(held["level"], matter.row.chased)
        self.fields["level"].initial = level
        self.fields["level"].help_text = gettext("By the rules %(level)s (%(colour)s) holds since %(day)s.") % {
            "level": held["label"],
            "colour": held["colour"],
            "day": held["since"].isoformat(),
        }


class ChaseAnswerForm(ActForm):
    """An answer to the oldest chase order that waits for one."""

    chase = forms.ChoiceField(label=_("Chase order"))
    answer = area(_("Answer"))

    def fill(self, matter: Matter) -> None:
        """The orders that wait, the gravest last."""
        waiting = matter.case.pressing.orders if self.is_bound else matter.case.pressing.open
        self.choose("chase", [(each.id, f"{CHASE[each.level]} · {each.answer_by.isoformat()}") for each in waiting])


class BasisForm(ActForm):
    """By whose word, or under which article."""

    basis = forms.CharField(label=_("Basis"), max_length=500, help_text=_("Whose instruction, or which article."))
