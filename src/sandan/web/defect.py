"""What is wrong with a file or a row of it, in the reader's language: a sentence for every code that intake knows."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.domain.authority import NO_POST, Role
from sandan.domain.values import Refusal
from sandan.intake.defect import Defect, DefectCode, SheetError, SheetFault
from sandan.intake.household import Column
from sandan.intake.layout import Field, Kind
from sandan.web.label import ROLE, Label
from sandan.web.message import told

SHEETS: dict[SheetFault, str] = {
    SheetFault.FILE_EMPTY: gettext_noop("There is nothing in this file."),
    SheetFault.FILE_TOO_LARGE: gettext_noop(
        "The file has %(size)s MB; %(limit)s MB are the most. Divide it into several files."
    ),
    SheetFault.KIND_UNSUPPORTED: gettext_noop(
        "Files of this kind (%(found)s) cannot be read here. Save it as .xlsx, .xls, .ods or .csv and send that."
    ),
    SheetFault.FILE_BROKEN: gettext_noop("The file is damaged. Open it in your spreadsheet program and save it anew."),
    SheetFault.FILE_ENCRYPTED: gettext_noop("The file needs a password. Save it without one and send it again."),
    SheetFault.FILE_EXPLODES: gettext_noop(
        "The file unpacks to far more than its size tells and was not opened. Save it anew, or as .csv."
    ),
    SheetFault.AREA_TOO_LARGE: gettext_noop(
        "The table reaches as far as cell %(cell)s, too far to read. Delete the stray cell or the empty columns and save it anew."
    ),
    SheetFault.NUL_BYTES: gettext_noop(
        "This is no text that could be read. Save it as .csv in UTF-8, or send the workbook itself."
    ),
    SheetFault.ENCODING_UNKNOWN: gettext_noop(
        "From line %(line)s on the characters fit no known encoding. Save it as .csv in UTF-8, or send the workbook itself."
    ),
    SheetFault.QUOTE_UNCLOSED: gettext_noop("A quotation mark opened in row %(row)s is never closed."),
    SheetFault.CELL_TOO_LARGE: gettext_noop("A cell in row %(row)s is longer than %(limit)s characters."),
    SheetFault.ROWS_TOO_MANY: gettext_noop("The file has more than %(limit)s rows. Divide it into several files."),
    SheetFault.WORKSHEET_MISSING: gettext_noop("There is no worksheet “%(wanted)s”. There are: %(names)s."),
    SheetFault.HEADER_MISSING: gettext_noop(
        "None of the first %(searched)s rows names the columns. Put a row with their names on top."
    ),
    SheetFault.HEADER_CHANGED: gettext_noop("Row %(row)s names other columns than those that were confirmed."),
    SheetFault.COLUMN_MISSING: gettext_noop("Say which column holds this: %(columns)s."),
    SheetFault.COLUMN_TWICE: gettext_noop(
        "These columns mean what another column of the file means already: %(columns)s. Leave one of each, or name them otherwise."
    ),
    SheetFault.TEXT_COLUMN_MISSING: gettext_noop(
        "No column holds what was said. Choose one for the text or for the title."
    ),
}
"""Why a whole file is refused, and what helps. A code without a sentence fails the build."""

ROWS: dict[DefectCode, str] = {
    DefectCode.TEXT_MISSING: gettext_noop("Nothing was said: title and text are empty."),
    DefectCode.TEXT_TOO_LONG: gettext_noop("The text has %(length)s characters; %(limit)s are the most."),
    DefectCode.FIELD_TOO_LONG: gettext_noop("This has %(length)s characters; %(limit)s are the most."),
    DefectCode.TEXT_BROKEN: gettext_noop("Part of a character was lost before the file came here. Write it anew."),
    DefectCode.NUMBER_ROUNDED: gettext_noop(
        "The spreadsheet program has rounded this number, so its last digits are lost. Enter it anew as text."
    ),
    DefectCode.DATE_INVALID: gettext_noop("This is no date of any calendar."),
    DefectCode.DATE_INCOMPLETE: gettext_noop("Year, month or day is missing from the date."),
    DefectCode.DATE_AMBIGUOUS: gettext_noop("The date can be read in two ways. Write it as year-month-day."),
    DefectCode.DATE_IN_FUTURE: gettext_noop("The date lies after %(today)s, the day of the import."),
    DefectCode.DATE_TOO_OLD: gettext_noop("The date lies before 1 October 1949."),
    DefectCode.HEADER_REPEATED: gettext_noop("This is the header row once more."),
    DefectCode.FIELD_MISSING: gettext_noop("“%(field)s” must be filled in."),
    DefectCode.TIER_UNKNOWN: gettext_noop(
        "It isn't clear what this unit is. Write its tier: county, department, town or village."
    ),
    DefectCode.ROLE_UNKNOWN: gettext_noop(
        "“%(value)s” is no role here. Write one of these, or leave the cell empty to choose one in the preview: %(roles)s."
    ),
    DefectCode.TOPIC_UNKNOWN: gettext_noop(
        "“%(value)s” is no topic here. Leave the cell empty, or write the matter itself."
    ),
    DefectCode.CODE_INVALID: gettext_noop("A code has only letters and digits: “%(value)s” is none."),
    DefectCode.DATES_BACKWARDS: gettext_noop("The last day (%(last)s) lies before the first (%(first)s)."),
    DefectCode.UNIT_UNKNOWN: gettext_noop(
        "There is no unit “%(value)s”, here or in the file. Put it on the list of units, or correct the name."
    ),
    DefectCode.UNIT_AMBIGUOUS: gettext_noop(
        "Several units are called “%(value)s”. Write the unit above before it, as in Qingxi Town/Shiqiao Village, or use its code."
    ),
    DefectCode.UNIT_REPEATED: gettext_noop("Row %(first)s of the file is about the same unit and says something else."),
    DefectCode.CODE_TAKEN: gettext_noop("The code %(value)s belongs to another unit."),
    DefectCode.SUPERIOR_CIRCLE: gettext_noop("This unit would stand above itself."),
    DefectCode.SUPERIOR_REFUSED: gettext_noop("The row of the unit above, “%(value)s”, is sent back too."),
    DefectCode.SECOND_COUNTY: gettext_noop("There is one county here, and it isn't called “%(value)s”."),
    DefectCode.PERSON_UNKNOWN: gettext_noop("There is nobody of this name, here or in the file."),
    DefectCode.PERSON_AMBIGUOUS: gettext_noop("Several people have this name. Write their unit beside it."),
    DefectCode.ROLES_MISSING: gettext_noop("No role was chosen for this post."),
    DefectCode.ID_INVALID: gettext_noop(
        "This is no identity number: it has 18 signs, and its check digit fits the others. Compare it with the card."
    ),
    DefectCode.ID_REPEATED: gettext_noop(
        "The same identity number stands in row %(first)s. A person belongs to one household."
    ),
    DefectCode.HEAD_REPEATED: gettext_noop(
        "Row %(first)s has a head of this household already. Give each household a number of its own."
    ),
    DefectCode.SAID_TWICE: gettext_noop("Row %(first)s says something else of the same household."),
    DefectCode.PERSONS_DIFFER: gettext_noop(
        "The file says %(said)s persons and names %(found)s. The income per head depends on it."
    ),
    DefectCode.MEMBERS_UNCLEAR: gettext_noop(
        "Write the members one after another as name, relation and identity number, with ； between them."
    ),
    DefectCode.AMOUNT_INVALID: gettext_noop(
        "Write the amount in yuan as a number, not below zero, to the cent at most."
    ),
    DefectCode.WORD_UNKNOWN: gettext_noop("“%(value)s” is not understood here."),
    DefectCode.ITEM_UNKNOWN: gettext_noop("No service item that may be applied for that day is called “%(value)s”."),
    DefectCode.PAPER_UNKNOWN: gettext_noop("The item asks for no paper called “%(value)s”. It asks for: %(papers)s."),
    DefectCode.HOUSEHOLD_SENT_BACK: gettext_noop("Comes along with row %(first)s of the same household."),
    DefectCode.REFUSED: "%(reason)s",
}
"""Why a row is not taken, and what helps. The column is named beside it."""

FIELD: dict[Field, Label] = {
    Field.UNIT: _("Unit"),
    Field.CODE: _("Unit code"),
    Field.SUPERIOR: _("Superior unit"),
    Field.SUPERIOR_CODE: _("Superior code"),
    Field.TIER: _("Tier"),
    Field.ABOLISHED_ON: _("Abolished on"),
    Field.NAME: _("Name"),
    Field.NUMBER: _("Person number"),
    Field.POST: _("Post"),
    Field.ACTING: pgettext_lazy("roster", "Acting"),
    Field.CHIEF: _("Answers for the unit"),
    Field.FROM_ON: pgettext_lazy("roster", "From"),
    Field.UNTIL_ON: pgettext_lazy("roster", "To"),
    Field.PHONE: _("Phone"),
    Field.ROLES: _("Roles"),
    Field.SECTORS: _("In charge of"),
    Field.PLACES: _("Places looked after"),
    Field.TARGET: pgettext_lazy("roster", "Looked after"),
    Field.TOPIC: _("Topic"),
    Field.DUTY: _("Matter"),
    Field.BASIS: _("Basis"),
}
"""The columns of a roster as they are called on screen and in the workbooks that Sandan writes; the import knows each of these names."""
HOUSEHOLD: dict[Column, Label] = {
    Column.HOUSEHOLD: _("Household number"),
    Column.ITEM: _("Service item"),
    Column.NAME: _("Name"),
    Column.ID_NUMBER: _("Identity number"),
    Column.RELATION: _("Relation to the head"),
    Column.MEMBERS: _("Other members"),
    Column.PERSONS: _("Persons in the household"),
    Column.VILLAGE: _("Village"),
    Column.AREA: pgettext_lazy("household", "Urban or rural"),
    Column.ABLE: pgettext_lazy("household", "Able to work"),
    Column.CATEGORIES: pgettext_lazy("assistance", "Belongs to"),
    Column.WAGE: pgettext_lazy("income", "Wages"),
    Column.BUSINESS: pgettext_lazy("income", "Farming or business, net"),
    Column.PROPERTY: pgettext_lazy("income", "Property, net"),
    Column.PENSION: pgettext_lazy("income", "Pension or other transfer"),
    Column.SUPPORT: pgettext_lazy("income", "Support that is really paid"),
    Column.HONOUR: pgettext_lazy("income", "Honours and compensation by the state"),
    Column.OTHER: pgettext_lazy("income", "Other"),
    Column.MONTHS: pgettext_lazy("household", "Months of income"),
    Column.PROPERTY_MET: pgettext_lazy("household", "Property within the rule"),
    Column.CONSENT: pgettext_lazy("household", "Matching authorised"),
    Column.PAPERS: _("Papers handed in"),
    Column.RELATED: pgettext_lazy("household", "Relatives among officials"),
    Column.PHONE: _("Telephone"),
    Column.NOTE: pgettext_lazy("household", "Why they apply"),
    Column.APPLIED_ON: _("Applied on"),
}
"""The columns of a table of households as they are called on screen."""
OF_PEOPLE: dict[Field, Label] = {
    Field.FROM_ON: pgettext_lazy("roster", "Held from"),
    Field.UNTIL_ON: pgettext_lazy("roster", "Held to"),
}
"""What some columns are called in lists of people only."""

BETWEEN = gettext_noop("The date can be read as %(first)s or as %(second)s. Write it as year-month-day.")

_MEBIBYTE = 1 << 20


def column_name(kind: Kind | None, field: Field) -> str:
    """What a column is called in a list of this kind."""
    return str(OF_PEOPLE.get(field, FIELD[field]) if kind is Kind.PEOPLE else FIELD[field])


def _called(field: str) -> str:
    """What the column of a field is called, in a roster or in a table of households."""
    return str(HOUSEHOLD[Column(field)] if field in set(Column) - set(Field) else FIELD[Field(field)])


def told_sheet(error: SheetError) -> str:
    """Why the file is refused."""
    facts = dict(error.facts)
    if error.code is SheetFault.FILE_TOO_LARGE:
        facts |= {name: round(facts[name] / _MEBIBYTE) for name in ("size", "limit")}  # type: ignore[operator]  # these two facts are numbers
    if error.code is SheetFault.COLUMN_MISSING:
        facts["columns"] = ", ".join(_called(each) for each in str(facts["columns"]).split(", "))
    return gettext(SHEETS[error.code]) % facts


def told_row(defect: Defect) -> str:
    """Why the row is not taken."""
    sentence = ROWS[defect.code]
    if defect.code is DefectCode.DATE_AMBIGUOUS and {"first", "second"} <= defect.facts.keys():
        sentence = BETWEEN
    facts = dict(defect.facts)
    if defect.code is DefectCode.FIELD_MISSING:
        facts["field"] = _called(str(facts["field"]))
    if defect.code is DefectCode.ROLE_UNKNOWN:
        facts["roles"] = pgettext("between names", ", ").join(str(ROLE[each]) for each in Role if each not in NO_POST)
    if defect.code is DefectCode.REFUSED:
        facts["reason"] = told(Refusal(str(facts.pop("refusal")), **facts))  # type: ignore[arg-type]  # what is left are facts of that refusal
    return gettext(sentence) % facts
