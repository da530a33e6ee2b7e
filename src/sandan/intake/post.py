"""Posts as rosters write them: several in one cell, "(代)" before or behind, 空缺 instead of a name. And which roles a title suggests.

Only what stands here is understood. Roles are suggested, never given: a person confirms them in the preview (law 9), and the roles that
unmask, publish, strike off or make accounts are never suggested at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandan.domain.authority import Role
from sandan.domain.values import Tier
from sandan.intake.header import simpler

if TYPE_CHECKING:
    from collections.abc import Sequence

SUGGESTION = "title/1"
"""Name and version of the table below, told beside every suggestion."""

_VACANT = frozenset({"空缺", "缺", "缺员", "暂缺", "待定", "空岗", "缺额", "vacant", "vacancy"})
_SEPARATOR = re.compile(r"[、；;/\n]")
_BRACKETED = re.compile(r"[(（〔\[][^()（）〔〕\[\]]*[)）〕\]]")
_ACTING = re.compile(
    r"[(（〔\[]\s*(?:代|代理|acting|(?:临时|臨時)?主持(?:全面)?工作|(?:临时|臨時)?(?:负责|負責))\s*[)）〕\]]"
    r"|^\s*(?:代理|acting\s+)|^\s*代(?=.{0,8}[长長席任])|[,，]?\s*(?:临时|臨時)?主持(?:全面)?工作\s*$",
    re.IGNORECASE,
)
_RUNS = re.compile("主持|负责|負責")
# What a title ends in. A cell is divided only where every part is a title of its own: 主持党委、政府日常工作 is one.
_TITLE = re.compile(
    r"(?:书记|支书|主任|[长常席员任师]|常委|委员|干事|代表|委|会计|文书|秘书|出纳|主管|顾问|专干|网格员|head|secretary|director|mayor|chief"
    r"|manager|clerk|officer|member|deputy|chair\w*)$"
)

_HEAD = re.compile(
    r"^(?!.*(?:副|助理|原)).*(?:书记|支书|主任|村长|局长|镇长|乡长|院长|校长|所长|站长|部长|大队长|支队长|总队长|会长|主席|队长|中心主任|馆长|台长|社长|行长|园长"
    r"|经理|head|director|mayor|chief)$"
)
_COUNTY_LEADER = re.compile(
    r"(?:县委|市委|区委|县长|县人大|县政协|常委|人大常委会|政协主席|政协副主席|法院院长|检察长|mayor|county leader)"
)
_NOT_HEAD = re.compile(r"(?:纪委|纪检|人大|政协|工会|团委|妇联|武装部)")


@dataclass(frozen=True, slots=True)
class Title:
    """One post of a cell: what it is called, and whether its holder only acts in it."""

    title: str
    acting: bool = False


def vacant(name: str) -> bool:
    """Whether a name's cell says that nobody holds the post."""
    said = "".join(simpler(name).split())
    return _BRACKETED.sub("", said) in _VACANT or said.strip("()[]〔〕") in _VACANT


def titles(said: str) -> tuple[Title, ...]:
    """The posts that a cell names, each once, in its order. Divided at 、 ； / and line ends, and only where every part is a title."""
    parts = [part for part in (" ".join(one.split()) for one in _divided(said)) if part]
    bare = [one for part in parts for one in _ones(part)]
    if len(parts) > 1 and not all(_TITLE.search(simpler(_BRACKETED.sub("", each.title)).strip()) for each in bare):
        bare = _ones(" ".join(said.split()))
    return tuple(dict.fromkeys(each for each in bare if each.title))


def suggested(title: str, tier: Tier | None) -> tuple[Role, ...]:
    """The roles that a post's title suggests in a unit of this tier; a handler where it tells nothing more."""
    plain = simpler(_BRACKETED.sub("", title)).strip()
    if tier is Tier.COUNTY and (_COUNTY_LEADER.search(plain) or _HEAD.search(plain)):
        return (Role.LEADER,)
    if _HEAD.search(plain) and not _NOT_HEAD.search(plain):
        return (Role.UNIT_HEAD,)
    return (Role.HANDLER,)


def _ones(part: str) -> list[Title]:
    bare = _ACTING.sub("", part).strip(" ,，")
    if not bare or bare == part:
        return [Title(part)]
    if _RUNS.search(part) and "副" in bare:
        # 副局长（主持工作） holds the deputy's post, and acts in the one that is empty.
        return [Title(bare), Title(bare.replace("副", "", 1), acting=True)]
    return [Title(bare, acting=True)]


def _divided(said: str) -> Sequence[str]:
    """Parts between separators, those within brackets left whole."""
    parts, start, depth = [], 0, 0
    for index, sign in enumerate(said):
        if sign in "(（〔[":
            depth += 1
        elif sign in ")）〕]":
            depth = max(depth - 1, 0)
        elif depth == 0 and _SEPARATOR.match(sign):
            parts.append(said[start:index])
            start = index + 1
    return [*parts, said[start:]]
