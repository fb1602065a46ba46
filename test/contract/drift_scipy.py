"""What SciPy says of two samples, of tables of counts, and of single values of functions."""

import numpy as np
from scipy import special, stats


def both(result):
    return [float(result.statistic), float(result.pvalue)]


def attempt(compute):
    """A test's answer, or null where SciPy refuses the samples."""
    try:
        return compute()
    except Exception:  # noqa: BLE001
        return None


def two_samples(case):
    x = np.array(case["reference"], dtype=float)
    y = np.array(case["current"], dtype=float)
    tests = {
        "ks": lambda: both(stats.ks_2samp(x, y)),
        "ksAsymptotic": lambda: both(stats.ks_2samp(x, y, method="asymp")),
        "wasserstein": lambda: float(stats.wasserstein_distance(x, y)),
        "energy": lambda: float(stats.energy_distance(x, y)),
        "anderson": lambda: both(stats.anderson_ksamp([x, y], variant="midrank")),
        "cramerVonMises": lambda: both(stats.cramervonmises_2samp(x, y)),
        "cramerVonMisesAsymptotic": lambda: both(
            stats.cramervonmises_2samp(x, y, method="asymptotic")
        ),
        "mannWhitney": lambda: both(stats.mannwhitneyu(x, y)),
        "mannWhitneyLess": lambda: both(stats.mannwhitneyu(x, y, alternative="less")),
        "mannWhitneyGreater": lambda: both(
            stats.mannwhitneyu(x, y, alternative="greater", method="asymptotic")
        ),
        "student": lambda: both(stats.ttest_ind(x, y)),
        "welch": lambda: both(stats.ttest_ind(x, y, equal_var=False)),
        "eppsSingleton": lambda: both(stats.epps_singleton_2samp(x, y)),
        "levene": lambda: both(stats.levene(x, y)),
    }
    return {name: attempt(compute) for name, compute in tests.items()}


def counts(case):
    """Tests on a table of two rows; every column has a count."""
    table = np.array([case["reference"], case["current"]])
    answers = {
        "chiSquare": both(stats.chi2_contingency(table, correction=False)),
        "chiSquareYates": both(stats.chi2_contingency(table)),
        "likelihoodRatio": both(
            stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
        ),
        "cramersV": float(stats.contingency.association(table, method="cramer")),
    }
    if table.shape[1] == 2:
        answers["fisher"] = float(stats.fisher_exact(table)[1])
    return answers


FUNCTIONS = {
    "normalSf": stats.norm.sf,
    "normalQuantile": stats.norm.ppf,
    "chiSquareSf": stats.chi2.sf,
    "chiSquareCdf": stats.chi2.cdf,
    "studentTSf": lambda t, df: stats.t.sf(t, df),
    "studentTQuantile": lambda p, df: stats.t.ppf(p, df),
    "fSf": stats.f.sf,
    "kolmogorovSf": stats.kstwobign.sf,
    "oneSampleKolmogorovSf": lambda d, n: stats.kstwo.sf(d, n),
    "betaRegularised": special.betainc,
    "gammaP": special.gammainc,
    "gammaQ": special.gammaincc,
    "logGamma": special.gammaln,
    "binomialPmf": stats.binom.pmf,
    "binomialTest": lambda x, n, p: stats.binomtest(int(x), int(n), p).pvalue,
    "hypergeometricPmf": lambda k, drawn, marked, total: stats.hypergeom.pmf(
        k, total, marked, drawn
    ),
    "fisherExact": lambda a, b, c, d: stats.fisher_exact([[a, b], [c, d]])[1],
}


def functions(case):
    compute = FUNCTIONS[case["name"]]
    return [float(compute(*arguments)) for arguments in case["arguments"]]


def adjustments(case):
    return {
        "bh": stats.false_discovery_control(case["pValues"], method="bh"),
        "by": stats.false_discovery_control(case["pValues"], method="by"),
    }


KINDS = {
    "two-samples": two_samples,
    "counts": counts,
    "function": functions,
    "adjustment": adjustments,
}


def answer(case):
    return KINDS[case["kind"]](case)
