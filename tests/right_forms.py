"""Right answers in the forms that students give them, by kind: a judge that refuses one is wrong."""

from __future__ import annotations

from collections.abc import Mapping

DEVICES = [
    "(niks > 10).sum()", "int((niks > 10).sum())", "float((niks > 10).sum())",
    "np.count_nonzero(niks > 10)", "len(niks[niks > 10])", "niks.gt(10).sum()", "niks.ge(11).sum()",
    "sum(n > 10 for n in niks)", "[len(niks[niks > 10])]", "np.array((niks > 10).sum())",
    "Fraction(int((niks > 10).sum()))", "niks[niks > 10].count()", "(niks > 10).value_counts()[True]",
    "len([device for device, rows in registrations.groupby('imei') if rows['nik'].nunique() > 10])",
    "(registrations.drop_duplicates(['imei', 'nik']).groupby('imei').size() > 10).sum()",
]  # fmt: skip
SHARE = [
    "per_nik.gt(3).mean()", "(per_nik > 3).sum() / len(per_nik)",
    "len(per_nik[per_nik > 3]) / per_nik.size", "np.mean(per_nik.to_numpy() > 3)",
    "float((per_nik >= 4).mean())", "1 - (per_nik <= 3).mean()",
    "sum(n > 3 for n in per_nik) / len(per_nik)", "Fraction(int((per_nik > 3).sum()), len(per_nik))",
    "(sims['nik'].value_counts() > 3).mean()", "pd.Series([(per_nik > 3).mean()])",
    "(per_nik > 3).value_counts(normalize=True)[True]",
]  # fmt: skip
OUTLETS = [
    "unexplained.nlargest(5).index", "unexplained.nlargest(5)", "unexplained.nlargest(5).index.tolist()",
    "set(unexplained.nlargest(5).index)", "tuple(unexplained.nlargest(5).index)",
    "unexplained.nlargest(5).index.to_numpy()", "unexplained.sort_values().tail(5).index",
    "unexplained.sort_values(ascending=False).index[:5]", "outlets.assign(u=unexplained).nlargest(5, 'u')",
    "outlets.loc[unexplained.sort_values().index[::-1][:5]]",
    "[int(o) for o in unexplained.nlargest(5).index]",
    "sorted(unexplained.index, key=lambda o: -unexplained[o])[:5]",
    "unexplained.nlargest(5).reset_index()['outlet_id']",
    "unexplained[unexplained.rank(ascending=False) <= 5]",
]  # fmt: skip
ROWS = [
    "['d', 'e']", "('d', 'e')", "{'d', 'e'}", "['e', 'd']", "['D', 'E']", "'d, e'", "'d e'",
    "np.array(['d', 'e'])", "pd.Series(['d', 'e'])", "pd.Index(['e', 'd'])", "frozenset('de')",
    "[' d', 'e ']", "list('de')",
]  # fmt: skip
CHANGED = [
    "(False, True, False)", "(False, np.True_, False)", "('no', 'yes', 'no')", "('tidak', 'ya', 'tidak')",
    "('Tetap', 'Berubah', 'Tetap')", "(1 > 2, n_sims > 0, 1 > 2)", "(np.bool_(0), True, np.bool_(0))",
    "('NO', 'YES', 'NO')", "(not True, not False, not True)",
    "side_by_side(country, other).nunique().gt(1)[['n_people', 'n_sims', 'n_days']]",
    "[len(set(side_by_side(country, other)[k])) == 2 for k in ('n_people', 'n_sims', 'n_days')]",
]  # fmt: skip
LABELS = [
    "ORDER", "[w.upper() for w in ORDER]", "[w.title() for w in ORDER]", "', '.join(ORDER)",
    "' -> '.join(ORDER)", "tuple(ORDER)", "np.array(ORDER)", "pd.Series(ORDER)", "pd.Index(ORDER)",
    "[f' {w} ' for w in ORDER]", "'insider,broker,ring,buyer,citizen,regulator,operator'",
]  # fmt: skip
BATCHES = [
    "math.ceil(at / every) * every", "-(-at // every) * every", "np.ceil(at / every) * every",
    "int(math.ceil(at / every) * every)", "at if at % every == 0 else (at // every + 1) * every",
    "every * math.ceil(at / every)", "at + (-at) % every", "float(np.ceil(at / every)) * every",
    "Fraction(math.ceil(at / every)) * Fraction(every)", "[every * math.ceil(at / every)]",
    "next(day for day in itertools.count(every, every) if day >= at)",
    "np.array([every * math.ceil(at / every)])",
]  # fmt: skip
STEPS = [
    "left.query('person_id == @person_id')", "left[left.person_id == person_id]",
    "left.loc[left['person_id'].eq(person_id)]", "left.drop(left.index[left['person_id'] != person_id])",
    "left[left['person_id'].isin([person_id])]", "left.index[left['person_id'] == person_id]",
    "left['access_id'][left['person_id'] == person_id]", "left.loc[left['person_id'] == person_id].copy()",
    "(left['person_id'] == person_id).sum()",
    "[row for row in left.itertuples() if row.person_id == person_id]",
    "left[(left['person_id'] == person_id) & left['ticket_id'].isna()]",
]  # fmt: skip
WITHIN = "({}) & (named['at'] <= named['closed_at'] + late)"
EARLY = [
    "named['at'] >= named['started_at'] - early", "named['started_at'] - early <= named['at']",
    "named['started_at'] - named['at'] <= early", "named['at'] + early >= named['started_at']",
    "~(named['at'] < named['started_at'] - early)", "named['at'].ge(named['started_at'] - early)",
    "(named['at'] - named['started_at']).dt.total_seconds() >= -120",
    "named['started_at'].sub(early).le(named['at'])",
    "np.array(named['at'] >= named['started_at'] - early)",
    "pd.Series([a >= s - early for a, s in zip(named['at'], named['started_at'])], named.index)",
]  # fmt: skip
N_HALF = [
    "(v.cumsum() < v.sum() / 2).sum() + 1", "(v.cumsum() / v.sum()).lt(0.5).sum() + 1",
    "int((v.cumsum() < v.sum() / 2).sum()) + 1", "np.argmax(v.cumsum().to_numpy() >= v.sum() / 2) + 1",
    "np.searchsorted(v.cumsum().to_numpy(), v.sum() / 2) + 1", "len(v) - (v.cumsum() >= v.sum() / 2).sum() + 1",
    "next(n for n in range(1, len(v) + 1) if v.head(n).sum() >= v.sum() / 2)",
    "[(v.cumsum() < v.sum() / 2).sum() + 1]", "np.float64((v.cumsum() < 0.5 * v.sum()).sum() + 1)",
    "sum(c < v.sum() / 2 for c in v.cumsum()) + 1", "Fraction(int((v.cumsum() < v.sum() / 2).sum()) + 1)",
    "(v.cumsum() < lost[30].sum() / 2).sum() + 1",
]  # fmt: skip
OF_ONE = [
    "d.max() / d.sum()", "d.nlargest(1).iloc[0] / d.sum()", "d.max() / (lost[30].sum() - lost[1].sum())",
    "lost[30][lost[1] == 0].max() / (lost[30].sum() - lost[1].sum())", "(d / d.sum()).max()",
    "float(d.max()) / float(d.sum())", "np.max(d.to_numpy()) / np.sum(d.to_numpy())", "max(d) / sum(d)",
    "Fraction(int(d.max()), int(d.sum()))", "d.sort_values().iloc[-1] / d[d != 0].sum()",
    "pd.Series([d.max() / d.sum()])", "lost.diff(-1, axis=1)[30].max() / lost.diff(-1, axis=1)[30].sum()",
]  # fmt: skip
TOLD = """v, d = lost[30][lost[30] > 0].sort_values(ascending=False), lost[30] - lost[1]
exercise("7.6").check({{"median_rp": v.median(), "n_half": {}, "share_of_one": {}}}, lost)"""

MANY = """many = {{"n_devices": {}, "n_terminals": ((niks > 10) & is_terminal).sum(),
    "n_left": niks[~is_terminal].gt(10).sum()}}
exercise("4.2").check(many, registrations, terminals)"""
TYPED = """n = (niks > 10).sum()
exercise("4.2").check(pd.Series([n, n - len(niks[~is_terminal & (niks > 10)]), (~is_terminal & (niks > 10)).sum()],
    ["n_devices", "n_terminals", "n_left"]), registrations, terminals)"""
FORMS: Mapping[str, list[tuple[str, str]]] = {
    "number": [("4.2", MANY.format(form)) for form in DEVICES] + [("4.2", TYPED)],
    "share": [("2.3", f"""counts = {{"mean": len(sims) / sims["nik"].nunique(), "share_over_3": {form},
    "n_over_cap": (sims.value_counts(["nik", "operator_id"]) > 3).sum()}}
exercise("2.3").check(counts, sims)""") for form in SHARE],
    "table and series": [("4.4", f"""unexplained = outlets["n_terminal"] - expected
exercise("4.4").check({form}, outlets)""") for form in OUTLETS],
    "list and set": [("1.2", f'exercise("1.2").check({form})') for form in ROWS],
    "true and false": [("0.3", f"""made = dict(zip(("n_people", "n_sims", "n_days"), {form}))
exercise("0.3").check(made, country, other)""") for form in CHANGED],
    "text": [("1.5", f"""ORDER = ["insider", "broker", "ring", "buyer", "citizen", "regulator", "operator"]
exercise("1.5").check({form})""") for form in LABELS],
    "function of numbers": [("7.4", f"""def passed_on(at, every):
    return {form}
exercise("7.4").check(passed_on)""") for form in BATCHES],
    "losses in pairs": [("7.6", TOLD.format(*forms)) for forms in zip(N_HALF, OF_ONE, strict=True)],
    "function of a table": [("3.3", f"""def funnel(looks, posted_at, person_id):
    before = looks[looks["at"] < posted_at]
    left = before[before["ticket_id"].isna()]
    return {{"of_person": {form}, "before": before, "without_ticket": left}}
exercise("3.3").check(funnel, looks, posted_at, person_id)""") for form in STEPS],
    "columns of true and false": [("3.4", f"""early, late = pd.Timedelta(minutes=2), pd.Timedelta(minutes=10)
def ticket_fits(named):
    return {{"customer": named["person_id"] == named["ticket_person_id"],
            "agent": named["agent_id"].eq(named["ticket_agent_id"]), "time": {WITHIN.format(form)}}}
exercise("3.4").check(ticket_fits, named)""") for form in EARLY],
}  # fmt: skip
"""By kind of answer: exercises, and cells that solve them."""
