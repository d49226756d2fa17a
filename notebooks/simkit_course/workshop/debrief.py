"""A team's debrief: what happened when, what each step of the chain gave away, and whom it took for guilty."""

from __future__ import annotations

from collections.abc import Iterator

from simkit.core.catalogue import Catalogue, Text
from simkit.core.locale import amount, percent
from simkit.detect.detectors.chain import chain_parts
from simkit.detect.sim_features import STEPS

from ..texts import in_thousands
from .country import Country
from .handin import HandIn
from .key import Key
from .scoring import EMPTY, team_score, verdicts

SAID = Catalogue(__package__, "debrief")
TELLING = 3.0
"""Nats from which a step of the chain stands out: one peer in twenty has as much."""
SHOWN = 10


def sheet(key: Key, team: str, country: Country, given: HandIn | None, lang: str) -> str:
    """Write the debrief of one team in Markdown; it opens the key, so it is for after the game."""
    said = [f"# {SAID['title'].put(name=key.name, team=team).to(lang)}"]
    for part, texts in (
        ("timeline", _timeline(country)),
        ("findable", _findable(country, lang)),
        ("answers", _answers(key, team, given or EMPTY, lang)),
        ("decoys", _decoys(key, team, country, given or EMPTY)),
    ):
        said += ["", f"## {SAID[part].to(lang)}", "", *(f"- {text.to(lang)}" for text in texts)]
    return "\n".join(said) + "\n"


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


def _findable(country: Country, lang: str) -> Iterator[Text]:
    """Tell for how many of the numbers that could be named each step of the chain stands out, and for how many none."""
    parts = chain_parts(country.tables).reindex(sorted(country.truth["number"])).fillna(0.0) > TELLING
    n = len(parts)
    for step in STEPS:
        if step in parts and step != "complaint":
            yield SAID["step"].put(step=SAID[step], n=int(parts[step].sum()), of=n)
    yield SAID["no_step"].put(n=int((~parts.any(axis=1)).sum()), of=n)
    yield SAID["reference"].put(precision=lambda to: percent(country.precision, to))


def _answers(key: Key, team: str, given: HandIn, lang: str) -> Iterator[Text]:
    made = team_score(given, key.teams[team], key.k)
    yield SAID["result"].put(
        score=round(100 * made["score"]), recall=lambda to: percent(made["recall"], to), n=int(made["n_wrong"]),
        saved=lambda to: amount(made["saved_rp"], to),
    )  # fmt: skip
    yield from given.messages


def _decoys(key: Key, team: str, country: Country, given: HandIn) -> Iterator[Text]:
    """Tell of each honest number that was named what made it look guilty."""
    judged = verdicts(given, key.teams[team])
    wrong = judged[~judged["is_right"] & judged["counts"]]
    parts = chain_parts(country.tables)
    numbers = wrong.loc[wrong["kind"] == "number", "entity"].astype(int)
    for number in numbers.head(SHOWN):
        row = dict(zip(parts.columns, parts.loc[number], strict=True)) if number in parts.index else {}
        best = max((s for s in row if s != "complaint"), key=row.__getitem__, default="")
        looked = SAID[best] if best and row[best] > TELLING else SAID["nothing"]
        yield SAID["decoy"].put(number=number, looked=looked)
    for kind in ("device", "outlet", "agent"):
        for entity in wrong.loc[wrong["kind"] == kind, "entity"]:
            yield SAID["accused"].put(kind=SAID[kind], entity=entity)
    if wrong.empty:
        yield SAID["nobody"]
