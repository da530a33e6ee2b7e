"""The message catalogues: finding the texts, keeping the languages complete, compiling what Django reads.

Run as ``python -m sandan.web.catalogue [compile|extract|traditional|check]``; ``compile`` is what happens without a word.

* ``compile`` writes ``django.mo`` beside each ``django.po`` that is newer than it. Needs Babel alone and no GNU gettext, so
  that a machine with nothing but Python can set Sandan up.
* ``extract`` collects every text from the templates and the Python files and rewrites the ``.po`` files: translations are
  kept, new texts come in empty, texts that nobody uses any more go. The order is that of the files, and neither line
  numbers nor times are written, so that a catalogue changes only where a text did.
* ``traditional`` fills what is empty in Traditional Chinese from Simplified, with Taiwan's wording (OpenCC, ``s2twp``), and
  prints each filled text for a person to read.
* ``check`` refuses a catalogue that lacks a text, leaves it empty or fuzzy, changes its placeholders, or writes a simplified
  character in Traditional Chinese (OpenCC).

English is the language of the message ids; its catalogue holds only what should read otherwise, and empty means "as is".
Text forms: the GNU gettext manual, "The Format of PO Files"; template tags: Django's internationalisation reference.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import escape, read_po
from opencc import OpenCC

PACKAGE = Path(__file__).resolve().parents[1]
LOCALES = Path(__file__).resolve().parent / "locale"
LANGUAGES = ("zh_Hans", "zh_Hant", "en")
COMPLETE = ("zh_Hans", "zh_Hant")
"""The languages in which every text must be translated; English is the text itself."""

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

PLACEHOLDER = re.compile(r"%\([A-Za-z_]\w*\)[sdif]|%[sdif]|\{[A-Za-z_]?\w*(?:![rsa])?(?::[^{}]*)?\}")
TAG = re.compile(r"\{%\s*(?P<tag>.*?)\s*%\}|\{\{\s*(?P<variable>.*?)\s*\}\}|\{#.*?#\}")
WORD = re.compile(r"""((?:[^\s'"]*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))+[^\s'"]*|\S+)""")
CONSTANT = re.compile(r"""_\((?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\)""")

BOTH = frozenset(
    "丑丰于云仆伙余佣凄准几凶划厘台吁吃咨咸唇夸岩岳峰帘床征恒斗昵朴杰栖沄淀游灶熏痴皂秘粽群肴范跖辟郁采里雇"
)
"""Characters that OpenCC maps on to another one although good Traditional Chinese writes them too (里程, 茶几, 台)."""

TERMS = {"数据": "數據", "审核": "審核", "对象": "對象", "进程": "進程", "程序": "程序", "账本": "帳本", "登录": "登入",
         "退出登录": "登出", "公文": "公文", "支持": "支持", "项目": "項目", "质量": "品質",
         "窗口": "窗口", "查看": "查看", "权限": "權限", "发送": "送出", "发布": "發布", "身份": "身分", "账号": "帳號",
         "绑定": "綁定", "“": "「", "”": "」"}  # fmt: skip
"""Words of administration, and quotation marks, that a phrase converter made for computing renders wrongly."""


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text to translate, as gettext knows it: context, message id, and its plural where it has one."""

    context: str | None
    single: str
    plural: str | None = None

    @property
    def key(self) -> str | tuple[str, str]:
        """The id in the form Babel wants: a pair where there is a plural."""
        return self.single if self.plural is None else (self.single, self.plural)

    def __str__(self) -> str:
        """The text as a message of ``check`` names it."""
        return f"[{self.context}] {self.single}" if self.context else self.single


class TemplateFault(ValueError):
    """A template whose translation tags cannot be read; the message names what is wrong."""


# Finding the texts


def python_texts(path: Path) -> Iterator[Text]:
    """Yield the texts that a Python file hands to the gettext functions of :data:`KEYWORDS`, in its order."""
    with path.open("rb") as source:
        options = {"encoding": "utf-8"}
        found = babel_extract("python", source, keywords=KEYWORDS, options=options)
        for _line, message, _comments, context in found:
            if isinstance(message, tuple):
                single, plural = message[0], message[1]
                yield Text(context, single, plural)
            elif message:
                yield Text(context, message)


def template_texts(source: str) -> Iterator[Text]:
    """Yield the texts of a Django template: ``translate``, ``trans``, ``blocktranslate``, ``blocktrans`` and ``_("…")``.

    Message ids are made as Django makes them when it renders: ``%`` doubled, ``{{ name }}`` written ``%(name)s``, white space
    folded under ``trimmed``. Raises :class:`TemplateFault` on a block that does not end or holds another tag.
    """
    skip_to: str | None = None
    block: _Block | None = None
    at = 0
    for match in TAG.finditer(source):
        between, at = source[at : match.start()], match.end()
        tag, variable = match["tag"], match["variable"]
        name = tag.split(None, 1)[0] if tag else ""
        if skip_to:
            skip_to = None if name == skip_to else skip_to
        elif block is not None:
            block.add(between.replace("%", "%%"))
            if name in {"endblocktranslate", "endblocktrans"}:
                yield block.text()
                block = None
            elif name == "plural":
                block.turn_plural()
            elif variable is not None:
                block.add(f"%({variable})s")
            elif tag is not None:
                raise TemplateFault(f"{{% {tag} %}} inside a translated block")
        elif name in {"comment", "verbatim"}:
            skip_to = "end" + name
        elif name in {"blocktranslate", "blocktrans"}:
            words = WORD.findall(tag)
            block = _Block(_context(words), trimmed="trimmed" in words)
        elif name in {"translate", "trans"}:
            yield from _tag_text(tag)
        else:
            for constant in CONSTANT.finditer(tag or variable or ""):
                yield Text(None, _unquote(constant["text"]).replace("%", "%%"))
    if block is not None or skip_to:
        raise TemplateFault(f"a block is not closed: {skip_to or 'endblocktranslate'}")


class _Block:
    """A translated block while it is being read."""

    def __init__(self, context: str | None, *, trimmed: bool) -> None:
        self.context = context
        self.trimmed = trimmed
        self.parts: list[list[str]] = [[]]

    def add(self, part: str) -> None:
        self.parts[-1].append(part)

    def turn_plural(self) -> None:
        self.parts.append([])

    def text(self) -> Text:
        forms = ["".join(part) for part in self.parts]
        if self.trimmed:
            forms = [" ".join(line.strip() for line in form.strip().splitlines()) for form in forms]
        return Text(self.context, forms[0], forms[1] if len(forms) > 1 else None)


def _tag_text(tag: str) -> Iterator[Text]:
    words = WORD.findall(tag)
    argument = re.match(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", words[1]) if len(words) > 1 else None
    if argument:  # a variable is translated at run time, from a text that Python marked
        yield Text(_context(words), _unquote(argument[1]).replace("%", "%%"))


def _context(words: list[str]) -> str | None:
    return _unquote(words[words.index("context") + 1]) if "context" in words[1:-1] else None


def _unquote(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word[1:-1])


def sources(package: Path = PACKAGE) -> Iterator[tuple[Path, Callable[[Path], Iterator[Text]]]]:
    """Yield every file that may hold texts, in a fixed order, with the function that reads it."""
    for path in sorted(package.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield path, python_texts
        elif path.suffix in {".html", ".txt"} and "templates" in path.relative_to(package).parts:
            yield path, lambda template: template_texts(template.read_text(encoding="utf-8"))


def collect(package: Path = PACKAGE) -> dict[Text, str]:
    """Return every text once, in the order of the files, with the first file it stands in (relative to the package).

    A text that occurs with and without a plural is one entry, with its plural, as gettext looks both up by the first form.
    """
    found: dict[tuple[str | None, str], tuple[Text, str]] = {}
    for path, read in sources(package):
        place = path.relative_to(package).as_posix()
        try:
            texts = list(read(path))
        except TemplateFault as fault:
            raise TemplateFault(f"{place}: {fault}") from fault
        for text in texts:
            known = found.get((text.context, text.single))
            if known is None:
                found[text.context, text.single] = (text, place)
            elif known[0].plural is None and text.plural is not None:
                found[text.context, text.single] = (text, known[1])
    return dict(found.values())


# Reading and writing catalogues


def po_path(language: str, locales: Path = LOCALES) -> Path:
    """Return where the catalogue of a language lies, in the layout that Django looks for."""
    return locales / language / "LC_MESSAGES" / "django.po"


def load(language: str, locales: Path = LOCALES) -> Catalog:
    """Return the catalogue of a language; an empty one if there is no file yet."""
    path = po_path(language, locales)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def translations(catalog: Catalog, text: Text) -> tuple[str, ...]:
    """Return the forms of a text in this language, all empty strings where it is untranslated."""
    message = catalog.get(text.single, context=text.context)
    held = None if message is None else message.string
    forms = [str(form or "") for form in (held if isinstance(held, (tuple, list)) else [held])]
    wanted = 1 if text.plural is None else catalog.num_plurals
    return tuple((forms + [""] * wanted)[:wanted])


def render(language: str, texts: dict[Text, str], forms: Mapping[Text, tuple[str, ...]], fuzzy: frozenset[Text]) -> str:
    """Return the bytes-stable text of a ``.po`` file: header without times, entries grouped by their first file."""
    header = {
        "Project-Id-Version": "sandan",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": str(Catalog(locale=language).plural_forms),
    }
    lines = ['msgid ""', 'msgstr ""', *(escape(f"{name}: {value}\n") for name, value in header.items())]
    for text, place in texts.items():
        lines += ["", f"#: {place}"]
        flags = (["fuzzy"] if text in fuzzy else []) + (["python-format"] if "%(" in text.single else [])
        if flags:
            lines.append("#, " + ", ".join(flags))
        if text.context is not None:
            lines.append(f"msgctxt {_quoted(text.context)}")
        lines.append(f"msgid {_quoted(text.single)}")
        if text.plural is None:
            lines.append(f"msgstr {_quoted(forms[text][0])}")
        else:
            lines.append(f"msgid_plural {_quoted(text.plural)}")
            lines += [f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(forms[text])]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    if "\n" not in text.rstrip("\n"):
        return escape(text)
    return "\n".join(['""', *(escape(line) for line in text.splitlines(keepends=True))])


def save(language: str, texts: dict[Text, str], catalog: Catalog, new: dict[Text, tuple[str, ...]]) -> None:
    """Write the ``.po`` file of a language: the given texts, with what the catalogue holds, ``new`` going first."""
    forms = {text: new.get(text) or translations(catalog, text) for text in texts}
    fuzzy = frozenset(text for text in texts if text not in new and _is_fuzzy(catalog, text))
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, render(language, texts, forms, fuzzy).encode())


def _is_fuzzy(catalog: Catalog, text: Text) -> bool:
    message = catalog.get(text.single, context=text.context)
    return message is not None and message.fuzzy


def _replace(path: Path, content: bytes) -> None:
    # Several processes may start at once and compile: each writes its own file and the last rename wins, whole.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


# The four commands


def compile_all(locales: Path = LOCALES) -> list[str]:
    """Write every ``django.mo`` that is missing or older than its ``.po``; return the languages that were written."""
    written = []
    for language in LANGUAGES:
        source = po_path(language, locales)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, load(language, locales))
        draft.replace(target)
        written.append(language)
    return written


def extract_all() -> list[str]:
    """Rewrite the ``.po`` files from templates and code; return one line a language: texts, empty ones, dropped ones."""
    texts = collect()
    report = []
    for language in LANGUAGES:
        catalog = load(language)
        known = {(message.context, _first(message.id)) for message in catalog if message.id}
        gone = known - {(text.context, text.single) for text in texts}
        empty = sum(1 for text in texts if not all(translations(catalog, text)))
        save(language, texts, catalog, {})
        report.append(f"{language}: {len(texts)} texts, {empty} empty, {len(gone)} dropped")
        report += [f"  dropped: {single}" for _context_of, single in sorted(gone, key=str)]
    return report


def _first(key: Any) -> str:
    return str(key[0]) if isinstance(key, (tuple, list)) else str(key)


def fill_traditional() -> list[str]:
    """Fill the empty texts of Traditional Chinese from Simplified; return the filled ones for a person to read."""
    phrases = _opencc("s2twp")
    split = re.compile("(" + "|".join(sorted(TERMS, key=len, reverse=True)) + ")")

    def convert(form: str) -> str:
        return "".join(TERMS.get(part) or phrases(part) for part in split.split(form))

    texts = collect()
    simplified, traditional = load("zh_Hans"), load("zh_Hant")
    new = {
        text: tuple(convert(form) for form in translations(simplified, text))
        for text in texts
        if not all(translations(traditional, text)) and all(translations(simplified, text))
    }
    save("zh_Hant", texts, traditional, new)
    return [f"{text} → {' | '.join(forms)}" for text, forms in new.items()]


def faults(texts: dict[Text, str], catalog: Catalog, language: str) -> Iterator[str]:
    """Yield what is wrong with a catalogue, one line each: missing, empty, fuzzy, placeholders, simplified characters."""
    to_traditional = _opencc("s2t") if language == "zh_Hant" else None
    for text, place in texts.items():
        where = f"{language}: {place}: {text}"
        message = catalog.get(text.single, context=text.context)
        forms = translations(catalog, text)
        if message is None and language in COMPLETE:
            yield f"{where}: missing"
        elif not all(forms) and language in COMPLETE:
            yield f"{where}: empty"
        elif message is not None and message.fuzzy:
            yield f"{where}: fuzzy"
        wanted = sorted(PLACEHOLDER.findall(text.plural or text.single))
        for form in filter(None, forms):
            # Only the last form must name everything: "one row" may drop its number.
            held = sorted(PLACEHOLDER.findall(form))
            if held != wanted and not (text.plural and held == sorted(PLACEHOLDER.findall(text.single))):
                yield f"{where}: placeholders {held} instead of {wanted}"
            wrong = to_traditional and [char for char in form if char not in BOTH and to_traditional(char) != char]
            if wrong:
                yield f"{where}: simplified {''.join(wrong)}"


def check_all() -> list[str]:
    """Return every fault of every language, empty if the catalogues are complete."""
    texts = collect()
    return [fault for language in LANGUAGES for fault in faults(texts, load(language), language)]


def _opencc(name: str) -> Callable[[str], str]:
    converter = OpenCC(name)
    return lambda text: str(converter.convert(text))


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 where ``check`` found faults."""
    parser = argparse.ArgumentParser(prog="python -m sandan.web.catalogue", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("command", nargs="?", default="compile", choices=["compile", "extract", "traditional", "check"])
    command = parser.parse_args(arguments).command
    if command == "check":
        found = check_all()
        sys.stdout.writelines(f"{line}\n" for line in found)
        return 1 if found else 0
    run = {"compile": compile_all, "extract": extract_all, "traditional": fill_traditional}[command]
    sys.stdout.writelines(f"{line}\n" for line in run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
