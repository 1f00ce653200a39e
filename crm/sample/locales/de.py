"""Germany."""

from crm.sample.locale import Locale, cities, words

GERMANY = Locale(
    country="Germany",
    language="de",
    currency="EUR",
    top_domain="de.example",
    women=words("""
        Anna Katharina Julia Sabine Petra Ursula Monika Claudia Susanne Andrea Birgit Heike Stefanie Nicole
        Lena Sophie Marie Johanna Franziska Ingrid Gisela Käthe Brigitte Elisabeth Zoë
    """),
    men=words("""
        Thomas Michael Andreas Stefan Christian Jürgen Wolfgang Klaus Matthias Alexander Daniel Sebastian
        Florian Jörg Götz Björn Günter Uwe Frank Bernd Maximilian Felix Lukas Johannes Karl-Heinz
    """),
    surnames=words("""
        Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter
        Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner
        Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters
        Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth
        Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer
        Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Özdemir
    """),
    cities=cities("""
        Berlin | Berlin | 10###
        Hamburg | Hamburg | 20###
        München | Bayern | 80###
        Köln | Nordrhein-Westfalen | 50###
        Frankfurt am Main | Hessen | 60###
        Stuttgart | Baden-Württemberg | 70###
        Düsseldorf | Nordrhein-Westfalen | 40###
        Leipzig | Sachsen | 04###
        Dortmund | Nordrhein-Westfalen | 44###
        Essen | Nordrhein-Westfalen | 45###
        Bremen | Bremen | 28###
        Dresden | Sachsen | 01###
        Hannover | Niedersachsen | 30###
        Nürnberg | Bayern | 90###
        Münster | Nordrhein-Westfalen | 48###
        Karlsruhe | Baden-Württemberg | 76###
        Freiburg im Breisgau | Baden-Württemberg | 79###
        Lübeck | Schleswig-Holstein | 23###
        Erfurt | Thüringen | 99###
        Rostock | Mecklenburg-Vorpommern | 18###
    """),
    streets=words("""
        Hauptstraße Bahnhofstraße Schulstraße Gartenweg Lindenallee Goethestraße Schillerstraße Kirchgasse
        Bergstraße Am_Markt Ringstraße Beethovenstraße Waldweg Mühlenweg Mozartstraße Industriestraße
        Rosenweg Friedrichstraße Kaiserdamm Brückenstraße
    """),
    street_patterns=("{street} {number}", "{street} {number}a"),
    phones=("+49 30 4#######", "030 2######", "089/5######", "+49 (0)40 3#######", "0221 4######"),
    mobiles=("+49 151 2#######", "0171 4######", "0176-2#######"),
    free_mail=words("mail.example post.example briefkasten.example postfach.example"),
    trades=words("""
        Logistik Beratung Software Feinkost Bau Haustechnik Maschinenbau Medien Medizintechnik Textil Energie
        Möbel Elektro Verpackungen Versicherungen Datentechnik Reisen Druck Fahrzeugtechnik Dachbau Optik
        Sicherheit Gartenbau Werkzeuge
    """),
    suffixes=("GmbH", "AG", "GmbH & Co. KG", "e.K.", "UG"),
)
