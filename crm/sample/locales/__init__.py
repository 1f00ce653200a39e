"""The countries of the sample people."""

from crm.sample.locale import Locale
from crm.sample.locales.br import BRAZIL
from crm.sample.locales.de import GERMANY
from crm.sample.locales.es import SPAIN
from crm.sample.locales.fr import FRANCE
from crm.sample.locales.gb import UNITED_KINGDOM
from crm.sample.locales.gr import GREECE
from crm.sample.locales.it import ITALY
from crm.sample.locales.jp import JAPAN
from crm.sample.locales.pl import POLAND
from crm.sample.locales.tr import TURKEY
from crm.sample.locales.ua import UKRAINE
from crm.sample.locales.us import UNITED_STATES

# How many of a hundred people live there.
PERCENT: dict[Locale, int] = {
    UNITED_STATES: 20,
    GERMANY: 18,
    UNITED_KINGDOM: 12,
    FRANCE: 10,
    SPAIN: 8,
    ITALY: 8,
    POLAND: 6,
    BRAZIL: 5,
    TURKEY: 4,
    JAPAN: 4,
    UKRAINE: 3,
    GREECE: 2,
}
LOCALES = tuple(PERCENT)
LOCALE_OF = {locale.country: locale for locale in LOCALES}
