"""Typical programs, run once before the first real one, so that late imports and caches are in place.

A warmed interpreter needs a third of the time of a cold one for sympy's `solve` (measured on forked interpreters).
"""

from __future__ import annotations

PROGRAMS: tuple[str, ...] = (
    """
import math
total = sum(i * i for i in range(1, 11))
print(f"{total} {math.sqrt(2):.3f} {10 / 4}")
def solution():
    apples = 23
    return apples - 20 + 6
print(solution())
""",
    """
from sympy import *
x, y, z, n = symbols('x y z n')
a = symbols('a', positive=True)
k = symbols('k', integer=True)
solve(x**2 - 3*x + 2, x)
solve(Eq(2*x + 3, 11), x)
solve([Eq(3*x + y, 7), Eq(x - 2*y, -1)], [x, y])
solve((x + y - 3, x*y - 2), (x, y), dict=True)
solve(x**3 - 2*x - 5, x)
solve(sin(x) - Rational(1, 2), x)
solve(2**x - 8, x)
solve(log(x) - 2, x)
solve(Abs(Symbol("r", real=True) - 1) - 2)
solve(x**2 - 4 > 0, x)
solve(sqrt(x + 1) - x, x)
solve(0.05*a*12 - 30, a)
solveset(x**2 - 4, x, S.Reals)
solveset(sin(x), x, domain=Interval(0, 2*pi))
linsolve([x + y - 3, x - y - 1], [x, y])
nonlinsolve([x**2 + y - 3, x - y - 1], [x, y])
nsolve(cos(x) - x, 1)
reduce_inequalities([x > 1, x**2 < 9], x)
roots(x**3 - 6*x**2 + 11*x - 6, x)
""",
    """
from sympy import *
x, y, n, i = symbols('x y n i')
simplify(sin(y)**2 + cos(y)**2)
trigsimp(sin(x)*cos(x)); radsimp(1/(1 + sqrt(2))); expand_trig(sin(2*x)); powsimp(x**2*x**3)
logcombine(log(2) + log(3)); nsimplify(0.25); together(1/x + 1/y); cancel((x**2 - 1)/(x - 1))
factor(x**3 - 1); expand((x + y)**3); apart(1/(x*(x + 1))); collect(x*y + x, x)
Poly(x**2 + 2*x + 1, x).all_coeffs(); div(x**3 - 1, x - 1); gcd(x**2 - 1, x - 1); resultant(x**2 - 1, x - 2, x)
diff(sin(x)*x, x); diff(exp(x**2), x, 2); limit(sin(x)/x, x, 0); limit((1 + 1/x)**x, x, oo)
integrate(y*exp(2*y), y); integrate(x**2, (x, 0, 1)); integrate(exp(-x**2), (x, -oo, oo)); integrate(1/(x**2 + 1), x)
integrate(sin(x)**2, (x, 0, pi)); integrate(log(x), x); integrate(sqrt(1 - x**2), (x, 0, 1))
series(exp(x), x, 0, 4); summation(n, (n, 1, 10)); summation(1/n**2, (n, 1, oo)); Sum(1/2**i, (i, 0, oo)).doit()
product(i, (i, 1, 5)); Sum(i**2, (i, 1, n)).doit()
f = Function('f')
dsolve(f(x).diff(x) - f(x), f(x)); dsolve(f(x).diff(x, 2) + f(x), f(x)); rsolve(f(n + 1) - 2*f(n), f(n), {f(0): 1})
""",
    """
from sympy import *
x, y, n = symbols('x y n')
m = Matrix([[1, 2], [3, 5]])
m.det(); m.inv(); m.rref(); m.T * m; m.rank(); (2*m).trace(); m.eigenvals(); m.eigenvects(); m.nullspace(); m**3
Matrix([[2, 1], [1, 2]]).eigenvects(); Matrix([[1, 2, 3], [0, 1, 4], [5, 6, 0]]).inv(); eye(3).det()
Matrix([[2, 1], [1, 3]]).diagonalize(); Matrix([1, 2, 3]).dot(Matrix([4, 5, 6])); Matrix([1, 2, 3]).norm()
m.LUsolve(Matrix([1, 2])); Matrix([1, 2, 3]).cross(Matrix([4, 5, 6])); m.charpoly(x)
factorint(360); isprime(97); primerange(10, 30); divisors(28); totient(36); gcd(12, 18); lcm(4, 6); nextprime(100)
mod_inverse(3, 7); binomial(10, 3); factorial(10); fibonacci(10); prime(10); primepi(100); divisor_count(12)
from sympy.ntheory.modular import crt
crt([3, 5], [2, 3]); diophantine(x**2 + y**2 - 25)
from sympy.ntheory import n_order, is_quad_residue, discrete_log, primefactors
n_order(3, 7); primefactors(30)
Rational(1, 3) + 1; N(pi, 30); sqrt(8).evalf(); (Rational(1, 3) + sqrt(2)).n(5); re(3 + 4*I); Abs(3 + 4*I); arg(1 + I)
latex(x**2/2 + sqrt(x)); str(sqrt(8)); pretty(x**2/3); print(pi*x); sympify('x**2 + 1'); parse_expr('2*x + 1')
from sympy.parsing.sympy_parser import standard_transformations, implicit_multiplication_application
parse_expr('2x + 3', transformations=standard_transformations + (implicit_multiplication_application,))
g = lambdify(x, x**2, 'math'); g(2); lambdify(x, sin(x))(1.0)
Interval(0, 1).union(Interval(2, 3)); FiniteSet(1, 2, 3) & FiniteSet(2, 3); Interval(0, 5).contains(3)
(x > 1) & (x < 3); simplify_logic((x > 1) | (x <= 1)); Piecewise((x, x > 0), (0, True)).subs(x, 2)
minimum(x**2 + 1, x); maximum(sin(x), x, Interval(0, pi)); stationary_points(x**2, x)
from sympy.calculus.util import continuous_domain, function_range
function_range(x**2, x, S.Reals); continuous_domain(1/x, x, S.Reals)
""",
    """
from sympy import *
from sympy.geometry import Point, Triangle, Circle, Line, Polygon, Segment
t = Triangle(Point(0, 0), Point(4, 0), Point(0, 3))
t.area; t.perimeter; t.incircle.radius; t.circumcenter; t.angles
Circle(Point(0, 0), 5).intersection(Line(Point(0, 0), Point(1, 1))); Circle(Point(0, 0), 2).area
Segment((0, 0), (3, 4)).length; Polygon((0, 0), (1, 0), (1, 1), (0, 1)).area; Line((0, 0), (1, 1)).equation()
from sympy.stats import Binomial, Die, E, Normal, P, density, variance, Poisson
P(Die('D', 6) > 3); E(Die('F', 6)); variance(Normal('N', 0, 1)); P(Normal('Z', 0, 1) > 1)
density(Binomial("B", 4, 0.5)).dict
from sympy.combinatorics import Permutation
Permutation([1, 0, 2]).order()
from sympy.functions.combinatorial.numbers import nC, nP, stirling
nC(5, 2); nP(5, 2)
from sympy.utilities.iterables import multiset_permutations, partitions
list(multiset_permutations([1, 2, 2])); list(partitions(4))
from sympy.physics.units import meter, second, convert_to, kilometer, hour
convert_to(3*kilometer/hour, [meter, second])
""",
    """
from fractions import Fraction
from decimal import Decimal, getcontext
from itertools import permutations, combinations, product, accumulate
from collections import Counter, defaultdict, deque
from functools import lru_cache, reduce
import math, cmath, statistics, random, datetime, re, json, heapq, bisect, string, time
@lru_cache(maxsize=None)
def ways(n):
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)
print(ways(20), Fraction(1, 3) + Fraction(1, 6), Decimal('0.1') + 1, math.comb(10, 3), cmath.sqrt(-1))
print(len(list(permutations(range(4)))), Counter('hello').most_common(1), statistics.mean([1, 2, 3]))
print(random.randint(1, 6), math.gcd(12, 18))
print(datetime.date(2024, 2, 29) + datetime.timedelta(days=1), re.findall(r'[0-9]+', 'a1b22'), json.dumps({'a': 1}))
print(round(2.5), sorted([3, 1, 2], key=lambda v: -v), '%.2f' % 1.5, '{:,}'.format(1234567))
print(statistics.stdev([1, 2, 4]))
class Box:
    def __init__(self, side):
        self.side = side
    def volume(self):
        return self.side ** 3
print(Box(3).volume(), [p for p in range(2, 50) if all(p % d for d in range(2, int(p ** 0.5) + 1))][-1])
""",
    """
import mpmath
from mpmath import mp, mpf, quad, findroot
mp.dps = 30
mpmath.pi + mpf(1)
quad(lambda t: t**2, [0, 1])
findroot(lambda t: t**2 - 2, 1)
mp.dps = 15
""",
    "answer = 6 * 7",
    "3 + 4",
    """
import numpy as np
a = np.array([[3.0, 1.0], [1.0, 2.0]])
print(np.linalg.solve(a, [9, 8]), np.linalg.det(a), np.linalg.inv(a), np.linalg.eig(a), a @ a, a.T, a.sum(axis=0))
print(np.roots([1, -3, 2]), np.polyfit([1, 2, 3], [2, 4, 6], 1), np.poly1d([1, 2])(3), np.linspace(0, 1, 5))
print(np.arange(10)[::2], np.mean([1, 2]), np.std([1, 2]), np.median([1, 2, 3]), np.sqrt(2), np.dot([1, 2], [3, 4]))
print(np.cross([1, 0, 0], [0, 1, 0]), np.cumsum([1, 2]), np.where(a > 1, a, 0), np.unique([1, 1, 2]), np.random.rand(2))
print(np.percentile([1, 2, 3], 50), np.isclose(0.1 + 0.2, 0.3), np.fft.fft([1, 2]), np.argmax([1, 3]), np.eye(2) * 2)
print(np.float64(1) / 3, np.round(2.567, 2), np.gcd(12, 18), np.prod([1, 2, 3]), np.linalg.norm([3, 4]), np.int64(3))
""",
    """
from scipy import optimize, integrate, stats
print(optimize.fsolve(lambda x: x**2 - 2, 1), optimize.brentq(lambda x: x**2 - 2, 0, 2))
print(optimize.minimize(lambda x: (x[0] - 1)**2, [0]).x, integrate.quad(lambda x: x**2, 0, 1), stats.norm.cdf(1.96))
print(optimize.linprog([-1, -2], A_ub=[[1, 1]], b_ub=[4]).fun, stats.binom.pmf(2, 5, 0.5), stats.norm(0, 1).ppf(0.9))
""",
)


def programs_for(packages: tuple[str, ...]) -> tuple[str, ...]:
    """Those programs that need none of numpy, scipy, sympy and mpmath but these."""
    lacking = {"numpy", "scipy", "sympy", "mpmath"} - set(packages)
    return tuple(program for program in PROGRAMS if not any(name in program for name in lacking))
