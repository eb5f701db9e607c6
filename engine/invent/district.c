#include "invent/district.h"

#include "invent/households.h"

enum {
    SCHOOLS_PER_COUNTY = 20, /* of the season's level, where there are more than one county */
    STUDENTS_PER_AREA = 17,
    TOWN_STEP = 10, /* from town to town, in their widths; `any` routes end at one and a half */
    METRES_PER_AREA_ROOT = 600 /* a county's width by the root of its areas */
};

static int32_t below(invent_district *district, int32_t bound) {
    return (int32_t)hp_stream_below(&district->stream, (uint32_t)(bound < 1 ? 1 : bound));
}

/* True in `percent` of cases. */
static bool chance(invent_district *district, int32_t percent) {
    return below(district, 100) < percent;
}

static int32_t whole_root(int32_t square) {
    int32_t root = 0;
    while ((int64_t)(root + 1) * (root + 1) <= square) {
        root++;
    }
    return root;
}

static int64_t squared_m(int32_t x1, int32_t y1, int32_t x2, int32_t y2) {
    int64_t dx = x1 - x2;
    int64_t dy = y1 - y2;
    return dx * dx + dy * dy;
}

/* ---- counties ---- */

/* What a county has of a number of things: from `begin` on, in steps, below `end`. Counties take
 * turns, and of the last turn nothing is drawn; towns (--clusters) have blocks of their own. */
typedef struct invent_share {
    int32_t begin;
    int32_t end;
    int32_t step;
    int32_t count; /* that may be drawn from it */
} invent_share;

static invent_share share_of(const invent_district *district, int32_t total, int32_t county) {
    int32_t counties = district->county_count;
    if (!district->towns) {
        return (invent_share){county, total, counties, total / counties};
    }
    int32_t begin = (int32_t)((int64_t)total * county / counties);
    int32_t end = (int32_t)((int64_t)total * (county + 1) / counties);
    return (invent_share){begin, end, 1, end - begin};
}

/* Whose share the thing is in. */
static int32_t county_of(const invent_district *district, int32_t total, int32_t thing) {
    int32_t counties = district->county_count;
    return district->towns ? (int32_t)((((int64_t)thing + 1) * counties - 1) / total)
                           : thing % counties;
}

/* ---- areas ---- */

/* A number around 0, mostly small: the sum of four draws, at most `reach` from 0. */
static int32_t scatter(invent_district *district, int32_t reach) {
    int32_t sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += below(district, reach / 2 + 1) - reach / 4;
    }
    return sum;
}

/* The corner of a county: counties stand in rows, a county's width and a half apart; towns nine
 * widths. */
static void county_corner(const invent_district *district, int32_t county, int32_t *x, int32_t *y) {
    int32_t columns = whole_root(district->county_count - 1) + 1;
    int32_t step = district->towns ? district->width_m * TOWN_STEP : district->width_m / 2 * 5;
    *x = county % columns * step;
    *y = county / columns * step;
}

/* Over half of the areas lie in the core, some in three towns, the rest are villages anywhere. */
static void draw_area(invent_district *district, invent_area *area, int32_t county) {
    int32_t width = district->width_m;
    int32_t left = 0;
    int32_t top = 0;
    int32_t kind = below(district, 100);
    county_corner(district, county, &left, &top);
    area->county = county;
    area->place = kind < 55 ? INVENT_CORE : kind < 80 ? INVENT_TOWN : INVENT_VILLAGE;
    if (area->place == INVENT_CORE) {
        area->x = left + width / 2 + scatter(district, width / 4);
        area->y = top + width / 2 + scatter(district, width / 4);
    } else if (area->place == INVENT_TOWN) {
        static const int32_t corners[3][2] = {{1, 1}, {5, 2}, {2, 5}}; /* sixths of the width */
        const int32_t *corner = corners[below(district, 3)];
        area->x = left + width / 6 * corner[0] + scatter(district, width / 10);
        area->y = top + width / 6 * corner[1] + scatter(district, width / 10);
    } else {
        area->x = left + below(district, width);
        area->y = top + below(district, width);
    }
}

static hp_status draw_areas(invent_district *district, hp_arena *arena) {
    int32_t wanted = district->student_count / STUDENTS_PER_AREA;
    int32_t least = 5 * district->county_count;
    district->area_count = wanted < least ? least : wanted;
    district->width_m = METRES_PER_AREA_ROOT *
                        (whole_root(district->area_count / district->county_count) + 1);
    district->areas = hp_arena_alloc(arena, (size_t)district->area_count, sizeof *district->areas);
    HP_NEED(district->areas);
    for (int32_t a = 0; a < district->area_count; a++) {
        draw_area(district, &district->areas[a], county_of(district, district->area_count, a));
        district->areas[a].estate = a;
    }
    return HP_OK;
}

static int32_t any_area(invent_district *district, int32_t county) {
    invent_share areas = share_of(district, district->area_count, county);
    return areas.begin + below(district, areas.count) * areas.step;
}

/* ---- schools ---- */

/* A school stands in one of its county's areas; the first of a county's in the core's middle, so
 * that every county has a school in town. */
static void draw_school(invent_district *district, invent_school *school, bool junior,
                        int32_t number) {
    int32_t total = junior ? district->school_count - district->primary_count
                           : district->primary_count;
    int32_t county = county_of(district, total, number);
    invent_share schools = share_of(district, total, county);
    int32_t rank = (number - schools.begin) / schools.step;
    const invent_area *area = &district->areas[any_area(district, county)];
    int32_t left = 0;
    int32_t top = 0;
    county_corner(district, county, &left, &top);
    school->junior = junior;
    school->county = county;
    school->place = rank == 0 ? INVENT_CORE : area->place;
    school->x = rank == 0 ? left + district->width_m / 2 : area->x + below(district, 200) - 100;
    school->y = rank == 0 ? top + district->width_m / 2 : area->y + below(district, 200) - 100;
    school->built_year = 1985 + below(district, 40);
    school->reserved = below(district, 4);
    school->group = chance(district, 40) ? county * 2 + below(district, 2) : -1;
    school->boarding = school->place == INVENT_VILLAGE && chance(district, 40);
    school->plan = -1;
    school->ownership = rank >= 3 && chance(district, 10) ? 1 + below(district, 2) : 0;
}

static hp_status draw_schools(invent_district *district, hp_arena *arena, int32_t asked) {
    int32_t primaries = district->primary_season ? asked : asked * 5 / 2 + (asked == 1);
    int32_t juniors = district->primary_season ? asked * 2 / 5 : asked;
    if (juniors < district->county_count) {
        juniors = district->county_count;
    }
    district->primary_count = primaries;
    district->school_count = primaries + juniors;
    district->schools = hp_arena_alloc(arena, (size_t)district->school_count,
                                       sizeof *district->schools);
    HP_NEED(district->schools);
    for (int32_t s = 0; s < district->school_count; s++) {
        bool junior = s >= primaries;
        draw_school(district, &district->schools[s], junior, junior ? s - primaries : s);
    }
    return HP_OK;
}

/* The schools of a level nearest to a point in its county, nearest first; -1 where there are no
 * more. */
static void nearest_schools(const invent_district *district, bool junior, int32_t county, int32_t x,
                            int32_t y, int32_t *nearest, int count) {
    int32_t first = junior ? district->primary_count : 0;
    int32_t total = (junior ? district->school_count : district->primary_count) - first;
    invent_share schools = share_of(district, total, county);
    int64_t metres[8];
    for (int i = 0; i < count; i++) {
        nearest[i] = -1;
    }
    for (int32_t s = first + schools.begin; s < first + schools.end; s += schools.step) {
        int64_t distance = squared_m(x, y, district->schools[s].x, district->schools[s].y);
        for (int i = 0; i < count; i++) {
            if (nearest[i] >= 0 && metres[i] <= distance) {
                continue;
            }
            for (int j = count - 1; j > i; j--) {
                nearest[j] = nearest[j - 1];
                metres[j] = metres[j - 1];
            }
            nearest[i] = s;
            metres[i] = distance;
            break;
        }
    }
}

/* Zones: each area in the nearest school's of either level, some in the second nearest's too.
 * Feeders: a primary feeds the nearest junior, half of them the second nearest too. */
static void link_schools(invent_district *district) {
    for (int32_t a = 0; a < district->area_count; a++) {
        invent_area *area = &district->areas[a];
        nearest_schools(district, false, area->county, area->x, area->y, area->primaries, 2);
        nearest_schools(district, true, area->county, area->x, area->y, area->juniors, 2);
        area->primaries[1] = chance(district, 20) ? area->primaries[1] : -1;
        area->juniors[1] = chance(district, 30) ? area->juniors[1] : -1;
    }
    for (int32_t s = 0; s < district->primary_count; s++) {
        invent_school *school = &district->schools[s];
        nearest_schools(district, true, school->county, school->x, school->y, school->feeders, 2);
        school->feeders[1] = chance(district, 50) ? school->feeders[1] : -1;
    }
}

/* ---- students ---- */

static void draw_resident(invent_district *district, invent_student *student, int32_t area) {
    int32_t kind = below(district, 100);
    int32_t other = any_area(district, district->areas[area].county);
    student->residence = kind < 80 ? area : other;
    student->hukou = area;
    student->property = area;
    if (kind >= 60 && kind < 72) {
        student->hukou = chance(district, 50) ? -3 : other; /* owns, registered elsewhere */
    } else if (kind >= 72 && kind < 90) {
        student->property = -2; /* registered, owns nothing */
    } else if (kind >= 90) {
        student->hukou = chance(district, 50) ? -3 : other; /* rents */
        student->property = -2;
        student->residence = area;
    }
    student->share = student->property >= 0 ? 50 + 10 * below(district, 6) : -1;
    student->settled_on = student->hukou >= 0 ? below(district, 6700) : -1;
}

static void draw_migrant(invent_district *district, invent_student *student, int32_t area,
                         const int32_t near[6]) {
    student->migrant = true;
    student->hukou = -3;
    student->property = -2;
    student->residence = area;
    student->share = -1;
    student->settled_on = -1;
    student->points = 25 * below(district, 480);
    student->agrees = chance(district, 85);
    for (int i = 0; i < 3; i++) {
        int32_t wish = near[(below(district, 2) + 2 * i) % 6];
        student->choices[i] = wish;
    }
}

static void draw_student(invent_district *district, invent_student *student, int32_t county) {
    bool junior = !district->primary_season;
    int32_t area = any_area(district, county);
    if (district->areas[area].place != INVENT_CORE && chance(district, 40)) {
        area = any_area(district, county); /* the core is denser */
    }
    const invent_area *home = &district->areas[area];
    int32_t near[6];
    nearest_schools(district, junior, county, home->x, home->y, near, 6);
    *student = (invent_student){.primary = -1,
                                .points = -1,
                                .choices = {-1, -1, -1},
                                .agrees = -1,
                                .sibling = -1,
                                .twin = -1,
                                .fixed = -1};
    if (chance(district, 16)) {
        draw_migrant(district, student, area, near);
    } else {
        draw_resident(district, student, area);
    }
    if (junior && !chance(district, student->migrant ? 25 : 4)) {
        int32_t second = home->primaries[1];
        student->primary = second >= 0 && chance(district, 40) ? second : home->primaries[0];
    }
    student->sibling = chance(district, 5) ? near[below(district, 2)] : -1;
    student->elsewhere = chance(district, 2);
    if (!student->elsewhere && below(district, 1000) < 3) {
        student->fixed = near[0];
    }
    if (near[0] >= 0) {
        district->schools[near[0]].children++;
    }
}

/* Makes the child the twin of the one before. */
static void make_twin(invent_student *student) {
    student[0] = student[-1];
    student[0].fixed = -1;
    student[-1].fixed = -1;
}

static hp_status draw_students(invent_district *district, hp_arena *arena) {
    int32_t before = -1;
    district->students = hp_arena_alloc(arena, (size_t)district->student_count,
                                        sizeof *district->students);
    HP_NEED(district->students);
    for (int32_t i = 0; i < district->student_count; i++) {
        invent_student *student = &district->students[i];
        int32_t county = district->towns ? county_of(district, district->student_count, i)
                                         : below(district, district->county_count);
        draw_student(district, student, county);
        if (i > 0 && student[-1].twin < 0 && below(district, 1000) < 8 &&
            (county == before || !district->towns)) {
            make_twin(student);
            student[0].twin = i;
            student[-1].twin = i;
        }
        before = county;
    }
    return HP_OK;
}

/* ---- seats ---- */

static int32_t size_cap(const invent_school *school) {
    return school->built_year < 2010 ? 2400 : 2000;
}

static int32_t seats_of(const invent_school *school) {
    int32_t seats = school->classes * school->class_size;
    return (school->plan >= 0 && school->plan < seats ? school->plan : seats) - school->reserved;
}

static void set_classes(invent_district *district, invent_school *school, int32_t classes) {
    int32_t most = size_cap(school) / 2 / school->class_size;
    int32_t grades = district->primary_season ? 5 : 2;
    int32_t intake = 0;
    school->classes = classes > most ? most : classes < 1 ? 1 : classes;
    intake = school->classes * school->class_size;
    school->continuing = intake * grades;
    if (school->continuing > size_cap(school) - intake) {
        school->continuing = size_cap(school) - intake;
    }
}

/* Adds classes until these schools have a little more room than children, as far as the caps
 * allow. */
static void add_classes(invent_district *district, int32_t first, int32_t end, int32_t children) {
    int64_t wanted = children + children / 40 + 1;
    int64_t seats = 0;
    for (int32_t s = first; s < end; s++) {
        seats += seats_of(&district->schools[s]);
    }
    for (int32_t round = 0; round < 60 && seats < wanted; round++) {
        for (int32_t s = first; s < end && seats < wanted; s++) {
            invent_school *school = &district->schools[s];
            int32_t before = seats_of(school);
            if (school->plan < 0) {
                set_classes(district, school, school->classes + 1);
            }
            seats += seats_of(school) - before;
        }
    }
}

/* Some schools get far fewer seats than children near them, others more; all in all there is room
 * for all, in every town if there are towns. */
static void draw_seats(invent_district *district) {
    int32_t first = district->primary_season ? 0 : district->primary_count;
    int32_t end = district->primary_season ? district->primary_count : district->school_count;
    for (int32_t s = 0; s < district->school_count; s++) {
        invent_school *school = &district->schools[s];
        bool of_season = s >= first && s < end;
        int32_t cap = school->junior ? 50 : 45;
        int32_t children = of_season ? school->children : 200;
        school->class_size = cap - below(district, 3);
        set_classes(district, school,
                    children * (75 + below(district, 50)) / 100 / school->class_size);
        if (of_season && (school->ownership > 0 || chance(district, 10))) {
            school->plan = school->classes * school->class_size - below(district, 20);
        }
    }
    if (!district->towns) {
        add_classes(district, first, end, district->student_count);
    }
    for (int32_t town = 0; district->towns && town < district->county_count; town++) {
        invent_share schools = share_of(district, end - first, town);
        invent_share children = share_of(district, district->student_count, town);
        add_classes(district, first + schools.begin, first + schools.end, children.count);
    }
}

static int32_t counties_of(const hp_invent_options *options) {
    if (options->clusters > 0) {
        return options->clusters;
    }
    return options->schools > 3 * SCHOOLS_PER_COUNTY ? options->schools / SCHOOLS_PER_COUNTY : 1;
}

hp_status invent_district_draw(invent_district *district, hp_arena *arena,
                               const hp_invent_options *options) {
    *district = (invent_district){.primary_season = options->primary,
                                  .towns = options->clusters > 0,
                                  .wide_ids = options->clusters > 0 || options->households,
                                  .county_count = counties_of(options),
                                  .student_count = options->students};
    hp_stream_init(&district->stream, options->seed);
    HP_TRY(draw_areas(district, arena));
    HP_TRY(draw_schools(district, arena, options->schools));
    link_schools(district);
    HP_TRY(draw_students(district, arena));
    draw_seats(district);
    return options->households ? invent_households(district, arena, options->seed) : HP_OK;
}
