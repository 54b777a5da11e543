"""What a measured class says about another: percentiles, students for each GB and core, machines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

MB_IN_GB = 1024


@dataclass
class Visit:
    """One student's visit: seconds since the link was clicked, MB and CPU seconds of server and kernel."""

    name: str
    server: float = 0.0  # until the server was ready
    lab: float = 0.0  # until JupyterLab was open
    first: float = 0.0  # until the first cell had run
    done: float = 0.0  # until the notebook was saved
    server_pss: float = 0.0
    server_uss: float = 0.0
    kernel_pss: float = 0.0
    kernel_uss: float = 0.0
    start_cpu: float = 0.0  # of both, until the first cell had run
    server_cpu: float = 0.0
    kernel_cpu: float = 0.0
    failure: str = ""

    @property
    def memory(self) -> float:
        """MB of both."""
        return self.server_pss + self.kernel_pss

    @property
    def cpu(self) -> float:
        """CPU seconds of both."""
        return self.server_cpu + self.kernel_cpu


@dataclass
class Run:
    """So many students who came within `spread` seconds; CPU seconds of hub, proxy and the students' side."""

    students: int
    spread: float
    load: float  # what else the machine did: its load average before
    seconds: float = 0.0
    hub_cpu: float = 0.0
    proxy_cpu: float = 0.0
    client_cpu: float = 0.0
    visits: list[Visit] = field(default_factory=list)

    @property
    def failures(self) -> list[str]:
        """What went wrong, a line a student."""
        return [f"{each.name}: {each.failure}" for each in self.visits if each.failure]

    def times(self, name: str) -> list[float]:
        """The seconds of this name of all who got through."""
        return [getattr(each, name) for each in self.visits if not each.failure]

    def mean(self, name: str) -> float:
        """The mean over all who got through."""
        return fmean(self.times(name))


@dataclass(frozen=True)
class Cost:
    """What one student takes: MB, CPU seconds at the start and in all, CPU seconds of the hub."""

    memory: float
    start_cpu: float
    cpu: float
    hub_cpu: float


@dataclass(frozen=True)
class Plan:
    """A class, and how much is left free: the assumptions of every figure that is not measured."""

    students: int = 3000
    at_once: float = 1.0  # share whose server and kernel are in memory together
    arrive: float = 10.0  # minutes in which all come
    minutes: float = 45.0  # for the chapter
    busy: float = 0.7  # share of the cores that may be busy on average
    spare: float = 1.25  # memory to have for each GB that is taken
    cores: int = 16  # of one machine
    gb: int = 64


@dataclass(frozen=True)
class Need:
    """What a class needs: GB, cores to arrive and to work, machines, and the hub's share of its one core."""

    gb: float
    arrive_cores: float
    work_cores: float
    machines: int
    hub_busy: float


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed (nearest rank). Raises ValueError.

    >>> percentile([3.0, 1.0, 2.0, 4.0], 50), percentile([3.0, 1.0, 2.0, 4.0], 95)
    (2.0, 4.0)
    """
    if not values:
        raise ValueError("there is no percentile of nothing: no student got through")
    return sorted(values)[max(0, math.ceil(percent / 100 * len(values)) - 1)]


def cost(run: Run) -> Cost:
    """What a student of this run took, on average."""
    return Cost(
        run.mean("memory"),
        run.mean("start_cpu"),
        run.mean("cpu"),
        run.hub_cpu / run.students,
    )


def per_gb(one: Cost) -> float:
    """Students whose server and kernel fit into 1 GB.

    >>> per_gb(Cost(memory=512, start_cpu=4, cpu=10, hub_cpu=0.3))
    2.0
    """
    return MB_IN_GB / one.memory


def per_core(one: Cost, plan: Plan) -> tuple[float, float]:
    """Students that one core brings in while they arrive, and that it holds while they work.

    >>> per_core(Cost(memory=512, start_cpu=4, cpu=10, hub_cpu=0.3), Plan(arrive=10, minutes=50, busy=0.5))
    (75.0, 150.0)
    """
    return 60 * plan.arrive * plan.busy / one.start_cpu, 60 * plan.minutes * plan.busy / one.cpu


def need(one: Cost, plan: Plan) -> Need:
    """What the class of `plan` needs where each student takes `one`.

    >>> need(Cost(512, 4, 10, 0.5), Plan(300, arrive=10, minutes=50, busy=0.5, spare=1.5, cores=4, gb=32))
    Need(gb=225.0, arrive_cores=4.0, work_cores=2.0, machines=8, hub_busy=0.25)
    """
    gb = plan.students * plan.at_once * one.memory / MB_IN_GB * plan.spare
    arrive, work = (plan.students / each for each in per_core(one, plan))
    machines = max(math.ceil(gb / plan.gb), math.ceil(max(arrive, work) / plan.cores))
    return Need(gb, arrive, work, machines, plan.students * one.hub_cpu / (60 * plan.arrive))
