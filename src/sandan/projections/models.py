"""All projection tables, where Django looks for them."""

from sandan.projections.appointment import Appointment
from sandan.projections.assignment import Assignment
from sandan.projections.batch import Batch
from sandan.projections.bulletin import Bulletin
from sandan.projections.calendar import CalendarYear
from sandan.projections.duty import Duty
from sandan.projections.formula import Adoption
from sandan.projections.handover import Handover
from sandan.projections.look_back import LookBack, LookBackItem
from sandan.projections.opinion import Opinion
from sandan.projections.person import Person
from sandan.projections.post import Post
from sandan.projections.problem import Problem
from sandan.projections.proof import Proof
from sandan.projections.relay import Relay
from sandan.projections.responsibility import Responsibility
from sandan.projections.roster import Roster
from sandan.projections.rule import ChannelRules, Rules
from sandan.projections.survey import Survey
from sandan.projections.task import Task
from sandan.projections.unit import Spell, Unit
from sandan.projections.viewing import Viewing

ALL = (
    Unit,
    Spell,
    Person,
    Post,
    Appointment,
    Assignment,
    Duty,
    Opinion,
    Problem,
    Task,
    Responsibility,
    Survey,
    Relay,
    Handover,
    Batch,
    Roster,
    LookBack,
    LookBackItem,
    Bulletin,
    Adoption,
    Viewing,
    Rules,
    ChannelRules,
    CalendarYear,
    Proof,
)
"""In the order in which they are compared."""
