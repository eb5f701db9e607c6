"""What it would cost to have a child at another school, all others re-arranged at best.

The program of a nearest stage is built again from the contract, the run's own answer is put in, and
the cheapest chain of moves is looked for by Bellman-Ford, over whole tuples with an entry for each
level. Where a program is small, every assignment with the child at that school is tried instead.
"""

import reference as ref

EXHAUSTIVE = 7
GROUND = ""


class Program:
    """A nearest stage of a run: children, arcs with their costs by level, who sits where."""

    def __init__(self, season, index, free, now, forecast):
        """`now` and `forecast`: from student_id to the school of the now-arc, of the later-arc."""
        self.free = free
        self.children = ref.build_program(season, index, free, True)
        self.levels = ref.program_levels(season, season.stages[index], self.children)
        self.position = {child.student.student_id: n for n, child in enumerate(self.children)}
        self.costs = [self.costs_of(child) for child in self.children]
        self.nothing = (0,) * len(self.levels)
        self.place = [now.get(child.student.student_id)
                      or forecast.get(child.student.student_id, GROUND) for child in self.children]
        self.taken = {school_id: 0 for school_id in free}
        self.kept = dict(self.taken)
        for child, place in zip(self.children, self.place):
            if place != GROUND:
                kind = next(arc.kind for arc in child.arcs if arc.school_id == place)
                self.taken[place] += kind == ref.NOW
                self.kept[place] += kind == ref.LATER
        self.moves = self.cheapest_moves()
        self.chains = {}

    def costs_of(self, child):
        """From place to cost, an entry for each level."""
        concerned = [n for n, level in enumerate(self.levels) if ref.concerns(level, child)]
        costs = {}
        for arc in child.arcs:
            vector = [0] * len(self.levels)
            for n in concerned:
                vector[n] = ref.cost(self.levels[n], child, arc)
            costs[arc.school_id] = tuple(vector)
        return costs

    def cheapest_moves(self):
        """From (place, place) to the least change of cost of one who moves between them."""
        nothing, moves = self.nothing, {}
        for costs, place in zip(self.costs, self.place):
            for other, cost in costs.items():
                change = less(cost, costs[place])
                if other != place and change < moves.get((place, other), (float("inf"),)):
                    moves[place, other] = change
        for school_id, seats in self.free.items():
            slack = [(GROUND, school_id)]
            if self.taken[school_id] + self.kept[school_id] < seats:
                slack.append((school_id, GROUND))
            for pair in slack:
                moves[pair] = min(moves.get(pair, nothing), nothing)
        return moves

    def chains_to(self, goal):
        """From place to the cost of the cheapest chain of moves from there to the goal."""
        if goal not in self.chains:
            cost = {goal: (0,) * len(self.levels)}
            for _ in range(len(self.free) + 2):
                before = dict(cost)
                for (place, other), change in self.moves.items():
                    if other in cost:
                        longer = plus(change, cost[other])
                        if longer < cost.get(place, (float("inf"),)):
                            cost[place] = longer
                if cost == before:
                    break
            else:
                raise AssertionError("a circle of moves costs less than nothing")
            self.chains[goal] = cost
        return self.chains[goal]

    def cost_of(self, student_id, school_id):
        """The cost of having the child there, by level."""
        n = self.position[student_id]
        place = self.place[n]
        own = less(self.costs[n][school_id], self.costs[n][place])
        return plus(own, self.chains_to(place)[school_id])

    def cost_by_trying(self, student_id, school_id):
        """The same by trying every assignment with the child there; None where it is too large."""
        if len(self.children) > EXHAUSTIVE:
            return None
        n = self.position[student_id]
        free = self.free | {school_id: self.free[school_id] - 1}
        others = self.children[:n] + self.children[n + 1:]
        arcs = ref.solve_exhaustively(others, free, self.levels)
        total = self.costs[n][school_id]
        for child, arc in zip(others, arcs):
            total = plus(total, self.costs[self.position[child.student.student_id]][arc.school_id])
        for costs, place in zip(self.costs, self.place):
            total = less(total, costs[place])
        return total

    def worth(self, school_id):
        """What taking one of the school's seats away would cost, by level."""
        return self.chains_to(GROUND)[school_id]

    def worth_by_trying(self, school_id):
        """The same by trying every assignment with a seat fewer; None where it is too large."""
        if len(self.children) > EXHAUSTIVE:
            return None
        free = self.free | {school_id: self.free[school_id] - 1}
        total = self.nothing
        arcs = ref.solve_exhaustively(self.children, free, self.levels)
        for costs, place, arc in zip(self.costs, self.place, arcs):
            total = plus(total, less(costs[arc.school_id], costs[place]))
        return total


def plus(a, b):
    return tuple(x + y for x, y in zip(a, b))


def less(a, b):
    return tuple(x - y for x, y in zip(a, b))
