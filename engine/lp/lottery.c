#include "lp/lottery.h"

#include <string.h>

#include "lp/exchange.h"

typedef struct lottery_draw {
    const hp_program *program;
    const hp_prices *prices;
    const hp_units *units;
    hp_exchange *exchange;
    bool *loose; /* per sink: need not be full on the face, its price is 0 */
    int32_t ground;
} lottery_draw;

static int32_t node_of(const lottery_draw *draw, int32_t arc) {
    int32_t sink = draw->program->arc_sink[arc];
    return sink == HP_GROUND ? draw->ground : sink;
}

/* The nodes of every unit's tight arcs. */
static hp_status list_allowed(int32_t **begin, int32_t **allowed, hp_arena *arena,
                              const lottery_draw *draw) {
    const hp_units *units = draw->units;
    size_t count = (size_t)units->count;
    *begin = hp_arena_alloc(arena, count + 1, sizeof **begin);
    *allowed = hp_arena_alloc(arena, (size_t)units->wishes_begin[count], sizeof **allowed);
    HP_NEED(*begin);
    HP_NEED(*allowed);
    int32_t used = 0;
    for (int32_t unit = 0; unit < units->count; unit++) {
        for (int32_t i = units->wishes_begin[unit]; i < units->wishes_begin[unit + 1]; i++) {
            if (draw->prices->tight[units->wishes[i]]) {
                (*allowed)[used++] = node_of(draw, units->wishes[i]);
            }
        }
        (*begin)[unit + 1] = used;
    }
    return HP_OK;
}

/* Hands the flow of each row out to its units, in any way: the draw does not depend on it. */
static hp_status seat_units(lottery_draw *draw, hp_arena *arena, const int32_t *flow) {
    const hp_program *program = draw->program;
    size_t arcs = (size_t)program->arc_begin[program->row_count];
    int32_t *left = hp_arena_alloc(arena, arcs, sizeof *left);
    HP_NEED(left);
    memcpy(left, flow, arcs * sizeof *left);
    for (int32_t unit = 0; unit < draw->units->count; unit++) {
        int32_t arc = program->arc_begin[draw->units->row[unit]];
        while (left[arc] == 0) {
            arc++;
        }
        left[arc]--;
        HP_TRY(hp_exchange_place(draw->exchange, unit, node_of(draw, arc)));
    }
    return HP_OK;
}

/* The first wish that the face allows: the unit leaves its node for the wished one, and a chain of
 * others restores the balance from there back to the node it left. */
static hp_status choose(int32_t *chosen, lottery_draw *draw, int32_t unit) {
    const hp_units *units = draw->units;
    int32_t old_node = hp_exchange_node(draw->exchange, unit);
    hp_exchange_settle(draw->exchange, unit, old_node);
    for (int32_t i = units->wishes_begin[unit]; i < units->wishes_begin[unit + 1]; i++) {
        bool moved = false;
        *chosen = units->wishes[i];
        if (draw->prices->tight[*chosen]) {
            int32_t node = node_of(draw, *chosen);
            HP_TRY(hp_exchange_shift(&moved, draw->exchange, node, old_node, draw->loose));
            if (moved) {
                hp_exchange_settle(draw->exchange, unit, node);
                return HP_OK;
            }
        }
    }
    return HP_UNPROVEN; /* its own node is among the wishes, so this is not reached */
}

static hp_status draw_all(int32_t *chosen, lottery_draw *draw, hp_arena *arena,
                          const int32_t *flow) {
    int32_t *begin = NULL;
    int32_t *allowed = NULL;
    HP_TRY(list_allowed(&begin, &allowed, arena, draw));
    HP_TRY(hp_exchange_new(&draw->exchange, draw->units->count, draw->program->sink_count,
                           draw->program->capacity, begin, allowed));
    HP_TRY(seat_units(draw, arena, flow));
    for (int32_t unit = 0; unit < draw->units->count; unit++) {
        HP_TRY(choose(&chosen[unit], draw, unit));
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
    return status;
}
