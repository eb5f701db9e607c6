"""What the remedy tests share: the program of classes, worked out from the definitions, and changes
written into the files of a season."""

import copy
import itertools
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "seasons"))
import runs  # noqa: E402

sys.path.insert(0, os.path.join(runs.REPO, "tests", "reference"))
import reference  # noqa: E402


def rooms_of(school):
    return int(school.get("rooms", "") or "0")


def cost_of(school):
    return int(school.get("class_cost", "") or "1")


def with_classes(school, more):
    return school | {"classes": str(int(school["classes"]) + more)}


class Program:
    """Guaranteed children, the schools that they can reach, and what classes would add there."""

    def __init__(self, season, plans_anew=False):
        self.season = season
        self.plans_anew = plans_anew
        self.ids = sorted(season.schools, key=lambda school_id: school_id.encode())
        self.free = dict(season.seats)
        for student in season.students:
            if student.status == "fixed":
                self.free[student.school_id] -= 1
        self.reach = [season.open_schools(season.stages, student) for student in season.students
                      if student.status == "unplaced" and student.guaranteed]

    def gain(self, school_id, more):
        """Seats that so many classes more give (section 4)."""
        school = with_classes(self.season.schools[school_id], more)
        if self.plans_anew and more > 0 and school["ownership"] == "public":
            school["plan"] = ""
        return self.season.count_seats(school) - self.season.seats[school_id]

    def seated(self, classes):
        """The most children with a seat when schools have so many classes more."""
        free = {school_id: self.free[school_id] + self.gain(school_id, more)
                for school_id, more in zip(self.ids, classes)}
        wanted = [{school_id for school_id in reach if free[school_id] > 0}
                  for reach in self.reach]
        return sum(seat is not None for seat in reference.match_children(wanted, free))

    def outside(self):
        """The children none of whose schools has a seat, were every room a class."""
        most = {school_id: self.free[school_id]
                + self.gain(school_id, rooms_of(self.season.schools[school_id]))
                for school_id in self.ids}
        return sum(all(most[school_id] <= 0 for school_id in reach) for reach in self.reach)

    def cheapest(self):
        """By looking at all: the fewest yuan, then classes, then the most at the first school_id,
        with which as many have a seat as with every class; and that number."""
        most = [rooms_of(self.season.schools[school_id]) for school_id in self.ids]
        goal = self.seated(most)
        fitting = (classes for classes in itertools.product(*(range(n + 1) for n in most))
                   if self.seated(classes) == goal)
        return min(fitting, key=self.order), goal

    def order(self, classes):
        cost = sum(more * cost_of(self.season.schools[school_id])
                   for school_id, more in zip(self.ids, classes))
        return cost, sum(classes), [-more for more in classes]


def set_row(rows, change):
    (key, value), = change["where"].items()
    for row in rows:
        if row[key] == value:
            row.update(change["values"])


def apply_pointer(document, change):
    """The two operations of JSON Patch that mends use."""
    *path, last = change["path"].split("/")[1:]
    for step in path:
        document = document[int(step) if isinstance(document, list) else step]
    if change["op"] == "add" and last == "-":
        document.append(change["value"])
    elif change["op"] == "add":
        assert last == "protect"
        document[last] = change["value"]
    else:
        assert change["op"] == "replace" and last in document
        document[last] = change["value"]


def apply(scenario, tables, policy):
    """The tables and the policy with a mend's scenario written into them."""
    tables, policy = copy.deepcopy(tables), copy.deepcopy(policy)
    for name, changes in scenario.get("tables", {}).items():
        for change in changes:
            assert change["op"] == "set"
            set_row(tables[name], change)
    for change in scenario.get("policy", []):
        apply_pointer(policy, change)
    return tables, policy
