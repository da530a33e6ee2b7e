"""What a refusal says to a person: the reason, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from sandan.domain.chase import ChaseLevel
from sandan.domain.values import Refusal, Status
from sandan.web.label import CHASE, STATUS

REFUSALS: dict[str, str] = {
    "return_late": gettext_noop(
        "The time to ask for a return ended on %(return_by)s. If the unit cannot do it, ask the office to give it to a higher level."
    ),
    "adjudication_due": gettext_noop(
        "Units have asked to return it %(count)s times. Now a leader decides bindingly whose it is."
    ),
    "adjudication_not_due": gettext_noop("Only the third request to return is decided by a leader."),
    "adjudicated_already": gettext_noop("A leader has decided that it is for this unit. It is not returned any more."),
    "adjudicator_of_unit": gettext_noop("Whoever belongs to this unit cannot decide that it is for it."),
    "not_higher": gettext_noop("Choose a unit that stands on a higher level than the one that has it."),
    "part_takes_all": gettext_noop("A part cannot take all opinions along. Something must stay with the old number."),
    "terms_set_already": gettext_noop(
        "The rules have given this dispatch its days already. They change only with another dispatch."
    ),
    "due_after_limit": gettext_noop("By the rules in force, the deadline is %(limit_on)s at the latest."),
    "extension_pending": gettext_noop("A request to move the deadline to %(to_on)s is waiting. It is decided first."),
    "extension_not_asked": gettext_noop("The unit has not asked for a later deadline."),
    "extension_late": gettext_noop(
        "The deadline %(due_on)s has passed. An extension is asked for before; say in the answer why it is late."
    ),
    "extension_backwards": gettext_noop("An extension leads beyond the deadline that holds, %(due_on)s."),
    "extension_more_than_asked": gettext_noop("The unit asked for %(to_on)s. No more than that is granted."),
    "extension_too_long": gettext_noop("By the rules in force, extensions lead to %(longest_on)s at the latest."),
    "clock_stands": gettext_noop("The clock stands still until %(until_on)s at most. Let it run on first."),
    "clock_stands_still": gettext_noop("The clock stands still. Nothing is claimed before it runs on."),
    "clock_runs": gettext_noop("The clock is not standing still."),
    "pause_late": gettext_noop("The deadline %(due_on)s has passed. What is overdue can no longer be paused."),
    "pause_backwards": gettext_noop("A pause ends after today, not on %(until_on)s."),
    "nothing_due": gettext_noop("The calendar has nothing to say of this today."),
    "chase_milder": gettext_noop("The last chase order was a “%(level)s”. The next one is no milder."),
    "chase_unanswered": gettext_noop(
        "The unit has until %(answer_by)s to answer the last chase order. Wait for it before sending another one."
    ),
    "chase_unknown": gettext_noop("There is no chase order here that waits for this answer."),
    "answer_before_asked": gettext_noop("The unit cannot answer by %(answer_by)s: that day is over."),
    "already_listed": gettext_noop("It has been under listed supervision since %(date)s."),
    "not_listed": gettext_noop("It is not under listed supervision."),
    "standard_not_agreed": gettext_noop(
        "Nobody outside the unit has agreed to the acceptance standard yet. That comes before the work."
    ),
    "standard_agreed_already": gettext_noop("The acceptance standard was agreed to. It stays as it is."),
    "milestone_outside": gettext_noop("A milestone lies inside the task, from %(first)s to %(last)s."),
    "milestone_unknown": gettext_noop("There is no such milestone that is still to be reached."),
    "cost_out_of_range": gettext_noop("The cost is an amount from 0 to %(most)s yuan."),
    "shield_only_grows": gettext_noop(
        "The office may add whom a report is about, and never take anyone off. The discipline body may."
    ),
    "shield_differs": gettext_noop("What is under the shield and what is in the open cannot be brought together."),
    "only_for_oneself": gettext_noop("This can only be declared for oneself."),
    "not_under_shield": gettext_noop("This opinion stands in the open. Take it under the shield first."),
    "not_an_accusation": gettext_noop("Only an accusation is decided by the discipline body."),
    "nobody_independent": gettext_noop(
        "Nobody here is independent of those whom you name, so nobody here may read it. "
        "Take it to the superior discipline body. Nothing was kept."
    ),
    "goes_to_complained_of": gettext_noop(
        "It may not go to the unit or the person that it is about, or to anyone below them."
    ),
    "erased_already": gettext_noop("What was said has been erased, so there is nothing left to take under the shield."),
    "complained_of_cannot_enter": gettext_noop(
        "This is about you, a relative, or a unit you belong to: you may not enter it. "
        "Let the reporter send it on the public page, or take it to the discipline body."
    ),
    "already_under_shield": gettext_noop("This opinion already stands under the shield."),
    "accusation_not_a_problem": gettext_noop(
        "An accusation does not go onto the lists. The discipline body decides on it and tells the reporter."
    ),
    "already_answered": gettext_noop("This reporter has already answered. An answer is never replaced."),
    "already_asked": gettext_noop("This reporter has already been asked about this result."),
    "already_ended": gettext_noop("This appointment has already ended."),
    "already_exists": gettext_noop("This has already been entered."),
    "ambiguous_place": gettext_noop("Line %(line)s: several places are called “%(name)s”. Write its id."),
    "answer_incomplete": gettext_noop(
        "An answer needs all three: whether the unit got in touch, whether it is fixed, and how satisfied. "
        "Otherwise choose “not reached” or “no answer”."
    ),
    "batch_in_use": gettext_noop(
        "%(count)s opinions of this import have been sorted already. What has been worked on can no longer be undone."
    ),
    "batch_not_open": gettext_noop("This import is no longer open."),
    "bulletin_published": gettext_noop(
        "A published bulletin can no longer be changed. Write a new issue that corrects it."
    ),
    "approver_missing": gettext_noop("Say who must agree to an extension: the head of unit, the office, or a leader."),
    "calendar_unknown": gettext_noop(
        "The days off and make-up workdays of %(year)s are not known yet, so this day cannot be worked out. "
        "Enter the official notice of %(year)s on the calendar page, then try again."
    ),
    "calendar_other_year": gettext_noop("%(date)s does not lie in %(year)s. Enter it with the days of its own year."),
    "calendar_day_twice": gettext_noop("%(date)s stands among the days off and among the worked days."),
    "calendar_not_a_weekend": gettext_noop(
        "%(date)s is no Saturday or Sunday, so it is worked anyway. Only weekend days that are worked belong here."
    ),
    "calendar_incomplete": gettext_noop("%(date)s is a day off in every year and is missing. Is the notice complete?"),
    "calendar_year_far": gettext_noop("%(year)s is out of reach: no notice goes beyond %(last)s."),
    "calendar_same": gettext_noop("The days of %(year)s are entered like this already."),
    "channel_twice": gettext_noop("One door cannot lead to two procedures."),
    "extension_without_limit": gettext_noop("Without a limit to conclude there is nothing to extend."),
    "rule_days": gettext_noop("%(days)s is not possible here: it must be from 1 to %(most)s."),
    "rule_start": gettext_noop("This deadline cannot be counted from there."),
    "rule_twice": gettext_noop("There are two deadlines for the same step."),
    "rules_backwards": gettext_noop(
        "Rules never reach backwards. The earliest possible day is %(earliest)s; what is under way keeps the rules of its day."
    ),
    "rules_ended_already": gettext_noop("These rules end by then already."),
    "rules_missing": gettext_noop("For %(date)s there are no rules of this procedure."),
    "rules_overlap": gettext_noop(
        "Other rules begin on %(from_on)s. Withdraw these first, or let the new ones end before that day."
    ),
    "rules_without_deadline": gettext_noop("Rules without a single deadline rule nothing."),
    "unknown_rules": gettext_noop("There are no such rules of the office."),
    "warnings_out_of_order": gettext_noop("Each level must come later than the one before it."),
    "changed_meanwhile": gettext_noop(
        "Someone else changed this in the meantime. Look at the page again, then decide."
    ),
    "correct_the_first": gettext_noop("Entry %(entry)s is itself a correction. Correct the first entry once more."),
    "date_in_future": gettext_noop("The date %(date)s has not come yet."),
    "dissatisfied_unexplained": gettext_noop(
        "A reporter says that it is not fixed or is dissatisfied. Send it back, or write down why it is struck off all the same."
    ),
    "done_before_start": gettext_noop("The day of completion lies before the start of the task (%(from_on)s)."),
    "due_before_dispatch": gettext_noop("The deadline %(due_on)s lies before the day of dispatch."),
    "ends_before_start": gettext_noop("The last day lies before the first (%(from_on)s)."),
    "evidence_broken": gettext_noop(
        "The picture “%(file)s” is damaged and was not taken. Take it again or send it in another format."
    ),
    "evidence_count": gettext_noop("At most %(limit)s files can be attached at once."),
    "evidence_in_future": gettext_noop("The evidence is dated %(dated_on)s, after %(last)s."),
    "evidence_kind": gettext_noop(
        "“%(file)s” is none of the kinds that are taken: JPEG, PNG, WebP, PDF, Word or Excel without macros."
    ),
    "evidence_pixels": gettext_noop(
        "The picture “%(file)s” says that it has more than %(limit)s million pixels and was not taken. Take it again, or make it smaller."
    ),
    "evidence_missing": gettext_noop("Without evidence nothing is done: attach at least one file."),
    "evidence_outside_window": gettext_noop(
        "The evidence is dated %(dated_on)s. It must show the work, so it must be dated from %(first)s to %(last)s."
    ),
    "file_empty": gettext_noop("There is nothing in this file."),
    "evidence_size": gettext_noop("“%(file)s” is larger than %(limit)s MB."),
    "fixer_cannot_judge": gettext_noop(
        "Whoever worked on a problem, or belongs to a unit that did, may not verify it, ask about it or strike it off. Someone else must."
    ),
    "key_reused": gettext_noop("This form was already sent with other content. Open it again and fill it in anew."),
    "kin_is_self": gettext_noop("Nobody is a relative of their own. Choose the relative whom you mean."),
    "lead_unit_cooperates": gettext_noop("The lead unit cannot be a cooperating unit as well."),
    "lead_unit_differs": gettext_noop("The lead unit of a task is the unit that the problem was dispatched to."),
    "code_taken": gettext_noop("The code belongs to “%(unit)s”."),
    "county_exists": gettext_noop("There is a county here already; it is founded only once."),
    "ledger_not_empty": gettext_noop(
        "Something has been recorded here already. A county is founded in an empty ledger only."
    ),
    "long_term_by_decision": gettext_noop(
        "A problem becomes long-term by the office's decision, with a basis and a review date; it is not entered as long-term."
    ),
    "merge_into_self": gettext_noop("A problem cannot be merged with itself."),
    "no_second_reading": gettext_noop("Only a report that could not be substantiated is read a second time."),
    "no_task_done": gettext_noop(
        "No task has been completed in this round, so nothing can be claimed as rectified yet."
    ),
    "not_allowed": gettext_noop("Your post does not allow this."),
    "not_workable": gettext_noop("At “%(status)s” this cannot be done."),
    "not_your_entry": gettext_noop("Only whoever made this entry, or the office, may correct it."),
    "nothing_corrected": gettext_noop(
        "Nothing reads differently now. Change a field, or write what the entry should have said."
    ),
    "only_a_note": gettext_noop(
        "The fields of this entry stand for a step that was taken. Write a note, and take the step that sets it right."
    ),
    "reporters_own_words": gettext_noop("What a reporter wrote is corrected by nobody else."),
    "unknown_entry": gettext_noop("Entry %(entry)s does not belong to this problem."),
    "not_your_opinion": gettext_noop("The receipt code does not belong to this matter."),
    "not_your_unit": gettext_noop("This problem is with another unit."),
    "nothing_to_ask": gettext_noop("There is no result yet that anyone could be asked about."),
    "nothing_to_bring_in": gettext_noop(
        "Nothing in this file would change anything. It is all here already, or was refused."
    ),
    "numeral_typed": gettext_noop(
        "Line %(line)s, character %(column)s: “%(found)s” is a typed number. Every number in a bulletin is a reference to a figure."
    ),
    "opinion_already_here": gettext_noop("This opinion already belongs to this problem."),
    "opinion_already_sorted": gettext_noop("Opinion %(number)s has already been sorted."),
    "opinion_elsewhere": gettext_noop("This opinion belongs to another problem."),
    "opinion_not_carried": gettext_noop("Opinion %(number)s cannot be carried to that problem."),
    "outcome_missing": gettext_noop("Say what came of asking."),
    "parent_is_self": gettext_noop("A unit cannot stand above itself."),
    "parent_missing": gettext_noop("Only the county stands under no other unit."),
    "reference_unreadable": gettext_noop("Line %(line)s, character %(column)s: this reference cannot be read."),
    "reporters_not_asked": gettext_noop(
        "%(count)s reporters who can be reached have not been asked yet. Ask them, and record what comes of it, whatever it is."
    ),
    "review_not_later": gettext_noop("The review must lie after today."),
    "role_not_a_post": gettext_noop("Residents hold no post."),
    "roles_missing": gettext_noop("Choose at least one role."),
    "roster_abolished": gettext_noop(
        "This file ended units. A unit that has ended does not come back: set the organisation right by hand."
    ),
    "roster_in_use": gettext_noop(
        "%(count)s records have come to rest on what this file made. What has been worked with can no longer be undone as a whole."
    ),
    "roster_undone_already": gettext_noop("This file has been taken back already."),
    "rows_do_not_add_up": gettext_noop("The rows taken do not add up to the %(rows)s rows of the file."),
    "rows_too_many": gettext_noop("The file has more than %(limit)s rows. Divide it into several files."),
    "rows_taken_already": gettext_noop("These rows have already been taken."),
    "same_reader": gettext_noop("The second reader must be someone else than the verifier."),
    "second_reader_missing": gettext_noop(
        "What could not be substantiated must be read by a second, independent person first."
    ),
    "source_differs": gettext_noop("A reporter reopens as the reporter."),
    "table_not_alone": gettext_noop("Line %(line)s: a table stands on a line of its own."),
    "task_closed": gettext_noop("This task is closed."),
    "tasks_open": gettext_noop("%(count)s tasks are still open. Complete them or give them up with a reason."),
    "text_missing": gettext_noop("“%(field)s” must be filled in."),
    "text_too_long": gettext_noop("“%(field)s” has %(length)s characters; %(limit)s are the most."),
    "acting_without_post": gettext_noop(
        "Someone acts only in a post that has been set up. Choose the post, or set it up first."
    ),
    "already_drawn": gettext_noop(
        "The sample has been drawn, and it is drawn once only. A second one needs a new look-back, which says why."
    ),
    "checker_unknown": gettext_noop("Choose someone who is a verifier today."),
    "digits_missing": gettext_noop("Enter the digits of the public draw, at least %(limit)s of them."),
    "finding_before_draw": gettext_noop("A finding cannot be older than the draw (%(first)s)."),
    "finding_recorded": gettext_noop("The finding on this item has been recorded already."),
    "findings_missing": gettext_noop(
        "%(count)s items have no finding yet. Where nothing can be found out, record that it cannot be told."
    ),
    "judge_cannot_look_back": gettext_noop(
        "Whoever verified this or struck it off, or is related to who did, does not look at it again. Someone else must."
    ),
    "look_back_ended": gettext_noop("This look-back has ended."),
    "look_back_not_drawn": gettext_noop("The sample of this look-back has not been drawn yet."),
    "not_drawn": gettext_noop("This problem was not drawn for this look-back."),
    "not_your_check": gettext_noop("This item was given to someone else to look at."),
    "nothing_assigned": gettext_noop("Nothing has changed: choose someone for at least one item."),
    "percent_too_large": gettext_noop("A sample is at most 100 percent."),
    "period_reversed": gettext_noop("The period ends (%(last)s) before it begins (%(first)s)."),
    "population_empty": gettext_noop("Nothing was struck off in this period, so there is nothing to draw from."),
    "population_too_large": gettext_noop(
        "%(count)s problems were struck off in this period; one look-back takes %(limit)s at most. Choose a shorter period."
    ),
    "sample_empty": gettext_noop("Draw at least one item."),
    "seed_before_freeze": gettext_noop(
        "The public draw must lie after today. One that is out already could have been tried out before."
    ),
    "seed_not_yet": gettext_noop("The public draw is held on %(seed_on)s. The sample is drawn then, not before."),
    "unknown_look_back": gettext_noop("There is no such look-back."),
    "already_there": gettext_noop("“%(unit)s” stands there already."),
    "already_offered": gettext_noop(
        "%(count)s of these duties are on offer to someone already. Wait for the answer, or take that offer back first."
    ),
    "before_last_change": gettext_noop(
        "The unit's last change holds from %(last)s. A change from %(date)s would lie before it: enter it from %(last)s or later."
    ),
    "county_stays": gettext_noop("The county stays: it is neither moved nor merged nor abolished."),
    "duty_there_already": gettext_noop("The duty list has this already."),
    "handover_settled": gettext_noop("This hand-over has been answered or taken back already."),
    "leader_missing": gettext_noop("Choose a leader."),
    "leader_there_already": gettext_noop(
        "%(leader)s answers for this already on this tier. End that assignment first, or let it be handed over."
    ),
    "leader_without_post": gettext_noop("This person holds no post on that day. Give them a post first."),
    "merge_unit_into_self": gettext_noop("A unit cannot be merged into itself."),
    "not_held": gettext_noop("%(count)s of these duties are no longer this person's. Open the list again."),
    "not_your_person": gettext_noop(
        "You hand over the duties of your own unit's people only. The office can do it for others."
    ),
    "not_yours": gettext_noop("Only the one to whom it was offered can do this."),
    "nothing_handed_over": gettext_noop("Choose at least one duty."),
    "nothing_split_off": gettext_noop("Name at least one new unit."),
    "parent_is_below": gettext_noop("The new place lies below “%(unit)s” itself."),
    "place_or_topic": gettext_noop("Choose either a unit or a subject."),
    "post_acted_in": gettext_noop(
        "%(name)s acts in this post. End the acting appointment first, with the day before as its last day."
    ),
    "post_held": gettext_noop(
        "%(name)s holds this post. End that appointment first, with the day before as its last day."
    ),
    "post_in_use": gettext_noop("%(count)s people hold “%(post)s” after that day. End their appointments first."),
    "post_not_there": gettext_noop(
        "The post “%(post)s” does not stand on that day. It was set up from %(from_on)s on."
    ),
    "successor_is_below": gettext_noop(
        "What comes after “%(unit)s” stands below it. Move it to another place first, then merge."
    ),
    "successor_is_giver": gettext_noop("Nobody hands over to themselves."),
    "successor_missing": gettext_noop("Choose who takes over."),
    "successor_without_post": gettext_noop(
        "The successor holds no post in which they could take this over. Give them one first."
    ),
    "topic_or_matter": gettext_noop("Choose a subject or write the matter down."),
    "again_in_past": gettext_noop("Another try can't be due on %(date)s, which is past."),
    "already_recorded": gettext_noop("What came of asking this reporter is recorded already."),
    "formula_in_force": gettext_noop("This formula is in force on that day already."),
    "link_expired": gettext_noop("This link worked until %(until)s."),
    "link_missing": gettext_noop("There is no link."),
    "link_over": gettext_noop("Since this link was made the work has started over. You will be asked again."),
    "link_unknown": gettext_noop("This link doesn't work. A newer one may have taken its place."),
    "link_window": gettext_noop("A link works for %(days)s days at most."),
    "not_your_answer": gettext_noop(
        "This is not yours to answer: write down what the reporter said, on paper or to you."
    ),
    "nothing_to_decide": gettext_noop("There is no answer here that waits for a decision."),
    "paper_without_scan": gettext_noop("An answer on paper needs the scan or a photo of the sheet."),
    "rule_backwards": gettext_noop(
        "A rule can't begin on %(date)s, which is past: what was published stays as it was."
    ),
    "silence_is_not_satisfaction": gettext_noop(
        "In this formula whoever says nothing counts as satisfied. It can be looked at, but not adopted."
    ),
    "threshold_out_of_range": gettext_noop("Give a number from %(least)s to %(most)s."),
    "unknown_formula": gettext_noop("There is no such formula."),
    "unit_ended": gettext_noop("“%(unit)s” has been no more since %(date)s."),
    "unit_has_chief": gettext_noop(
        "The unit has “%(post)s” as its chief post already. A unit has one; abolish that one first, or set this one up as an ordinary post."
    ),
    "unit_in_use": gettext_noop(
        "“%(unit)s” still has %(posts)s posts held, %(problems)s open problems and %(units)s units below it. "
        "Merge it into the unit that takes them over, or clear them first."
    ),
    "unit_succeeded": gettext_noop(
        "“%(unit)s” has been no more since %(date)s; “%(successor)s” came after it. Choose that one."
    ),
    "unknown_assignment": gettext_noop("There is no such assignment."),
    "unknown_duty": gettext_noop("There is no such entry on a duty list."),
    "unknown_handover": gettext_noop("There is no such hand-over."),
    "unknown_post": gettext_noop("There is no such post."),
    "unit_missing": gettext_noop("Choose a unit."),
    "unit_registers_immediate_only": gettext_noop("A unit itself enters only what it found and fixed at once."),
    "unknown_appointment": gettext_noop("There is no such appointment."),
    "unknown_batch": gettext_noop("There is no such import."),
    "unknown_bulletin": gettext_noop("There is no such bulletin."),
    "unknown_figure": gettext_noop("Line %(line)s: there is no figure “%(figure)s”."),
    "unknown_filter": gettext_noop("Line %(line)s: a figure cannot be narrowed by “%(name)s”."),
    "unknown_opinion": gettext_noop("There is no such opinion."),
    "unknown_person": gettext_noop("There is no such person."),
    "unknown_place": gettext_noop("Line %(line)s: “%(name)s” is not known."),
    "unknown_problem": gettext_noop("There is no such problem."),
    "unknown_roster": gettext_noop("There is no such import."),
    "unknown_survey": gettext_noop("There is no such survey."),
    "unknown_task": gettext_noop("There is no such task."),
    "unknown_unit": gettext_noop("There is no such unit."),
    "verifier_is_fixer": gettext_noop(
        "The verifier of a task must be someone else than those who answer for the work."
    ),
    "verifier_was_fixer": gettext_noop(
        "The one who verified this also worked on it. Send it back to be verified by someone else."
    ),
    "window_backwards": gettext_noop("The window ends (%(to_on)s) before it begins (%(from_on)s)."),
    "wrong_status": gettext_noop("Problem %(number)s stands at “%(status)s”; this step does not follow from there."),
}
"""Every refusal code with its sentence. A code without one fails the build."""

FIELDS: dict[str, str] = {
    "account": gettext_noop("Account of what was done"),
    "answer": gettext_noop("Answer to the reporter"),
    "basis": gettext_noop("Basis"),
    "body": gettext_noop("Text"),
    "retention_basis": gettext_noop("Basis of the retention"),
    "notice": gettext_noop("Notice"),
    "code": gettext_noop("Unit code"),
    "conclusion": gettext_noop("Conclusion"),
    "digits": gettext_noop("Digits of the public draw"),
    "explanation": gettext_noop("Explanation"),
    "finding": gettext_noop("Finding"),
    "issue": gettext_noop("Issue of the public draw"),
    "measure": gettext_noop("Measure"),
    "note": gettext_noop("Note"),
    "person_name": gettext_noop("Name"),
    "post": gettext_noop("Post"),
    "reason": gettext_noop("Reason"),
    "source": gettext_noop("Public draw"),
    "standard": gettext_noop("Acceptance standard"),
    "statement": gettext_noop("What is wrong"),
    "text": gettext_noop("What happened"),
    "title": gettext_noop("Title"),
    "unit_name": gettext_noop("Name of the unit"),
    "where": gettext_noop("Where it can be read"),
    "where_to": gettext_noop("Where to go instead"),
    "words": gettext_noop("Message"),
}
"""What the fields that a decider names are called on screen."""


def told(refusal: Refusal) -> str:
    """The refusal in the reader's language."""
    sentence = REFUSALS.get(refusal.code)
    if sentence is None:
        return str(refusal)
    return gettext(sentence) % shown(refusal.facts)


def shown(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a reader knows them: dates in their form, codes by their labels."""
    result: dict[str, Any] = _Facts()
    for name, value in facts.items():
        if name == "field":
            result[name] = gettext(FIELDS.get(str(value), str(value)))
        elif name == "status" and value in Status.__members__.values():
            result[name] = STATUS[Status(value)]
        elif isinstance(value, ChaseLevel):
            result[name] = CHASE[value]
        elif isinstance(value, date):
            result[name] = date_format(value, "Y-m-d")
        else:
            result[name] = value
    return result


class _Facts(dict[str, Any]):
    """Facts of which one may be missing: a sentence with a gap tells more than an error page."""

    def __missing__(self, name: str) -> str:
        return "–"
