"""The matching: one-to-one wherever that is possible."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.request_types.matching import perfect_matching


@st.composite
def graphs(draw):
    count = draw(st.integers(0, 6))
    nodes = st.lists(st.integers(0, max(count - 1, 0)), unique=True, max_size=count)
    return draw(st.lists(nodes, min_size=count, max_size=count)), count


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_a_matching_is_found_exactly_where_there_is_one(graph):
    neighbours, count = graph
    matching = perfect_matching(neighbours, count)
    possible = any(
        all(right in neighbours[left] for left, right in enumerate(order)) for order in permutations(range(count))
    )
    assert (matching is not None) == possible
    if matching is not None:
        assert sorted(matching) == list(range(count))
        assert all(right in neighbours[left] for left, right in enumerate(matching))


def test_a_thousand_nodes_are_matched_without_recursion():
    # Each node may have its own partner or the one before, the earlier preferred: one long alternating path.
    count = 1000
    neighbours = [[max(node - 1, 0), node] for node in range(count)]
    assert perfect_matching(neighbours, count) == list(range(count))


def test_sides_of_different_size_have_no_perfect_matching():
    assert perfect_matching([[0]], 2) is None
