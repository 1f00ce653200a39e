"""Poland."""

from crm.sample.locale import Locale, cities, words

POLAND = Locale(
    country="Poland",
    language="pl",
    currency="PLN",
    top_domain="pl.example",
    women=words("""
        Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Elżbieta Krystyna Magdalena Monika Joanna Teresa
        Danuta Beata Natalia Karolina Zofia Julia Paulina Aleksandra Iwona Grażyna Żaneta Łucja
    """),
    men=words("""
        Piotr Krzysztof Andrzej Tomasz Paweł Michał Marcin Stanisław Jakub Adam Marek Łukasz Grzegorz Mateusz
        Wojciech Mariusz Dariusz Zbigniew Rafał Maciej Kamil Jacek Sławomir Radosław Szczepan
    """),
    surnames=words("""
        Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski
        Kozłowski Jankowski Mazur Kwiatkowski Wojciechowski Krawczyk Kaczmarek Piotrowski Grabowski Zając
        Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski
        Jaworski Adamczyk Dudek Nowicki Pawlak Górski Witkowski Walczak Sikora Baran Rutkowski Michalak
        Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Wróblewski Marciniak Jasiński Zawadzki Bąk Jakubowski
        Sadowski Duda Włodarczyk Wilk Chmielewski Borkowski Sokołowski Szczepański Sawicki Kucharski Lis
        Maciejewski Kubiak Kalinowski Mazurek Wysocki Kołodziej Kaźmierczak Czarnecki Sobczak Konieczny
        Głowacki Urban Zakrzewski Szczęsny
    """),
    feminine_endings=(("ski", "ska"), ("cki", "cka"), ("dzki", "dzka"), ("ny", "na")),
    cities=cities("""
        Warszawa | mazowieckie | 00-###
        Kraków | małopolskie | 30-###
        Łódź | łódzkie | 90-###
        Wrocław | dolnośląskie | 50-###
        Poznań | wielkopolskie | 60-###
        Gdańsk | pomorskie | 80-###
        Szczecin | zachodniopomorskie | 70-###
        Bydgoszcz | kujawsko-pomorskie | 85-###
        Lublin | lubelskie | 20-###
        Białystok | podlaskie | 15-###
        Katowice | śląskie | 40-###
        Gdynia | pomorskie | 81-###
        Częstochowa | śląskie | 42-2##
        Radom | mazowieckie | 26-6##
        Toruń | kujawsko-pomorskie | 87-1##
        Kielce | świętokrzyskie | 25-###
        Rzeszów | podkarpackie | 35-###
        Olsztyn | warmińsko-mazurskie | 10-###
        Opole | opolskie | 45-###
        Zielona Góra | lubuskie | 65-###
    """),
    streets=words("""
        ul._Polna ul._Leśna ul._Słoneczna ul._Krótka ul._Szkolna ul._Ogrodowa ul._Lipowa ul._Łąkowa
        ul._Brzozowa ul._Kwiatowa ul._Kościuszki ul._Mickiewicza al._Niepodległości ul._Kościelna
        ul._Sienkiewicza ul._Piłsudskiego ul._Żeromskiego pl._Wolności ul._Długa ul._Źródlana
    """),
    street_patterns=("{street} {number}", "{street} {number}/4"),
    phones=("+48 22 6## ## ##", "12 42# ## ##", "+48 61 8######", "71 34# ## ##", "(58) 30# ## ##"),
    mobiles=("+48 60# ### ###", "50# ### ###", "+48 69#######"),
    free_mail=words("mail.example poczta.example skrzynka.example listy.example"),
    trades=words("""
        Logistyka Doradztwo Oprogramowanie Delikatesy Budownictwo Hydraulika Przemysł Media Zdrowie Tekstylia
        Energia Meble Elektronika Opakowania Ubezpieczenia Analizy Turystyka Drukarnia Motoryzacja Dachy
        Optyka Ochrona Ogrody Narzędzia
    """),
    suffixes=("Sp. z o.o.", "S.A.", "Sp. j.", "Sp. k."),
)
