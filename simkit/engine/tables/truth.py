"""What only the simulator knows: who did it, from which look-up, to whom it was sold, what it cost."""

from __future__ import annotations

from ...core.tables import Column, Table
from .observed import ACCOUNTS, AGENTS, OUTLETS, PEOPLE, SIMS, ident, link, time, word

WHY = "the truth"
RING = Column("ring_id", "id", "The ring; missing for the honest.", why=WHY, nullable=True)


def _party(name: str, doc: str) -> Column:
    return Column(name, "text", doc, why=WHY)


def _money(name: str, doc: str) -> Column:
    return Column(name, "money", doc, "Rp", why=WHY)


def _key(
    doc: str = "The row's invariant key: the same in every run with this seed, whatever the policy.",
) -> Column:
    return Column("key", "key", doc, role="artefact", why="a hash")


TRUTH = (
    Table(
        "people", "truth", "One row is a person: whose daily life is simulated, and who lives abroad.",
        (
            link("person_id", "The person.", PEOPLE),
            Column("is_panel", "flag", "False for people who only register SIMs.", why=WHY),
            Column("is_abroad", "flag", "Works abroad.", why=WHY),
        ),
        ("person_id",),
    ),
    Table(
        "agents", "truth", "One row is an agent: honest, or an insider of one of three kinds.",
        (
            link("agent_id", "The agent.", AGENTS),
            word("role", "honest, known_person, grudge or seller.", why=WHY),
            RING,
        ),
        ("agent_id",),
    ),
    Table(
        "outlets", "truth",
        "One row is an outlet: honest, complicit, or a dealer whose staff work for a ring.",
        (
            link("outlet_id", "The outlet.", OUTLETS),
            word("role", "honest, complicit or dealer.", why=WHY),
            RING,
        ),
        ("outlet_id",),
    ),
    Table(
        "sims", "truth", "One row is a SIM: who registered it, and whether the NIK's owner did.",
        (
            link("sim_id", "The SIM.", SIMS),
            link("person_id", "The owner of the NIK.", PEOPLE),
            word("registrant", "owner, family, ring or mule.", why=WHY),
            RING,
            Column("worker_id", "id", "The ring's worker; missing for the honest.", why=WHY, nullable=True),
            word("identity_source", "Where the ring had the NIK from; missing for the honest.",
                 nullable=True, why=WHY),
            _key(),
        ),
        ("sim_id",),
    ),
    Table(
        "registrations", "truth", "One row is a registration attempt of a ring.",
        (
            link("registration_id", "The attempt.", "observed/registrations.registration_id"),
            RING,
            Column("worker_id", "id", "The worker.", why=WHY, nullable=True),
            word("ring_channel", "The ring's own name for the way: self, outlet, dealer or mule.", why=WHY),
        ),
        ("registration_id",),
    ),
    Table(
        "accounts", "truth", "One row is an account: how whoever uses it came by it.",
        (
            link("account_id", "The account.", ACCOUNTS),
            word("origin", "own, ring_sim, taken_over or ready_made.", why=WHY),
            RING,
            Column("ended_at", "time", "When its abuse or use ended; missing if it goes on.", nullable=True,
                   why=WHY),
            _key(),
        ),
        ("account_id",),
    ),
    Table(
        "accesses", "truth", "One row is a look-up that was not work under a ticket.",
        (
            link("access_id", "The look-up.", "observed/accesses.access_id"),
            word("motive", "habit (honest but sloppy), supervision, known_person, grudge or sale.", why=WHY),
            Column("is_captured", "flag", "Whether the record was photographed or copied.", why=WHY),
        ),
        ("access_id",),
    ),
    Table(
        "posts", "truth", "One row is a posted record: which person, and from which look-up.",
        (
            link("post_record_id", "The record.", "observed/post_records.post_record_id"),
            link("person_id", "Whose it is.", PEOPLE),
            link("access_id", "The look-up it was taken from; missing for a server breach.",
                 "observed/accesses.access_id", nullable=True),
            word("source", "desk or breach.", why=WHY),
        ),
        ("post_record_id",),
    ),
    Table(
        "lots", "truth", "One row is a lot of records sold to a broker, or by a broker to a ring.",
        (
            ident("lot_id", "The lot."),
            time("at", "When it changed hands."),
            _party("seller_id", "Who sold."),
            _party("buyer_id", "Who bought."),
            word("source", "desk, breach or other_leak.", why=WHY),
            Column("n_records", "count", "Records.", "records", why=WHY),
            _money("price_rp", "The price of the lot."),
        ),
        ("lot_id",),
    ),
    Table(
        "identities", "truth", "One row is an identity in a ring's hands.",
        (
            time("at", "When the ring had it."),
            link("person_id", "Whose it is.", PEOPLE),
            RING,
            word("source", "desk, breach or other_leak.", why=WHY),
            link("access_id", "The look-up it was taken from; missing for other sources.",
                 "observed/accesses.access_id", nullable=True),
        ),
        (),
    ),
    Table(
        "sales", "truth", "One row is a number, an account or a lot of accounts sold by a ring.",
        (
            ident("sale_id", "The sale."),
            time("at", "When."),
            RING,
            _party("seller_id", "Who sold."),
            _party("buyer_id", "Who bought."),
            word("item_kind", "number, account or account_lot.", why=WHY),
            link("sim_id", "The number; missing for a lot.", SIMS, nullable=True),
            Column("n_items", "count", "How many (1, or the size of a lot).", "items", why=WHY),
            _money("price_rp", "The price."),
            Column("is_abroad", "flag", "Whether the buyer is abroad.", why=WHY),
        ),
        ("sale_id",),
    ),
    Table(
        "payments", "truth", "One row is money that changed hands; nothing is made or lost.",
        (
            ident("payment_id", "The payment."),
            time("at", "When."),
            _party("payer", "Who paid."),
            _party("payee", "Who was paid."),
            word("purpose", "What for.", why=WHY),
            _money("amount_rp", "How much."),
        ),
        ("payment_id",),
    ),
    Table(
        "messages", "truth", "One row is what an abusing number sent in one way on one day.",
        (
            Column("day", "day", "The day.", why=WHY),
            link("sim_id", "The number.", SIMS),
            word("channel", "sms, call or ott.", why=WHY),
            word("mode", "Gambling promotion, or the kind of scam.", why=WHY),
            Column("n_sent", "count", "Messages sent.", "messages", why=WHY),
            Column("n_reached", "count", "Messages that reached people of this simulation.", "messages",
                   why=WHY),
            Column("n_victims", "count", "People who lost money to them.", "people", why=WHY),
        ),
        ("day", "sim_id", "channel"),
    ),
    Table(
        "losses", "truth", "One row is a person's loss to a scam or to gambling promotion.",
        (
            ident("loss_id", "The loss."),
            time("at", "When."),
            link("person_id", "Who lost it.", PEOPLE),
            link("sim_id", "The number it came from.", SIMS),
            word("mode", "The kind of scam.", why=WHY),
            _money("amount_rp", "The loss."),
            Column("is_reported", "flag", "Whether the person complained.", why=WHY),
        ),
        ("loss_id",),
    ),
)  # fmt: skip
