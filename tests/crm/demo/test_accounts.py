import stat

import pytest

from crm.demo.accounts import ACCOUNTS, PASSWORDS, give_passwords, prepare_accounts
from crm.models import User

pytestmark = pytest.mark.django_db
GIVEN = "given by the environment"
OWN = "chosen by a person"  # nobody logs in with it


@pytest.fixture(autouse=True)
def _cheap_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def first(tmp_path):
    """The passwords of the first start."""
    prepare_accounts(tmp_path)
    return give_passwords(tmp_path)


def hashes():
    return dict(User.objects.filter(username__in=ACCOUNTS).values_list("username", "password"))


def choose_own(username):
    user = User.objects.get(username=username)
    user.set_password(OWN)
    user.save()


def test_accounts_that_the_demo_did_not_make_are_left_alone(tmp_path):
    User.objects.create_user(username="admin")
    choose_own("admin")
    before = hashes()["admin"]
    prepare_accounts(tmp_path)

    given = give_passwords(tmp_path, GIVEN)

    assert given == {"admin": None, "sales": GIVEN, "privacy": GIVEN}
    assert hashes()["admin"] == before


def test_account_without_a_password_that_the_demo_did_not_make_gets_none(tmp_path):
    User.objects.create_user(username="admin")
    prepare_accounts(tmp_path)

    assert give_passwords(tmp_path)["admin"] is None
    assert not User.objects.get(username="admin").has_usable_password()


def test_first_start_gives_each_account_a_password_of_its_own(first):
    assert len(set(first.values())) == 3
    assert {name for name, password in first.items() if User.objects.get(username=name).check_password(password)} == {
        *ACCOUNTS
    }


def test_passwords_are_kept_for_nobody_else_to_read(first, tmp_path):
    assert stat.S_IMODE((tmp_path / PASSWORDS).stat().st_mode) == 0o600


def test_passwords_and_with_them_sessions_survive_a_restart(first, tmp_path):
    before = hashes()
    prepare_accounts(tmp_path)

    assert (give_passwords(tmp_path), hashes()) == (first, before)


def test_password_of_the_environment_replaces_the_demos_and_stays(first, tmp_path):
    given = give_passwords(tmp_path, GIVEN)

    assert given == dict.fromkeys(ACCOUNTS, GIVEN)
    assert give_passwords(tmp_path) == given


@pytest.mark.parametrize("wanted", ["", GIVEN])
def test_password_that_a_person_chose_is_kept(first, tmp_path, wanted):
    choose_own("sales")

    given = give_passwords(tmp_path, wanted)

    assert given["sales"] is None
    assert User.objects.get(username="sales").check_password(OWN)


def test_account_that_was_removed_is_made_anew(first, tmp_path):
    User.objects.filter(username="sales").delete()
    prepare_accounts(tmp_path)

    again = give_passwords(tmp_path)

    assert again["sales"] not in (None, first["sales"])
