import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from sonae.compute import key_of, philox4x32, standard_normals, uniforms, unit_of_words
from sonae.core import InputError

WORD = st.integers(0, 2**32 - 1)
SEED = st.integers(0, 2**64 - 1)

# Random123 1.14, tests/kat_vectors, philox4x32 with 10 rounds: counter, key, answer.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


def plain_philox(counter: tuple[int, ...], key: tuple[int, ...]) -> tuple[int, ...]:
    """The round function of Salmon et al. (2011) with Python integers."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c0, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 2**32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_known_answers_of_random123(counter: str, key: str, answer: str) -> None:
    assert plain_philox(words(counter), words(key)) == words(answer)
    out = philox4x32(words(counter), words(key))  # type: ignore[arg-type]
    assert tuple(int(word) for word in out) == words(answer)
    assert all(word.dtype == np.uint32 for word in out)


@given(st.lists(st.tuples(WORD, WORD, WORD, WORD), min_size=1, max_size=20), WORD, WORD)
def test_arrays_of_counters_give_what_integers_give(counters: list[tuple[int, ...]], k0: int, k1: int) -> None:
    out = philox4x32(tuple(np.array(counters, dtype=np.uint64).T), (k0, k1))  # type: ignore[arg-type]
    assert [tuple(int(word) for word in row) for row in zip(*out, strict=True)] == [
        plain_philox(counter, (k0, k1)) for counter in counters
    ]


def test_the_compiled_form_has_the_same_bits() -> None:
    from numba import njit

    from sonae.compute.philox_kernel import philox

    @njit
    def fill(counters, keys, out):  # type: ignore[no-untyped-def]
        for i in range(counters.shape[0]):
            out[i, 0], out[i, 1], out[i, 2], out[i, 3] = philox(
                counters[i, 0], counters[i, 1], counters[i, 2], counters[i, 3], keys[0], keys[1]
            )

    rng = np.random.default_rng(1)
    counters = rng.integers(0, 2**32, (20_000, 4), dtype=np.uint32)
    counters[0], counters[1] = 0, 2**32 - 1
    for key in ((0, 0), (2**32 - 1, 2**32 - 1), (0xA4093822, 0x299F31D0)):
        compiled = np.empty_like(counters)
        fill(counters, np.array(key, dtype=np.uint32), compiled)
        readable = np.stack(philox4x32(tuple(counters.T), key), axis=1)  # type: ignore[arg-type]
        assert np.array_equal(compiled, readable)


@given(SEED)
def test_a_seed_is_cut_into_two_words(seed: int) -> None:
    low, high = key_of(seed)
    assert 0 <= low < 2**32
    assert 0 <= high < 2**32
    assert high * 2**32 + low == seed


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, "7", None, True, np.int64(3)])
def test_a_seed_that_does_not_fit_is_refused(seed: object) -> None:
    with pytest.raises(InputError, match="whole number from 0 to 2\\^64"):
        key_of(seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("stream", [-1, 2**32])
def test_a_stream_that_does_not_fit_is_refused(stream: int) -> None:
    with pytest.raises(InputError, match="stream"):
        uniforms(1, stream, 2, 2)


@given(SEED, st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(1, 30), st.data())
@settings(max_examples=60)
def test_a_number_depends_on_its_own_place_alone(
    seed: int, stream: int, draws: int, slots: int, data: st.DataObject
) -> None:
    whole = uniforms(seed, stream, draws, slots)
    fewer, narrower = data.draw(st.integers(1, draws)), data.draw(st.integers(1, slots))
    assert whole.shape == (draws, slots)
    assert np.array_equal(uniforms(seed, stream, fewer, narrower), whole[:fewer, :narrower])


def test_seeds_and_streams_do_not_share_numbers() -> None:
    blocks = [uniforms(seed, stream, 50, 7) for seed in (0, 1, 2**32, 2**63) for stream in (0, 1, 2**31)]
    values = np.concatenate([block.ravel() for block in blocks])
    assert len(np.unique(values)) == len(values)


def test_uniforms_have_53_bits_of_two_words() -> None:
    c = plain_philox((3, 2, 41, 0), (7, 0))  # draw 3, slots 4 and 5 of stream 41
    expected = [((c[0] << 20 | c[1] >> 12) + 0.5) / 2**52, ((c[2] << 20 | c[3] >> 12) + 0.5) / 2**52]
    assert uniforms(7, 41, 4, 6)[3, 4:].tolist() == expected


def test_the_ends_of_the_interval_never_occur() -> None:
    ends = unit_of_words(np.array([0, 2**32 - 1], np.uint32), np.array([0, 2**32 - 1], np.uint32))
    assert 0 < ends[0] < 2**-52
    assert 1 - 2**-52 < ends[1] < 1
    drawn = uniforms(5, 0, 1000, 1000)
    assert drawn.min() > 0
    assert drawn.max() < 1


def test_numbers_are_distributed_as_they_should_be() -> None:
    assert kstest(uniforms(11, 3, 20_000, 2).ravel(), "uniform").pvalue > 0.001
    assert kstest(standard_normals(11, 3, 20_000, 2).ravel(), "norm").pvalue > 0.001
    pairs = uniforms(11, 3, 20_000, 2)
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 0.03


def test_normals_are_the_inverse_of_the_uniforms() -> None:
    from scipy.stats import norm

    assert np.allclose(norm.cdf(standard_normals(3, 9, 40, 5)), uniforms(3, 9, 40, 5), rtol=0, atol=1e-14)


def test_compiled_normals_are_the_readable_ones_to_the_last_bits() -> None:
    """Both halves of counters beyond 2^32, and units out to both ends of what 53 bits can say."""
    from scipy.special import ndtri

    from sonae.compute.draws_kernel import LANES, draw_normals, draw_pairs, draw_units, normals_of

    word = [np.uint32(value) for value in (5, 41, 7, 9, 3)]
    first, units, both = np.uint32(2**32 - 60), np.empty(2 * LANES), np.empty(2 * LANES + 8)
    scenarios = (np.arange(LANES, dtype=np.uint64) + np.uint64(first)) & np.uint64(2**32 - 1)
    words_of = philox4x32((scenarios, 5, 41, 7), (9, 3))
    draw_pairs(first, *word, units, both, np.uint64(8))
    drawn = np.concatenate([unit_of_words(words_of[0], words_of[1]), unit_of_words(words_of[2], words_of[3])])
    assert np.array_equal(units, drawn)
    assert both[8:] == pytest.approx(ndtri(drawn), rel=4e-15)
    single, normals = np.empty(LANES), np.empty(LANES)
    draw_units(first, *word, single)
    draw_normals(first, *word, np.empty(LANES), normals)
    assert np.array_equal(single, drawn[:LANES])
    assert np.array_equal(normals, both[8 : 8 + LANES])
    edges = np.array([2.0**-53, 1e-13, 1e-9, 0.075, 0.0750001, 0.4, 0.5, 0.6, 0.925, 0.9250001, 1 - 1e-9, 1 - 1e-12, 1 - 1e-15,
                      1 - 2.0**-53, 0.3, 0.7])  # fmt: skip
    found = np.empty(16)
    normals_of(edges, np.uint64(0), np.uint64(16), found, np.uint64(0))
    assert found == pytest.approx(ndtri(edges), rel=4e-15, abs=1e-16)
