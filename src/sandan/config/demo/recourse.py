"""The demo's households that act from home: papers by photograph, one of them unreadable, and objections, one of them right."""

from __future__ import annotations

from dataclasses import replace

from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.names import BUREAU
from sandan.config.demo.scene import Scene
from sandan.desk import application as desk
from sandan.desk.application import blank
from sandan.domain.application import (
    AnswerObjection,
    AttachPaper,
    DecideApplication,
    ObjectToDecision,
    ReturnPaper,
)
from sandan.domain.authority import Actor, Role
from sandan.domain.wire import Command


def sent_from_home(scene: Scene, key: str, missing: tuple[str, ...], aide: Actor, *, blurred: bool) -> Course:
    """The household photographs each paper; where the first is `blurred` it comes back with the reason and is sent again."""
    own = Actor(frozenset({Role.RESIDENT}), opinion=key)
    for place, paper in enumerate(missing):
        photo = replace(scene.scan("手机拍摄的材料")[0], caption=f"材料照片{place + 1}")
        attach = blank(AttachPaper, key, paper=paper, evidence=(photo,))
        _give(scene, key, attach, own)
        if blurred and place == 0:
            yield Wait(1, 1)
            _give(scene, key, blank(ReturnPaper, key, paper=paper, reason="照片模糊，看不清金额，请重拍"), aide)
            yield Wait(0, 1, anytime=True)
            again = scene.scan("重拍的材料")
            _give(scene, key, blank(AttachPaper, key, paper=paper, evidence=again), own)


def objected(scene: Scene, key: str, *, right: bool) -> Course:
    """The household objects to a refusal; somebody of the bureau who has not decided answers, and where it was right it is decided anew."""
    own = Actor(frozenset({Role.RESIDENT}), opinion=key)
    yield Wait(1, 4, anytime=True)
    words = "孩子的奖学金不应当算家庭收入，请重新核对。" if right else "邻居家收入差不多也批了，我不服。"
    _give(scene, key, ObjectToDecision(application=key, words=words), own)
    yield Wait(1, 3)
    answer = (
        "原决定没有写明收入怎样计算，撤回重作。" if right else "家庭人均收入高于标准，决定维持。可以依法申请行政复议。"
    )
    # Who answers about a decision may not look at it in a spot check: the officer who checks is kept out of it.
    answers = scene.cast.one(BUREAU, Role.APPROVER)
    _give(scene, key, AnswerObjection(application=key, upheld=right, words=answer), answers)
    if right:
        yield Wait(1, 3)
        reasons = "逐项说明计算后，家庭人均收入仍不低于标准；计算过程附后。"
        decide = blank(DecideApplication, key, grant=False, reasons=reasons)
        _give(scene, key, decide, answers)


def _give(scene: Scene, key: str, command: Command, by: Actor) -> None:
    desk.give(key, command, by, scene.key(), at=scene.agenda.now)
