"""What a refusal says to a person: the reason, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop, pgettext

from sandan.domain.authority import Role
from sandan.domain.chase import ChaseLevel
from sandan.domain.values import Refusal, Status
from sandan.projections.person import Person
from sandan.projections.version import now
from sandan.web.label import CHASE, ROLE, STATUS

REFUSALS: dict[str, str] = {
    "figure_sealed": gettext_noop("“%(figure)s” is about people who are ill or poor and is not broken down."),
    "scheme_unreadable": gettext_noop("The scheme cannot be read at this place: %(where)s"),
    "payer_order_illegal": gettext_noop(
        "The law puts “%(payer)s” before “%(before)s” (Interim Measures for Social Assistance, art. 29)."
    ),
    "unknown_scheme": gettext_noop("There is no such scheme."),
    "scheme_missing": gettext_noop("No settlement scheme holds on that day. The office adopts one first."),
    "amount_negative": gettext_noop("Give an amount above zero."),
    "bill_parts_exceed": gettext_noop("The parts come to more than the whole bill."),
    "unknown_insured": gettext_noop("Nobody is held here as this patient; what was sealed may have been erased."),
    "name_differs": gettext_noop("This identity number is held under another name. Look at the papers again."),
    "patient_going_on": gettext_noop(
        "A bill of this patient is not settled yet, or something is still owed. Erase after that."
    ),
    "unknown_admission": gettext_noop("There is no such admission."),
    "patient_missing": gettext_noop("Say who the patient is. Only an emergency may do without."),
    "guarantee_not_open": gettext_noop(
        "By the scheme of that day, treatment without deposit is not open to this patient there."
    ),
    "guarantee_defaulted": gettext_noop(
        "This person left an arrear unpaid on purpose and is listed for it. Until it is paid, a deposit may be asked for."
    ),
    "agreement_missing": gettext_noop(
        "Say when the agreement was signed: without one nobody is treated first and pays later."
    ),
    "deposit_not_zero": gettext_noop("Who is treated first pays no deposit at all."),
    "identified_already": gettext_noop("It is known already who this is."),
    "settled_already": gettext_noop("The bill is settled already. Reverse the settlement first."),
    "bill_missing": gettext_noop("The bill is not there yet."),
    "invoice_elsewhere": gettext_noop("This invoice stands at admission %(number)s already. Nothing is paid twice."),
    "unknown_settlement": gettext_noop("There is no such settlement."),
    "settlement_reversed": gettext_noop(
        "This settlement was reversed. The bill is settled anew on the page of its admission."
    ),
    "amount_changed": gettext_noop(
        "The patient's share is %(amount)s yuan now and not what you saw. Look again, then sign."
    ),
    "more_than_due": gettext_noop("That is more than what is due: %(amount)s yuan."),
    "unknown_payer": gettext_noop("This payer has no share in the settlement."),
    "more_than_share": gettext_noop("That is more than this payer still owes: %(amount)s yuan."),
    "objection_waits": gettext_noop("An objection waits for its answer already."),
    "no_objection": gettext_noop("There is no objection to decide on."),
    "not_by_signer": gettext_noop("Whoever signed it, or took the objection down, does not decide on it."),
    "shares_paid_already": gettext_noop("A payer has paid already. What was paid goes back to the payer first."),
    "more_than_paid": gettext_noop("The payer has paid %(amount)s yuan. No more goes back."),
    "misuse_found": gettext_noop("It stands that the funds were misused with this bill. Take that back first."),
    "misuse_missing": gettext_noop("Nothing of the kind was found."),
    "misuse_before_law": gettext_noop(
        "The regulation is in force since %(first)s. A bill from before is not judged by it."
    ),
    "patient_not_heard": gettext_noop("Hear the patient first, and say so."),
    "lost_out_of_range": gettext_noop(
        "What the funds lost is more than nothing, and at most what they bore: %(most)s yuan."
    ),
    "fine_without_intent": gettext_noop("Without intent there is no fine: what the funds lost goes back."),
    "fine_of_intent": gettext_noop("By intent, the fine lies between %(least)s and %(most)s yuan."),
    "suspension_months": gettext_noop("One-stop settlement is suspended for %(least)s to %(most)s months."),
    "online_suspended": gettext_noop(
        "One-stop settlement is suspended for this person until %(until)s. The bureau settles the bill at its own counter."
    ),
    "settled_on_top": gettext_noop(
        "A later bill of the same person in %(year)s was settled on top of it. Reverse the later one first, then settle both anew."
    ),
    "unknown_arrears": gettext_noop("There is no such arrear."),
    "arrears_over": gettext_noop("Nothing is owed here any more."),
    "instalments_missing": gettext_noop("Give at least one instalment."),
    "instalments_backwards": gettext_noop("Instalments are due one after the other, the first today at the earliest."),
    "instalments_too_long": gettext_noop("By the scheme, instalments run until %(last)s at the latest."),
    "instalments_sum": gettext_noop("The instalments must come to what is left: %(amount)s yuan."),
    "not_overdue": gettext_noop("No instalment is overdue."),
    "told_first": gettext_noop("The patient is told in writing first, on an earlier day."),
    "unknown_advance": gettext_noop("There is no such advance."),
    "advance_to_oneself": gettext_noop("An advance goes to a hospital, not to the bureau that grants it."),
    "advance_elsewhere": gettext_noop("This advance was granted to another hospital."),
    "more_than_advance": gettext_noop("That is more than what is left of the advance: %(amount)s yuan."),
    "not_by_granter": gettext_noop("Whoever granted an advance does not reconcile it."),
    "advance_not_zero": gettext_noop("%(amount)s yuan are left of it. It is reconciled at zero and at nothing else."),
    "advance_used_already": gettext_noop("Something was set off or given back already."),
    "advance_reconciled": gettext_noop("This advance was reconciled."),
    "return_late": gettext_noop(
        "The time to ask for a return ended on %(return_by)s. If the unit cannot do it, ask the office to give it to a higher level."
    ),
    "adjudication_due": gettext_noop(
        "Units have asked to return it %(count)s times. Now a leader decides bindingly whose it is."
    ),
    "adjudication_not_due": gettext_noop("Only request no. %(count)s to return it is decided by a leader."),
    "adjudicated_already": gettext_noop("A leader has decided that it is for this unit. It is not returned any more."),
    "adjudicator_of_unit": gettext_noop("Whoever belongs to this unit cannot decide that it is for it."),
    "not_higher": gettext_noop("Choose a unit that stands on a higher level than the one that has it."),
    "part_takes_all": gettext_noop("A part cannot take all opinions along. Something must stay with the old number."),
    "terms_set_already": gettext_noop(
        "The rules have given this dispatch its days already. They change only with another dispatch."
    ),
    "due_after_limit": gettext_noop("By the rules in force, the deadline is %(limit_on)s at the latest."),
    "extension_pending": gettext_noop("A request to move the deadline to %(to_on)s is waiting. It is decided first."),
    "extension_next": gettext_noop("By the rules in force the next to agree to a later deadline is: %(role)s."),
    "agreed_already": gettext_noop("You have agreed to this request already. The next agreement is another person's."),
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
    "household_too_large": gettext_noop(
        "A form shows %(limit)s persons, six incomes of each and six supporters. This household has more and is not cut to fit."
    ),
    "money_not_whole_cents": gettext_noop("An amount has at most two decimals: yuan, jiao and fen."),
    "money_out_of_range": gettext_noop("The amount is not a number, or too large to be meant."),
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
    "still_worked_on": gettext_noop(
        "Its problem is still worked on: what was said is needed for that. Once it has ended, its records are kept as the rules say."
    ),
    "still_kept": gettext_noop(
        "Its records must be kept until %(until_on)s (%(basis)s). Before that it is erased only on a ground of its own, which is recorded."
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
    "author_cannot_approve": gettext_noop("You wrote some of it or handed it in. Somebody else has to approve it."),
    "bulletin_corrects_draft": gettext_noop("Only a published bulletin is corrected."),
    "bulletin_day": gettext_noop(
        "Line %(line)s: “%(found)s” names another day than the one that its numbers are of (%(expected)s). Points to mend: %(count)s."
    ),
    "bulletin_discarded": gettext_noop("This draft was put away."),
    "bulletin_handed_in": gettext_noop("It is handed in already. Changing it makes it a draft again."),
    "bulletin_not_approved": gettext_noop(
        "Only what somebody who wrote none of it has approved is published. Hand it in first."
    ),
    "bulletin_not_handed_in": gettext_noop("It is not handed in any more. Look at how it stands now."),
    "bulletin_percent": gettext_noop(
        "Line %(line)s: %(found)s: the percentage does not follow from the numbers beside it, which make %(expected)s. Points to mend: "
        "%(count)s."
    ),
    "bulletin_place": gettext_noop(
        "Line %(line)s: “%(found)s” names %(expected)s, and the number is of another place. Points to mend: %(count)s."
    ),
    "bulletin_published": gettext_noop(
        "A published bulletin can no longer be changed. Write a new issue that corrects it."
    ),
    "bulletin_repeated": gettext_noop(
        "Line %(line)s: the same thing has two numbers: %(found)s. Points to mend: %(count)s."
    ),
    "bulletin_rung": gettext_noop(
        "Line %(line)s: “%(found)s” names another figure than its reference (%(expected)s). Points to mend: %(count)s."
    ),
    "bulletin_sum": gettext_noop(
        "Line %(line)s: the parts do not make the total: %(found)s; they make %(expected)s. Points to mend: %(count)s."
    ),
    "bulletin_touched": gettext_noop("Somebody has worked on this draft; it is theirs to put away."),
    "bulletin_window": gettext_noop(
        "Line %(line)s: “%(found)s” speaks of a week or a month, and the number (%(expected)s) is of all time. Add since=… to the "
        "reference. Points to mend: %(count)s."
    ),
    "approver_missing": gettext_noop("Say who must agree to an extension: the head of unit, the office, or a leader."),
    "calendar_unknown": gettext_noop(
        "The days off and make-up workdays of %(year)s are not known yet, so this day cannot be worked out. "
        "Enter the official notice of %(year)s on the calendar page, then try again."
    ),
    "boundary_file_large": gettext_noop(
        "The file is larger than %(limit)s MB. Take a coarser version of the boundaries."
    ),
    "boundary_not_geojson": gettext_noop(
        "This is no GeoJSON file with areas (RFC 7946). Export the boundaries as GeoJSON."
    ),
    "boundary_other_system": gettext_noop(
        "The file says another reference system. Export it in degrees of WGS 84 (EPSG:4326) or CGCS2000 (EPSG:4490)."
    ),
    "boundary_too_many": gettext_noop(
        "The file has %(count)s areas; %(limit)s are the most. Leave out what is no town."
    ),
    "boundary_no_areas": gettext_noop("There is no area in the file."),
    "boundary_of_no_town": gettext_noop("Only a town has a boundary on the map."),
    "boundary_of_nobody": gettext_noop("No town is called “%(name)s”. Give the name or the code that it has here."),
    "boundary_of_several": gettext_noop("Several towns are called “%(name)s”. Give the code."),
    "boundary_twice": gettext_noop("This town stands in the file already, further up."),
    "boundary_same": gettext_noop("The town has this very boundary already."),
    "boundary_missing": gettext_noop("The town has no boundary on the map."),
    "area_not_area": gettext_noop("This is no area but “%(found)s”. A boundary is a Polygon or a MultiPolygon."),
    "area_not_number": gettext_noop("The coordinates are no pairs of numbers."),
    "area_out_of_range": gettext_noop(
        "Coordinates lie outside longitude ±180 and latitude ±90. They may be swapped, or in metres instead of degrees."
    ),
    "area_ring_short": gettext_noop("A ring has %(points)s points; a closed one has at least 4."),
    "area_ring_open": gettext_noop("A ring does not end where it begins."),
    "area_flat": gettext_noop("All points lie on one line, so that there is no area."),
    "area_too_fine": gettext_noop(
        "The boundary has %(points)s points; %(limit)s are the most. Take a coarser version."
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
    "rule_twice": gettext_noop("There are two deadlines for the same step, or one for a step that has none."),
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
    "position_ahead": gettext_noop("The ledger has no entry %(position)s yet; its last one is %(head)s."),
    "no_changes_of": gettext_noop(
        "Changes are told as JSON, of data sets that change; %(dataset)s cannot be asked for them."
    ),
    "query_unreadable": gettext_noop("“%(name)s” in the address cannot be read."),
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
        "Whoever worked on a problem, or whose unit did, may not judge it, ask about it, give it time or end it. Someone else must."
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
        "No task has been completed in this round, so nothing can be claimed as rectified yet. Plan a task and report it done; what was "
        "put right on the spot is entered by “Put right at once”."
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
    "repeat_too_late": gettext_noop(
        "%(number)s was struck off on %(struck_off_on)s, too long ago for a repeat to bring it back. Take this up anew, or reopen it first."
    ),
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
    "not_of_the_unit": gettext_noop("This is kept by the unit that did it, or by the office."),
    "not_of_the_place": gettext_noop("Only someone who works at the place where it happened can confirm it."),
    "not_by_keeper": gettext_noop("Whoever did it or entered it cannot confirm it: ask someone else who was there."),
    "confirmed_already": gettext_noop("This is confirmed already."),
    "not_held_yet": gettext_noop("It has not been held yet."),
    "not_planned": gettext_noop("This was held or called off already."),
    "record_withdrawn": gettext_noop("This entry was taken back; enter it anew if it was right after all."),
    "nothing_changed": gettext_noop("Nothing is different from before."),
    "too_many": gettext_noop("There are %(count)s; %(limit)s are the most."),
    "stage_outside": gettext_noop("The stage “%(stage)s” does not lie within the programme."),
    "indicator_unknown": gettext_noop("There is no such figure: %(figure)s."),
    "programme_ended": gettext_noop("This programme has ended."),
    "nothing_to_take": gettext_noop("No row of this file makes a new record."),
    "not_of_a_town": gettext_noop("Applications are taken by the town in which the household lives."),
    "sheet_in_use": gettext_noop(
        "%(count)s applications of this file have been worked on already. Each of these is withdrawn by itself."
    ),
    "undone_already": gettext_noop("This was taken back already."),
    "quantity_range": gettext_noop("A number from 0 to %(limit)s is meant here."),
    "quantity_unread": gettext_noop("“%(value)s” is no number that could be read. Write 70, over 70, or about 300."),
    "quantity_measure": gettext_noop("“%(value)s” counts something else than is asked for here."),
    "stage_twice": gettext_noop("Two stages have the same title."),
    "stage_unknown": gettext_noop("There is no such stage: %(stage)s."),
    "plan_asked_already": gettext_noop("This unit was asked for its plan already."),
    "plan_adopted_already": gettext_noop("This plan is adopted already; set it anew instead."),
    "plan_not_adopted": gettext_noop("This plan is not adopted yet."),
    "nobody_responsible": gettext_noop("Name at least one person who answers for the plan."),
    "nobody_present": gettext_noop("Say who was there: name them, or say how many others there were."),
    "income_negative": gettext_noop(
        "An income is zero or more. Support that is paid to others is not entered as an income."
    ),
    "income_window": gettext_noop("The months of an amount do not fit: at most %(most)s, by the rules of this item."),
    "household_empty": gettext_noop("Enter at least one person of the household."),
    "member_twice": gettext_noop("The same mark stands for two persons of the household."),
    "supporter_contradicts": gettext_noop(
        "Of those whom a supporter supports, no more can live in this household than there are in all."
    ),
    "stages_out_of_order": gettext_noop("The steps stand in another order than they come in."),
    "decision_missing": gettext_noop("The last step must be the decision."),
    "notice_counts": gettext_noop("Days of public notice are calendar days and stand outside the limit."),
    "notice_days": gettext_noop("The step and the rule on publicity give the notice different days."),
    "notice_income": gettext_noop("After the decision, no notice shows a household's income."),
    "paper_twice": gettext_noop("Two papers have the same code, or one has none."),
    "remedy_missing": gettext_noop("Say to whom people can turn who do not agree with a decision."),
    "quorum_missing": gettext_noop("A peer review needs a quorum, and a quorum a peer review."),
    "percent_out_of_range": gettext_noop("A share or a multiple is out of its range."),
    "once_missing": gettext_noop("For what is paid once, say for how many months at most and up to which income."),
    "item_missing": gettext_noop("Nobody can apply for this on that day."),
    "standard_missing": gettext_noop(
        "No standard holds for that day and area. Enter the one that the province or prefecture set, with its paper."
    ),
    "bureau_missing": gettext_noop("No unit of the county answers for this item yet. The office names it first."),
    "unknown_application": gettext_noop("There is no such application."),
    "application_open": gettext_noop(
        "It is not over: it is undecided, still paid, or something is still to be repaid."
    ),
    "objection_elsewhere": gettext_noop(
        "There is no decision to object to here. A revocation with its fine is contested in the ways of the law that it names."
    ),
    "answered_by_decider": gettext_noop("Whoever decided, or took the objection down, does not answer it."),
    "files_too_large": gettext_noop("These files have more than %(limit)s MB together. Send them one after another."),
    "files_too_many": gettext_noop("An application holds %(limit)s files at most."),
    "paper_not_given": gettext_noop("This paper has not been handed in."),
    "application_not_at": gettext_noop(
        "That step is not due now. Look at the page again: it shows where the application stands."
    ),
    "application_decided": gettext_noop("It has been decided. What changes afterwards is reported as a change."),
    "application_ended": gettext_noop("It has ended."),
    "route_contradicts": gettext_noop("A resident applies oneself; whoever enters it for others says so."),
    "paper_unknown": gettext_noop(
        "This item does not ask for: %(paper)s. What the office finds out by itself is not asked for."
    ),
    "paper_not_replaceable": gettext_noop("No commitment can stand for: %(paper)s."),
    "papers_missing": gettext_noop("These papers are missing: %(papers)s."),
    "consent_missing": gettext_noop(
        "The household has not agreed to the matching of its data. Ask for the signed authorisation first."
    ),
    "visitors_too_few": gettext_noop("A home visit is made by at least %(least)s."),
    "review_not_asked": gettext_noop("This item has no peer review."),
    "review_counts": gettext_noop("No more can agree than were there, and no more be there than were invited."),
    "quorum_short": gettext_noop("Fewer than %(share)s of those invited came. The peer review is held again."),
    "not_eligible": gettext_noop(
        "By what was found, the household is not entitled. If that is wrong, correct what was found first."
    ),
    "relative_stands_back": gettext_noop("A relative of the household takes no part in its case."),
    "worker_cannot_decide": gettext_noop(
        "Whoever visited, matched data, gave the opinion or wrote down what this rests on does not decide."
    ),
    "not_the_deciding_body": gettext_noop("This is decided by another body: the page says which."),
    "delegation_missing": gettext_noop("No instrument entrusts this town with decisions on this item."),
    "delegation_suspended": gettext_noop("The entrustment %(instrument)s is suspended. The county body decides."),
    "delegation_not_in_force": gettext_noop("The entrustment %(instrument)s is not in force today."),
    "notice_missing": gettext_noop("The public notice of this step has not been put up, or was taken down."),
    "notice_running": gettext_noop("The public notice stands until %(until_on)s. It is decided afterwards."),
    "notice_objected": gettext_noop("Objections to the notice wait for an answer: %(count)s."),
    "month_out_of_range": gettext_noop("That month does not fit: %(month)s."),
    "paid_once": gettext_noop("What is paid once is not adjusted."),
    "refusals_too_few": gettext_noop("A share is cut only after %(least)s refusals in a row."),
    "member_unknown": gettext_noop("There is no such person in the household."),
    "member_unable": gettext_noop("Nobody is offered a job who cannot work."),
    "not_heard": gettext_noop("Hear the household first, and say so."),
    "fine_out_of_range": gettext_noop("A fine lies between %(least)s and %(most)s yuan, or there is none."),
    "repayment_out_of_range": gettext_noop("No more can come in than is left to be repaid: %(left)s yuan."),
    "payment_twice": gettext_noop("There is a list for %(month)s already, or the same household stands in it twice."),
    "payment_empty": gettext_noop("Nothing is due for %(month)s."),
    "payment_not_at": gettext_noop("The list does not stand where this step is due."),
    "same_signer": gettext_noop("Whoever drew the list up does not sign it."),
    "payment_stale": gettext_noop(
        "What is due has changed since the list was drawn up. Put it away and draw it up again."
    ),
    "payment_at_bank": gettext_noop(
        "The list of %(month)s is with the bank. Reconcile it first: what was paid is part of what is demanded back."
    ),
    "payment_line_unknown": gettext_noop("A line that was sent back is not on the list, or is named twice."),
    "payment_does_not_add_up": gettext_noop(
        "Paid and sent back do not add up to the list: %(wanted)s yuan would, %(paid)s were entered."
    ),
    "unknown_payment": gettext_noop("There is no such list."),
    "not_present": gettext_noop("Only someone who is named as present can confirm it."),
    "nothing_attached": gettext_noop("There is nothing to attach: choose a file, or say what came of it."),
    "attached_already": gettext_noop("This is attached already: %(file)s."),
    "link_unread": gettext_noop("A web address begins with https:// or http:// and is at most 500 characters long."),
    "sessions_held": gettext_noop("Sessions of this class were held: it is over, and not called off."),
    "not_enrolled": gettext_noop("Someone named here does not take part in this class."),
    "before_the_class": gettext_noop("The class begins on %(date)s."),
    "unknown_plan": gettext_noop("There is no such plan."),
    "unknown_study": gettext_noop("There is no such study session."),
    "unknown_material": gettext_noop("There is no such material."),
    "unknown_training": gettext_noop("There is no such training class."),
    "effort_range": gettext_noop("A number from 0 to %(limit)s is meant here."),
    "measure_ended": gettext_noop("This measure has ended."),
    "use_before_start": gettext_noop("The measure is in force from %(first)s: it cannot have been used before."),
    "use_counted": gettext_noop("Its use is counted up to %(last)s already. Begin on the day after."),
    "unknown_measure": gettext_noop("There is no such measure."),
    "unknown_lecture": gettext_noop("There is no such lecture."),
    "unknown_deed": gettext_noop("There is no such deed."),
    "unknown_notice": gettext_noop("There is no such public notice."),
    "notice_not_asked": gettext_noop("This item has no public notice at that step."),
    "notice_stands": gettext_noop("A notice of this step stands already. Take it down first, if it is wrong."),
    "notice_over": gettext_noop("This notice stands no longer."),
    "nothing_shown": gettext_noop("This item has no public notice: nothing of it may be shown."),
    "name_not_plain": gettext_noop("On a notice stands the name alone: no number, no brackets, no remark."),
    "not_by_poster": gettext_noop("Somebody else than who put the notice up answers the objection."),
    "unknown_delegation": gettext_noop("There is no such entrustment."),
    "not_by_principal": gettext_noop("Only the body that entrusts does this."),
    "delegation_over": gettext_noop("This entrustment is over."),
    "entrusted_to_itself": gettext_noop("A body does not entrust itself."),
    "no_reentrustment": gettext_noop("Who was entrusted cannot entrust anybody."),
    "agent_is_no_town": gettext_noop("Only a town is entrusted, and never a village committee."),
    "services_missing": gettext_noop("Say which items it is for."),
    "delegation_days": gettext_noop("The days do not fit: %(first)s to %(last)s."),
    "delegation_unannounced": gettext_noop("It holds only from the day on which it was announced: %(date)s."),
    "delegation_overlaps": gettext_noop("This town is entrusted with it for these days already, by %(instrument)s."),
    "suspended_already": gettext_noop("The entrustment is suspended already."),
    "delegation_not_suspended": gettext_noop("The entrustment is not suspended."),
    "delegation_backwards": gettext_noop("It cannot reach back: what was decided stays decided."),
    "spells_overlap": gettext_noop("It was suspended on that day already."),
    "unknown_spot_check": gettext_noop("There is no such spot check."),
    "spot_check_over": gettext_noop("This spot check is over."),
    "not_by_supervisor": gettext_noop("Only the county body that supervises does this."),
    "sample_below_rule": gettext_noop("The rules of the item ask for at least %(limit)s in a hundred."),
    "not_overturned": gettext_noop("Nothing was overturned there."),
    "answers_missing": gettext_noop("What was overturned has no answer of its unit yet: %(numbers)s."),
    "home_visit_missing": gettext_noop("Whether a decision holds is found at the household's home."),
    "unknown_commitment": gettext_noop("There is no such commitment."),
    "person_barred": gettext_noop(
        "The applicant has a false commitment that was not repaired. Ask for the papers in the ordinary way."
    ),
    "not_by_proxy": gettext_noop("Nobody commits for another but a guardian. A proxy brings the papers."),
    "nothing_replaceable": gettext_noop("There is no paper for which a commitment could stand."),
    "paper_not_in_catalogue": gettext_noop("No commitment can stand for this paper, or it is not missing: %(paper)s."),
    "committed_already": gettext_noop("A commitment is offered or stands for it already: %(paper)s."),
    "text_changed": gettext_noop("The text that was signed is not the one that was shown. Print it again."),
    "commitment_status": gettext_noop("This step does not follow from where the commitment stands."),
    "check_exempt": gettext_noop("Commitments of this class are not checked."),
    "check_without_cause": gettext_noop("It is checked by its class, by lot, or for a reason. Write the reason down."),
    "hearing_missing": gettext_noop("Hear the applicant first."),
    "correction_runs": gettext_noop("The applicant has until %(date)s to put it right."),
    "correction_late": gettext_noop("It was to be put right by %(date)s."),
    "not_by_checker": gettext_noop("Somebody else than who found it judges whether it is false."),
    "repair_too_early": gettext_noop("It can be repaired from %(date)s on."),
    "repayment_open": gettext_noop("What was obtained has not been paid back yet."),
    "unknown_exemplar": gettext_noop("There is no such nomination."),
    "need_unknown": gettext_noop("There is nothing under the number %(number)s. Look again, or say the need in words."),
    "names_health": gettext_noop(
        "These words speak of somebody's health: %(words)s. Take them out, or tick that nobody's health is meant."
    ),
    "personal_number": gettext_noop("A telephone or identity number stands in the text. Take it out."),
    "not_by_doer": gettext_noop("Only somebody outside the unit that did it can say so."),
    "not_volunteer_service": gettext_noop("This is no volunteer service."),
    "not_of_own_will": gettext_noop("Only who takes part of their own will is a volunteer."),
    "joined_already": gettext_noop("You have said so already."),
    "witness_cannot_join": gettext_noop(
        "You have said, as one who had no part in it, how it is. Who took part cannot be a witness of it."
    ),
    "not_joined": gettext_noop("You have not said that you took part."),
    "signed_sheet_missing": gettext_noop("The sheet that the volunteers signed is missing."),
    "paper_missing": gettext_noop("The scan of the paper is missing."),
    "nominee_missing": gettext_noop("Say who is nominated."),
    "not_oneself": gettext_noop("Nobody nominates themselves."),
    "not_a_relative": gettext_noop("Nobody nominates a relative."),
    "exemplar_status": gettext_noop("This step does not follow from where the nomination stands."),
    "days_range": gettext_noop("From 1 to %(limit)s days."),
    "not_by_nominator": gettext_noop(
        "Whoever nominated, the nominee and their relatives judge and withdraw nothing here."
    ),
    "not_by_nominator_consent": gettext_noop(
        "Whoever nominated does not enter the consent: somebody else takes it in."
    ),
    "not_by_nominee": gettext_noop("The nominee enters no objection."),
    "not_by_own_unit": gettext_noop("The nominee's own unit does not judge the nomination."),
    "no_open_objection": gettext_noop("There is no objection without an answer."),
    "objections_running": gettext_noop("Objections are taken until %(date)s; the review comes after."),
    "objection_open": gettext_noop("An objection waits for its answer."),
    "consents_already": gettext_noop("The person agrees already."),
    "no_consent": gettext_noop("The person does not agree to be published."),
    "standard_earlier": gettext_noop("The next version must begin after %(date)s."),
    "items_missing": gettext_noop("A list needs at least one line."),
    "listed_already": gettext_noop("It is on the problem list already."),
    "unknown_visit": gettext_noop("There is no such visit."),
    "unknown_meeting": gettext_noop("There is no such meeting."),
    "unknown_decision": gettext_noop("There is no such decision."),
    "unknown_dispute": gettext_noop("There is no such dispute."),
    "planned_in_past": gettext_noop("%(date)s has passed: enter the visit as one that was made."),
    "visit_clash": gettext_noop(
        "On %(on)s there also come: %(who)s. Choose another day, or say why it is to be that day."
    ),
    "decision_settled": gettext_noop("This decision waits no longer."),
    "decision_without_owner": gettext_noop("Say of each decision which unit or person does it."),
    "decision_due_before": gettext_noop("%(due_on)s lies before the meeting."),
    "dispute_not_open": gettext_noop("This is settled, agreed on or with others already."),
    "not_agreed": gettext_noop("There is no agreement that waits to be performed."),
    "not_performed": gettext_noop("It has not been performed yet."),
    "confirmation_late": gettext_noop("A court can be asked until 30 days after the agreement: until %(last)s."),
    "performance_unproven": gettext_noop("Solved means performed: let the parties say so, or attach what shows it."),
    "unknown_programme": gettext_noop("There is no such programme."),
    "unknown_sheet": gettext_noop("There is no such file."),
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
    "unknown_circuit_group": gettext_noop("There is no circuit group of this id."),
    "group_dissolved": gettext_noop("This group has been dissolved. Form another one."),
    "group_empty": gettext_noop("This group has no member on that day. Choose another day, or let someone join first."),
    "member_already": gettext_noop("This person is a member already, or was one on that day."),
    "not_a_member": gettext_noop("This person is not a member of the group."),
    "leader_stays": gettext_noop("The leader leaves last: let another member lead first."),
    "leads_already": gettext_noop("This person leads the group already."),
    "not_of_group": gettext_noop("%(person)s is not a member of this group on that day."),
    "not_of_the_group": gettext_noop("This is for the group that goes there, or for the office."),
    "not_a_checker": gettext_noop(
        "%(person)s holds no post as a circuit group member or verifier on that day, and cannot go along."
    ),
    "stands_back_own_unit": gettext_noop(
        "%(person)s works in this unit, below it, or above it, and stands back. Leave them out, or send another group."
    ),
    "stands_back_former_unit": gettext_noop(
        "%(person)s was of this unit until lately, and stands back. Leave them out, or send another group."
    ),
    "stands_back_kin": gettext_noop(
        "%(person)s has a relative in this unit, and stands back. Leave them out, or send another group."
    ),
    "stands_back_from_unit": gettext_noop("You stand back from this unit. Somebody else decides."),
    "team_too_small": gettext_noop(
        "At least %(limit)s must go, and only %(count)s may. Send another group, or let someone join."
    ),
    "visit_repeated": gettext_noop(
        "This unit is visited %(count)s more times around that day. Choose another day, or say why it must be."
    ),
    "unknown_circuit_visit": gettext_noop("There is no circuit visit of this id."),
    "visit_in_past": gettext_noop("%(date)s is over. Plan a day that is to come, or enter the visit as held."),
    "visit_over": gettext_noop("The unit has been told what was found. Nothing is added any more."),
    "visit_found_something": gettext_noop(
        "This visit has findings. They stay; object to them, or correct them where they lie."
    ),
    "method_missing": gettext_noop("Say how the unit was looked at."),
    "sample_empty_here": gettext_noop(
        "No drawn item of this unit waits for someone who goes along and has no interest in it."
    ),
    "sampled_already": gettext_noop("This item has been given to the visit already."),
    "checker_not_along": gettext_noop("%(person)s does not go along on this visit."),
    "finding_of_other_kind": gettext_noop("This kind of finding is not entered here."),
    "unknown_finding": gettext_noop("There is no such finding."),
    "not_fed_back": gettext_noop("The unit has not been told yet what was found."),
    "answered_already": gettext_noop("The unit has answered already."),
    "objected_already": gettext_noop("The unit has objected to this finding already."),
    "objection_late": gettext_noop("The term to object ended on %(object_by)s."),
    "not_objected": gettext_noop("Nobody objects to this finding."),
    "decided_already": gettext_noop("This objection has been decided."),
    "finder_cannot_decide": gettext_noop("Whoever was of the group does not decide on an objection to what it found."),
    "unknown_circuit_plan": gettext_noop("There is no plan of this id."),
    "unknown_line": gettext_noop("There is no such line in this plan."),
    "plan_empty": gettext_noop("This plan holds no visit."),
    "plan_too_long": gettext_noop("A plan holds at most %(limit)s visits. Plan a shorter stretch."),
    "plan_too_wide": gettext_noop("A plan goes over at most %(limit)s days."),
    "plan_settled": gettext_noop("This plan has been accepted or discarded."),
    "day_off": gettext_noop("%(date)s is a day off. Choose a working day."),
    "group_too_busy": gettext_noop("A group makes at most %(limit)s visits on one day; on %(date)s it would be more."),
    "group_in_two_places": gettext_noop("On %(date)s the group is somewhere else already."),
    "place_taken": gettext_noop("On %(date)s another group is there already."),
    "person_in_two_places": gettext_noop("On %(date)s %(person)s goes with another group."),
    "wrong_status": gettext_noop("Problem %(number)s stands at “%(status)s”; this step does not follow from there."),
}
"""Every refusal code with its sentence. A code without one fails the build."""

FIELDS: dict[str, str] = {
    "instrument": gettext_noop("Number of the instrument"),
    "account_number": gettext_noop("Account number"),
    "findings": gettext_noop("What was found"),
    "reasons": gettext_noop("Reasons"),
    "holder": gettext_noop("Account holder"),
    "bank": gettext_noop("Bank"),
    "what": gettext_noop("What has changed"),
    "name": gettext_noop("Name"),
    "account": gettext_noop("Account of what was done"),
    "answer": gettext_noop("Answer to the reporter"),
    "basis": gettext_noop("Basis"),
    "body": gettext_noop("Text"),
    "retention_basis": gettext_noop("Basis of the retention"),
    "notice": gettext_noop("Notice"),
    "code": gettext_noop("Unit code"),
    "conclusion": gettext_noop("Conclusion"),
    "content": gettext_noop("What the unit will do"),
    "planned": gettext_noop("What is planned"),
    "programme": gettext_noop("Programme"),
    "digits": gettext_noop("Digits of the public draw"),
    "explanation": gettext_noop("Explanation"),
    "finding": gettext_noop("Finding"),
    "feedback": gettext_noop("What the unit is told"),
    "person": gettext_noop("Person"),
    "group": gettext_noop("Circuit group"),
    "category": gettext_noop("Category"),
    "item": gettext_noop("Item"),
    "lecturer": gettext_noop("Given by"),
    "visitor": gettext_noop("Who went"),
    "decision": gettext_noop("What is to be done"),
    "terms": gettext_noop("What was agreed"),
    "court": gettext_noop("Court"),
    "place": gettext_noop("Given at"),
    "place_of_deed": gettext_noop("Where"),
    "changed": gettext_noop("What changed, and for whom"),
    "need": gettext_noop("Which need it answers"),
    "grounds": gettext_noop("Grounds"),
    "objection": gettext_noop("What is said against it"),
    "standard_item": gettext_noop("What is asked"),
    "cause": gettext_noop("Root cause"),
    "direction": gettext_noop("Direction"),
    "issue": gettext_noop("Issue of the public draw"),
    "measure": gettext_noop("Measure"),
    "note": gettext_noop("Note"),
    "person_name": gettext_noop("Name"),
    "post": gettext_noop("Post"),
    "reason": gettext_noop("Reason"),
    "source": gettext_noop("Public draw"),
    "boundary_source": gettext_noop("Source"),
    "review": gettext_noop("Number of the map's review"),
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
        elif isinstance(value, Role):
            result[name] = ROLE[value]
        elif isinstance(value, ChaseLevel):
            result[name] = CHASE[value]
        elif name == "person":
            result[name] = now(Person).filter(key=value).values_list("name", flat=True).first() or value
        elif isinstance(value, date):
            result[name] = date_format(value, "Y-m-d")
        elif isinstance(value, tuple):
            result[name] = pgettext("between names", ", ").join(value)
        else:
            result[name] = value
    return result


class _Facts(dict[str, Any]):
    """Facts of which one may be missing: a sentence with a gap tells more than an error page."""

    def __missing__(self, name: str) -> str:
        return "–"
