"""United States."""

from crm.sample.locale import Locale, cities, words

UNITED_STATES = Locale(
    country="United States",
    language="en",
    currency="USD",
    top_domain="example",
    women=words("""
        Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Sandra
        Ashley Emily Kimberly Margaret Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca
    """),
    men=words("""
        James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew
        Anthony Mark Steven Andrew Joshua Kenneth Kevin Brian Timothy Edward Jeffrey Benjamin
    """),
    surnames=words("""
        Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez
        Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark
        Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams
        Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker
        Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper
        Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward O'Brien
    """),
    cities=cities("""
        New York | NY | 100##
        Los Angeles | CA | 900##
        Chicago | IL | 606##
        Houston | TX | 770##
        Phoenix | AZ | 850##
        Philadelphia | PA | 191##
        San Antonio | TX | 782##
        San Diego | CA | 921##
        Dallas | TX | 752##
        Austin | TX | 787##
        San Francisco | CA | 941##
        Columbus | OH | 432##
        Charlotte | NC | 282##
        Seattle | WA | 981##
        Denver | CO | 802##
        Boston | MA | 021##
        Nashville | TN | 372##
        Portland | OR | 972##
        Atlanta | GA | 303##
        Minneapolis | MN | 554##
    """),
    streets=words("""
        Main_Street Oak_Avenue Maple_Street Cedar_Lane Washington_Avenue Lake_Drive Hill_Road Park_Avenue
        Elm_Street Pine_Street Sunset_Boulevard Lincoln_Street Jefferson_Avenue Church_Street River_Road
        Highland_Avenue Mill_Road Second_Street Franklin_Street Madison_Avenue
    """),
    street_patterns=("{number} {street}", "{number} {street}, Suite {number}"),
    phones=(
        "(212) 5##-####",
        "+1 312 4##-####",
        "415-6##-####",
        "+1 (617) 3##-####",
        "713.5##.####",
    ),
    mobiles=("+1 917 5##-####", "(310) 7##-####", "+1 206 4## ####"),
    free_mail=words("mail.example post.example inbox.example webmail.example"),
    trades=words("""
        Logistics Consulting Software Foods Construction Plumbing Industries Media Healthcare Textiles Energy
        Furniture Electric Packaging Insurance Analytics Travel Printing Automotive Roofing Dental Security
        Landscaping Robotics
    """),
    suffixes=("Inc.", "LLC", "Corp.", "Co."),
)
