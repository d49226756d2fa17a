"""The dictionary and the Frictionless descriptor come from the declarations."""

from __future__ import annotations

from core_samples import DECLARED

from simkit.core.tables import descriptor, dictionary


def test_the_dictionary_has_every_column():
    text = dictionary(DECLARED)
    for table in DECLARED:
        assert f"## {table.path}" in text
        for c in table.columns:
            assert f"| `{c.name}` | {c.kind}" in text
    assert "Points to `observed/people.person_id`." in text
    assert text.endswith("|\n")


def test_the_dictionary_is_a_table_even_where_a_doc_holds_a_bar():
    rows = [r for r in dictionary(DECLARED).splitlines() if r.startswith("| `")]
    assert {r.replace("\\|", "").count("|") for r in rows} == {7}


def test_the_descriptor_names_keys_links_and_what_may_be_missing():
    said = descriptor(DECLARED, "csv", name="x")
    people, sales = said["resources"]
    assert people["path"] == "observed/people.csv"
    assert people["schema"]["primaryKey"] == ["person_id"]
    fields = {f["name"]: f for f in people["schema"]["fields"]}
    assert "constraints" not in fields["nik"]
    assert fields["person_id"]["constraints"] == {"required": True}
    assert sales["schema"]["foreignKeys"] == [
        {"fields": ["buyer_id"], "reference": {"resource": "observed-people", "fields": ["person_id"]}}
    ]


def test_a_link_to_a_table_that_is_not_saved_is_left_out():
    assert "foreignKeys" not in descriptor(DECLARED[1:], "csv")["resources"][0]["schema"]
