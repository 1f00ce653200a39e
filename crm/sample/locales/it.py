"""Italy."""

from crm.sample.locale import Locale, cities, words

ITALY = Locale(
    country="Italy",
    language="it",
    currency="EUR",
    top_domain="it.example",
    women=words("""
        Maria Anna Giuseppina Rosa Angela Giovanna Teresa Lucia Carmela Francesca Chiara Sara Laura Giulia
        Martina Federica Elisa Valentina Silvia Paola Alessandra Elena Simona Noemi Beatrice
    """),
    men=words("""
        Giuseppe Giovanni Antonio Mario Luigi Francesco Angelo Vincenzo Pietro Salvatore Carlo Franco Domenico
        Paolo Michele Marco Andrea Luca Matteo Alessandro Lorenzo Davide Stefano Niccolò Gianluca
    """),
    surnames=words("""
        Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De_Luca
        Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara
        Galli Martini Leone Longo Gentile Martinelli Vitale Lombardo Serra Coppola De_Santis D'Angelo
        Marchetti Parisi Villa Conte Ferraro Ferri Fabbri Bianco Marini Grasso Valentini Messina Sala
        De_Angelis Gatti Pellegrini Palumbo Sanna Farina Rizzi Monti Cattaneo Morelli Amato Silvestri
        Mazza Testa Grassi Pellegrino Carbone Giuliani Benedetti Barone Rossetti Caputo Montanari Guerra
        Palmieri Bernardi Donà Nicolò
    """),
    cities=cities("""
        Roma | Lazio | 001##
        Milano | Lombardia | 201##
        Napoli | Campania | 801##
        Torino | Piemonte | 101##
        Palermo | Sicilia | 901##
        Genova | Liguria | 161##
        Bologna | Emilia-Romagna | 401##
        Firenze | Toscana | 501##
        Bari | Puglia | 701##
        Catania | Sicilia | 951##
        Venezia | Veneto | 301##
        Verona | Veneto | 371##
        Padova | Veneto | 351##
        Trieste | Friuli-Venezia Giulia | 341##
        Brescia | Lombardia | 251##
        Parma | Emilia-Romagna | 431##
        Modena | Emilia-Romagna | 411##
        Perugia | Umbria | 061##
        Cagliari | Sardegna | 091##
        Forlì | Emilia-Romagna | 471##
    """),
    streets=words("""
        Via_Roma Via_Garibaldi Corso_Italia Via_Mazzini Piazza_Dante Via_Verdi Via_Cavour Viale_Europa
        Via_della_Libertà Via_Marconi Via_Matteotti Corso_Vittorio_Emanuele Via_dei_Mille Via_Manzoni
        Via_San_Francesco Via_Nazionale Via_Galileo_Galilei Via_Leopardi Largo_Colombo Viale_della_Repubblica
    """),
    street_patterns=("{street} {number}", "{street}, {number}/A"),
    phones=("+39 06 4######", "02 8#######", "+39 011 5######", "055 2######", "081/5######"),
    mobiles=("+39 33# 4######", "347 2######", "+39 320 ### ####"),
    free_mail=words("mail.example posta.example casella.example lettere.example"),
    trades=words("""
        Logistica Consulenza Informatica Alimentari Costruzioni Impianti Meccanica Comunicazione Sanità
        Tessuti Energia Arredamenti Elettronica Imballaggi Assicurazioni Analisi Viaggi Stampa Motori
        Coperture Ottica Sicurezza Giardini Ceramiche
    """),
    suffixes=("S.r.l.", "S.p.A.", "S.n.c.", "S.a.s."),
)
