"""Who goes where: an answer at once, a better plan by CP-SAT, and everybody else who could. `covenant.dispatch` judges
whatever comes out. No state, no Django; the solver is imported when a plan is first made."""

from weituo.engines.dispatch.choice import Candidate, at_once, everybody
from weituo.engines.dispatch.field import Field
from weituo.engines.dispatch.reserve import keeps, starting
from weituo.engines.dispatch.solver import Limit, replan

__all__ = ["Candidate", "Field", "Limit", "at_once", "everybody", "keeps", "replan", "starting"]
