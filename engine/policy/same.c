#include "policy/same.h"

#include <string.h>

static bool same_flags(const bool *a, const bool *b, int count) {
    return memcmp(a, b, (size_t)count * sizeof *a) == 0;
}

static bool same_numbers(const int *a, int a_count, const int *b, int b_count) {
    return a_count == b_count && (a_count == 0 || memcmp(a, b, (size_t)a_count * sizeof *a) == 0);
}

static bool same_texts(const char **a, size_t a_count, const char **b, size_t b_count) {
    if (a_count != b_count) {
        return false;
    }
    for (size_t i = 0; i < a_count; i++) {
        if (strcmp(a[i], b[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool same_predicates(const hp_predicate *a, const hp_predicate *b) {
    if (a == NULL || b == NULL || a == b) {
        return a == b;
    }
    if (a->kind != b->kind || a->column != b->column || a->type != b->type ||
        a->comparison != b->comparison || a->known != b->known || a->part_count != b->part_count ||
        !same_numbers(a->addresses, a->address_count, b->addresses, b->address_count) ||
        !same_texts(a->values, a->value_count, b->values, b->value_count)) {
        return false;
    }
    for (size_t i = 0; i < a->part_count; i++) {
        if (!same_predicates(a->parts[i], b->parts[i])) {
            return false;
        }
    }
    return true;
}

static bool same_routes(const hp_stage *a, const hp_stage *b) {
    if (a->route_count != b->route_count) {
        return false;
    }
    for (int r = 0; r < a->route_count; r++) {
        const hp_route *one = &a->routes[r];
        const hp_route *other = &b->routes[r];
        if (one->kind != other->kind || one->settings != other->settings ||
            one->ownerships != other->ownerships || one->within_m != other->within_m ||
            !same_predicates(one->when, other->when)) {
            return false;
        }
    }
    return true;
}

static bool same_orders(const hp_order *a, const hp_order *b) {
    if (a->key_count != b->key_count) {
        return false;
    }
    for (int k = 0; k < a->key_count; k++) {
        const hp_key *one = &a->keys[k];
        const hp_key *other = &b->keys[k];
        if (one->kind != other->kind || one->descending != other->descending ||
            one->missing != other->missing ||
            (one->kind == HP_KEY_COLUMN &&
             (one->column != other->column || one->type != other->type))) {
            return false;
        }
    }
    return true;
}

static bool same_levels(const hp_stage *a, const hp_stage *b) {
    if (a->level_count != b->level_count) {
        return false;
    }
    for (int l = 0; l < a->level_count; l++) {
        const hp_policy_level *one = &a->levels[l];
        const hp_policy_level *other = &b->levels[l];
        if (one->kind != other->kind || one->step_m != other->step_m ||
            !same_numbers(one->categories, one->category_count, other->categories,
                          other->category_count)) {
            return false;
        }
    }
    return true;
}

bool hp_stage_opens_the_same(const hp_stage *a, const hp_stage *b, int category_count) {
    return same_flags(a->serves, b->serves, category_count) && same_routes(a, b);
}

bool hp_stage_decides_the_same(const hp_stage *a, const hp_stage *b, int category_count) {
    if (strcmp(a->id, b->id) != 0 || a->serial != b->serial ||
        !same_numbers(a->serve, a->serve_count, b->serve, b->serve_count) ||
        !same_flags(a->protects, b->protects, category_count) || !same_levels(a, b) ||
        !hp_stage_opens_the_same(a, b, category_count)) {
        return false;
    }
    for (int c = 0; c < category_count; c++) {
        if (!same_orders(&a->orders[c], &b->orders[c])) {
            return false;
        }
    }
    return true;
}
