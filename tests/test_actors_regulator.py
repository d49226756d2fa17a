"""The regulator: rejects complaints without evidence after a day, passes the others on in cycles."""

import numpy as np
import pytest
from engine_samples import bare, complaints, wait

from simkit.engine import codes
from simkit.engine.actors.regulator import Regulator


def office(**settings):
    model, got = bare(settings={"regulator." + k: v for k, v in settings.items()}), []
    Regulator(model)
    for event in ("forwarded", "forwarded_to_ott"):
        model.ledger.on(
            event, lambda complaints, event=event: got.append((event, model.now / 24, complaints.tolist()))
        )
    return model, got


def file(model, n=1, name="complaint", **said):
    return model.ledger.submit("complaint", complaints(n, name, at=model.now, **said)).made.tolist()


@pytest.mark.parametrize("every", [30.0, 7.0, 1.0, 0.5])
def test_complaints_are_passed_on_at_the_end_of_each_cycle(every):
    model, got = office(forward_every_days=every)
    made = file(model, 2)
    wait(model, 2.2 * every)
    assert [(e, day) for e, day, _ in got] == [("forwarded", every), ("forwarded", 2 * every)]
    assert [c for _, _, c in got] == [made, []]
    assert model.complaints["forwarded_t"].tolist() == [every * 24] * 2


def test_what_comes_after_a_forwarding_waits_for_the_next():
    model, got = office(forward_every_days=7.0)
    wait(model, 8)
    late = file(model)
    wait(model, 7)
    assert [c for _, _, c in got] == [[], late]


def test_incomplete_evidence_is_rejected_after_the_review_and_never_forwarded():
    model, got = office(review_h=24.0)
    file(model, 2, is_complete=[False, True])
    wait(model, 3)
    assert model.complaints["outcome"].tolist() == [codes.REJECTED, codes.PENDING]
    assert model.complaints["decided_t"].tolist() == [24.0, np.inf]
    wait(model, 30)
    assert [c for _, _, c in got] == [[1]]
    assert np.isinf(model.complaints["forwarded_t"][0])


def test_every_incomplete_complaint_is_rejected_in_the_end_whenever_it_came():
    model, _ = office()
    for day in range(12):
        file(model, 3, f"day {day}", is_complete=[False, True, False])
        wait(model, 0.7)
    wait(model, 3)
    c = model.complaints
    assert (c["outcome"] == np.where(c["is_complete"], codes.PENDING, codes.REJECTED)).all()
    bad = ~c["is_complete"]
    assert (c["decided_t"][bad] == c["at"][bad] + 24).all()


@pytest.mark.parametrize("takes_ott", [False, True])
def test_complaints_about_ott_messages_go_to_the_app_or_nowhere(takes_ott):
    model, got = office(forward_every_days=7.0, takes_ott=takes_ott)
    file(model, 3, channel=[codes.SMS, codes.OTT, codes.CALL])
    wait(model, 8)
    ott = [("forwarded_to_ott", 7.0, [1])] if takes_ott else []
    assert got == [("forwarded", 7.0, [0, 2]), *ott]


def test_nobody_complains_nobody_is_told_of_anything():
    model, got = office(forward_every_days=7.0)
    wait(model, 15)
    assert all(c == [] for _, _, c in got) and len(model.complaints) == 0
