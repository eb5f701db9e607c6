#include "lp/shifts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

hp_status hp_shifts_new(hp_shifts *shifts, const hp_program *program, const int32_t *flow) {
    size_t nodes = (size_t)program->sink_count + 1;
    *shifts = (hp_shifts){.program = program, .flow = flow, .node_count = program->sink_count + 1};
    for (int32_t row = 0; row < program->row_count; row++) {
        int32_t terms = program->term_begin[row + 1] - program->term_begin[row];
        shifts->term_most = terms > shifts->term_most ? terms : shifts->term_most;
    }
    size_t terms = (size_t)shifts->term_most + 1;
    shifts->edge_at = calloc(nodes * nodes, sizeof *shifts->edge_at);
    shifts->out = calloc(nodes, sizeof *shifts->out);
    shifts->in = calloc(nodes, sizeof *shifts->in);
    shifts->level = calloc(2 * terms, sizeof *shifts->level);
    shifts->value = calloc(2 * terms, sizeof *shifts->value);
    HP_NEED(shifts->edge_at);
    HP_NEED(shifts->out);
    HP_NEED(shifts->in);
    HP_NEED(shifts->level);
    HP_NEED(shifts->value);
    return HP_OK;
}

void hp_shifts_free(hp_shifts *shifts) {
    for (size_t i = 0; i < shifts->edge_count; i++) {
        free(shifts->edges[i].heap);
        free(shifts->edges[i].numbers);
    }
    for (int32_t node = 0; node < shifts->node_count; node++) {
        free(shifts->out == NULL ? NULL : shifts->out[node].edges);
        free(shifts->in == NULL ? NULL : shifts->in[node].edges);
    }
    free(shifts->edges);
    free(shifts->edge_at);
    free(shifts->out);
    free(shifts->in);
    free(shifts->level);
    free(shifts->value);
    *shifts = (hp_shifts){0};
}

/* ---- the order of moves ---- */

/* What a move costs, without zeros, into the arrays. */
static hp_lex cost_of(int32_t *level, int64_t *value, const hp_program *program, int32_t row,
                      int32_t from, int32_t to) {
    int32_t first = program->term_begin[row];
    int32_t terms = program->term_begin[row + 1] - first;
    const int32_t *old_cost = hp_arc_cost(program, row, from);
    const int32_t *new_cost = hp_arc_cost(program, row, to);
    hp_lex cost = {.level = level, .value = value};
    for (int32_t t = 0; t < terms; t++) {
        if (new_cost[t] != old_cost[t]) {
            level[cost.count] = program->term_level[first + t];
            value[cost.count++] = (int64_t)new_cost[t] - old_cost[t];
        }
    }
    return cost;
}

hp_lex hp_shifts_cost(hp_shifts *shifts, int32_t row, int32_t from, int32_t to) {
    return cost_of(shifts->level, shifts->value, shifts->program, row, from, to);
}

/* Orders vectors by their first entry: an earlier level outweighs a later one. */
static int64_t key_of(const hp_program *program, hp_lex cost) {
    if (cost.count == 0) {
        return 0;
    }
    int64_t weight = (int64_t)(program->level_count - cost.level[0]) << 32;
    return cost.value[0] > 0 ? weight + cost.value[0] : -weight + cost.value[0];
}

static bool is_before(hp_shifts *shifts, const hp_shift *a, const hp_shift *b) {
    if (a->key != b->key) {
        return a->key < b->key;
    }
    int32_t room = shifts->term_most + 1;
    hp_lex first = cost_of(shifts->level, shifts->value, shifts->program, a->row, a->from, a->to);
    hp_lex second = cost_of(shifts->level + room, shifts->value + room, shifts->program, b->row,
                            b->from, b->to);
    return hp_lex_sign(first, (hp_lex){0}, second) < 0;
}

/* ---- heaps ---- */

static void rise(hp_shifts *shifts, hp_edge *edge, size_t at) {
    hp_shift moved = edge->heap[at];
    while (at > 0 && is_before(shifts, &moved, &edge->heap[(at - 1) / 2])) {
        edge->heap[at] = edge->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    edge->heap[at] = moved;
}

static void sink_down(hp_shifts *shifts, hp_edge *edge, size_t at) {
    hp_shift moved = edge->heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= edge->count) {
            break;
        }
        child += child + 1 < edge->count &&
                 is_before(shifts, &edge->heap[child + 1], &edge->heap[child]);
        if (!is_before(shifts, &edge->heap[child], &moved)) {
            break;
        }
        edge->heap[at] = edge->heap[child];
        at = child;
    }
    edge->heap[at] = moved;
}

static void drop_top(hp_shifts *shifts, hp_edge *edge) {
    edge->heap[0] = edge->heap[--edge->count];
    if (edge->count > 1) {
        sink_down(shifts, edge, 0);
    }
}

/* Makes a heap of what is listed: many edges are never looked at. */
static void put_in_order(hp_shifts *shifts, hp_edge *edge) {
    for (size_t at = edge->count / 2; at > 0; at--) {
        sink_down(shifts, edge, at - 1);
    }
    edge->in_order = true;
}

/* ---- edges ---- */

static hp_status list_edge(hp_edges *list, size_t edge) {
    HP_TRY(hp_grow(&list->edges, &list->capacity, list->count + 1, sizeof *list->edges));
    list->edges[list->count++] = (int32_t)edge;
    return HP_OK;
}

static hp_status add_edge(hp_shifts *shifts, int32_t from, int32_t to) {
    size_t terms = (size_t)shifts->term_most + 1;
    HP_TRY(hp_grow(&shifts->edges, &shifts->edge_capacity, shifts->edge_count + 1,
                   sizeof *shifts->edges));
    hp_edge *edge = &shifts->edges[shifts->edge_count++];
    *edge = (hp_edge){.from = from, .to = to};
    edge->numbers = malloc(terms * (sizeof(int64_t) + sizeof(int32_t)));
    HP_NEED(edge->numbers);
    HP_TRY(list_edge(&shifts->out[from], shifts->edge_count - 1));
    HP_TRY(list_edge(&shifts->in[to], shifts->edge_count - 1));
    shifts->edge_at[(size_t)from * (size_t)shifts->node_count + (size_t)to] = (int32_t)shifts
                                                                                  ->edge_count;
    return HP_OK;
}

hp_status hp_shifts_offer(hp_shifts *shifts, int32_t row, int32_t from, int32_t to) {
    int32_t from_node = hp_shifts_node(shifts, from);
    int32_t to_node = hp_shifts_node(shifts, to);
    const int32_t
        *at = &shifts->edge_at[(size_t)from_node * (size_t)shifts->node_count + (size_t)to_node];
    if (*at == 0) {
        HP_TRY(add_edge(shifts, from_node, to_node));
    }
    hp_edge *edge = &shifts->edges[*at - 1];
    HP_TRY(hp_grow(&edge->heap, &edge->capacity, edge->count + 1, sizeof *edge->heap));
    hp_lex cost = cost_of(shifts->level, shifts->value, shifts->program, row, from, to);
    edge->heap[edge->count] = (hp_shift){
        .key = key_of(shifts->program, cost), .row = row, .from = from, .to = to};
    edge->count++;
    if (edge->in_order) {
        rise(shifts, edge, edge->count - 1);
        edge->costed = false;
    }
    shifts->offers++;
    return HP_OK;
}

/* Drops moves of nobody from the top. */
static void clear_top(hp_shifts *shifts, hp_edge *edge) {
    while (edge->count > 0 && shifts->flow[edge->heap[0].from] == 0) {
        drop_top(shifts, edge);
        edge->costed = false;
    }
}

static void cost_top(hp_shifts *shifts, hp_edge *edge) {
    const hp_shift *top = &edge->heap[0];
    int32_t *level = (int32_t *)(void *)(edge->numbers + shifts->term_most + 1);
    edge->cost = cost_of(level, edge->numbers, shifts->program, top->row, top->from, top->to);
    edge->costed = true;
}

const hp_shift *hp_shifts_best(hp_shifts *shifts, int32_t edge_index) {
    hp_edge *edge = &shifts->edges[edge_index];
    if (!edge->in_order) {
        put_in_order(shifts, edge);
        clear_top(shifts, edge);
    }
    if (edge->count == 0) {
        return NULL;
    }
    if (!edge->costed) {
        cost_top(shifts, edge);
    }
    return &edge->heap[0];
}

void hp_shifts_withdraw(hp_shifts *shifts, int32_t from, int32_t to) {
    size_t from_node = (size_t)hp_shifts_node(shifts, from);
    size_t to_node = (size_t)hp_shifts_node(shifts, to);
    int32_t at = shifts->edge_at[from_node * (size_t)shifts->node_count + to_node];
    if (at > 0 && shifts->edges[at - 1].in_order) {
        clear_top(shifts, &shifts->edges[at - 1]);
    }
}
