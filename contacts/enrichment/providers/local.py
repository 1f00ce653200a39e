"""What a contact's own record gives away: by the address and by the numbers, without asking anybody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import phonenumbers
from django.utils import timezone
from phonenumbers import PhoneNumberType

from contacts.enrichment.base import Proposal
from contacts.models import Contact

# Domains under which anybody can have an address: they say nothing of where a person works.
_FREE_MAIL = """
    126.com 139.com 163.com 21cn.com abv.bg alice.it aliyun.com aol.com aol.de arcor.de att.net bellsouth.net
    bigpond.com bk.ru bluewin.ch bol.com.br btinternet.com centrum.cz charter.net chello.at comcast.net cox.net
    daum.net docomo.ne.jp duck.com earthlink.net email.cz email.de ezweb.ne.jp fastmail.com fastmail.fm free.fr
    freenet.de freemail.hu gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.fr gmx.net googlemail.com hanmail.net hey.com
    hotmail.be hotmail.ca hotmail.co.jp hotmail.co.uk hotmail.com hotmail.com.br hotmail.de hotmail.es hotmail.fr
    hotmail.it hotmail.nl hushmail.com icloud.com ig.com.br i.ua inbox.lv inbox.ru interia.pl kabelmail.de laposte.net
    libero.it list.ru live.be live.ca live.cn live.co.uk live.com live.com.au live.de live.fr live.it live.nl
    mac.com mail.com mail.de mail.ee mail.ru mailbox.org mailfence.com me.com meta.ua msn.com naver.com netcologne.de
    netzero.net ntlworld.com o2.pl onet.pl optonline.net orange.fr outlook.at outlook.co.th outlook.com
    outlook.com.au outlook.com.br outlook.de outlook.es outlook.fr outlook.it outlook.jp pm.me posteo.de posteo.net
    post.cz proton.me protonmail.ch protonmail.com qq.com rambler.ru rediffmail.com riseup.net rocketmail.com
    rogers.com runbox.com sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com skynet.be sky.com softbank.ne.jp
    sohu.com talktalk.net telenet.be telia.com terra.com.br tiscali.it t-online.de tuta.com tuta.io tutanota.com
    tutanota.de ukr.net uol.com.br verizon.net virgilio.it virginmedia.com vodafone.de walla.co.il wanadoo.fr web.de
    windowslive.com wp.pl ya.ru yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.ar yahoo.com.au
    yahoo.com.br yahoo.com.mx yahoo.de yahoo.es yahoo.fr yahoo.it yandex.com yandex.ru yeah.net ymail.com
    ziggo.nl zoho.com zohomail.com zonnet.nl
"""
FREE_MAIL = frozenset(_FREE_MAIL.split())
# Names of offices, teams and machines, alone or as a part: no person is called so.
_ROLE_NAMES = """
    abuse account accounting accounts admin administration administrator alert alerts all bewerbung billing board bot
    buchhaltung career careers compliance contact contacto customer customers data datenschutz desk dev digital
    dispatch einkauf email events export facility finance front frontdesk general help helpdesk hello hr info
    information inquiries international invoice invoices invoicing it jobs kontakt kundenservice legal logistics mail
    mailer management manager marketing media news newsletter no noc noreply notification notifications office online
    order orders partner partners payment payments post postmaster praxis press presse privacy procurement purchasing
    quality reception recruiting reply sales secretary security sekretariat service services shop social staff store
    studio support system team tech technical test ticket tickets user vendor verkauf verwaltung webmaster welcome
"""
ROLE_NAMES = frozenset(_ROLE_NAMES.split())
_WORD = r"([^\W\d_](?:[-'’]?[^\W\d_])+)"
_FIRST_AND_LAST = re.compile(f"{_WORD}[._]{_WORD}")
_PARTS = re.compile(r"[-._]")
# A number of a place or of a person; toll-free and premium ones have no country of their own.
_PLACED = {PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}

Finding = tuple[str, str, float, str]


class LocalProvider:
    """Looks at each contact alone, and asks neither the database nor the network."""

    name = "local"

    def propose(self, contacts: Sequence[Contact]) -> Mapping[UUID, Sequence[Proposal]]:
        """Company and name by the address, country by the numbers."""
        now = timezone.now()
        return {
            contact.pk: [Proposal(*finding, fetched_at=now) for finding in _findings(contact)] for contact in contacts
        }


def own_domains(email: str) -> list[str]:
    """The address's domain, then those that it lies in; none where the address is of a free provider."""
    labels = email.rpartition("@")[2].split(".")
    domains = [".".join(labels[at:]) for at in range(len(labels) - 1)]
    return [] if FREE_MAIL.intersection(domains) else domains


def name_in(email: str) -> tuple[str, str] | None:
    """First and last name out of “jane.doe@…”; None where the address has another form, or is of an office."""
    local = email.rpartition("@")[0].partition("+")[0]
    found = _FIRST_AND_LAST.fullmatch(local)
    if not found or ROLE_NAMES.intersection(_PARTS.split(local.lower())):
        return None
    return found[1].title(), found[2].title()


def country_of(number: str) -> str:
    """The country (ISO code) of a number in E.164; blank where it has none, or cannot be told."""
    parsed = phonenumbers.parse(number)
    is_placed = phonenumbers.number_type(parsed) in _PLACED
    return (phonenumbers.region_code_for_number(parsed) or "") if is_placed else ""


def _findings(contact: Contact) -> Iterator[Finding]:
    for step, domain in enumerate(own_domains(contact.email)):
        yield "company", domain, 0.6 if step else 0.9, "domain of the e-mail address"
    countries = {country_of(number) for number in (contact.phone_e164, contact.mobile_e164) if number} - {""}
    if len(countries) == 1:
        yield "country", countries.pop(), 0.8, "telephone number"
    yield from _name(contact)


def _name(contact: Contact) -> Iterator[Finding]:
    """The name by the address, unless what is known of it already says otherwise."""
    found = name_in(contact.email)
    known = (contact.first_name, contact.last_name)
    if found and all(said.casefold() in ("", read.casefold()) for said, read in zip(known, found, strict=True)):
        yield "first_name", found[0], 0.3, "form of the e-mail address"
        yield "last_name", found[1], 0.3, "form of the e-mail address"
