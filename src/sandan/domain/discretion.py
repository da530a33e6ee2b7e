"""Discretion (不泄露个人信息): what a text about a deed or a visit ought not to hold of the people it was done for.

Volunteers and their organisers disclose nothing personal of the served (志愿服务条例 art. 21; PIPL arts. 6, 28): no health of theirs, no
number that finds them. The words below suggest; a person who knows that nobody's health is meant says so and goes on.
"""

from __future__ import annotations

import re

from sandan.domain.values import require

_HEALTH = re.compile(
    "(?:疾病|大病|慢病|慢性病|重病|患病|看病|生病|治病|病人|病情|病历|病歷|患者|瘫痪|癱瘓|偏瘫|偏癱|中风|中風|失能|失明|失聪|失聰|痴呆|癌症?|肿瘤|腫瘤|尿毒症"
    "|透析|高血压|高血壓|糖尿病|心脏病|心臟病|精神病|精神障碍|精神障礙|抑郁|抑鬱|艾滋|愛滋|肺结核|肺結核|肝炎|残疾人?|殘疾人?|残障|殘障|智障|聋哑|聾啞|怀孕|懷孕|孕妇|孕婦"
    "|流产|流產|住院|手术|手術|化疗|化療|体检|體檢|身体检查|身體檢查|量血压|量血壓|测血糖|測血糖"
    "|\\b(?:illness|disease|disabled|cancer|diabetes|pregnan\\w*|surgery|patient)\\b)",
    re.IGNORECASE,
)
_FINDS = re.compile(r"(?<!\d)(?:1\d{10}|\d{17}[\dXx]|0\d{2,3}[- ]?\d{7,8})(?!\d)")


def health_words(*texts: str) -> tuple[str, ...]:
    """Words of the texts that speak of somebody's health, each once, in their order."""
    return tuple(dict.fromkeys(found.group() for text in texts for found in _HEALTH.finditer(text)))


def discreet(*texts: str, health_checked: bool) -> None:
    """Refuse texts that hold a telephone or identity number (`personal_number`), and words of health (`names_health`) unless a person has
    said that nobody's health is meant."""
    require(not any(_FINDS.search(text) for text in texts), "personal_number")
    found = health_words(*texts)
    require(health_checked or not found, "names_health", words="、".join(found))
