"""HiGHS through SciPy, a column for every way: highs.py INSTANCE [METHOD]

METHOD: highs-ds (the dual simplex method, the default) or highs-ipm.
"""

import sys
import time

import numpy
from scipy.optimize import linprog
from scipy.sparse import csr_matrix


def main():
    numbers = numpy.fromfile(sys.argv[1], dtype="<i4")
    children, schools, ways = (int(number) for number in numbers[:3])
    seats = numbers[3:3 + schools]
    school = numbers[3 + schools:3 + schools + children * ways]
    metres = numbers[3 + schools + children * ways:]
    method = sys.argv[2] if len(sys.argv) > 2 else "highs-ds"

    start = time.perf_counter()
    columns = numpy.arange(children * ways)
    ones = numpy.ones(children * ways)
    of_children = csr_matrix((ones, (columns // ways, columns)))
    of_schools = csr_matrix((ones, (school, columns)), shape=(schools, children * ways))
    answer = linprog(metres, A_ub=of_schools, b_ub=seats, A_eq=of_children,
                     b_eq=numpy.ones(children), bounds=(0, None), method=method)
    seconds = time.perf_counter() - start
    if answer.status != 0:
        sys.exit(f"no optimum: {answer.message}")
    print(round(answer.fun), f"{seconds:.6f}")


if __name__ == "__main__":
    main()
