#include "season/seats.h"

int32_t hp_legal_size_cap(int32_t built_year) {
    return built_year < 2010 ? 2400 : 2000;
}

int32_t hp_class_cap(hp_level level) {
    return level == HP_PRIMARY ? 45 : 50;
}

void hp_seats_compute(hp_school *school) {
    int32_t seats = school->classes * school->class_size;
    school->binding = HP_BY_CLASSES;
    if (school->size_cap - school->continuing < seats) {
        seats = school->size_cap - school->continuing;
        school->binding = HP_BY_SIZE_CAP;
    }
    if (school->plan >= 0 && school->plan < seats) {
        seats = school->plan;
        school->binding = HP_BY_PLAN;
    }
    seats -= school->reserved;
    school->seats = seats > 0 ? seats : 0;
}
