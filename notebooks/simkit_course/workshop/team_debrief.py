"""A team's debrief: what happened when, what counting and each step gave away, and whom it took for guilty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import pandas as pd

from simkit.core.catalogue import LANGUAGES, Catalogue, Text, Words
from simkit.core.locale import amount, decimal, percent
from simkit.detect.detectors.chain import TELLING, chain_parts
from simkit.detect.detectors.registration import attempts, terminals
from simkit.detect.sim_features import STEPS

from ..lessons.l04_below_the_cap.material import at_outlets, unexplained
from ..texts import in_thousands
from .both_languages import rendered, template
from .class_scores import EMPTY, is_scored, most, team_score, verdicts
from .country import Country
from .handin import HandIn
from .key import Key

SAID = Catalogue(__package__, "debrief")
PAGE = template("debrief")
SHOWN = 10
"""Lines, and numbers in a line, before a list says how many more there are."""
Parts = list[tuple[Text, list[Text]]]


def parts(key: Key, team: str, country: Country, given: HandIn | None, is_over: bool = True) -> Parts:
    """Give each heading of a team's debrief and what stands under it; it opens the key, so it is for after the game.

    - ``is_over`` (bool): Speak of the team's answers, and say so where there are none.
    """
    given = given or EMPTY
    counts = Counts(country)
    made = [("timeline", _timeline(country)), ("findable", _findable(country, counts))]
    if is_over:
        made += [("answers", _answers(key, team, given))]
    if is_scored(given, key.teams[team]):
        made += [("decoys", _decoys(key, team, counts, given))]
    return [(SAID[part], list(texts)) for part, texts in made]


def sheet(key: Key, team: str, told: Parts, lang: str) -> str:
    """Write a debrief in Markdown."""
    said = [f"# {SAID['title'].put(name=key.name, team=team).to(lang)}"]
    for head, texts in told:
        said += ["", f"## {head.to(lang)}", "", *(f"- {text.to(lang)}" for text in texts)]
    return "\n".join(said) + "\n"


def page(key: Key, team: str, told: Parts, lang: str) -> str:
    """Write a debrief as a page in both languages."""
    title = SAID["title"].put(name=key.name, team=team)
    shown = {one: [(h.to(one), [t.to(one) for t in texts]) for h, texts in told] for one in LANGUAGES}
    titles = {one: title.to(one) for one in LANGUAGES}
    return rendered(PAGE, title.to(lang), lang, Words(__package__, "debrief"), (), titles=titles, parts=shown)


def _timeline(country: Country) -> Iterator[Text]:
    """Tell the first and the last time of each step, as the tables have it."""
    rows = country.case.rows
    ring = country.case.truth("number")
    agents = country.case.truth("agent")
    niks = set(rows.loc[rows["sim_id"].isin(ring), "nik"])
    looks = rows[(rows["kind"] == "look-up") & rows["agent_id"].isin(agents) & rows["nik"].isin(niks)]
    steps = [("looked", looks)] + [
        (kind, rows[(rows["kind"] == word) & rows["sim_id"].isin(ring)])
        for kind, word in (
            ("registered", "registration"), ("activated", "activation"), ("moved", "log-in"), ("reported", "complaint")
        )
    ]  # fmt: skip
    for key, some in steps:
        if len(some):
            yield SAID[key].put(
                n=in_thousands(len(some)),
                first=f"{some['at'].min():%Y-%m-%d}",
                last=f"{some['at'].max():%Y-%m-%d}",
            )


class Counts:
    """What anybody can count in the tables that a team got.

    - ``rows`` (DataFrame): Accepted registrations, with the family of each NIK.
    - ``terminal`` (Series): The outlet by device.
    """

    def __init__(self, country: Country) -> None:
        self.country = country
        self.all = attempts(country.tables)
        self.rows = self.all[self.all["sim_id"] >= 0]
        self.terminal = terminals(self.all)
        self.by_device = self.rows[self.rows["device"] >= 0].groupby("device")

    @cached_property
    def steps(self) -> pd.DataFrame:
        """What the steps of the chain say of each number; complaints are known to everybody."""
        return chain_parts(self.country.tables).drop(columns="complaint")

    def handsets(self) -> tuple[int, int, int, int]:
        """Give the span of families on a device, outside outlets, that gives the ring away best, and whom it names.

        With hindsight: the span with the most of the ring less the honest. Returns least, most, right and honest.
        """
        out = self.rows[(self.rows["outlet"] < 0) & (self.rows["device"] >= 0)]
        families = out.groupby("device")["household"].transform("nunique")
        bad = out["sim_id"].isin(self.country.truth["number"])
        named = out["sim_id"].isin(self.country.open) & ~bad
        n = pd.DataFrame({"right": bad, "honest": named}).groupby(families).sum()
        n = n[n.index > 1]
        spans = [(n.loc[low:high].sum(), low, high) for low in n.index for high in n.index if high >= low]
        best = max(spans, key=lambda span: span[0]["right"] - span[0]["honest"], default=None)
        return (0, 0, 0, 0) if best is None else (*best[1:], int(best[0]["right"]), int(best[0]["honest"]))

    def shops(self) -> pd.DataFrame:
        """Give by outlet the NIKs on its terminal, its walk-ins and what these leave unexplained, as lesson 04 does."""
        made = at_outlets(self.country.tables)
        return made.join(unexplained(made)).sort_values("unexplained", ascending=False)

    def agents(self) -> pd.DataFrame:
        """Give by agent how many people were looked up, and of how many the NIK was registered later."""
        facts = self.country.case.rows
        last = facts[facts["kind"] == "registration"].groupby("nik")["at"].max()
        looks = facts[facts["kind"] == "look-up"]
        later = looks["at"] < looks["nik"].map(last)
        made = looks.assign(later=later).groupby(["agent_id", "nik"])["later"].max().groupby("agent_id")
        table = made.agg(["size", "sum", "mean"])
        return table.sort_values("mean", ascending=False)

    def looked(self, device: int) -> Text | None:
        """Tell what a device looks like to who counts; None where it holds one number."""
        if device not in self.by_device.groups:
            return None
        rows = self.by_device.get_group(device)
        niks, families, n = rows["nik"].nunique(), rows["household"].nunique(), rows["sim_id"].nunique()
        bad = rows["sim_id"].isin(self.country.case.truth("number")).sum()
        outlets = rows.loc[rows["outlet"] >= 0, "outlet"].nunique()
        if n < 2:
            return None
        kind = (
            "terminal" if device in self.terminal.index
            else "seller" if outlets > 1
            else "strangers" if families > 1
            else "family" if niks > 1
            else "one_nik"
        )  # fmt: skip
        return SAID[kind].put(
            n=n, bad=bad, niks=niks, families=families, outlets=outlets, outlet=self.terminal.get(device),
            first=f"{rows['at'].min():%Y-%m-%d}", last=f"{rows['at'].max():%Y-%m-%d}",
        )  # fmt: skip

    def look_of(self, number: int) -> Text:
        """Tell what made a number look guilty: a count where there is one, else a step of the chain."""
        mine = self.rows.loc[self.rows["sim_id"] == number, "device"]
        counted = self.looked(int(mine.iloc[-1])) if len(mine) else None
        if counted is not None:
            return counted
        said = self.steps.loc[number] if number in self.steps.index else pd.Series(dtype=float)
        if len(said) and said.max() > TELLING:
            return SAID[str(said.idxmax())]
        return SAID["alone" if len(mine) and mine.iloc[-1] >= 0 else "no_device"]


def _findable(country: Country, counts: Counts) -> Iterator[Text]:
    """Tell what counting finds of numbers, outlets and agent, and for how many numbers each step stands out."""
    n = len(country.truth["number"])
    low, high, right, honest = counts.handsets()
    if low:
        yield SAID["handsets"].put(low=low, high=high, n=right, of=n, honest=honest)
    for key, kind, table, columns in (
        ("shop", "outlet", counts.shops(), ("n_terminal", "n_walk_in", "unexplained")),
        ("looks", "agent", counts.agents(), ("size", "sum", "mean")),
    ):
        places = {int(e): i for i, e in enumerate(table.index, 1)}
        for entity in sorted(e for e in places if e in country.truth[kind]):
            some, other, more = map(in_thousands, table.loc[[entity], list(columns)].to_numpy(float)[0])
            shown = {"some": some, "other": other, "more": more}
            yield SAID[key].put(entity=entity, place=places[entity], of=len(table), **shown)
    stands = counts.steps.reindex(sorted(country.truth["number"])).fillna(0.0) > TELLING
    for step in STEPS:
        if step in stands:
            yield SAID["step"].put(step=SAID[step], n=int(stands[step].sum()), of=n)
    yield SAID["no_step"].put(n=int((~stands.any(axis=1)).sum()), of=n)
    yield SAID["reference"].put(k=country.case.k, precision=lambda to: percent(country.precision, to))


def _answers(key: Key, team: str, given: HandIn) -> Iterator[Text]:
    if is_scored(given, key.teams[team]):
        made = team_score(given, key.teams[team], key.k)
        yield SAID["result"].put(
            score=lambda to: decimal(made["score"], to), found=int(made["n_found"]),
            most=most("number", key.teams[team], key.k), n=int(made["n_wrong"]),
            saved=lambda to: amount(made["saved_rp"], to),
        )  # fmt: skip
    else:
        yield SAID["unread"]
    yield from given.messages


def _decoys(key: Key, team: str, counts: Counts, given: HandIn) -> Iterator[Text]:
    """Tell of the honest that were named what made them look guilty; numbers with the same look stand together."""
    judged = verdicts(given, key.teams[team])
    wrong = judged[~judged["is_right"] & judged["counts"]]
    alike: dict[Text, list[int]] = {}
    for number in wrong.loc[wrong["kind"] == "number", "entity"].astype(int):
        alike.setdefault(counts.look_of(number), []).append(number)
    groups = sorted(alike.items(), key=lambda pair: -len(pair[1]))
    for look, numbers in groups[:SHOWN]:
        yield SAID["decoy"].put(n=len(numbers), numbers=_listed(numbers), looked=look)
    if len(groups) > SHOWN:
        yield SAID["more"].put(n=sum(len(numbers) for _, numbers in groups[SHOWN:]))
    codes = dict(zip(counts.all["imei"], counts.all["device"], strict=True))
    for kind in ("device", "outlet", "agent"):
        for entity in wrong.loc[wrong["kind"] == kind, "entity"]:
            seen = counts.looked(codes.get(entity, -1)) if kind == "device" else None
            said = SAID["accused"].put(kind=SAID[kind], entity=entity)
            yield said if seen is None else SAID["accused_device"].put(entity=entity, looked=seen)
    if wrong.empty:
        yield SAID["nobody"]


def _listed(numbers: Sequence[int]) -> Text:
    shown: Iterable[str] = map(str, numbers[:SHOWN])
    key = "all" if len(numbers) <= SHOWN else "some"
    return SAID[key].put(numbers=", ".join(shown), n=len(numbers) - SHOWN)
