"""All projection tables, where Django looks for them."""

from sandan.projections.admission import Admission
from sandan.projections.advance import Advance
from sandan.projections.application import Application, Award
from sandan.projections.appointment import Appointment
from sandan.projections.arrears import Arrears
from sandan.projections.assignment import Assignment
from sandan.projections.batch import Batch
from sandan.projections.boundary import Boundary
from sandan.projections.bulletin import Bulletin
from sandan.projections.calendar import CalendarYear
from sandan.projections.circuit_group import CircuitGroup, CircuitMember
from sandan.projections.circuit_plan import CircuitLine, CircuitPlan
from sandan.projections.circuit_visit import CircuitItem, CircuitVisit
from sandan.projections.commitment import Commitment
from sandan.projections.deed import Deed, Volunteer
from sandan.projections.delegation import Delegation
from sandan.projections.demand import Demand
from sandan.projections.dispute import Dispute
from sandan.projections.duty import Duty
from sandan.projections.exemplar import Exemplar, Objection
from sandan.projections.formula import Adoption
from sandan.projections.handover import Handover
from sandan.projections.insured import Insured
from sandan.projections.lecture import Lecture
from sandan.projections.look_back import LookBack, LookBackItem, LookBackStratum
from sandan.projections.material import Material
from sandan.projections.measure import Measure, MeasureBranch, MeasureUse
from sandan.projections.meeting import Meeting, MeetingDecision
from sandan.projections.opinion import Opinion
from sandan.projections.payment import PaymentLine, PaymentList
from sandan.projections.person import Person
from sandan.projections.plan import Plan
from sandan.projections.post import Post
from sandan.projections.presence import Presence
from sandan.projections.problem import Problem
from sandan.projections.programme import Programme
from sandan.projections.proof import Proof
from sandan.projections.publicity import NoticeObjection, Publicity
from sandan.projections.relay import Relay
from sandan.projections.responsibility import Responsibility
from sandan.projections.roster import Roster
from sandan.projections.rule import ChannelRules, Rules, Shelf
from sandan.projections.self_inspection import SelfInspection
from sandan.projections.service_item import ItemPlace, ItemStandard, ItemVersion
from sandan.projections.serving import Serving
from sandan.projections.settlement import Settlement
from sandan.projections.sheet import Sheet
from sandan.projections.spot_check import SpotCheck, SpotCheckItem, SpotCheckPopulation
from sandan.projections.standard import Standard
from sandan.projections.study import Study
from sandan.projections.survey import Survey
from sandan.projections.task import Task
from sandan.projections.training import Training, TrainingSession
from sandan.projections.unit import Spell, Unit
from sandan.projections.viewing import Viewing
from sandan.projections.visit import HeardThing, Pair, Visit

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
    LookBackStratum,
    LookBackItem,
    Bulletin,
    Adoption,
    Viewing,
    Rules,
    ChannelRules,
    Shelf,
    CalendarYear,
    Boundary,
    Proof,
    Programme,
    Serving,
    Sheet,
    Lecture,
    CircuitGroup,
    CircuitMember,
    CircuitPlan,
    CircuitLine,
    CircuitVisit,
    CircuitItem,
    Deed,
    Volunteer,
    Exemplar,
    Objection,
    Standard,
    SelfInspection,
    Visit,
    HeardThing,
    Pair,
    Meeting,
    MeetingDecision,
    Dispute,
    Plan,
    Material,
    Study,
    Training,
    TrainingSession,
    Presence,
    MeasureBranch,
    Measure,
    MeasureUse,
    Publicity,
    NoticeObjection,
    Delegation,
    Demand,
    SpotCheck,
    SpotCheckPopulation,
    SpotCheckItem,
    Commitment,
    ItemVersion,
    ItemStandard,
    ItemPlace,
    Application,
    Award,
    PaymentList,
    PaymentLine,
    Insured,
    Admission,
    Settlement,
    Arrears,
    Advance,
)
"""In the order in which they are compared."""
