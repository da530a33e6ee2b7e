"""Words of files for topics and channels."""

import pytest

from sandan.domain.values import Channel, Topic
from sandan.intake.vocabulary import channel_of, topic_of


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("城乡建设", Topic.HOUSING),
        ("环境保护", Topic.ENVIRONMENT),
        ("交通运输", Topic.TRANSPORT),
        ("教育文体", Topic.EDUCATION),
        ("劳动和社会保障", Topic.EMPLOYMENT),
        ("卫生计生", Topic.HEALTH),
        ("道路橋梁", Topic.ROADS),
        (" Social_Aid ", Topic.SOCIAL_AID),
        ("商贸旅游", None),
        ("", None),
        (None, None),
    ],
)
def test_a_topic_is_known_by_its_words(word: str | None, topic: Topic | None) -> None:
    assert topic_of(word) is topic


@pytest.mark.parametrize("code", list(Topic))
def test_every_topic_has_its_own_code(code: Topic) -> None:
    assert topic_of(code.value) is code


@pytest.mark.parametrize("code", list(Channel))
def test_every_channel_has_its_own_code(code: Channel) -> None:
    assert channel_of(code.value) is code


@pytest.mark.parametrize(
    ("word", "channel"),
    [("１２３４５热线", Channel.HOTLINE), ("网上留言", Channel.ONLINE), ("PHONE", Channel.HOTLINE), ("飞鸽", None)],
)
def test_a_channel_is_known_by_its_words(word: str, channel: Channel | None) -> None:
    assert channel_of(word) is channel
