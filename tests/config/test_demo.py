"""The demo county: told by real commands, sound to the last entry, and with every side path in it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from sandan.bulletins import docx, pdf
from sandan.bulletins.check import Answer, check
from sandan.bulletins.document import compose, digest
from sandan.bulletins.masthead import Issue
from sandan.config.demo.names import (
    ACTING,
    NAMED,
    OFFICIALS,
    ORGANS,
    SETTLERS,
    TOWNS,
    UNASSIGNED,
    VACANT,
    VILLAGE_VACANT,
)
from sandan.config.demo.run import make_demo, people
from sandan.domain.authority import NO_POST, Role
from sandan.domain.batch import BatchStatus
from sandan.domain.bulletin import BulletinStatus, Layout
from sandan.domain.profile import PROFILES
from sandan.domain.survey import Decision, Way
from sandan.domain.values import Channel, Refusal, ReopenSource, SurveyOutcome, Tier, Topic
from sandan.domain.wire import shapes
from sandan.intake import manuscript
from sandan.ledger import file, read, verify
from sandan.projections import appointment, coverage, figure, replay, unit
from sandan.projections.appointment import Appointment
from sandan.projections.batch import Batch
from sandan.projections.bulletin import Bulletin
from sandan.projections.handover import Handover
from sandan.projections.models import ALL
from sandan.projections.opinion import Opinion
from sandan.projections.person import Person
from sandan.projections.problem import Problem
from sandan.projections.survey import Survey
from sandan.projections.unit import Unit
from sandan.projections.version import now, rows_of, under_shield
from sandan.web.account import Account
from sandan.web.bulletin import LABELS

if TYPE_CHECKING:
    from pathlib import Path


LAST = date(2026, 10, 31)


@pytest.fixture
def home(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty ledger, and a directory of this test's own for evidence files."""
    monkeypatch.setattr(settings, "SANDAN_HOME", tmp_path)


@pytest.fixture
def small(home: None) -> list[int]:
    """A small demo county, and the percentages that were reported while it was made."""
    told: list[int] = []
    make_demo(seed=7, scale=0.05, progress=told.append, until=LAST)
    return told


def test_small_county_holds(small: list[int]) -> None:
    found = verify.check()
    assert found.faults == []
    assert found.entries == read.head().size > 800
    _replays()
    assert small == sorted(small)
    assert small[-1] == 100
    _reconciles()


def test_figures_as_published_can_be_recomputed(small: list[int]) -> None:
    issues = now(Bulletin).filter(status=BulletinStatus.PUBLISHED.value).order_by("position")
    assert len(issues) == 3
    assert [bool(each.corrects) for each in issues] == [False, False, True]
    assert all(each.approver and each.approver != each.submitter for each in issues)
    for published in issues:
        assert published.frozen_at is not None
        assert published.as_of is not None
        assert published.frozen_at < read.head().size
        assert digest(published.title, published.body, published.frozen_at, published.as_of) == published.digest
    (draft,) = now(Bulletin).filter(status=BulletinStatus.DRAFT.value)
    assert digest(draft.title, draft.body, read.head().size, LAST)


def test_no_number_of_a_published_bulletin_is_doubted_by_the_claim_check(small: list[int]) -> None:
    """Every number of these was computed: read out of the printed page, in whatever words stand around it, it must be found so."""
    for published in now(Bulletin).filter(status=BulletinStatus.PUBLISHED.value):
        assert published.frozen_at is not None
        assert published.as_of is not None
        position, day = published.frozen_at, published.as_of
        composed = compose(published.title, published.body, position, day, "zh-hans", LABELS)
        for layout, kind in product(Layout, (docx, pdf)):
            printed = kind.render(composed, Issue(2026, 1, LAST, layout), labels=LABELS)
            report = check(manuscript.read(BytesIO(printed)).text, LAST)
            doubted = [one for one in report.checked if one.answer is Answer.DIFFERS]
            assert not doubted, "\n".join(f"{each.claim.clause}: {each.figure} {each.ours}" for each in doubted)
            assert report.contradictions == ()
            assert report.counts()["matches"] >= (30 if kind is pdf else 31)


def test_everyone_signs_in_for_a_post(small: list[int]) -> None:
    found = people()
    with_account = [each for each in (*NAMED, *SETTLERS) if each.username]
    assert len(found) == len(with_account) + 1 == Account.objects.count()
    assert all(all(one[part] for part in ("name", "post", "unit", "username")) for one in found)
    assert len({one["username"] for one in found}) == len(found)
    assert not any(each.has_usable_password() for each in get_user_model().objects.all())
    roles: set[Role] = set()
    for one in Account.objects.all():
        actor = appointment.actor(one.person, one.acting, LAST)
        assert actor is not None
        roles |= actor.roles
    assert roles == set(Role) - NO_POST


def test_needs_an_empty_ledger(small: list[int]) -> None:
    size = read.head().size
    with pytest.raises(Refusal, match="ledger_not_empty"):
        make_demo(scale=0.05, until=LAST)
    assert read.head().size == size


def test_same_seed_tells_the_same_story(home: None) -> None:
    assert _told(seed=3) == _told(seed=3) != _told(seed=4)


@pytest.mark.slow
@pytest.mark.parametrize("last", [date(2026, 3, 20), date(2026, 11, 28), date(2026, 12, 1), date(2027, 1, 31)], ids=str)
def test_story_may_end_on_any_day(home: None, last: date) -> None:
    """Also where its deadlines run over long holidays, or into a year whose notice is not out."""
    make_demo(seed=2, scale=0.15, until=last)
    assert verify.check().faults == []


@pytest.mark.slow
def test_every_side_path_at_full_scale(home: None) -> None:
    make_demo(seed=1, until=LAST)
    assert verify.check().faults == []
    _replays()
    _reconciles()

    units = now(Unit)
    assert units.exclude(tier=Tier.BRANCH.value).count() == len(ORGANS) + len(TOWNS) + 2 == 41
    assert units.filter(tier=Tier.BRANCH.value).count() == 80
    assert now(Person).count() == OFFICIALS + len(SETTLERS) == 464
    assert now(Appointment).count() == OFFICIALS + len(SETTLERS) + 2, (
        "one acts in a second post, one went to another unit"
    )
    assert 950 <= now(Opinion).count() <= 1050
    assert 400 <= now(Problem).count() <= 500, "what people said, and what visits, self-inspections and groups found"

    _tells_everything()

    hidden = list(under_shield(Opinion))
    assert len([one for one in hidden if one.accusation]) == 3
    assert {one.status for one in under_shield(Problem)} == {"dispatched", "signed_for", "struck_off"}
    assert not now(Opinion).filter(key__in=[one.key for one in hidden]).exists()

    assert {one.channel for one in now(Opinion)} == {each.value for each in Channel}
    assert {one.topic for one in now(Problem)} == {each.value for each in Topic}
    _asks_every_way()
    assert now(Opinion).exclude(repeat_of="").exists()
    reopened = {one.public["source"] for one in read.entries() if one.kind == "problem.reopened/1"}
    assert reopened == {each.value for each in ReopenSource}

    counts = {one.figure.id: one.numerator for one in figure.compute(on=LAST)}
    assert counts["problems.collected"] > counts["problems.rectified"] > counts["problems.verified"]
    assert counts["problems.verified"] > counts["problems.struck_off"] > counts["problems.look_back_passed"]
    for id in (
        "overdue",
        "returned",
        "sent_back",
        "long_term",
        "not_fixable",
        "not_substantiated",
        "declined",
        "merged",
    ):
        assert counts[f"problems.{id}"] >= 2, id
    rates = {one.figure.id: one.value for one in figure.compute(on=LAST) if one.figure.is_rate}
    assert 0 < (rates.pop("rate.overturn") or 0) < 25
    # What a campaign, the service or a sample tells has no usual range; what the loop itself tells has.
    loop = (
        "on_time on_first_time coverage rectification response resolution satisfaction satisfaction_by_formula".split()
    )
    rates = {id: rates[f"rate.{id}"] for id in loop}
    assert all(value is not None and 50 < value < 97 for value in rates.values()), rates

    _covers()

    (batch,) = now(Batch)
    assert batch.status == BatchStatus.CLOSED.value
    assert batch.rows == batch.accepted + batch.duplicates + batch.rejected
    assert batch.duplicates > 0 < batch.rejected

    texts = [
        one.personal["text"]
        for one in read.opened(now(Opinion).values_list("position", flat=True)).values()
        if one.personal
    ]
    assert len(texts) == now(Opinion).count()
    assert 0.95 < len(set(texts)) / len(texts) < 1, "only deliberate repeats"
    assert "{" not in "".join(texts)
    kept = [file.load(each) for each in file.digests()]
    assert {content[:4] for content in kept} >= {b"\x89PNG", b"%PDF"}


def _tells_everything() -> None:
    """Every kind of event is told, twice where it is not a thing of once in two months."""
    told = Counter(kind for kind, _ in _entries())
    # Repairs to the register of units and people, what is undone or taken back, what comes from elsewhere, and kinds no longer written.
    never = {"unit.renamed/1", "person.renamed/1", "opinion.withdrawn/1", "opinion.erased/1", "opinion.erased/2"}
    never |= {
        "batch.undone/1",
        "bulletin.revised/1",
        "bulletin.revised/2",
        "bulletin.drafted/1",
        "appointment.withdrawn/1",
        "assignment.ended/1",
        "duty.dropped/1",
    }
    never |= {f"bulletin.{each}" for each in ("drafted/1", "revised/2", "sent_back/1", "discarded/1", "published/1")}
    never |= {"handover.refused/1", "handover.taken_back/1", "post.abolished/1", "problem.unit_succeeded/1"}
    never |= {f"unit.{each}/1" for each in ("abolished", "absorbed", "merged", "moved", "split", "split_off")}
    never |= {"person.link_made/1", "person.factor_reset/1", "viewing.recorded/1"}
    never |= {"boundary.taken_off/1", "unit.code_given/1", "roster.taken/1", "roster.undone/1"}
    never |= {"problem.opinion_attached_under_shield/1", "problem.absorbed_under_shield/1"}
    never |= {"rule.ended/1", "survey.recorded/1", "clock.terms_set/1", "extension.asked/1", "rule.adopted/1"}
    # What the registers of the campaign know and its chapters tell on some days and not on others, or not at all.
    spared = {f"circuit_group.{each}/1" for each in ("dissolved", "leader_changed", "member_added", "member_ended")}
    spared |= {f"circuit_plan.{each}/1" for each in ("discarded", "line_changed", "line_dropped")}
    spared |= {f"circuit_visit.{each}/1" for each in ("cancelled", "check_noted", "moved", "sample_taken")}
    spared |= {
        "circuit_rule.set/1",
        "look_back.finding_set_aside/1",
        "programme.ended/1",
        "sheet.undone/1",
        "study.attached/1",
    }
    spared |= {f"measure.{each}/1" for each in ("amended", "linked", "retired", "taken_down")}
    spared |= {f"{each}.cancelled/1" for each in ("study", "training")}
    spared |= {f"{each}.withdrawn/1" for each in ("circuit_group", "circuit_visit", "material", "measure", "study")}
    spared |= {"training.withdrawn/1"}
    # What the service knows and its chapters tell on some days and not on others, or not at all.
    spared |= {
        f"{each}/1"
        for each in (
            "admission.identified admission.withdrawn advance.withdrawn application.erased application.repaid "
            "application.reviewed application.revoked arrears.default_ended "
            "arrears.default_listed arrears.waived commitment.corrected commitment.correction_ordered commitment.lapsed "
            "commitment.repaired delegation.ended delegation.resumed delegation.suspended insured.category_set insured.erased "
            "payment.discarded publicity.answered publicity.objected publicity.taken_down scheme.ended service_item.ended "
            "settlement.misuse_found settlement.misuse_lifted settlement.misuse_recovered settlement.share_returned "
            "spot_check.abandoned"
        ).split()
    }
    assert set(told) - spared == set(shapes()) - never - spared
    once = {"batch.opened/1", "batch.rows_taken/1", "batch.closed/1", "calendar.year_noticed/1"}
    once |= {"formula.adopted/1", "formula.threshold_set/1", "rule.adopted/2", "rule.channels_assigned/1"}
    once |= {"handover.offered/1", "handover.accepted/1", "look_back.concluded/1", "look_back.abandoned/1"}
    once |= {
        "circuit_plan.proposed/1",
        "circuit_plan.accepted/1",
        "plan.withdrawn/1",
        "plan.amended/1",
        "deed.denied/1",
    }
    once |= {"programme.amended/1", "programme.planned/1"} | spared
    once |= {f"advance.{each}/1" for each in ("given_back", "reconciled")}
    once |= {f"commitment.{each}/1" for each in ("heard", "judged_false")}
    once |= {f"service_item.{each}/1" for each in ("adopted", "placed")}
    once |= {"application.withdrawn/1", "arrears.cancelled/1", "scheme.adopted/1"}
    alone = {kind for kind, count in told.items() if count == 1} - once
    assert not alone, "told once only: " + " ".join(sorted(alone))
    judged_by = {one.public["rulebook"] for one in read.entries() if one.kind.startswith("clock.terms_set/")}
    assert {each.id for each in PROFILES if each.id != "petition-2005"} < judged_by, "and by what the office adopted"


def _asks_every_way() -> None:
    """Reporters answer by every way, some are still to be heard, and discontent was decided on both ways."""
    assert {one.outcome for one in now(Survey)} == {each.value for each in SurveyOutcome}
    assert {one.way for one in now(Survey).filter(outcome="answered")} == {each.value for each in Way}
    assert now(Survey).filter(own=True).exists()
    waiting = now(Survey).filter(outcome="waiting")
    assert waiting.filter(link="").exists(), "somebody is still to be called"
    assert waiting.exclude(link="").exists(), "somebody has a link and has not answered"
    assert {one.decision for one in now(Survey)} == {"", *Decision}


def _covers() -> None:
    """The coverage page has something to show: a vacancy, an acting chief, a hole, an orphan, and a hand-over that left none."""
    day = coverage.Day(LAST + timedelta(1))
    units = unit.names()
    assert {units[each.unit] for each in day.vacant()} == {VACANT, VILLAGE_VACANT}
    assert [units[each.unit] for each in day.acting()] == [ACTING]
    towns = {units[each.unit]: day.place(each.unit) for each in day.places() if each.tier == Tier.TOWN}
    assert {name for name, found in towns.items() if found[Tier.COUNTY].why} == {UNASSIGNED}
    assert not any(found[Tier.TOWN].why for found in towns.values())
    seen = coverage.look(day)
    orphaned = {each.person for each in seen.findings[coverage.Kind.NO_POST]}
    assert len(orphaned) == 1
    (accepted,) = now(Handover)
    assert accepted.status == "accepted"
    assert accepted.giver not in orphaned
    # What a look-back reopens after the hand-over still names whoever left: which items are drawn hangs on salts.
    assert seen.counts[coverage.Kind.ELSEWHERE] <= 2
    assert seen.counts[coverage.Kind.OWN_JUDGE] == 0


def _entries() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, stream FROM ledger_entry ORDER BY position")
        return [(kind, stream) for kind, stream in cursor.fetchall()]


def _told(seed: int) -> list[tuple[str, str]]:
    """The story up to what is found by lot: what is drawn hangs on the ledger's root, and so on salts that no seed repeats."""
    with transaction.atomic():
        make_demo(seed=seed, scale=0.03, until=LAST)
        found = _entries()
        transaction.set_rollback(True)
    assert read.head().size == 0
    by_lot = ("look_back.finding_recorded/1", "spot_check.drawn/1")
    return found[: next((place for place, (kind, _) in enumerate(found) if kind in by_lot), None)]


def _replays() -> None:
    """Replaying the ledger gives the very same tables."""
    stored = {model: list(rows_of(connection, model)) for model in ALL}
    replay.rebuild()
    assert stored == {model: list(rows_of(connection, model)) for model in ALL}
    assert all(stored[model] for model in (Unit, Opinion, Problem, Survey))


def _reconciles() -> None:
    """Every count is the sum of its parts, by any dimension, and of as many records as it says. What is sealed is not broken down."""
    whole = {one.figure.id: one for one in figure.compute(on=LAST) if not one.figure.sealed}
    for by in figure.DIMENSIONS:
        groups = figure.grouped(by, on=LAST).values()
        for id, value in whole.items():
            if (
                not value.figure.is_rate and not value.figure.sealed and value.figure.within is None
            ):  # no median adds up
                assert (
                    sum(each.numerator for group in groups for each in group if each.figure.id == id) == value.numerator
                ), (by, id)
    for id, value in whole.items():
        if value.suppressed and value.figure.sealed:
            continue
        assert figure.records(id, on=LAST).count() == (value.numerator if value.rows is None else value.rows), id
    parts = ("open", "struck_off", "long_term", "declined", "redirected", "merged")
    assert whole["problems.collected"].numerator == sum(whole[f"problems.{part}"].numerator for part in parts)
