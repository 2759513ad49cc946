from sonae.data import Library
from sonae.supply_risk import Policy, supply_picture


def test_shares_of_the_tiny_library_are_those_it_was_made_with(tiny: Library, policy: Policy) -> None:
    picture = supply_picture(tiny, "JPN", 2024, policy)
    bismuth = picture.materials["Bi"].lines[0]
    assert bismuth.observed
    assert bismuth.import_shares["CHN"] == 0.9
    assert bismuth.world_shares["CHN"] == 0.8
    antimony = picture.materials["Sb"]
    assert not antimony.main_observed
    assert [line.stage for line in antimony.governing_lines] == ["metal"]
    assert antimony.governing_lines[0].kappa == 1.0
