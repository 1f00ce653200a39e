"""How common is what somebody has."""

from contacts.duplicates.frequencies import namesakes
from contacts.duplicates.keys import names_keys
from contacts.duplicates.profile import profile


def test_name_that_nobody_counted_is_that_of_one():
    assert namesakes([profile(first_name="Ada", last_name="Byron"), profile()], {}).tolist() == [1, 1]


def test_of_those_whose_names_sound_alike_the_share_that_was_met_counts():
    meyer, maier = profile(first_name="Edsger", last_name="Meyer"), profile(first_name="Edsger", last_name="Maier")
    [key] = names_keys(meyer)

    assert namesakes([meyer, maier, maier, maier], {key: 100}).tolist() == [25, 75, 75, 75]
