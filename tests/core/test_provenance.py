from hypothesis import given
from hypothesis import strategies as st

from sonae.core import Provenance, Source

WORDS = st.sampled_from(["BACI", "WGI", "WMD", ""])
SOURCES = st.builds(Source, WORDS, WORDS, WORDS, WORDS, WORDS)
MANY = st.lists(SOURCES, max_size=8)


@given(MANY, MANY)
def test_joining_keeps_every_source_once_in_one_order(one: list[Source], other: list[Source]) -> None:
    joined = Provenance.join([Provenance.of(*one), Provenance.of(*other)])
    assert set(joined.sources) == {*one, *other}
    assert len(joined.sources) == len(set(joined.sources))
    assert joined == Provenance.join([Provenance.of(*other), Provenance.of(*one)])
    assert joined == Provenance.join([joined, joined])


def test_a_label_names_dataset_vintage_place_and_licence() -> None:
    full = Source("BACI", "2.0.1", "Etalab-2.0", "row 7", "ab12")
    assert Provenance.of(full).labels() == ["BACI 2.0.1 [row 7], Etalab-2.0"]
    assert str(Source("WGI", "2024", "CC-BY-4.0")) == "WGI 2024, CC-BY-4.0"
    assert Provenance().labels() == []
