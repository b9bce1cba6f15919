"""One battery, planned exactly: no solver, and a proof.

The only state is what the cells hold. The least cost to reach a state is convex and made of
straight pieces, so it is a sorted list of slopes: what a period costs is merged into the list,
the limits of the cells cut its ends off, and the list tells the rest.

**The problem**, of one ring or chain; energies are of one period:

    min  Σ_t h_t(c_t - d_t) + w·d_t - v·E_T
    s.t. E_t = a·E_{t⁻} + x_t,  E̲_t ≤ E_t ≤ Ē_t                              (X1)
         x = η_c·c - d/η_d,  c + d ≤ P,  c, d ≥ 0                            (X2)
    h(b) = min { p·i - s·e + M·max(0, i - D) : i - e = b + L - G + u }       (X3)
           over 0 ≤ i ≤ I, 0 ≤ e ≤ X, 0 ≤ u ≤ G

h has up to four straight parts: curtailing (slope 0), exporting less (s), importing (p), and
importing above the cap D (p + M). Cheapest first is best, so h is these parts by slope: an
infimal convolution of straight pieces is the pieces, sorted.

**A period** costs g(x) = min { h(c - d) + w·d : (X2) }. Fix the draw b = c - d. It is cheapest
alone (c or d is zero), and drains most together (c + d = P). Going from the one to the other
costs w·δ and empties the cells by (1/η_d - η_c)·δ, whatever b is. A kWh at the bus and a kWh in
the cells then trade so that both at once pay below one price, and only there:

    μ* = -w·r/(1 - r),  λ* = -w·η_d/(1 - r),  r = η_c·η_d                    (X4)

With b* where h reaches the slope μ*, g is this, by slope:

    parts with μ < μ*  together    slope (μ - w/2)/k,  length k·|b|,  k = (η_c + 1/η_d)/2
    at b*              both, less and less    slope λ*                       (X5)
    parts with μ ≥ μ*  alone, b < 0   slope (μ - w)·η_d,  length |b|/η_d
                       alone, b > 0   slope μ/η_c,        length η_c·|b|

All three meet in λ* at μ = μ*, so (X5) is sorted where h is, and g is convex: it is the dual
of the period, read from -∞ to ∞. Nothing else has to be told apart: a closed export side, a
negative price and a period without power are (X5) with other lengths.

**The value pass.** W_t(E), the least cost to end period t with E, in F = E/aᵗ:

    W_t(F) = min_y W_{t-1}(F - y) + g_t(aᵗ·y)                                (X6)
    W_t restricted to [E̲_t, Ē_t]/aᵗ                                          (X7)
    least cost = min_F W_T(F) - v·a^T·F                                      (X8)

(X6) merges two sorted lists; (X7) cuts ends off: both leave a sorted list, so W_t is convex and
straight in pieces for all t. Each piece goes in once and out once.

**The multiplier pass.** λ_T = v; then, backward, λ_{t-1} is a·λ_t held to the slopes of W_{t-1}
at E̲ and Ē, where it is held the cells are empty or full; and

    x_t ∈ argmin g_t(x) - λ_t·x                                              (X9)

is an interval where slopes tie. The **state pass** goes forward through these intervals and the
pinned states, by the idlest path that stays optimal                         (X10)
and reads c, d from x by (X5), and import and export from b by (X3).   (X11), (X12)

**A ring** begins with an e of its own choice. Its cost V(e) is convex, and

    V'(e) = λ_T - a·λ_1                                                      (X13)

by the envelope. Where the cells are full or empty anyway the ring can be cut, and V' has the
right sign there; else tangents close in on the least.

**Prices.** μ_t is a slope of h_t at b_t with which the battery is content               (X14)
and q_t = min(max(μ_t - p_t, 0), M) what a cap that binds adds. Whatever λ and q ≥ 0 are,

    bound = Σ_t min_x [g_t^{p+q}(x) - λ_t·x] + Σ_t min_{E̲≤E≤Ē} η_t·E        (X15)
            + Σ_k min_D [φ_k(D) - D·Σ_{t∈k} q_t],    η_t = λ_t - a·λ_{t⁺}

is no more than the least cost (weak duality): it proves a plan without trust in how it was
found. What one more kWh through the inverter saves is max(0, η_c·λ - μ, μ - w - λ/η_d); of one
more kWh of cells, -Σ_t η_t·E_t/E                                            (X16)

**Demands.** A cost φ_k, convex, of D_k = max_{t∈k} i_t: with M = φ's last slope the penalty in
(X3) is exact, and

    least cost = min_D Σ_k φ_k(D_k) + V(D)                                   (X17)

V is convex. The multipliers of one plan are a tangent of V in the caps, (X26), and in the energies
e at the joints where one demand follows another:

    θ_j ≥ B_j - Σ_k Q_jk·(D_k - D_k⁰) - a·λ_first·e_j + λ_last·e_{j+1}       (X19)

with B_j the part of (X15) between two joints. Stretches that are not at their best with the least
caps are settled alone first, from what one plan holds at their joints. The master program

    min Σ_k φ_k(D_k) + Σ_j θ_j                                               (X18)

tells where to plan next, and how wrong the best plan still is. Its duals are the shares with
which the plans' multipliers are mixed, so that (X15) proves the result.

A demand that no plan stays below is proven by multipliers of its own, (X28), which add to others.

Periods of weight n have prices n times as high; demands have none.

======  =============================================  ============  =========================
symbol  meaning                                        unit          code
======  =============================================  ============  =========================
c, d    energy charged, discharged, at the bus         kWh           charge, discharge
E, E̲, Ē  energy stored at the end of a period, limits   kWh           energy, low, high
x       what the cells gain                            kWh           x
a, η    share kept in a period, efficiencies           -             keep, eta_c, eta_d
P       most energy through the inverter               kWh           power
i, e, u import, export, curtailment                    kWh           imported, exported, -
I, X    their limits                                   kWh           import_limit, export_limit
L, G    load, generation that may be curtailed         kWh           load, spare
p, s    price of an import, earning of an export       1/kWh         buy, sell
w, v    wear of a kWh delivered, worth of one left     1/kWh         wear, value
D, M    cap of a demand, and its penalty               kWh, 1/kWh    caps, penalties
λ, μ    worth of a kWh in the cells, at the bus        1/kWh         worth, mu
======  =============================================  ============  =========================

Sources: N. A. Johnson, A dynamic programming algorithm for the fused lasso and L0-segmentation,
J. Comput. Graph. Stat. 22 (2013), doi:10.1080/10618600.2012.681238, whose two numbers a step
(X9) keeps; J. Cruise, L. Flatley, R. Gibbens and S. Zachary, Control of energy storage with
market impact, Oper. Res. 67 (2019), doi:10.1287/opre.2018.1761; M. U. Hashmi, A. Mukhopadhyay,
A. Bušić and J. Elias, Optimal control of storage under time varying electricity prices,
IEEE SmartGridComm (2017), doi:10.1109/SmartGridComm.2017.8340680; J. E. Kelley, The
cutting-plane method, J. SIAM 8 (1960), doi:10.1137/0108053.
"""
