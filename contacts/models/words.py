"""What the indexes of the search hold: the words of names, companies, addresses and notes, and telephone numbers.

The functions are made in a migration (0022). They cut texts at blanks and ASCII punctuation, whatever language the
database sorts in, and drop apostrophes: "O’Neill" is found by "oneill". `name_key` has taken case and accents away.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Words(models.Func):
    """The words of some columns, as an index holds them."""

    output_field = SearchVectorField()


class ContactWords(Words):
    """Name, title and own numbers of a contact. A number stands there as +4930…, and backwards after a tilde."""

    function = "contact_words"


class PhoneWords(Words):
    """A telephone number, in the same way."""

    function = "phone_words"


class NameWords(Words):
    """A name that has lost its accents: of a company, of a tag."""

    function = "word_vector"


class AddressWords(Words):
    """The words before the @ of an address, its domain, and its domain without the first label."""

    function = "address_words"


class NoteWords(Words):
    """The words with which an activity is described, as far as an index of them is of use."""

    function = "note_words"


class Deletions(models.Func):
    """A word, and what is left of it without any one letter: two words that share one of these differ by a slip."""

    function = "deletions"
    output_field = ArrayField(models.TextField())


OF_CONTACT = ContactWords("name_key", "title", "phone", "phone_e164", "mobile", "mobile_e164")
OF_PHONE = PhoneWords("number", "e164")
OF_COMPANY = NameWords("name_key")
OF_ADDRESS = AddressWords("email")
OF_ACTIVITY = NoteWords("subject", "body")
