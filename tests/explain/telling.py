"""What an explanation must say: worked out from the season's files, allocation.csv and, for the
later places of a nearest stage, the forecast of certificate.json; never from the engine.

Categories, routes, distances and seats are read by the reference solver of these tests.
"""

import csv
import functools
import json
from decimal import Decimal

import reference as ref
from refusals import Program
from words import SAYS, listed, word

# The students columns of the contract, in its order (section 2).
COLUMNS = ["student_id", "register_no", "name", "gender", "birth_date", "id_type", "id_number",
           "primary_id", "hukou_area", "property_area", "residence_area", "property_share",
           "migrant", "points", "settled_on", "property_on",
           *(f"choice_{n}" for n in range(1, 10)), "agrees", "sibling_school", "bundle",
           "fixed_school", "fixed_basis", "destination", "destination_basis", "hukou_checked",
           "property_checked", "residence_checked", "points_checked"]
SCHOOL_COLUMNS = {"primary_id", "sibling_school", "fixed_school",
                  *(f"choice_{n}" for n in range(1, 10))}
CHECKS = {"hukou_area": "hukou_checked", "settled_on": "hukou_checked",
          "property_area": "property_checked", "property_share": "property_checked",
          "property_on": "property_checked", "residence_area": "residence_checked",
          "points": "points_checked"}
NAMES_A_CHILD = {"student_id", "register_no", "name", "id_number"}
ADDRESSES = ("hukou", "property", "residence")
LEAST_FOR_CUT_OFF = 5


class CachedSeason(ref.Season):
    """The reference's reading of a season, with its answers kept."""

    def __init__(self, folder):
        super().__init__(folder)
        table = ref.read_table(folder / self.settings["tables"]["schools"], "schools")
        self.all_schools = {row["school_id"]: row for row in table}
        header = ref.decode((folder / self.settings["tables"]["students"]).read_bytes())
        header = next(csv.reader([header.split("\n", 1)[0].rstrip("\r")]))
        aliases = ref.COMMON_HEADERS | ref.HEADERS["students"]
        header = [aliases.get(cell.strip(), cell.strip()) for cell in header]
        self.columns = COLUMNS + [column for column in header if column not in COLUMNS]
        self.metres = functools.cache(super().metres)
        self.now_cache = {}

    def now_schools(self, stage, student):
        key = stage["id"], student.student_id
        if key not in self.now_cache:
            self.now_cache[key] = super().now_schools(stage, student)
        return self.now_cache[key]


class Run:
    """A finished run, and where everyone stood when each of its stages began."""

    def __init__(self, season, folder):
        self.season = season
        with open(folder / "allocation.csv", encoding="utf-8", newline="") as file:
            self.rows = {row["student_id"]: row for row in csv.DictReader(file)}
        certificate = json.loads((folder / "certificate.json").read_text("utf-8"))
        ids = [stage["id"] for stage in season.stages]
        self.priced = {ids.index(stage["id"]): {school_id for school_id, _ in prices_of(stage)}
                       for stage in certificate["stages"]}
        ran = [ids.index(stage["id"]) for stage in certificate["stages"]]
        self.forecasts = {ids.index(stage["id"]): dict(stage.get("forecast", ()))
                          for stage in certificate["stages"]}
        self.first = ran[0] if ran else len(ids)  # nothing left to run after an earlier one
        self.end = self.first + len(ran)
        self.stage_of = {student_id: ids.index(row["stage"])
                         for student_id, row in self.rows.items() if row["status"] == "admitted"}
        self.free = {index: self.free_before(index) for index in [*ran, self.end]}
        self.programs = {}
        self.orders = {}

    def free_before(self, index):
        """The free seats of each school when a stage begins."""
        free = dict(self.season.seats)
        for student_id, row in self.rows.items():
            if row["school_id"] and self.stage_of.get(student_id, -1) < index:
                free[row["school_id"]] -= 1
        return free

    def waits(self, student_id, index):
        """Whether the child had no place when the stage began."""
        return (self.rows[student_id]["status"] == "unplaced"
                or self.stage_of.get(student_id, -1) >= index)

    def stand_before(self, index):
        """Put the season's children where they stood when the stage began."""
        for student in self.season.students:
            waits = self.waits(student.student_id, index)
            student.status = "unplaced" if waits else "placed"

    def program(self, index):
        """The program of a nearest stage."""
        if index not in self.programs:
            self.stand_before(index)
            now = {student_id: self.rows[student_id]["school_id"]
                   for student_id, stage in self.stage_of.items() if stage == index}
            self.programs[index] = Program(self.season, index, self.free[index], now,
                                           self.forecasts[index])
        return self.programs[index]

    def order(self, index):
        """From student_id to turn, of the participants of a stage."""
        if index not in self.orders:
            self.stand_before(index)
            order = ref.serial_order(self.season, self.season.stages[index])
            self.orders[index] = {student.student_id: n for n, student in enumerate(order)}
        return self.orders[index]

    def admitted(self, index, school_id, category):
        """The children of a category whom a stage admitted to a school, in the order of turns."""
        return sorted((student_id for student_id, stage in self.stage_of.items()
                       if stage == index and self.rows[student_id]["school_id"] == school_id
                       and self.rows[student_id]["category"] == category),
                      key=self.order(index).get)


class Teller:
    """Works out the statements of one child's explanation in a language."""

    def __init__(self, season, run, student, language, claims):
        self.season, self.run, self.student = season, run, student
        self.language, self.claims = language, claims
        self.policy = season.policy
        self.row = run.rows[student.student_id]
        self.status, self.here = self.row["status"], self.row["school_id"]
        self.categories = [category["id"] for category in season.categories]
        self.rank = (self.categories.index(student.category) if student.category
                     else len(self.categories))
        self.took_part = [index for index in range(run.first, run.end)
                          if self.serves(index) and run.waits(student.student_id, index)]
        self.said = []

    # Words

    def word(self, name, /, **values):
        return word(self.language, name, **values)

    def list(self, texts):
        return listed(self.language, texts)

    def say(self, code, **values):
        """Add a statement; every value is a text, and empty ones are left out."""
        texts = {name: str(value) for name, value in values.items()}
        self.said.append((code, {name: text for name, text in texts.items() if text}))

    def school_name(self, school_id):
        return self.season.all_schools[school_id]["name"]

    def category_name(self, category_id):
        return self.season.categories[self.categories.index(category_id)]["name"]

    def of_school(self, school_id):
        return {"school": self.school_name(school_id), "school_id": school_id}

    def stage_name(self, index):
        return self.season.stages[index]["name"]

    def method(self):
        table = self.season.settings["distance"] == "table"
        return self.word("distance_table" if table else "straight_line")

    # Rules

    def serves(self, index):
        return self.student.category in self.season.stages[index]["serve"]

    def next_stage(self, index):
        """The first stage after one that serves the child; None: there is none."""
        return next((n for n in range(index + 1, len(self.season.stages)) if self.serves(n)), None)

    def offered(self, index):
        """The schools that a stage gives the child: by route, choices by number, others by id."""
        found = []
        for route in self.season.stages[index]["routes"]:
            schools = self.season.route_schools(route, self.student)
            found += schools if route["kind"] == "choice" else sorted(schools)
        return list(dict.fromkeys(found))

    def metres(self, school_id):
        return self.season.metres(self.student.address, school_id)

    # The whole

    def tell(self):
        """All statements, part by part."""
        self.result()
        self.facts()
        self.category()
        self.address()
        for index in self.took_part:
            self.stage(index)
        spoken = self.spoken_of()
        for school_id in spoken:
            self.refuse(school_id)
        if self.student.address:
            for school_id in [self.here] * bool(self.here) + spoken:
                if self.metres(school_id) is not None:
                    self.say("metres", **self.of_school(school_id),
                             metres=self.metres(school_id), method=self.method())
        self.what_next()
        order = list(dict.fromkeys(wording.part for wording in SAYS.values()))
        return sorted(self.said, key=lambda said: order.index(SAYS[said[0]].part))

    # Result

    def result(self):
        row, student_id = self.student.row, self.student.student_id
        next_stage = self.next_stage(self.run.end - 1)
        match self.status:
            case "admitted":
                index = self.run.stage_of[student_id]
                self.say("admitted", student_id=student_id, **self.of_school(self.here),
                         stage=self.stage_name(index), route=self.word(self.row["route"] + "_route"))
                self.nearest(index)
                self.clauses(self.stage_name(index), self.season.stages[index])
            case "kept":
                names = {stage["id"]: stage["name"] for stage in self.season.stages}
                self.say("kept", student_id=student_id, **self.of_school(self.here),
                         stage=names.get(self.row["stage"], self.row["stage"]))
            case "fixed":
                self.say("fixed", student_id=student_id, **self.of_school(self.here),
                         document=row["fixed_basis"])
            case "elsewhere":
                self.say("elsewhere", student_id=student_id, destination=row["destination"])
                if row.get("destination_basis", ""):
                    self.say("elsewhere_basis", document=row["destination_basis"])
            case "unplaced" if next_stage is None:
                self.say("unplaced", student_id=student_id)
            case "unplaced":
                self.say("goes_on", student_id=student_id, stage=self.stage_name(next_stage))
        if self.student.category:
            category = self.season.categories[self.rank]
            self.clauses(category["name"], category)
        self.clauses(self.policy["name"], self.policy)

    def nearest(self, index):
        """Whether no school that a nearest stage gives the child, full or not, is nearer."""
        own, others = self.metres(self.here), [self.metres(other) for other in self.offered(index)]
        if self.season.stages[index]["choose"] == "nearest" and None not in (own, *others) and (
                own == min(others)):
            self.say("nearest", stage=self.stage_name(index), metres=own, method=self.method())

    def clauses(self, rule, entry):
        for clause in entry.get("basis", ()):
            text = clause.get("text", "")
            self.say("clause" if text else "clause_named", rule=rule, document=clause["document"],
                     article=clause.get("article", ""), text=text)

    # Facts

    def fact_name(self, column):
        chinese = {english: name for name, english in ref.HEADERS["students"].items()}
        return chinese.get(column, column) if self.language == "zh" else column

    def area_name(self, area_id):
        return self.season.areas[area_id]["name"] or area_id

    def cell_text(self, column, cell):
        """A cell or a policy's constant for people."""
        if cell == "":
            return self.word("unknown")
        if column in ("migrant", "agrees"):
            return self.word("yes" if cell == "1" else "no")
        if column in SCHOOL_COLUMNS and cell in self.season.all_schools:
            return self.school_name(cell)
        if column.removesuffix("_area") in ADDRESSES:
            if cell in ("none", "outside"):
                return self.word(cell)
            if cell in self.season.areas:
                return self.word("area", name=self.area_name(cell), id=cell)
        return cell

    def fact_value(self, column):
        cell = self.student.row.get(column, "")
        if column.removesuffix("_area") in ADDRESSES and cell in self.season.areas:
            return self.area_name(cell)
        return self.cell_text(column, cell)

    def facts(self):
        used = set()
        for category in self.season.categories[:self.rank + 1]:
            used |= columns_of(category["when"])
        if self.student.category:
            category = self.season.categories[self.rank]
            if isinstance(category["guaranteed"], dict):
                used |= columns_of(category["guaranteed"])
            used |= {name + "_area" for name in category["address"]}
        for index in self.took_part:
            used |= self.facts_of_stage(self.season.stages[index])
        for column in self.season.columns:
            if column in used:
                checked = self.student.row.get(CHECKS.get(column, ""), "")
                if checked or self.student.row.get(column, ""):
                    self.say("fact" if checked else "fact_unchecked", fact=self.fact_name(column),
                             value=self.fact_value(column), checked=checked)
                else:
                    self.say("fact_empty", fact=self.fact_name(column))

    def facts_of_stage(self, stage):
        used = {key["key"] for key in stage.get("order", {}).get(self.student.category, ())}
        used -= {"distance", "lottery"}
        for route in stage["routes"]:
            used |= columns_of(route["when"]) if "when" in route else set()
            match route["kind"]:
                case "feeder":
                    used.add("primary_id")
                case "sibling":
                    used.add("sibling_school")
                case "group":
                    used.add("sibling_school")
                    used |= {"primary_id"} if self.season.level == "junior" else set()
                case "choice":
                    used |= {f"choice_{n}" for n in range(1, 10)
                             if self.student.row.get(f"choice_{n}", "")}
        return {ref.HEADERS["students"].get(column, column) for column in used}

    # Conditions

    def condition(self, predicate):
        """What a predicate asks, in words."""
        match predicate:
            case {"all": parts}:
                return self.word("and").join(map(self.part_of_condition, parts))
            case {"any": parts}:
                return self.word("or").join(map(self.part_of_condition, parts))
            case {"not": part}:
                return self.word("not", requirement=self.condition(part))
            case {"same": names}:
                return self.word("same", address=self.list(map(self.word, names)))
            case {"column": column, "known": known}:
                return self.word("known" if known else "not_known",
                                 fact=self.fact_name(english(column)))
            case {"column": column}:
                return self.comparison(english(column), predicate)
        (kind, name), = predicate.items()
        return self.word(kind, address=self.word(name))

    def part_of_condition(self, predicate):
        text = self.condition(predicate)
        several = any(len(predicate.get(kind, ())) > 1 for kind in ("all", "any"))
        return self.word("group", requirement=text) if several else text

    def comparison(self, column, predicate):
        (operator, values), = ((key, value) for key, value in predicate.items() if key != "column")
        texts = [self.cell_text(column, constant(column, value))
                 for value in (values if operator == "one_of" else [values])]
        if self.season.type_of(column) == "date":
            operator = {"at_least": "not_before", "at_most": "not_after"}.get(operator, operator)
        return self.word(operator, fact=self.fact_name(column), value=self.list(texts))

    def first_failure(self, predicate):
        for part in predicate.get("all", ()):
            if not self.season.holds(part, self.student):
                return self.first_failure(part)
        return predicate

    def failure(self, predicate):
        """The first part that does not hold, and what is on record of it."""
        failed = self.first_failure(predicate)
        self.claims.claim(not self.season.holds(failed, self.student), "it does not fail")
        used = columns_of(failed)
        record = [self.word("key", fact=self.fact_name(column), value=self.fact_value(column))
                  for column in self.season.columns if column in used]
        return {"requirement": self.condition(failed), "value": self.list(record)}

    # Category and address

    def category(self):
        if self.student.category:
            sort = "guaranteed" if self.student.guaranteed else "other"
            self.say("category_" + sort, category=self.category_name(self.student.category),
                     category_id=self.student.category)
        for category in self.season.categories[:self.rank]:
            self.say("category_missed", category=category["name"], category_id=category["id"],
                     **self.failure(category["when"]))

    def address(self):
        area_id, row = self.student.address, self.student.row
        if not area_id:
            return
        kind = next(name for name in self.season.categories[self.rank]["address"]
                    if row[name + "_area"] == area_id)
        self.say("address", kind=self.fact_name(kind + "_area"), area_id=area_id,
                 area_name=self.area_name(area_id))
        if self.season.level == "junior":
            primary = row["primary_id"]
            inside = (area_id, primary) in self.season.zones
            self.say("primary_inside" if inside else "primary_outside" if primary
                     else "primary_none", primary=self.school_name(primary) if primary else "")
            if inside:
                self.schools("feeders", self.season.unfiltered("feeder", self.student))
        self.schools("zone", self.season.unfiltered("zone", self.student))

    def schools(self, code, school_ids):
        names = self.list(map(self.school_name, sorted(set(school_ids))))
        level = self.word("level_" + self.season.level)
        if school_ids:
            self.say(code, schools=names)
        else:
            self.say(code + "_none", **({"level": level} if code == "zone" else {}))

    # Stages

    def stage(self, index):
        stage, name = self.season.stages[index], self.stage_name(index)
        self.principle(stage)
        for school_id in self.offered(index):
            about = {"stage": name, **self.of_school(school_id)}
            self.say("seats", **about, free=self.run.free[index][school_id],
                     seats=self.season.seats[school_id],
                     binding=self.word("by_" + binding(self.season, school_id)))
            for category in stage["serve"]:
                count = len(self.before_me(index, school_id, category))
                if count:
                    self.say("before" if stage["choose"] == "serial" else "given", **about,
                             category=self.category_name(category), category_id=category,
                             count=count)
            self.cut_off(index, school_id, about)
        next_stage = self.next_stage(index)
        if self.run.stage_of.get(self.student.student_id) != index and next_stage is not None:
            self.say("passed", stage=name, next=self.stage_name(next_stage))

    def principle(self, stage):
        """What a nearest stage strives for, unless it orders children by who lives nearer."""
        keys = {key["key"] for category in stage["serve"]
                for key in stage.get("order", {}).get(category, ())}
        kinds = [kind for level in stage.get("levels", ref.default_levels(stage))
                 for kind in ("admit", "nearness") if kind in level]
        if stage["choose"] == "nearest" and kinds and "distance" not in keys:
            aims = [self.word("aim_" + kind) for kind in dict.fromkeys(kinds)]
            self.say("principle", stage=stage["name"], aims=self.list(aims))

    def before_me(self, index, school_id, category):
        """Of a category, those whom a stage admitted to a school; before this child's turn where
        children choose one after another."""
        admitted = self.run.admitted(index, school_id, category)
        if self.season.stages[index]["choose"] != "serial":
            return admitted
        order = self.run.order(index)
        return [student_id for student_id in admitted
                if order[student_id] < order[self.student.student_id]]

    def cut_off(self, index, school_id, about):
        stage = self.season.stages[index]
        keys = stage.get("order", {}).get(self.student.category, ())
        admitted = self.run.admitted(index, school_id, self.student.category)
        names = {english(key["key"]) for key in keys}
        if len(admitted) >= LEAST_FOR_CUT_OFF and keys and not names & NAMES_A_CHILD:
            last = next(student for student in self.season.students
                        if student.student_id == admitted[-1])
            texts = [self.key_text(stage, english(key["key"]), last) for key in keys]
            self.say("cut_off", **about, category=self.category_name(self.student.category),
                     keys=self.list(texts))

    def key_text(self, stage, key, last):
        if key == "lottery":
            return self.word("lottery_key", value=self.season.lottery_number(stage, last))
        if key == "distance":
            return self.word("distance_key",
                             value=str(self.season.key_value(stage, "distance", last)))
        return self.word("key", fact=self.fact_name(key),
                         value=self.cell_text(key, last.row.get(key, "")))

    # Other schools

    def spoken_of(self):
        """The schools that the family may ask about, by id."""
        if self.status not in ("admitted", "unplaced") or not self.student.address:
            return []
        wanted = {school_id for kind in ("feeder", "zone", "sibling", "choice")
                  for school_id in self.season.unfiltered(kind, self.student)}
        if self.here:
            own = self.metres(self.here)
            wanted |= {school_id for school_id in self.season.schools
                       if self.metres(school_id) is not None and self.metres(school_id) < own}
        else:
            wanted |= {school_id for index in self.took_part for school_id in self.offered(index)}
        return sorted(wanted - {self.here})

    def refuse(self, school_id):
        told, full = set(), False
        reached = [index for index in self.took_part if school_id in self.offered(index)]
        for index in reached:
            if self.run.free[index][school_id] == 0:
                full = True
            elif self.season.stages[index]["choose"] == "serial":
                self.refuse_serial(index, school_id)
                told.add(index)
            else:
                self.refuse_nearest(index, school_id)
                told.add(index)
        if full:
            self.refuse_full(school_id, told)
        elif not reached:
            self.refuse_unreached(school_id)

    def refuse_nearest(self, index, school_id):
        program, student_id = self.run.program(index), self.student.student_id
        cost = program.cost_of(student_id, school_id)
        tried = program.cost_by_trying(student_id, school_id)
        self.claims.claim(tried is None or tried == cost, f"the chain costs {cost}, trying {tried}")
        self.claims.count("tried", tried is not None)
        about = {**self.of_school(school_id), "stage": self.stage_name(index),
                 "state": self.state(program, index, school_id)}
        first = next((n for n, value in enumerate(cost) if value), None)
        if first is None:
            self.equal(index, school_id, about)
            return
        level, amount = program.levels[first], cost[first]
        self.claims.claim(amount > 0, f"the answer is not the best: {cost}")
        about["method"] = self.method()
        if level["kind"] == "nearness":
            about["category"] = self.list(map(self.category_name, level["categories"]))
            if level["step_m"] == 1:
                self.say("costs_metres", **about, metres=amount)
            else:
                self.say("costs_steps", **about, count=amount, step_m=level["step_m"])
            return
        about["category"] = self.category_name(level["category"])
        bands = {other["band"] for other in program.levels
                 if other["kind"] == "admit" and other["category"] == level["category"]}
        if level["kind"] == "place":
            self.say("costs_place", **about, count=amount)
        elif len(bands) > 1:
            self.say("costs_band", **about, count=amount, band=level["band"] + 1)
        else:
            self.say("costs_admit", **about, count=amount)

    def equal(self, index, school_id, about):
        """No rule counts a difference: the child's own order of schools, or the lottery."""
        number = self.season.lottery_number(self.season.stages[index], self.student)
        arcs = [(self.metres(other), other) for other in (self.here, school_id) if other]
        if self.run.stage_of.get(self.student.student_id) == index and min(arcs)[1] == self.here:
            self.say("equal_better", **about, here=self.school_name(self.here))
        else:
            self.say("lottery", **about, number=number, stage_id=self.season.stages[index]["id"])

    def state(self, program, index, school_id):
        """What became of the school's seats in the stage. Some must be kept only where taking one
        away would make the answer worse."""
        free, given = self.run.free[index][school_id], program.taken[school_id]
        missed = program.worth(school_id) > program.nothing
        claims, tried = self.claims, program.worth_by_trying(school_id)
        claims.claim(tried is None or tried == program.worth(school_id),
                     f"a seat of {school_id} is worth {program.worth(school_id)}, tried {tried}")
        claims.count("seats tried", tried is not None)
        certified = school_id in self.run.priced[index]
        claims.claim(missed == certified, f"{school_id} has a price: {missed}, {certified}")
        claims.claim(not missed or given + program.kept[school_id] == free, "a price, yet not full")
        state = "all_given" if given == free else "all_kept" if missed else "some_left"
        claims.count("state " + state)
        claims.count("state some_left in spite of a forecast",
                     state == "some_left" and given + program.kept[school_id] == free)
        return self.word(state, free=str(free), given=str(given), kept=str(free - given))

    def refuse_serial(self, index, school_id):
        stage, student_id = self.season.stages[index], self.student.student_id
        order = self.run.order(index)
        before = sum(len(self.before_me(index, school_id, category)) for category in stage["serve"])
        free = self.run.free[index][school_id]
        asked = list(self.season.now_schools(stage, self.student))
        given = self.run.stage_of.get(student_id) == index
        later = given and asked.index(school_id) > asked.index(self.here)
        self.claims.claim(student_id in order, "no turn")
        code = "turn_full" if before == free else "turn_better" if later else "turn_kept"
        self.say(code, **self.of_school(school_id), stage=stage["name"], free=free,
                 count=free - before)

    def filled_by(self, school_id):
        """The stage of this run that took the last seat; None: none did."""
        free = self.run.free
        return next((index for index in range(self.run.first, self.run.end)
                     if free[index][school_id] > 0 and free[index + 1][school_id] == 0), None)

    def refuse_full(self, school_id, told):
        index = self.filled_by(school_id)
        about = self.of_school(school_id)
        if self.season.seats[school_id] == 0:
            self.say("no_seats", **about)
        elif index is None:
            self.say("full_first", **about)
        elif index not in told:
            self.say("full_unrouted" if self.serves(index) else "full_unserved", **about,
                     stage=self.stage_name(index),
                     category=self.category_name(self.student.category))

    def refuse_unreached(self, school_id):
        about = self.of_school(school_id)
        if self.season.seats[school_id] == 0:
            self.say("no_seats", **about)
            return
        if self.shut_out(school_id, self.took_part):
            return
        giving = [index for index in range(len(self.season.stages))
                  if self.serves(index) and index not in self.took_part
                  and school_id in self.offered(index)]
        coming = [index for index in giving if index >= self.run.first]
        if coming and self.here:
            self.say("route_later", **about, later=self.stage_name(coming[0]),
                     stage=self.stage_name(self.run.stage_of[self.student.student_id]))
        elif giving:
            ahead = "route_ahead" if self.run.free[self.run.end][school_id] else "route_ahead_full"
            self.say(ahead if coming else "route_earlier", **about,
                     stage=self.stage_name((coming or giving)[0]))
        elif self.here or not self.shut_out(school_id, self.ahead()):
            self.say("no_route", **about)

    def ahead(self):
        """The stages after those of this run that serve the child."""
        return [index for index in range(self.run.end, len(self.season.stages))
                if self.serves(index)]

    def shut_out(self, school_id, stages):
        """Whether a route of these stages gives the school but for a filter: says which, unless
        the school was full by then."""
        for index in stages:
            for route in self.season.stages[index]["routes"]:
                if school_id in self.season.unfiltered(route["kind"], self.student):
                    if self.run.free[min(index, self.run.end)][school_id] == 0:
                        self.refuse_full(school_id, set())
                    else:
                        self.filtered(self.of_school(school_id), index, route,
                                      self.season.schools[school_id])
                    return True
        return False

    def filtered(self, about, index, route, school):
        """The first filter of a route that keeps the school from the child."""
        about = about | {"stage": self.stage_name(index),
                         "route": self.word(route["kind"] + "_route")}
        ownerships = route.get("ownership", ["public", "purchased", "private"])
        if route["kind"] in ("zone", "group", "any") and "ownership" not in route:
            ownerships = ["public", "purchased"]
        if "when" in route and not self.season.holds(route["when"], self.student):
            self.say("route_asks" if index < self.run.end else "route_ahead_asks", **about,
                     **self.failure(route["when"]))
        elif school["setting"] not in route.get("setting", [school["setting"]]):
            self.say("other_setting", **about, value=self.word(school["setting"]))
        elif school["ownership"] not in ownerships:
            self.say("other_ownership", **about, value=self.word(school["ownership"]))
        else:
            metres = self.metres(school["school_id"])
            self.claims.claim(metres > route["within_m"], "no filter keeps the school away")
            self.say("too_far", **about, metres=metres, within_m=route["within_m"])

    # What comes next

    def what_next(self):
        next_stage = self.next_stage(self.run.end - 1)
        if self.here:
            self.say("next_final")
        elif self.status == "unplaced" and next_stage is None:
            for index in self.took_part:
                self.shut_routes(index)
            left = [school_id for school_id, seats in sorted(self.run.free[self.run.end].items())
                    if seats and self.season.schools[school_id]["ownership"] != "private"]
            self.say("next_seats" if left else "next_no_seats",
                     schools=self.list(map(self.school_name, left)))
            self.say("next_office")
        elif self.status == "unplaced":
            self.say("next_stage", stage=self.stage_name(next_stage))
            if any(route["kind"] == "choice"
                   for route in self.season.stages[next_stage]["routes"]):
                self.say("next_choices", stage=self.stage_name(next_stage))
        if self.policy.get("remedy", ""):
            self.say("remedy", text=self.policy["remedy"])

    def shut_routes(self, index):
        """The routes that only their condition kept from giving the child a free seat."""
        for route in self.season.stages[index]["routes"]:
            if "when" not in route or self.season.holds(route["when"], self.student):
                continue
            bare = {key: value for key, value in route.items() if key != "when"}
            if any(self.run.free[index][school_id]
                   for school_id in self.season.route_schools(bare, self.student)):
                self.say("next_shut", stage=self.stage_name(index),
                         route=self.word(route["kind"] + "_route"), **self.failure(route["when"]))


def prices_of(stage):
    """The prices of a stage of the certificate as pairs; a serial stage has none."""
    return [(entry["school_id"], entry["price"]) for entry in stage.get("prices", ())]


def english(column):
    """A column by its English name."""
    return ref.HEADERS["students"].get(column, column)


def columns_of(predicate):
    """The students columns that a predicate looks at."""
    match predicate:
        case {"all": parts} | {"any": parts}:
            return set().union(*map(columns_of, parts))
        case {"not": part}:
            return columns_of(part)
        case {"same": names}:
            return {name + "_area" for name in names}
        case {"column": column}:
            return {english(column)}
    (kind, name), = predicate.items()
    return {name + "_area"} | ({"primary_id"} if kind == "in_service_area" else set())


def constant(column, value):
    """A policy's constant as a cell would have it."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = Decimal(value)
        return str(int(value)) if value == int(value) else str(value.normalize())
    return ref.CODED_VALUES.get(column, {}).get(value, value)


def binding(season, school_id):
    """The rule that sets a school's seats; the first of those that give the same number."""
    school = season.schools[school_id]
    cap = school.get("size_cap", "") or ("2400" if int(school["built_year"]) < 2010 else "2000")
    size = school.get("class_size", "") or ("45" if season.level == "primary" else "50")
    limits = {"classes": int(school["classes"]) * int(size),
              "size_cap": int(cap) - int(school["continuing"])}
    if school.get("plan", ""):
        limits["plan"] = int(school["plan"])
    return min(limits, key=limits.get)
