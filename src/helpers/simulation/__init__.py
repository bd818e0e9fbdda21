"""Steps 6 and 7: the drawn design runs: under a load, with faults and impatient clients, and shows what that does."""

from helpers.simulation.behaviour import Autoscale, Behaviour, Caching, Empirical, Lognormal
from helpers.simulation.call_policy import CallPolicy
from helpers.simulation.client import Breaker, Client
from helpers.simulation.engine import simulate
from helpers.simulation.errors import SimulationError
from helpers.simulation.fast import compiled_available, use_compiled
from helpers.simulation.faults import Fault
from helpers.simulation.plan import make_plan
from helpers.simulation.pools import PoolSizes, pool_sizes, pool_waits
from helpers.simulation.pressure import Pressure
from helpers.simulation.redelivery import Redelivery
from helpers.simulation.run import Run
from helpers.simulation.sweep import Sweep, sweep
from helpers.simulation.theory import Law, Theory, theory
from helpers.simulation.three_ways import three_ways
from helpers.simulation.verdicts import LEAVES_OUT, Bottleneck, Sure
from helpers.simulation.workload import Constant, Curve, Diurnal, Keys, Spike, Workload

__all__ = [
    "LEAVES_OUT", "Autoscale", "Behaviour", "Bottleneck", "Breaker", "Caching", "CallPolicy", "Client", "Constant",
    "Curve", "Diurnal", "Empirical", "Fault", "Keys", "Law", "Lognormal", "PoolSizes", "Pressure", "Redelivery", "Run",
    "SimulationError", "Spike", "Sure", "Sweep", "Theory", "Workload", "compiled_available", "make_plan",
    "pool_sizes", "pool_waits", "simulate", "sweep", "theory", "three_ways", "use_compiled",
]
