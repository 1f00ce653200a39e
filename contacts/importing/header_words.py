"""The words by which headers of spreadsheets are recognised, in the languages that sales teams write them in.

All are keys as `headers.header_key` makes them: lower-case, without accents, "e-mail" in one word. Phrases
stand one after another with commas between.
"""

PHRASES = {
    "first_name": """
        first name, firstname, given name, givenname, given names, forename, fname, first, vorname,
        vornamen, rufname, prenom, nombre de pila, primer nombre, nombres, primeiro nome, voornaam,
        imie, fornamn, fornavn
    """,
    "last_name": """
        last name, lastname, surname, family name, familyname, lname, second name, last, nachname,
        nachnamen, familienname, zuname, nom de famille, apellido, apellidos, primer apellido, cognome,
        sobrenome, apelido, ultimo nome, achternaam, nazwisko, efternamn, etternavn
    """,
    # What these mean shows only beside the other columns.
    "name": "name, nom, nombre, nome, naam",
    "full_name": """
        full name, fullname, complete name, first and last name, first last name, name and surname,
        contact, kontakt, kontaktname, kontaktperson, ansprechpartner, ansprechpartnerin, person,
        vollstandiger name, vor und nachname, vorname nachname, vorname name, name vorname, nachname
        vorname, nom complet, nom et prenom, nom prenom, prenom nom, prenom et nom, contacto, nombre
        completo, nombre y apellidos, nombre apellidos, apellidos y nombre, nome completo, nome e
        cognome, volledige naam
    """,
    "email": "email id, mail id, adresse electronique, direccion electronica",
    "title": """
        job title, jobtitle, position, job, job position, role, job role, occupation, funktion, beruf,
        berufsbezeichnung, jobbezeichnung, stellenbezeichnung, jobtitel, rolle, fonction, poste,
        intitule du poste, profession, cargo, puesto, puesto de trabajo, ruolo, qualifica, funcao,
        functie, organization title
    """,
    "department": """
        department, dept, job department, abteilung, fachabteilung, departamento, dipartimento, reparto,
        afdeling, organization department
    """,
    "company": """
        company, company name, companyname, organization, organisation, organization name, organisation
        name, account name, associated company, primary company, employer, business name, firma,
        firmenname, name der firma, unternehmen, unternehmensname, arbeitgeber, organisationsname,
        societe, entreprise, nom de l entreprise, nom de la societe, raison sociale, empresa, nombre de
        la empresa, nombre empresa, organizacion, compania, razon social, azienda, societa, ragione
        sociale, nome da empresa, organizacao, bedrijf, bedrijfsnaam, organisatie, lead company
    """,
    "company_domain": """
        company domain, company domain name, domain, domain name, company website, company url, website
        domain, firmenwebsite, firmenwebseite, firmen website, firmen domain, domaine, dominio
    """,
    "address_line1": """
        address, addr, address 1, address line, address line 1, street, street address, street 1, street
        line 1, address street, strasse, str, strasse und hausnummer, strasse hausnummer, strasse nr,
        strasse hnr, strasse und nr, strasse 1, anschrift, adresse, adresse 1, adresse postale, rue,
        voie, direccion, direccion 1, direccion postal, calle, calle y numero, indirizzo, via, endereco,
        rua, morada, adres, straat
    """,
    "address_line2": """
        address 2, address line 2, street 2, street line 2, extended address, adresszusatz, adresszeile
        2, strasse 2, adresse 2, complement d adresse, complement adresse, complement, direccion 2,
        complemento
    """,
    "city": """
        city, town, city town, suburb, address city, locality, ort, stadt, wohnort, ortschaft, ville,
        commune, ciudad, poblacion, localidad, municipio, citta, comune, cidade, plaats, woonplaats,
        stad, miasto
    """,
    "state": """
        state, province, state province, state region, address state, county, bundesland, kanton, etat,
        departement, provincia, comunidad autonoma, estado, regione, provincie
    """,
    "postal_code": """
        postal code, postalcode, zip, zip code, zipcode, zip postal code, postal code zip, address zip,
        postcode, post code, plz, postleitzahl, code postal, cp, codigo postal, cap, codice postale,
        cep, kod pocztowy
    """,
    "country": """
        country, country region, country name, address country, land, land region, staat, pays, pays
        region, pais, pais region, paese, nazione, nation, kraj
    """,
    "lifecycle_stage": "lifecycle stage, lifecycle, lifecyclestage, lifecycle phase, phase du cycle de vie",
    "lead_status": "lead status, leadstatus, statut du lead, estado del lead, estado del cliente potencial",
    "lead_source": """
        lead source, leadsource, source, original source, original traffic source, contact source,
        quelle, leadquelle, lead quelle, herkunft, origine, source du lead, origen, fuente, origen del
        lead, fonte
    """,
    "tags": """
        tags, tag, category, categories, kategorie, kategorien, schlagwort, schlagworte, schlagworter,
        stichworte, group, groups, gruppe, gruppen, etiquette, etiquettes, categorie, mots cles,
        etiqueta, etiquetas, categoria, categorias, etichette
    """,
    "external_id": """
        external id, externalid, record id, record id contact, contact id, lead id, person id, kontakt
        id, externe id, id externe, id externo, crm id
    """,
    "birth_date": """
        birthday, birthdate, birth date, date of birth, dob, geburtstag, geburtsdatum, geb datum, date
        de naissance, naissance, anniversaire, fecha de nacimiento, nacimiento, cumpleanos, data di
        nascita, compleanno, data de nascimento, geboortedatum
    """,
    "notes": """
        notes, note, comment, comments, remark, remarks, description, notiz, notizen, bemerkung,
        bemerkungen, anmerkung, anmerkungen, kommentar, kommentare, beschreibung, remarque, remarques,
        commentaire, commentaires, nota, notas, comentario, comentarios, observaciones, osservazioni,
        opmerkingen, lead notes
    """,
    "linkedin_url": """
        linkedin, linked in, linkedin url, linkedin profile, linkedin profile url, linkedin link,
        linkedin profil, profil linkedin, perfil linkedin, linkedin bio
    """,
    "twitter_handle": """
        twitter, twitter handle, twitter username, twitter user name, twitter name, x handle
    """,
    "mobile": "sms",
}
# These give way to another header of the same field: beside "Job Title", "Title" is the salutation.
WEAK_PHRASES = {"title": "title", "region": "state"}

EMAIL_WORDS = """
    email emails emailaddress emailadres emailadresse emailadressen mail mails mailadres mailadresse
    mailaddress correo courriel mel epost eposta
"""
PHONE_WORDS = """
    phone phones phonenumber telephone telephones tel tel1 telefon telefone telefonnummer telefonnr
    telefono telefonos telefoon telefoonnummer fon fone rufnummer festnetz festnetznummer durchwahl fixe
    fijo
"""
MOBILE_WORDS = """
    mobile mobiles mobil mobilephone mobiltelefon mobilnummer mobilfunk mobilfunknummer handy
    handynummer cell cellphone cellular portable movil celular cellulare gsm natel telemovel mobiel
"""

# The first number a word has is the rank of its column among others of the kind: lower comes first.
PRIMARY_WORDS = "primary main haupt default preferred principal principale bevorzugt bevorzugte"
WORK_WORDS = """
    work business office buero buro geschaft geschaftl geschaftlich geschaftliche beruflich berufliche
    dienst dienstlich dienstliche bureau professionnel professionnelle pro trabajo profesional oficina
    lavoro ufficio mailing werk zakelijk
"""
HOME_WORDS = """
    home private privat private personal personnel personnelle domicile particular casa personale prive
"""
OTHER_WORDS = """
    other secondary second alternate alternative additional further weitere weiterer andere zweite
    zweiter sonstige car autre autres secondaire otro otra secundario altro
"""
COMPANY_WORDS = """
    company firma firmen unternehmen organization organisation account societe entreprise empresa
    azienda bedrijf zentrale switchboard standard centralita headquarters hq
"""
# Words that say nothing about which field a column is.
FILLER_WORDS = """
    contact contacts kontakt kontakte kontakts person people customer kunde kunden client cliente lead
    prospect address adresse direccion de del la le du des der die das the your ihre ihr votre su tu of
    s value
"""
# Besides, these may stand in the header of an address or a telephone without raising doubt.
NUMBER_WORDS = "number numbers nummer nummern nr no numero numeros num electronico electronica elektronische und and"
# With one of these a column is about something else than the person's field that its other words name.
GUARD_WORDS = """
    fax telefax pager assistant assistants assistent assistentin asst sekretariat secretary manager
    spouse partner referred referrer owner besitzer inhaber bounced bounce verified verification status
    statut type typ label labels kind date datum fecha last letzter letzte letztes letzten dernier
    derniere ultimo ultima created modified updated changed erstellt geandert display anzeige count
    anzahl score umsatz revenue yomi phonetic callback radio telex isdn tty tdd emergency notfall
    billing shipping invoice rechnung rechnungs liefer parent children child father mother previous
    former old time timestamp ip user password hash method valid invalid format language first consent
    notes note campaign frequency subject sprache opened clicked clicks opens sent received sends
    unsubscribe extension ext code prefix vorwahl latitude longitude timezone id ids import file
    nickname middle suffix domain website
"""
OPT_OUT_PHRASES = """
    opt out, optout, opted out, unsubscribed, unsubscribed from all email, unsubscribe, abgemeldet,
    abbestellt, desinscrit, desabonne, baja
"""
OPT_IN_PHRASES = "opt in, optin, opted in, subscribed, angemeldet"
# Consent to something else than e-mail, or a circumstance of it.
CONSENT_GUARDS = "sms phone telefon call fax time date datum ip double confirm reason source direct whatsapp post"
