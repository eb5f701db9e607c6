#include "lp/least.h"

/* Betters the chains that end with a move out of `node`: its place would be taken by another's
 * chain, or stay empty. */
static hp_status relax(bool *fell, hp_lex *cost, hp_arena *arena, const hp_moves *moves,
                       int32_t node) {
    for (int32_t edge = moves->begin[node]; edge < moves->begin[node + 1]; edge++) {
        int32_t to = moves->to[edge];
        hp_lex step = hp_moves_cost(moves, &moves->best[edge]);
        if (to < moves->node_count - 1 && hp_lex_sign(step, cost[node], cost[to]) < 0) {
            HP_TRY(hp_lex_sum(&cost[to], arena, step, cost[node]));
            *fell = true;
        }
    }
    return HP_OK;
}

static hp_status find_chains(hp_lex *cost, hp_arena *arena, const hp_moves *moves) {
    bool fell = true;
    for (int32_t round = 0; fell; round++) {
        fell = false;
        if (round > moves->node_count) {
            return HP_UNPROVEN; /* a circle of moves betters the flow */
        }
        for (int32_t node = 0; node < moves->node_count; node++) {
            HP_TRY(relax(&fell, cost, arena, moves, node));
        }
    }
    return HP_OK;
}

hp_status hp_least_prices(hp_lex *price, hp_arena *arena, const hp_moves *moves) {
    hp_arena scratch = {0};
    size_t nodes = (size_t)moves->node_count;
    hp_lex *cost = hp_arena_alloc(&scratch, nodes, sizeof *cost);
    hp_status status = cost == NULL ? HP_NO_MEMORY : find_chains(cost, &scratch, moves);
    for (int32_t sink = 0; sink + 1 < moves->node_count && status == HP_OK; sink++) {
        status = hp_lex_times(&price[sink], arena, cost[sink], -1);
    }
    hp_arena_free(&scratch);
    return status;
}
