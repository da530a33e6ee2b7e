"""The catalogues are complete, and the program that says so would notice if they were not."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from sandan.web import catalogue
from sandan.web.catalogue import TemplateFault, Text


def test_every_text_is_translated() -> None:
    assert catalogue.check_all() == []


def test_the_texts_of_the_frame_are_found() -> None:
    texts = {text.single for text in catalogue.collect()}
    assert {"Problem list", "Task list", "Responsibility list", "Nothing here"} <= texts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "Plain" %}', [Text(None, "Plain")]),
        ("{% trans 'It\\'s' as x %}", [Text(None, "It's")]),
        ('{% translate "Close" context "a date" noop %}', [Text("a date", "Close")]),
        ('{% translate "context" %}', [Text(None, "context")]),
        ('{% translate "50% done"|upper %}', [Text(None, "50%% done")]),
        ("{% translate variable %}", []),
        (
            '{% include "a.html" with b=_("In a tag") %}{{ _("Out")|lower }}',
            [Text(None, "In a tag"), Text(None, "Out")],
        ),
        ("{% blocktranslate %}Of {{ n }} 5%{% endblocktranslate %}", [Text(None, "Of %(n)s 5%%")]),
        (
            '{% blocktranslate count n=x context "c" trimmed %}\n  one\n  row\n{% plural %}\n  {{ n }} rows {% endblocktranslate %}',
            [Text("c", "one row", "%(n)s rows")],
        ),
        ('{% comment %}{% translate "Not me" %}{% endcomment %}{# {% translate "Nor me" %} #}', []),
        ('{% verbatim %}{% translate "Not me" %}{% endverbatim %}', []),
    ],
)
def test_template_texts(source: str, expected: list[Text]) -> None:
    assert list(catalogue.template_texts(source)) == expected


@pytest.mark.parametrize(
    "source",
    [
        "{% blocktranslate %}open",
        "{% comment %}open",
        "{% blocktranslate %}{% if x %}{% endif %}{% endblocktranslate %}",
    ],
)
def test_a_template_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(TemplateFault):
        list(catalogue.template_texts(source))


def test_python_texts(tmp_path: Path) -> None:
    path = tmp_path / "page.py"
    path.write_text(
        'a = _("One")\nb = ngettext("%(n)s row", "%(n)s rows", n)\nc = pgettext_lazy("rung", "Done")\n'
        'd = npgettext("k", "a", "b", n)\ne = gettext(name)\nf = print("No")\n',
        encoding="utf-8",
    )
    assert list(catalogue.python_texts(path)) == [
        Text(None, "One"),
        Text(None, "%(n)s row", "%(n)s rows"),
        Text("rung", "Done"),
        Text("k", "a", "b"),
    ]


def _catalog(language: str, *entries: tuple[Text, str, bool]) -> Catalog:
    texts = {text: "page.html" for text, _form, _fuzzy in entries}
    fuzzy = frozenset(text for text, _form, is_fuzzy in entries if is_fuzzy)
    forms = {text: (form,) for text, form, _fuzzy in entries}
    source = catalogue.render(language, texts, forms, fuzzy)
    return read_po(source.encode().splitlines(keepends=True), locale=language, charset="utf-8")


@pytest.mark.parametrize(
    ("language", "single", "form", "fuzzy", "word"),
    [
        ("zh_Hans", "Unit", "", False, "empty"),
        ("zh_Hans", "Unit", "单位", True, "fuzzy"),
        ("zh_Hans", "%(n)s left", "剩余", False, "placeholders"),
        ("zh_Hans", "%(n)s left", "剩余 %(m)s", False, "placeholders"),
        ("zh_Hans", "by {name}", "由{nom}", False, "placeholders"),
        ("zh_Hant", "Unit", "单位", False, "simplified 单"),
        ("en", "%(n)s left", "still %(m)s", False, "placeholders"),
    ],
)
def test_each_fault_is_found(language: str, single: str, form: str, fuzzy: bool, word: str) -> None:
    text = Text(None, single)
    catalog = _catalog(language, (text, form, fuzzy))
    found = list(catalogue.faults({text: "page.html"}, catalog, language))
    assert len(found) == 1
    assert found[0].endswith(word) or f": {word} " in found[0]


def test_a_text_that_is_missing_is_found() -> None:
    assert list(catalogue.faults({Text(None, "New"): "a.html"}, Catalog(locale="zh_Hans"), "zh_Hans")) == [
        "zh_Hans: a.html: New: missing"
    ]


@pytest.mark.parametrize("form", ["里程", "茶几", "平台", "公里", "採取", "裡面"])
def test_good_traditional_is_not_reported(form: str) -> None:
    text = Text(None, "x")
    assert list(catalogue.faults({text: "a.html"}, _catalog("zh_Hant", (text, form, False)), "zh_Hant")) == []


def test_a_written_catalogue_reads_back_the_same() -> None:
    texts = {Text(None, 'Say "no"\nor \\ yes\n'): "a.html", Text("c", "%(n)s row", "%(n)s rows"): "b.html"}
    forms = {text: (f"译 {number}\n行 %(n)s",) for number, text in enumerate(texts)}
    source = catalogue.render("zh_Hans", texts, forms, frozenset())
    catalog = read_po(source.encode().splitlines(keepends=True), locale="zh_Hans", charset="utf-8")
    assert {text: catalogue.translations(catalog, text) for text in texts} == forms
    again = {text: catalogue.translations(catalog, text) for text in texts}
    assert catalogue.render("zh_Hans", texts, again, frozenset()) == source
    assert "POT-Creation-Date" not in source


def test_compiling_is_readable_and_happens_once(tmp_path: Path) -> None:
    text = Text(None, "%(n)s row", "%(n)s rows")
    for language in catalogue.LANGUAGES:
        path = catalogue.po_path(language, tmp_path)
        path.parent.mkdir(parents=True)
        form = ("%(n)s 条",) if language != "en" else ("", "")
        path.write_text(catalogue.render(language, {text: "a.html"}, {text: form}, frozenset()), encoding="utf-8")
    assert catalogue.compile_all(tmp_path) == list(catalogue.LANGUAGES)
    assert catalogue.compile_all(tmp_path) == []
    with catalogue.po_path("zh_Hans", tmp_path).with_suffix(".mo").open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    assert chinese.ngettext(text.single, str(text.plural), 5) % {"n": 5} == "5 条"
    with catalogue.po_path("en", tmp_path).with_suffix(".mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.ngettext(text.single, str(text.plural), 5) % {"n": 5} == "5 rows"
