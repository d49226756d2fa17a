"""The numbers behind the people and the market; each says where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.knobs import knob

GUESS = "assumption"
TAIL = "sims-tail-thailand-2024"


@dataclass(frozen=True)
class PeopleKnobs:
    """How many people there are, how they live together and how many SIMs they hold (section ``people``).

    Examples
    --------
    >>> PeopleKnobs().n_people
    10000
    """

    n_people: int = knob(
        10_000, "People whose behaviour is simulated", "people", GUESS, low=100, high=20_000_000
    )
    outside_share: float = knob(
        0.2, "Further identities per simulated person: they have SIMs, their days are not simulated",
        "identities per person", "assumption: stolen records reach beyond any one town", high=5,
    )  # fmt: skip
    p_phone: float = knob(
        0.6729, "Share of people of all ages who own a phone", "share", "phone-ownership-2023", high=0.75
    )
    min_age: int = knob(13, "Youngest age at which a person owns a SIM", "years", GUESS, low=0, high=17)
    mean_sims_per_owner: float = knob(
        1.74, "SIMs per phone owner, heavy holders included: 1.17 SIMs per resident / 0.6729 owners",
        "SIMs", "sims-2025", low=1, high=4,
    )  # fmt: skip
    big_owners_per_holder: float = knob(
        1 / 8_500, "Share of phone owners who hold more than 100 SIMs", "share", TAIL, high=0.01
    )
    big_mean_sims: float = knob(
        800.0, "SIMs of one who holds more than 100", "SIMs", TAIL, low=101, high=5_000
    )
    big_max_share: float = knob(
        0.05, "Most SIMs of one holder, per simulated person; small towns have no giants",
        "SIMs per person", GUESS, high=1,
    )  # fmt: skip
    p_middle_owner: float = knob(
        0.0043, "Share of phone owners who hold 6 to 100 SIMs", "share", TAIL, high=0.1
    )
    middle_mean_sims: float = knob(12.0, "SIMs of one who holds 6 to 100", "SIMs", TAIL, low=6.5, high=60)
    p_organisation: float = knob(
        0.6, "Share of heavy holders that are organisations; the others sell SIMs on", "share", GUESS, high=1
    )
    mean_household: float = knob(
        3.6, "People on one family card; never more than 8", "people", GUESS, low=1, high=8
    )
    p_couple: float = knob(
        0.82, "Share of households of two and more whose second member is the head's spouse",
        "share", GUESS, high=1,
    )  # fmt: skip
    p_registered_elsewhere: float = knob(
        0.12, "Share of adults whose NIK names another region than their household's", "share",
        "assumption: people move, the NIK stays (nik-structure)", high=1,
    )  # fmt: skip
    kk_mean_age_years: float = knob(
        7.0, "Mean age of a family card", "years", "assumption: a move or a new family makes a new card",
        low=0.1, high=20,
    )  # fmt: skip
    p_shared_phone: float = knob(
        0.08, "Share of family members who use the phone of the head of the household", "share", GUESS, high=1
    )
    p_abroad: float = knob(
        0.02,
        "Share of people aged 20 to 49 who work abroad (about 1 % of everybody)",
        "share",
        GUESS,
        high=0.5,
    )
    p_second_name: float = knob(0.45, "Share of people with a second given name", "share", GUESS, high=1)
    p_last_name: float = knob(0.85, "Share of people with a last name", "share", GUESS, high=1)
    p_family_name: float = knob(
        0.3, "Share of households whose members carry the head's last name", "share", GUESS, high=1
    )


@dataclass(frozen=True)
class MarketKnobs:
    """Operators, outlets, the customer desk and how honest SIMs are registered (section ``market``).

    Examples
    --------
    >>> sum(MarketKnobs().channel_shares)
    1.0
    """

    operator_shares: tuple[float, ...] = knob(
        (0.45, 0.28, 0.17, 0.10), "Share of SIMs of each of the four (fictional) operators", "share",
        "operator-shares-2023", high=1,
    )  # fmt: skip
    prepaid_share: float = knob(0.97, "Share of SIMs that are prepaid", "share", "prepaid-2025", high=1)
    monthly_turnover: float = knob(
        0.05, "Share of SIMs replaced by new ones in a month", "share per month", "turnover-2025",
        low=0.001, high=0.5,
    )  # fmt: skip
    cap_per_operator: int = knob(
        3, "Most SIMs one individual holds at one operator at the start", "SIMs", "cap-three", low=2, high=100
    )
    channel_shares: tuple[float, ...] = knob(
        (0.70, 0.25, 0.05), "Shares of honest registrations: by oneself, at an outlet, at a dealer",
        "share", GUESS, high=1,
    )  # fmt: skip
    n_outlets_per_10k_people: float = knob(
        14.0, "Outlets per 10,000 people (some hundred thousand in the country)", "outlets", GUESS, high=1_000
    )
    outlet_shares: tuple[float, ...] = knob(
        (0.03, 0.12, 0.85),
        "Shares of galleries, dealers and kiosks among the outlets",
        "share",
        GUESS,
        high=1,
    )
    p_local: float = knob(
        0.9, "Share of outlet registrations made in one's own province, if it has a fitting outlet",
        "share", GUESS, high=1,
    )  # fmt: skip
    p_campus: float = knob(
        0.03, "Share of kiosks beside a campus: many newcomers, innocent bulk", "share", GUESS, high=1
    )
    p_village: float = knob(
        0.03,
        "Share of kiosks that help at a village office: one device, many families",
        "share",
        GUESS,
        high=1,
    )
    n_agents: int = knob(
        12, "Customer-service agents; desk staffing does not follow the number of people", "agents",
        "assumption: see desk-contacts", low=1, high=20_000,
    )  # fmt: skip
    n_sites: int = knob(
        2, "Places where agents work, each of one operator", "sites", GUESS, low=1, high=1_000
    )
    p_contractor: float = knob(0.6, "Share of agents employed by a contractor", "share", GUESS, high=1)
    shift_shares: tuple[float, ...] = knob(
        (0.4, 0.4, 0.2), "Shares of agents on the morning, evening and night shift", "share", GUESS, high=1
    )
    n_supervisors_per_10: int = knob(
        1, "Supervisors among ten agents of a site", "agents per ten", GUESS, low=0, high=10
    )
