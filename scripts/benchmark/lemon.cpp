// LEMON's two best: lemon simplex|scaling INSTANCE
//
// A node for every child and school, an arc for every way. Children supply one each, schools take
// up to their seats: the GEQ form of both algorithms takes that as it is.
#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <cstring>
#include <utility>
#include <vector>

#include "instance.h"

using Graph = lemon::StaticDigraph;

template <typename Solver> static bool solve(const instance &given, int64_t *optimum) {
    Graph graph;
    std::vector<std::pair<int, int>> ends;
    size_t all = (size_t)given.children * given.ways;
    ends.reserve(all);
    for (size_t way = 0; way < all; way++) {
        ends.emplace_back((int)(way / given.ways), given.children + given.school[way]);
    }
    graph.build(given.children + given.schools, ends.begin(), ends.end());
    Graph::ArcMap<int> cost(graph);
    Graph::NodeMap<int> supply(graph);
    for (size_t way = 0; way < all; way++) {
        cost[graph.arc((int)way)] = given.metres[way];
    }
    for (int node = 0; node < given.children + given.schools; node++) {
        supply[graph.node(node)] = node < given.children ? 1 : -given.seats[node - given.children];
    }
    Solver solver(graph);
    solver.costMap(cost).supplyMap(supply);
    bool optimal = solver.run() == Solver::OPTIMAL;
    *optimum = optimal ? solver.template totalCost<long long>() : 0;
    return optimal;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: lemon simplex|scaling INSTANCE\n");
        return 2;
    }
    instance given = instance_read(argv[2]);
    int64_t optimum = 0;
    double start = instance_clock();
    bool optimal = strcmp(argv[1], "simplex") == 0
                       ? solve<lemon::NetworkSimplex<Graph, int, int>>(given, &optimum)
                       : solve<lemon::CostScaling<Graph, int, int>>(given, &optimum);
    double seconds = instance_clock() - start;
    if (!optimal) {
        fprintf(stderr, "no optimum\n");
        return 1;
    }
    instance_tell(optimum, seconds);
    return 0;
}
