"""People who must not come back do not, through whatever door, however they are written."""

import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.consent import Consent
from contacts.guards import Candidate
from contacts.history import undo
from contacts.importing.planning import plan_file
from contacts.importing.run import execute
from contacts.models import ChangeSet, Contact, ContactEmail
from gdpr.exceptions import ConsentMissing, NotPermitted, NotSuppressed, ReasonMissing
from gdpr.models import ConsentEvent, Suppression
from gdpr.suppression import SuppressionGuard, is_suppressed, lift, suppress
from tests.contacts.api.client import Api
from tests.factories import booked, make_contact, make_user
from tests.gdpr.doors import DOORS, TYPED, Attempt, delete
from tests.spreadsheets import bring_in, outcome, write

pytestmark = pytest.mark.django_db

EMAIL = "zoe.doe@exämple.com"
PHONE, NAME = "+493012345678", ("Zoë", "Doe")
DOOR = ChangeSet.Door.ADMIN
REASON = "The person asked for it"
AGREES = Consent("email_marketing", "paper", "Signed at the fair")

SPELLINGS = {
    "as it is": lambda email: email,
    "in capitals": str.upper,
    "decomposed": lambda email: unicodedata.normalize("NFD", email),
    "as a link": lambda email: f"mailto:{email}",
    "with a name": lambda email: f'"Doe, Zoë" <{email}>',
    "with blanks": lambda email: f"\u00a0{email} ;",
}


@pytest.fixture(autouse=True)
def _static_files_are_not_listed(settings) -> None:
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def attempt(client, admin, tmp_path):
    client.force_login(admin)

    def make(told: dict[str, str], person: Candidate) -> Attempt:
        return Attempt(told, client, Api(admin), tmp_path, lambda: suppress(person, reason=REASON, by=None))

    return make


def shut_out(email: str = EMAIL) -> None:
    suppress(Candidate("", [email]), reason=REASON, by=None)


def is_here(email: str = EMAIL) -> bool:
    return ContactEmail.objects.filter(email=email, contact__deleted_at=None).exists()


def test_nothing_is_suppressed_without_a_reason_or_the_permission():
    person = Candidate("", [EMAIL])

    with pytest.raises(ReasonMissing):
        suppress(person, reason=" ", by=None)
    with pytest.raises(NotPermitted):
        suppress(person, reason=REASON, by=make_user())

    assert not is_suppressed(EMAIL)


def test_who_is_suppressed_twice_is_kept_once():
    shut_out()
    shut_out()

    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_door_lets_in_who_is_welcome(attempt, door):
    if door.__name__ == "by_merge":
        pytest.skip("who is merged goes by another way")
    door(attempt({"email": EMAIL}, Candidate("", ["another@example.com"])))

    assert is_here()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_article_17_nobody_comes_back_through_a_door(attempt, door):
    door(attempt({"email": EMAIL}, Candidate("", [EMAIL])))

    assert not is_here()


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("door", TYPED, ids=lambda door: door.__name__)
def test_article_17_nobody_comes_back_in_another_spelling(attempt, door, spelling):
    door(attempt({"email": SPELLINGS[spelling](EMAIL)}, Candidate("", [EMAIL])))

    assert not is_here()


@pytest.mark.parametrize("door", [door for door in DOORS if "address" not in door.__name__], ids=lambda d: d.__name__)
def test_article_17_nobody_comes_back_under_their_name_and_telephone(attempt, door):
    told = {"email": "new@example.com", "phone": "(+49) 30 123-45678", "first_name": "ZOE", "last_name": "Doé"}

    door(attempt(told, Candidate("", [], [PHONE], " ".join(NAME))))

    assert not is_here("new@example.com")


@pytest.mark.parametrize("name", [("Bob", "Doe"), ("", ""), ("Zoë", "Miller")])
def test_telephone_alone_shuts_nobody_out(name):
    suppress(Candidate("", [], [PHONE], " ".join(NAME)), reason=REASON, by=None)

    colleague = Candidate("colleague", ["bob@example.com"], [PHONE], " ".join(name))

    assert SuppressionGuard().blocked([colleague]) == {}


def test_row_of_an_import_keeps_its_number_and_that_it_was_suppressed(tmp_path):
    shut_out()

    run = bring_in(write(tmp_path, [["email", "first_name"], ["a@example.com", "Ann"], [EMAIL, "Zanzibar"]]))

    assert outcome(run) == (1, 0, 0, 1, 0)
    assert run.suppressed == 1
    assert list(run.import_rows.values_list("line", "outcome", "contact")) == [
        (2, "c", Contact.objects.get().pk),
        (3, "s", None),
    ]


def test_preview_of_an_import_stores_nothing_of_the_row(tmp_path):
    shut_out()

    run = plan_file(write(tmp_path, [["email", "first_name"], [EMAIL, "Zoë"]]))

    assert list(run.plan_rows.values_list("line", "disposition", "contact", "changes")) == [(2, "s", None, None)]
    assert (run.foreseen()["skipped"], run.suppressed) == (1, 1)


def test_person_who_is_suppressed_between_preview_and_import_does_not_come_in(tmp_path):
    run = plan_file(write(tmp_path, [["email"], [EMAIL]]))
    shut_out()

    execute(run, door=DOOR)

    assert (outcome(run), run.suppressed, is_here()) == ((0, 0, 0, 1, 0), 1, False)


def test_rows_that_were_folded_into_a_suppressed_one_are_suppressed_too(tmp_path):
    shut_out()
    rows = [["email", "email 2"], ["other@example.com", EMAIL], ["other@example.com", ""]]

    run = bring_in(write(tmp_path, rows))

    assert (outcome(run), run.suppressed) == ((0, 0, 0, 2, 0), 2)


def test_failed_row_of_somebody_suppressed_is_not_kept_for_mending(tmp_path):
    shut_out()
    rows = f"email,first_name\n{EMAIL},Zoë,Doe,too,many\nann@example.com,Ann\n"

    run = bring_in(write(tmp_path, rows))

    assert (outcome(run), run.suppressed, bool(run.failed_rows)) == ((1, 0, 0, 1, 0), 1, False)


def test_undo_brings_the_others_back_and_tells_of_whom_it_does_not(tmp_path):
    contacts = [make_contact(email=EMAIL), make_contact()]
    with booked() as deletion:
        Contact.objects.all().soft_delete()
    shut_out()

    plan = undo(deletion, by=None, door=DOOR)

    assert list(Contact.objects.live()) == contacts[1:]
    assert [(left.subject, left.reason) for left in plan.obstacles] == [
        (contacts[0], "the person was erased, or has asked that nothing is kept")
    ]


def test_api_says_that_the_person_is_not_welcome(admin):
    shut_out()

    response = Api(admin).post("contacts/", {"email": EMAIL})

    assert (response.status_code, response.json()["code"]) == (409, "not_welcome")


def test_ordinary_edit_of_somebody_else_is_saved(admin):
    shut_out()
    contact = make_contact()

    response = Api(admin).patch(f"contacts/{contact.pk}/", {"first_name": "Ann"})

    assert response.status_code == 200


def test_bulk_check_takes_as_many_queries_for_many_as_for_one():
    shut_out()
    people = [Candidate(number, [f"p{number}@example.com"], [PHONE], "Ann Miller") for number in range(1_000)]
    with CaptureQueriesContext(connection) as for_one:
        SuppressionGuard().blocked(people[:1])

    with CaptureQueriesContext(connection) as for_many:
        assert SuppressionGuard().blocked([*people, Candidate("she", [EMAIL])]).keys() == {"she"}

    assert len(for_many) == len(for_one) == 2


@pytest.mark.parametrize(
    ("consent", "reason", "refusal"),
    [
        (AGREES, " ", ReasonMissing),
        (Consent("email_marketing", "paper", " "), REASON, ConsentMissing),
        (Consent("", "paper", "Signed"), REASON, ConsentMissing),
    ],
)
def test_lifting_needs_a_reason_and_a_new_consent(consent, reason, refusal):
    shut_out()

    with pytest.raises(refusal):
        lift(EMAIL, reason=reason, consent=consent, by=None, door=DOOR)

    assert is_suppressed(EMAIL)


def test_lifting_takes_the_permission():
    shut_out()

    with pytest.raises(NotPermitted):
        lift(EMAIL, reason=REASON, consent=AGREES, by=make_user(), door=DOOR)


def test_nothing_is_lifted_of_who_is_not_suppressed():
    with pytest.raises(NotSuppressed):
        lift(EMAIL, reason=REASON, consent=AGREES, by=None, door=DOOR)

    assert not Contact.objects.exists()


def test_who_agrees_anew_is_taken_in_with_the_consent(admin):
    shut_out()

    contact = lift(EMAIL.upper(), reason="Came back", consent=AGREES, by=admin, door=DOOR)

    assert (contact.email, is_suppressed(EMAIL)) == (EMAIL, False)
    assert list(ConsentEvent.objects.values_list("contact", "kind")) == [(contact.pk, "granted")]
    lifted = Suppression.objects.get()
    assert (lifted.lifted_by, lifted.lifted_reason) == (admin, "Came back")


def test_who_was_let_in_can_be_suppressed_again():
    shut_out()
    contact = lift(EMAIL, reason="Came back", consent=AGREES, by=None, door=DOOR)
    delete(contact)

    shut_out()

    assert (is_suppressed(EMAIL), Suppression.objects.count()) == (True, 2)


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_article_17_a_thousand_people_in_every_spelling_stay_away(attempt, door):
    emails = [f"person{number}.müller@example.com" for number in range(1_000)]
    spellings = SPELLINGS.values() if door in TYPED else [str]

    for email in emails:
        for spell in spellings:
            door(attempt({"email": spell(email)}, Candidate("", [email])))

    assert not ContactEmail.objects.filter(email__in=emails, contact__deleted_at=None).exists()
