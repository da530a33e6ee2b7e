"""The demo's medical bills: admitted without a deposit or with one, settled by the scheme that ships, paid off, owed, objected to.

The scheme is the illustration: nobody's policy. Nobody here is real, and no identity number is anybody's: 999999 is no county's code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.names import GIVEN, HOSPITAL, INSURER, OFFICE, SURNAMES
from sandan.config.demo.scene import Scene
from sandan.desk import admission as desk
from sandan.desk import advance as advances
from sandan.desk import scheme
from sandan.desk.handle import Order, fold, handle
from sandan.domain.advance import GiveBack, ReconcileAdvance
from sandan.domain.arrears import Instalment, PayArrears, PlanInstalments, Source, even
from sandan.domain.authority import Actor, Role
from sandan.domain.money import ZERO, Money, total
from sandan.domain.payer import Category, HospitalLevel
from sandan.domain.scheme import AdoptScheme
from sandan.domain.settlement import AnswerObjection, ObjectSettlement, Settlement
from sandan.projections.admission import Admission
from sandan.projections.advance import Advance
from sandan.projections.arrears import Arrears
from sandan.projections.settlement import Settlement as Row
from sandan.projections.version import now

COUNT = 44
_ELSEWHERE = ("市中心医院", "市第二人民医院", "省人民医院")
_CATEGORIES = (
    (Category.MINIMUM_LIVING,) * 4 + (Category.EXTREME_POVERTY, Category.NEAR_POVERTY) + (Category.ORDINARY,) * 4
)
_SAID = ("药费好像算了两遍，请再核一下", "不明白为什么这些药不报")
_ANSWER = "已逐项核对发票和目录，结算无误；目录外药品见清单第三页。"


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody made up."""

    name: str
    id_number: str
    category: Category


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """The scheme on the first day, an advance soon after, and admissions from then on. The dice are the chapter's own."""
    chance = Random("settlement")  # noqa: S311 - dice for a story, nothing secret hangs on them
    yield timedelta(0), _adopted(scene)
    yield timedelta(2), _advanced(scene)
    people = [_patient(chance, number) for number in range(COUNT * 3 // 4)]
    for number in range(COUNT):
        who = people[number] if number < len(people) else chance.choice(people)
        yield timedelta(chance.randint(3, 50)), _stay(scene, chance, number, who)


def _patient(chance: Random, number: int) -> Patient:
    born = date(1940, 1, 1) + timedelta(chance.randint(0, 25_000))
    name = chance.choice(SURNAMES) + chance.choice(GIVEN)
    return Patient(name, f"999999{born:%Y%m%d}{number:03}X", chance.choice(_CATEGORIES))


def _adopted(scene: Scene) -> Course:
    text = scheme.ILLUSTRATION.read_text(encoding="utf-8")
    order = AdoptScheme(scheme="draft", text=text, unit=scene.cast.units[INSURER], from_on=scene.agenda.today)
    scheme.adopt(order, scene.cast.one(OFFICE, Role.DISPATCHER), scene.key(), scene.agenda.now)
    yield from ()


def _advanced(scene: Scene) -> Course:
    """Two advances: one worked off to nothing by the end of the story, one that runs."""
    granter, hospital = scene.cast.actor(scene.cast.members[INSURER][-2]), scene.cast.units[HOSPITAL]
    said = {"unit": hospital, "fund": "医疗救助基金", "granted_on": scene.agenda.today}
    for amount, basis in ((30_000, "云医保〔2026〕7号"), (50_000, "云医保〔2026〕9号")):
        _give(
            scene, advances.enter({**said, "amount": Money.of(amount), "basis": basis}, granter, scene.key()), granter
        )
    yield Wait(30, 34)
    first = now(Advance).order_by("position", "key").first()
    if first is None:
        return
    if first.left:
        back = GiveBack(advance=first.key, amount=_money(first.left), paid_on=scene.agenda.today)
        _give(scene, [Order(f"advance/{first.key}", back)], _hospital(scene))
    yield Wait(1, 2)
    checker = scene.cast.actor(scene.cast.members[INSURER][-1])
    _give(scene, [Order(f"advance/{first.key}", ReconcileAdvance(advance=first.key, note="逐笔核对"))], checker)


def _stay(scene: Scene, chance: Random, number: int, who: Patient) -> Course:
    """One stay in a hospital, from the door to the last instalment, or as far as the story goes."""
    while scheme.on(scene.agenda.today) is None:  # a story that begins on days off adopts it on the first working day
        yield Wait(1, 1)
    clerk, outside = _hospital(scene), chance.random() < 0.35
    level = HospitalLevel.TERTIARY if outside else HospitalLevel.SECONDARY
    first = who.category is not Category.ORDINARY
    said = {
        "name": who.name, "id_number": who.id_number, "category": who.category.value, "basis": "身份类别证明", "unit": clerk.unit,
        "hospital": chance.choice(_ELSEWHERE) if outside else HOSPITAL, "level": level.value, "inside": not outside,
        "admitted_on": scene.agenda.today, "guaranteed": first, "agreed_on": scene.agenda.today if first else None,
        "deposit": None if first else Money.of(chance.choice((500, 1000, 3000))),
    }  # fmt: skip
    if number % 22 == 21:  # brought in unconscious, with no papers
        said |= {
            "name": "",
            "id_number": "",
            "guaranteed": False,
            "agreed_on": None,
            "deposit": None,
            "emergency": True,
        }
    key = _give(scene, desk.enter(said, clerk, scene.key()), clerk)
    yield Wait(3, 14, anytime=True)
    row = now(Admission).get(key=key)
    whole = chance.randint(1_500, 60_000 if outside else 18_000) * 100 + chance.randint(0, 99)
    bill = {
        "discharged_on": scene.agenda.today,
        "invoice": f"61{number:08}",
        "total": _money(whole),
        "non_catalogue": _money(whole * chance.randint(2, 18) // 100),
        "self_first": _money(whole * chance.randint(0, 5) // 100),
    }
    _give(scene, desk.discharged(row, bill), clerk)
    yield Wait(0, 2)
    if number % 15 == 14:
        return  # the bill still waits
    found = desk.proposal(key)
    open_now = max(ZERO, found.statement.patient - found.order.deposit)
    paid = open_now if chance.random() < 0.45 else _money(int(open_now.amount * 100) * chance.randint(0, 6) // 10)
    signed = desk.settled(now(Admission).get(key=key), found.statement.patient, paid)
    _give(scene, signed, clerk)
    yield from _after(scene, chance, number, found.order.settlement)


def _after(scene: Scene, chance: Random, number: int, key: str) -> Course:
    """What payers, the patient and the hospital do once it is signed."""
    insurer = scene.cast.actor(scene.cast.members[INSURER][-2])
    yield Wait(1, 6)
    if number % 11 == 5:
        _give(
            scene,
            [Order(f"settlement/{key}", ObjectSettlement(settlement=key, words=_SAID[number % 2]))],
            _hospital(scene),
        )
        yield Wait(2, 4)
        answer = AnswerObjection(settlement=key, upheld=False, words=_ANSWER)
        _give(scene, [Order(f"settlement/{key}", answer)], insurer)
    if number % 13 == 12:
        _give(scene, desk.reversed_(now(Row).get(key=key), "发票录入有误"), insurer)
        return
    left = now(Arrears).filter(key=key).first()
    parts: tuple[Instalment, ...] = ()
    if left is not None and left.insured:
        parts = even(_money(left.left), chance.randint(2, 6), scene.agenda.today + timedelta(chance.randint(5, 30)))
        _give(scene, [Order(f"arrears/{key}", PlanInstalments(arrears=key, parts=parts))], _hospital(scene))
    elif left is not None:
        fund = PayArrears(
            arrears=key,
            amount=_money(left.left),
            paid_on=scene.agenda.today,
            source=Source.EMERGENCY_FUND,
            basis="疾病应急救助基金核销单",
        )
        _give(scene, [Order(f"arrears/{key}", fund)], insurer)
    yield Wait(4, 12)
    if chance.random() < 0.75:
        _shares(scene, key, insurer)
    if parts and chance.random() < 0.6:
        yield Wait(3, 15)
        pay = PayArrears(arrears=key, amount=parts[0].amount, paid_on=scene.agenda.today)
        _give(scene, [Order(f"arrears/{key}", pay)], _hospital(scene))


def _shares(scene: Scene, key: str, by: Actor) -> None:
    """Every payer pays; assistance out of an advance where one has enough left."""
    state: Settlement = fold(f"settlement/{key}")[0]
    row = now(Row).get(key=key)
    for each in state.shares:
        owed = state.left(each.payer)
        if owed == ZERO:
            continue
        enough = now(Advance).filter(status="granted", left__gte=int(owed.amount * 100)).order_by("position", "key")
        advance = enough.first() if each.payer == "assistance" else None
        said = {
            "payer": each.payer,
            "amount": owed,
            "paid_on": scene.agenda.today,
            "advance": advance.key if advance else "",
        }
        _give(scene, advances.paid(row, said), by)


def _hospital(scene: Scene) -> Actor:
    return scene.cast.actor(scene.cast.members[HOSPITAL][0])


def _money(cents: int) -> Money:
    return total([Money.of(cents // 100), Money.of(f"0.{cents % 100:02}")])


def _give(scene: Scene, orders: list[Order], by: Actor) -> str:
    done = handle(orders, by, scene.key(), scene.agenda.now)
    return done.events[0][0].stream.partition("/")[2]
