"""Filters as data: what is written into an address is what is read from it, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conditions import SCOPES, Condition, Group, Operator, as_text, from_text
from domain.errors import WrongInput

conditions = st.builds(
    Condition,
    st.sampled_from(["name", "contact.city", "fields.plan", "participation.status", "communication.said"]),
    st.sampled_from(list(Operator)),
    st.lists(st.text(max_size=20), max_size=3).map(tuple),
)
groups = st.recursive(
    st.builds(
        Group, st.lists(conditions, max_size=3).map(tuple), st.booleans(), st.booleans(), st.sampled_from(["", *SCOPES])
    ),
    lambda inner: st.builds(Group, st.lists(inner | conditions, max_size=3).map(tuple), st.booleans(), st.booleans()),
    max_leaves=6,
)


@given(groups)
def test_what_is_written_is_read(group):
    assert from_text(as_text(group)) == group


@pytest.mark.parametrize(
    ("field", "scope"),
    [
        ("name", ""),
        ("contact.city", ""),
        ("participation.status", "participation"),
        ("product.fields.plan", "product"),
        ("communication.said", "communication"),
    ],
)
def test_scope_is_what_the_field_belongs_to(field, scope):
    assert Condition(field, Operator.FILLED).scope == scope


DEEP = '{"all":[' * 9 + "]}" * 9
MANY = '{"all":[' + ",".join(['["name","filled"]'] * 101) + "]}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ("{}", "cannot be read"),
        ('{"all":[],"any":[]}', "cannot be read"),
        ('{"all":{}}', "cannot be read"),
        ('{"all":[7]}', "cannot be read"),
        ('{"all":[["name"]]}', "cannot be read"),
        ('{"all":[["name","is",7]]}', "cannot be read"),
        ('{"all":[],"of":"planet"}', "cannot be read"),
        ('{"all":[],"of":[]}', "cannot be read"),
        ('{"all":[["name","resembles","x"]]}', "resembles"),
        ('{"all":[["name","is","' + "x" * 1001 + '"]]}', "shorten"),
        (DEEP, "flatter"),
        (MANY, "leave some out"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(text, said):
    with pytest.raises(WrongInput, match=said):
        from_text(text)
