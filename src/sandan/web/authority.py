"""Who may do what, in words: the two matrices as sentences, for the screen, for paper and for docs/authority.md.

Nothing is decided here. What a role may do is read off `sandan.domain.authority.MAY`, what it may open off `sandan.web.access.PAGES`, so
that the page cannot say anything else than what the program does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.domain.authority import MAY, SECOND_FACTOR, Role, Scope
from sandan.web.access import ANYONE, PAGES, STAFF
from sandan.web.label import ROLE, Label

NOUNS: dict[str, Label] = {
    "opinion": pgettext_lazy("noun", "Opinions"),
    "problem": pgettext_lazy("noun", "Problems"),
    "task": pgettext_lazy("noun", "Tasks"),
    "responsibility": pgettext_lazy("noun", "Responsibilities"),
    "correction": pgettext_lazy("noun", "Corrections"),
    "extension": pgettext_lazy("noun", "Extensions"),
    "pause": pgettext_lazy("noun", "Stopped clocks"),
    "clock": pgettext_lazy("noun", "Deadlines"),
    "chase": pgettext_lazy("noun", "Chase orders"),
    "supervision": pgettext_lazy("noun", "Listed supervision"),
    "relay": pgettext_lazy("noun", "Letters through the relay"),
    "survey": pgettext_lazy("noun", "Call-backs"),
    "rule": pgettext_lazy("noun", "Rules and deadlines"),
    "calendar": pgettext_lazy("noun", "The calendar of days off"),
    "formula": pgettext_lazy("noun", "Satisfaction formulas"),
    "look_back": pgettext_lazy("noun", "Look-backs"),
    "bulletin": pgettext_lazy("noun", "Bulletins"),
    "batch": pgettext_lazy("noun", "Imports"),
    "unit": pgettext_lazy("noun", "Units"),
    "post": pgettext_lazy("noun", "Established posts"),
    "person": pgettext_lazy("noun", "People"),
    "appointment": pgettext_lazy("noun", "Appointments"),
    "assignment": pgettext_lazy("noun", "Leaders assigned to places and subjects"),
    "duty": pgettext_lazy("noun", "Duty lists"),
    "handover": pgettext_lazy("noun", "Hand-overs"),
    "roster": pgettext_lazy("noun", "The organisation from a file"),
    "viewing": pgettext_lazy("noun", "Openings of sealed words"),
}
"""What commands are about, in the order in which a matter goes its way."""

COMMAND_NAMES: dict[str, Label] = {
    "opinion.register": _("Enter what someone said"),
    "opinion.accept": _("Take an opinion up as a problem"),
    "opinion.attach": _("Let an opinion join a problem"),
    "opinion.decline": _("Not take an opinion up, saying why and where to go"),
    "opinion.carry": _("Carry an opinion along when its problem is merged"),
    "opinion.withdraw": _("Withdraw an opinion with its import"),
    "opinion.erase": _("Erase who said it and what was said, on a legal basis"),
    "opinion.shield": _("Take an opinion that complains of someone out of the open"),
    "opinion.reclassify": _("Say anew of whom a report complains"),
    "opinion.conclude": _("Decide on an accusation"),
    "opinion.unmask": _("See who said it, for a reason that the reporter can read"),
    "problem.register": _("Enter a problem"),
    "problem.accept": _("Accept a problem"),
    "problem.decline": _("Not take a problem up, saying why and where to go"),
    "problem.merge": _("Merge a problem into another number"),
    "problem.absorb": _("Take over what another number brings along when it is merged"),
    "problem.attach": _("Let another opinion join the problem"),
    "problem.dispatch": _("Dispatch a problem to a unit, by a deadline"),
    "problem.sign_for": _("Sign for a problem"),
    "problem.ask_return": _("Ask to return a problem"),
    "problem.agree_return": _("Agree to a return"),
    "problem.refuse_return": _("Refuse a return"),
    "problem.adjudicate": _("Decide bindingly whose problem it is, at the third return"),
    "problem.escalate": _("Give a problem to a higher level"),
    "problem.redirect": _("Redirect a problem to a statutory channel"),
    "problem.part": _("Split a part off a problem"),
    "problem.review": _("Review a long-term problem"),
    "problem.contribute": _("Report what a cooperating unit did"),
    "problem.answer": _("Answer the reporters of a problem"),
    "problem.rectify_at_once": _("Put a problem right at once"),
    "problem.request_closure": _("Request closure of a problem"),
    "problem.verify": _("Verify what a unit claims"),
    "problem.send_back": _("Send a problem back to its unit"),
    "problem.read_again": _("Read a second time what could not be substantiated"),
    "problem.strike_off": _("Strike a problem off"),
    "problem.mark_long_term": _("Mark a problem as long-term"),
    "problem.resume": _("Bring a problem back onto the ladder"),
    "problem.succeed_unit": _("Pass open problems on to the unit that succeeds the one merged into it"),
    "problem.reopen": _("Reopen a problem under its old number"),
    "problem.pass_look_back": _("Pass the look-back of a problem"),
    "task.plan": _("Plan a task for a problem"),
    "task.report": _("Report progress on a task"),
    "task.complete": _("Report a task done, with evidence"),
    "task.cancel": _("Give a task up, saying why"),
    "task.agree_standard": _("Agree to the acceptance standard of a task"),
    "task.object_to_standard": _("Object to the acceptance standard of a task"),
    "task.restate": _("Put an acceptance standard into other words, before it is agreed to"),
    "task.set_milestone": _("Set a milestone of a task"),
    "task.reach_milestone": _("Report a milestone of a task reached"),
    "task.note_cost": _("Note what a task cost"),
    "extension.ask": _("Ask for a later deadline"),
    "extension.grant": _("Grant a later deadline"),
    "extension.refuse": _("Refuse a later deadline"),
    "pause.begin": _("Stop a clock on a cited basis"),
    "pause.end": _("Let a clock run on"),
    "clock.set_terms": _("Keep with a problem the days that the rules give it"),
    "clock.tick": _("Say that a day has come"),
    "chase.issue": _("Send a unit a chase order"),
    "chase.answer": _("Answer a chase order"),
    "supervision.list": _("Put a problem under listed supervision"),
    "supervision.delist": _("Take a problem off listed supervision"),
    "responsibility.assign": _("Set down who answers for a problem or a task"),
    "responsibility.take_over": _("Answer for a problem in the place of whoever hands it over"),
    "correction.make": _("Set an entry right by a correction beside it"),
    "relay.write": _("Write to a reporter without knowing who it is"),
    "relay.answer": _("Answer a unit's question without being named"),
    "survey.ask": _("Ask a reporter whether it is fixed"),
    "survey.record": _("Record what came of asking a reporter"),
    "survey.answer": _("Say whether it is fixed"),
    "rule.adopt": _("Adopt rules for a procedure, from a later day on"),
    "rule.end": _("Give rules of the office a last day"),
    "rule.assign_channels": _("Say which door leads to which procedure"),
    "calendar.notice_year": _("Enter the days off of a year from the official notice"),
    "survey.try_later": _("Note that a reporter was not reached, and when to try again"),
    "survey.make_link": _("Make a one-time link with which a reporter says whether it is fixed"),
    "survey.decide": _("Decide on an answer that it is not fixed: explain, or let the work start over"),
    "formula.adopt": _("Adopt the satisfaction formula that figures and bulletins use"),
    "formula.set_threshold": _("Set from how many answers a rate is published, and a pattern asked about"),
    "look_back.freeze": _("Begin a look-back: freeze what will be drawn from"),
    "look_back.draw": _("Enter the public draw of a look-back"),
    "look_back.assign": _("Give a drawn item to someone to look at again"),
    "look_back.record_finding": _("Record what looking at an item again showed"),
    "look_back.conclude": _("Conclude a look-back"),
    "look_back.abandon": _("Give a look-back up, saying why"),
    "bulletin.draft": _("Draft a bulletin"),
    "bulletin.revise": _("Change the draft of a bulletin"),
    "bulletin.publish": _("Publish a bulletin"),
    "batch.open": _("Begin an import"),
    "batch.take": _("Take rows from an imported file"),
    "batch.close": _("Finish an import"),
    "batch.undo": _("Undo an import as a whole"),
    "unit.establish": _("Add a unit to the tree"),
    "unit.rename": _("Change the name of a unit"),
    "unit.move": _("Put a unit under another one"),
    "unit.split": _("Split a unit into new ones"),
    "unit.merge": _("Merge a unit into another"),
    "unit.absorb": _("Take over what a merged unit had"),
    "unit.abolish": _("Abolish a unit"),
    "unit.give_code": _("Give a unit its official code"),
    "post.establish": _("Set up a post in a unit"),
    "post.abolish": _("Abolish a post"),
    "person.register": _("Add a person who will hold a post"),
    "person.rename": _("Correct the name of a person"),
    "person.make_link": _("Make a link with which someone sets a password"),
    "person.reset_factor": _("Take away the second factors of someone who lost them"),
    "person.declare_kin": _("Declare a relative in service, so as to stand back"),
    "appointment.make": _("Appoint someone to a post"),
    "appointment.end": _("End someone's time in a post"),
    "appointment.withdraw": _("Withdraw an appointment that never took effect"),
    "assignment.make": _("Assign a leader to a place or a subject"),
    "assignment.end": _("End the assignment of a leader"),
    "duty.list": _("Enter a matter on the duty list of a unit"),
    "duty.drop": _("Take a matter off the duty list of a unit"),
    "handover.offer": _("Offer someone's duties to a successor"),
    "handover.accept": _("Take over the duties that were offered"),
    "handover.refuse": _("Refuse the duties that were offered, saying why"),
    "handover.take_back": _("Take an offer of duties back"),
    "roster.take": _("Bring the organisation in from a file"),
    "roster.undo": _("Take a file of the organisation back as a whole"),
    "viewing.record": _("Be written down as having opened sealed words"),
}
"""Every command in words. One without a name fails the build."""

ROOMS: dict[str, Label] = {
    "": pgettext_lazy("pages", "Sign-in and account"),
    "portal": pgettext_lazy("pages", "For the public"),
    "workspace": pgettext_lazy("pages", "For staff"),
}

PAGE_NAMES: dict[str, Label] = {
    "set_language": _("Choosing the language"),
    "login": _("Signing in"),
    "logout": _("Signing out"),
    "demo_sign_in": _("Signing in with one click (in the demo county only)"),
    "setup": _("Setting the first password with a link"),
    "passkey": _("Signing in with a passkey"),
    "openid_connect_login": _("Going to the county's own sign-on"),
    "openid_connect_callback": _("Coming back from the county's own sign-on"),
    "factor": _("The second step of signing in"),
    "account": _("One's own account and posts"),
    "acting": _("Acting in another of one's posts"),
    "confirm": _("Proving once more who one is"),
    "factors": _("One's own second factors"),
    "factor_app": _("Taking on an app for codes"),
    "factor_passkey": _("Taking on a passkey"),
    "factor_codes": _("One's own recovery codes"),
    "factor_remove": _("Taking away a second factor of one's own"),
    "sessions_end": _("Signing out elsewhere"),
    "sign_on_end": _("Unlinking one's account from the county's sign-on"),
    "security_txt": _("Whom to tell of a weakness of the system, for machines"),
    "security_txt_moved": _("The same file at its older address"),
    "portal:home": _("The first page"),
    "portal:report": _("Reporting a problem"),
    "portal:receipt": _("The receipt of one's own report"),
    "portal:follow": _("Following a report by its receipt code"),
    "portal:opinion": _("The page of one's own report"),
    "portal:answer": _("Saying how it stands with one's own report"),
    "portal:reopen": _("Having one's own report reopened"),
    "portal:write": _("Writing to the unit that handles one's own report"),
    "portal:ask": _("Answering by a one-time link"),
    "portal:satisfaction": _("Satisfaction for everyone: by way and by formula"),
    "portal:figures": _("Figures for everyone"),
    "portal:records": _("The records behind a figure, for everyone"),
    "portal:bulletins": _("Published bulletins"),
    "portal:bulletin": _("One published bulletin"),
    "portal:look_backs": _("Look-backs, for everyone"),
    "portal:look_back": _("One look-back, for everyone"),
    "portal:look_back_population": _("What a look-back was drawn from, as a file"),
    "portal:problem": _("Where a problem stands, by its number"),
    "portal:rules": _("The rules and deadlines, for everybody"),
    "portal:security": _("How to tell of a weakness of the system"),
    "workspace:desk": _("One's own desk"),
    "workspace:notices": _("My notifications"),
    "workspace:notice_settings": _("How I am told"),
    "workspace:outbox": _("Outgoing messages"),
    "workspace:channel_new": _("Add a channel for messages"),
    "workspace:channel": _("A channel for messages"),
    "workspace:channel_act": _("Pause, try or remove a channel"),
    "workspace:message_act": _("Send a message again, or give it up"),
    "workspace:inbox": _("What waits to be sorted"),
    "workspace:sort": _("Sorting opinions, one or many at once"),
    "workspace:opinion": _("One opinion"),
    "workspace:opinion_new": _("Entering an opinion"),
    "workspace:unmask": _("Seeing who said it, for a reason"),
    "workspace:shield": _("What stands under the shield"),
    "workspace:shield_act": _("Taking a step on an opinion under the shield"),
    "workspace:shield_opinion": _("Taking an opinion under the shield"),
    "workspace:problems": _("The problem list"),
    "workspace:problem": _("One problem"),
    "workspace:problem_act": _("Taking a step on a problem"),
    "workspace:papers": _("The documents that can be printed about a problem"),
    "workspace:paper": _("One document as it is printed"),
    "workspace:paper_docx": _("A document as a Word file"),
    "workspace:dossier": _("The closure dossier of a problem"),
    "workspace:dossier_docx": _("A closure dossier as a Word file"),
    "workspace:story_export": _("The story of a problem as a file"),
    "workspace:correction": _("Setting an entry of a problem right"),
    "workspace:relay": _("Writing to a reporter through the relay"),
    "workspace:problem_new": _("Entering what was found and fixed at once"),
    "workspace:dispatch": _("Dispatching problems, one or many at once"),
    "workspace:bulk_step": _("Accepting, chasing, agreeing to standards or striking off, many at once"),
    "workspace:views": _("One's own saved views"),
    "workspace:view": _("Opening, renaming or deleting one's own saved view"),
    "workspace:tasks": _("The task list"),
    "workspace:responsibilities": _("The responsibility list"),
    "workspace:surveys": _("The call-back list"),
    "workspace:survey_links": _("One-time links for reporters"),
    "workspace:survey_sheets": _("Questionnaires to print"),
    "workspace:patterns": _("Answers that deserve a second look"),
    "workspace:satisfaction": _("Satisfaction by way and by formula"),
    "workspace:formula": _("The satisfaction formula and its thresholds"),
    "workspace:export": _("A list as a workbook"),
    "workspace:evidence": _("An evidence file of a problem"),
    "workspace:imports": _("All imports"),
    "workspace:import_new": _("Sending a file in"),
    "workspace:import": _("What became of an import"),
    "workspace:import_mapping": _("Saying what the columns of a file hold"),
    "workspace:import_run": _("Watching an import run"),
    "workspace:import_returned": _("The rows of a file that were sent back"),
    "workspace:import_undo": _("Undoing an import"),
    "workspace:figures": _("Figures"),
    "workspace:records": _("The records behind a figure"),
    "workspace:look_backs": _("Look-backs"),
    "workspace:look_back": _("One look-back"),
    "workspace:look_back_new": _("Beginning a look-back"),
    "workspace:look_back_draw": _("Entering the public draw of a look-back"),
    "workspace:look_back_checkers": _("Giving the drawn items to people"),
    "workspace:look_back_item": _("Looking at a drawn item again"),
    "workspace:look_back_end": _("Concluding a look-back or giving it up"),
    "workspace:look_back_evidence": _("An evidence file of a look-back"),
    "workspace:bulletins": _("All bulletins, drafts among them"),
    "workspace:bulletin": _("One bulletin"),
    "workspace:bulletin_edit_new": _("Beginning a bulletin"),
    "workspace:bulletin_edit": _("Changing a draft"),
    "workspace:bulletin_publish": _("Publishing a draft"),
    "workspace:bulletin_docx": _("A bulletin as a Word file"),
    "workspace:organisation": _("Units and people"),
    "workspace:unit_new": _("Adding a unit"),
    "workspace:unit_change": _("Changing, merging or abolishing a unit"),
    "workspace:post_new": _("Setting up a post"),
    "workspace:post_end": _("Abolishing a post"),
    "workspace:assignment_new": _("Assigning a leader"),
    "workspace:assignment_end": _("Ending the assignment of a leader"),
    "workspace:duty_new": _("Adding to a duty list"),
    "workspace:duty_drop": _("Taking something off a duty list"),
    "workspace:coverage": _("Who answers for what, and where nobody does"),
    "workspace:coverage_export": _("Who answers for what, as a workbook"),
    "workspace:handover_new": _("Offering someone's duties to a successor"),
    "workspace:handover": _("One hand-over of duties"),
    "workspace:handover_act": _("Accepting, refusing or taking back a hand-over"),
    "workspace:person_new": _("Adding a person or a post"),
    "workspace:person_link": _("Making a link to set a password"),
    "workspace:person_factor_reset": _("Taking away someone's lost second factors"),
    "workspace:appointment_end": _("Ending an appointment"),
    "workspace:appointment_withdraw": _("Withdrawing an appointment"),
    "workspace:rosters": _("Files of the organisation"),
    "workspace:roster_new": _("Sending in a file of the organisation"),
    "workspace:roster_template": _("An empty workbook for the organisation"),
    "workspace:roster_export": _("The organisation as a workbook"),
    "workspace:roster": _("What became of a file of the organisation"),
    "workspace:roster_plan": _("Looking at what a file would do before it is brought in"),
    "workspace:roster_returned": _("The rows of a file of the organisation that were sent back"),
    "workspace:roster_undo": _("Taking a file of the organisation back"),
    "workspace:rules": _("The rules and deadlines"),
    "workspace:rule_new": _("Adopting rules, with a preview"),
    "workspace:rule_end": _("Ending rules"),
    "workspace:rule_channels": _("Which door leads to which procedure"),
    "workspace:calendar": _("The calendar of days off"),
    "workspace:calendar_year": _("Entering the notice of a year"),
    "workspace:authority": _("Who may do what"),
    "workspace:viewings": _("Who saw personal data"),
    "workspace:recusal": _("Declaring one's relatives in service"),
}
"""Every address in words. One without a name fails the build."""

SCOPE: dict[Scope, Label] = {
    Scope.COUNTY: pgettext_lazy("scope", "whole county"),
    Scope.UNIT: pgettext_lazy("scope", "own unit"),
    Scope.OTHERS: pgettext_lazy("scope", "not what one's own units had to fix"),
    Scope.OWN: pgettext_lazy("scope", "for oneself"),
    Scope.SHIELD: pgettext_lazy("scope", "only under the shield"),
}
"""Over which matters, as a cell of the table has room for it."""

_OWN_REPORT: Label = pgettext_lazy("scope", "own report")
_SENTENCES: dict[Scope, Label] = {
    Scope.COUNTY: _("%(command)s, anywhere in the county."),
    Scope.UNIT: _("%(command)s, where it lies with the unit they act in, or one above it."),
    Scope.OTHERS: _("%(command)s, unless a unit or a relative of theirs had to fix it, or they themselves."),
    Scope.OWN: _("%(command)s, for themselves and for nobody else."),
    Scope.SHIELD: _(
        "%(command)s, only under the shield and only where it is not about them, their relatives or units."
    ),
}
_OWN_REPORT_SENTENCE: Label = _("%(command)s, in the matter of their own report.")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that no role lifts: what it says, and the article that it rests on."""

    title: str
    text: str
    source: str = ""


def rules() -> list[Rule]:
    """The rules that stand above the matrix, in the reader's language."""
    factor = pgettext("between names", ", ").join(str(ROLE[one]) for one in ROLE if one in SECOND_FACTOR)
    return [
        Rule(
            gettext("Nobody strikes off what they fixed."),
            gettext(
                "Whoever worked on a problem, or was of a unit that had to fix it at any time since it began, neither verifies it, nor "
                "asks its reporters, nor strikes it off. The same goes for their relatives. More roles do not help."
            ),
            gettext("Regulations on petition work, art. 28"),
        ),
        Rule(
            gettext("A report about someone stays away from them."),
            gettext(
                "What complains of a unit or an official does not exist for that unit, for those in it and below it, for those who worked "
                "there, for the person and for their relatives. Accusations reach discipline inspection alone."
            ),
            gettext("Regulations on petition work, arts. 30 and 46"),
        ),
        Rule(
            gettext("Whoever opens sealed words is written down."),
            gettext(
                "Who read what was said, and who saw who said it and why, is an entry of the ledger that nobody can take out."
            ),
            gettext("Personal Information Protection Law, arts. 51 and 54"),
        ),
        Rule(
            gettext("The second step of signing in is one's own."),
            gettext(
                "In these roles nobody acts by a password alone, and nobody can lift the second step for another: %(roles)s."
            )
            % {"roles": factor},
            gettext("Personal Information Protection Law, art. 51"),
        ),
        Rule(
            gettext("What is not named here is refused."),
            gettext("A command or a page that is missing from these tables is nobody's."),
        ),
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One command or page: its literal name, what it is called, and a cell for each role, empty where it is not theirs."""

    name: str
    label: Label
    cells: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together under one heading."""

    heading: Label
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """The same for one role: a heading with sentences."""

    heading: Label
    sentences: tuple[str, ...]


def commands() -> list[Group]:
    """The matrix of commands: under each noun a line for each command, with a cell for each role."""
    return [
        Group(heading, tuple(Line(name, COMMAND_NAMES[name], tuple(_cells(name))) for name in _of(noun, MAY)))
        for noun, heading in NOUNS.items()
    ]


def pages() -> list[Group]:
    """The matrix of pages, in the same shape. A cell says yes, or nothing."""
    yes = pgettext("may open", "yes")
    return [
        Group(
            heading,
            tuple(
                Line(name, PAGE_NAMES[name], tuple(yes if role in PAGES[name] else "" for role in ROLE))
                for name in PAGE_NAMES
                if _room(name) == room
            ),
        )
        for room, heading in ROOMS.items()
    ]


def may_do(role: Role) -> list[Said]:
    """What a role may do, noun by noun in sentences."""
    found = [
        Said(heading, tuple(_sentence(name, role) for name in _of(noun, MAY) if role in MAY[name]))
        for noun, heading in NOUNS.items()
    ]
    return [each for each in found if each.sentences]


def may_open(role: Role) -> list[Said]:
    """What a role may open, beyond what everybody may."""
    listed = {name for name, allowed in PAGES.items() if role in allowed and allowed is not ANYONE}
    found = [
        Said(heading, tuple(str(PAGE_NAMES[name]) for name in PAGE_NAMES if name in listed and _room(name) == room))
        for room, heading in ROOMS.items()
    ]
    return [each for each in found if each.sentences]


def over(role: Role, scope: Scope) -> Label:
    """Over which matters, as a cell says it: a resident's own is the report, anybody else's is what concerns themselves."""
    return _OWN_REPORT if (role, scope) == (Role.RESIDENT, Scope.OWN) else SCOPE[scope]


def document() -> str:
    """docs/authority.md, whole. In the language that is switched on."""
    lines = [
        "# Who may do what",
        "",
        "Made from the two matrices that the program itself asks: `MAY` in `src/sandan/domain/authority.py` and `PAGES` in",
        "`src/sandan/web/access.py`. Do not change it by hand: run `python -m sandan.config.authority write`; a test holds it",
        "to the code. On screen it stands at `/work/authority/`, for each role in sentences.",
        "",
        "## What no role can lift",
        "",
        *(f"* **{each.title}** {each.text}" + (f" ({each.source})" if each.source else "") for each in rules()),
        "",
        "## Commands",
        "",
        "A role may give a command over the matters in brackets and over no others. The whole county means what stands in the open,",
        "and under the shield what the person is cleared for. What else must hold is decided by the noun's decider in",
        "`src/sandan/domain/`.",
    ]
    for group in commands():
        lines += ["", f"### {group.heading}", "", "| Command | In words | Who, over which matters |", "|---|---|---|"]
        lines += [f"| `{each.name}` | {each.label} | {_who(each)} |" for each in group.lines]
    lines += ["", "## Pages", "", "An address that is missing here is refused to everybody."]
    for group in pages():
        lines += ["", f"### {group.heading}", "", "| Address | Page | Who |", "|---|---|---|"]
        lines += [f"| `{each.name}` | {each.label} | {_whose(PAGES[each.name])} |" for each in group.lines]
    return "\n".join([*lines, ""])


def _of(noun: str, names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if name.partition(".")[0] == noun)


def _cells(name: str) -> Iterator[Label]:
    grant: Mapping[Role, Scope] = MAY[name]
    return (over(role, grant[role]) if role in grant else "" for role in ROLE)


def _sentence(name: str, role: Role) -> str:
    scope = MAY[name][role]
    pattern = _OWN_REPORT_SENTENCE if (role, scope) == (Role.RESIDENT, Scope.OWN) else _SENTENCES[scope]
    return str(pattern) % {"command": COMMAND_NAMES[name]}


def _room(name: str) -> str:
    return name.rpartition(":")[0]


def _who(line: Line) -> str:
    return ", ".join(f"{ROLE[role]} ({cell})" for role, cell in zip(ROLE, line.cells, strict=True) if cell)


def _whose(allowed: frozenset[Role]) -> str:
    if allowed == ANYONE:
        return "everybody"
    if allowed == STAFF:
        return "all staff"
    return ", ".join(str(ROLE[role]) for role in ROLE if role in allowed)
