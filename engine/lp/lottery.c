#include "lp/lottery.h"

#include "lp/exchange.h"

typedef struct lottery_draw {
    const hp_program *program;
    const hp_prices *prices;
    const hp_units *units;
    hp_kinds kinds;
    int32_t *kind_of_row; /* by its tight arcs; -1: it has one alone */
    hp_exchange *exchange;
    bool *loose; /* per sink: need not be full on the face, its price is 0 */
    int32_t ground;
} lottery_draw;

static int32_t node_of(const lottery_draw *draw, int32_t arc) {
    int32_t sink = draw->program->arc_sink[arc];
    return sink == HP_GROUND ? draw->ground : sink;
}

/* The kind of a row that has a choice: the nodes of its tight arcs. */
static hp_status add_kind(lottery_draw *draw, int32_t row, int32_t *nodes) {
    const hp_program *program = draw->program;
    int32_t count = 0;
    for (int32_t arc = program->arc_begin[row]; arc < program->arc_begin[row + 1]; arc++) {
        if (draw->prices->tight[arc]) {
            nodes[count++] = node_of(draw, arc);
        }
    }
    draw->kind_of_row[row] = -1;
    return count > 1 ? hp_kinds_add(&draw->kind_of_row[row], &draw->kinds, nodes, count, 0) : HP_OK;
}

static hp_status form_kinds(lottery_draw *draw, hp_arena *arena) {
    const hp_program *program = draw->program;
    int32_t *nodes = hp_arena_alloc(arena, (size_t)draw->ground + 1, sizeof *nodes);
    draw->kind_of_row = hp_arena_alloc(arena, (size_t)program->row_count, sizeof(int32_t));
    HP_NEED(nodes);
    HP_NEED(draw->kind_of_row);
    HP_TRY(hp_kinds_new(&draw->kinds, draw->ground, 1));
    for (int32_t row = 0; row < program->row_count; row++) {
        HP_TRY(add_kind(draw, row, nodes));
    }
    return HP_OK;
}

static hp_status new_exchange(lottery_draw *draw, hp_arena *arena) {
    size_t count = (size_t)draw->units->count;
    int32_t *kind_of = hp_arena_alloc(arena, count, sizeof *kind_of);
    HP_NEED(kind_of);
    for (size_t unit = 0; unit < count; unit++) {
        kind_of[unit] = draw->kind_of_row[draw->units->row[unit]];
    }
    return hp_exchange_new(&draw->exchange, &draw->kinds, kind_of, draw->units->count,
                           draw->program->capacity);
}

/* Hands the flow of each row out to its units, in any way: the draw does not depend on it. Units
 * without a choice have drawn with that. */
static hp_status seat_units(int32_t *chosen, lottery_draw *draw, hp_arena *arena,
                            const int32_t *flow) {
    const hp_program *program = draw->program;
    size_t rows = (size_t)program->row_count;
    int32_t *at = hp_arena_alloc(arena, rows, sizeof *at);     /* per row: the arc in hand … */
    int32_t *used = hp_arena_alloc(arena, rows, sizeof *used); /* … and units that have it */
    HP_NEED(at);
    HP_NEED(used);
    for (int32_t unit = 0; unit < draw->units->count; unit++) {
        int32_t row = draw->units->row[unit];
        int32_t arc = program->arc_begin[row] + at[row];
        while (flow[arc] == used[row]) {
            arc++;
            used[row] = 0;
        }
        at[row] = arc - program->arc_begin[row];
        used[row]++;
        chosen[unit] = arc;
        if (hp_exchange_kind(draw->exchange, unit) < 0) {
            hp_exchange_settle(draw->exchange, unit, node_of(draw, arc));
        } else {
            HP_TRY(hp_exchange_place(draw->exchange, unit, node_of(draw, arc)));
        }
    }
    return HP_OK;
}

/* The first wish that the face allows: the unit leaves its node for the wished one, and a chain of
 * others restores the balance from there back to the node it left. One search tells of all wishes.
 */
static hp_status choose(int32_t *chosen, lottery_draw *draw, int32_t unit) {
    const hp_units *units = draw->units;
    int32_t old_node = hp_exchange_node(draw->exchange, unit);
    bool searched = false;
    hp_exchange_settle(draw->exchange, unit, old_node);
    for (int32_t i = units->wishes_begin[unit]; i < units->wishes_begin[unit + 1]; i++) {
        int32_t node = node_of(draw, units->wishes[i]);
        if (!draw->prices->tight[units->wishes[i]]) {
            continue;
        }
        if (node != old_node && !searched) {
            hp_exchange_gather(draw->exchange, unit, old_node, draw->loose);
            searched = true;
        }
        if (node == old_node || hp_exchange_is_gathered(draw->exchange, node)) {
            *chosen = units->wishes[i];
            HP_TRY(node == old_node ? HP_OK : hp_exchange_pull(draw->exchange, node));
            hp_exchange_settle(draw->exchange, unit, node);
            return HP_OK;
        }
    }
    return HP_UNPROVEN; /* its own node is among the wishes, so this is not reached */
}

static hp_status draw_all(int32_t *chosen, lottery_draw *draw, hp_arena *arena,
                          const int32_t *flow) {
    HP_TRY(form_kinds(draw, arena));
    HP_TRY(new_exchange(draw, arena));
    HP_TRY(seat_units(chosen, draw, arena, flow));
    for (int32_t unit = 0; unit < draw->units->count; unit++) {
        if (hp_exchange_kind(draw->exchange, unit) >= 0) {
            HP_TRY(choose(&chosen[unit], draw, unit));
        }
    }
    return HP_OK;
}

hp_status hp_lottery_draw(int32_t *chosen, hp_arena *arena, const hp_program *program,
                          const hp_prices *prices, const int32_t *flow, const hp_units *units) {
    lottery_draw draw = {.program = program,
                         .prices = prices,
                         .units = units,
                         .loose = hp_arena_alloc(arena, (size_t)program->sink_count, sizeof(bool)),
                         .ground = program->sink_count};
    HP_NEED(draw.loose);
    for (int32_t sink = 0; sink < program->sink_count; sink++) {
        draw.loose[sink] = prices->price[sink].count == 0;
    }
    hp_status status = draw_all(chosen, &draw, arena, flow);
    hp_exchange_free(draw.exchange);
    hp_kinds_free(&draw.kinds);
    return status;
}
