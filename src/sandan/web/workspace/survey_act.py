"""Steps on the reporters' answers: writing down what came of asking one, and deciding on an answer that it is not fixed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandan.desk import survey as desk
from sandan.domain import survey
from sandan.domain.survey import Decision, Way
from sandan.domain.values import Level, SurveyOutcome
from sandan.domain.wire import Command
from sandan.web.evidence import EvidenceForm
from sandan.web.label import DECISION, LEVEL, choices
from sandan.web.workspace.act_form import LATER, YES, ActForm, area
from sandan.web.workspace.matter import Matter


def record(matter: Matter, form: Any, key: str) -> object:
    """Write down what came of asking a reporter, or that another try is due; who was not asked in this round yet is asked by it."""
    given = form.cleaned_data
    opinion, outcome = given["opinion"], given["outcome"]
    if outcome == LATER:
        again = given.get("again_on") or matter.today + timedelta(days=1)
        return desk.try_later(matter.key, opinion, again, matter.actor, key)
    answered = outcome == SurveyOutcome.ANSWERED.value
    level = given.get("level")
    told = desk.Told(
        outcome=SurveyOutcome(outcome),
        contacted=YES.get(given.get("contacted", "")) if answered else None,
        fixed=YES.get(given.get("fixed", "")) if answered else None,
        level=Level(level) if answered and level else None,
        words=given.get("words", ""),
        way=Way(given.get("way") or Way.CALL.value),
        evidence=form.evidence(matter.today) if isinstance(form, EvidenceForm) else (),
    )
    return desk.record(matter.key, opinion, told, matter.actor, key)


class DecideForm(ActForm):
    """Which answer, and what comes of it. The reporter reads the words."""

    survey = forms.ChoiceField(label=_("Answer"))
    decision = forms.ChoiceField(label=_("Decision"), choices=choices(DECISION), widget=forms.RadioSelect)
    explanation = area(_("Explanation"), help_text=_("The reporter reads this with the receipt code."))

    def fill(self, matter: Matter) -> None:
        """The answers that wait for a decision."""
        waiting = [each for each in matter.heard.values() if self.is_bound or each.undecided]
        numbers = {each.key: each.number for each in matter.opinions}
        self.choose("survey", [(each.id, _named(each, numbers.get(each.opinion, ""))) for each in waiting])


def _named(one: survey.Survey, number: str) -> str:
    fixed = _("fixed") if one.fixed else _("not fixed")
    return " · ".join(str(each) for each in (number, fixed, LEVEL[one.level] if one.level else "") if each)


def decide(matter: Matter, form: Any, key: str) -> object:
    """Decide on one answer."""
    given = form.cleaned_data
    return desk.decide(
        matter.key, given["survey"], Decision(given["decision"]), given["explanation"], matter.actor, key
    )


def decide_sample(matter: Matter) -> Command | None:
    """A decision on the first answer that waits for one."""
    waiting = next((each for each in matter.heard.values() if each.undecided), None)
    if waiting is None:
        return None
    return survey.DecideAnswer(survey=waiting.id, decision=Decision.EXPLAIN, explanation="·")
