"""United Kingdom."""

from crm.sample.locale import Locale, cities, words

UNITED_KINGDOM = Locale(
    country="United Kingdom",
    language="en",
    currency="GBP",
    top_domain="uk.example",
    women=words("""
        Olivia Amelia Charlotte Emma Sophie Grace Chloe Hannah Lucy Katherine Victoria Eleanor Harriet
        Fiona Gemma Rachel Louise Joanne Alison Helen Nicola Claire Imogen Bethany Priya
    """),
    men=words("""
        Oliver George Harry Jack Alfie Simon Graham Nigel Stuart Ian Gareth Alistair Duncan Callum Rhys
        Edward Henry Samuel Alexander Nicholas Philip Peter Adam Liam Mohammed
    """),
    surnames=words("""
        Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker
        White Roberts Green Hall Thomas Clarke Jackson Wood Harris Edwards Turner Martin Cooper Hill Ward
        Hughes Moore Clark King Harrison Lewis Baker Lee Allen Morris Khan Scott Watson Davis Parker James
        Bennett Young Phillips Richardson Mitchell Bailey Carter Cook Singh Shaw Bell Collins Morgan Kelly
        Begum Miller Cox Hussain Marshall Simpson Price Anderson Adams Wilkinson Foster Ellis Murphy Chapman
        Mason Gray Rogers Webb Hunter O'Neill Ashworth
    """),
    cities=cities("""
        London | England | EC#A #HT
        York | England | YO# #BD
        Birmingham | England | B# #QR
        Manchester | England | M# #FN
        Leeds | England | LS# #DE
        Liverpool | England | L# #AJ
        Sheffield | England | S# #GT
        Bristol | England | BS# #LP
        Newcastle upon Tyne | England | NE# #RU
        Nottingham | England | NG# #HB
        Leicester | England | LE# #WG
        Southampton | England | SO## #GH
        Cambridge | England | CB# #PN
        Oxford | England | OX# #JD
        Brighton | England | BN# #WE
        Edinburgh | Scotland | EH# #NG
        Glasgow | Scotland | G# #RX
        Aberdeen | Scotland | AB## #XY
        Cardiff | Wales | CF## #EB
        Belfast | Northern Ireland | BT# #GS
    """),
    streets=words("""
        High_Street Station_Road Church_Lane Victoria_Road Green_Lane Manor_Road Park_Road Queens_Road
        Kings_Road Mill_Lane The_Crescent Albert_Street York_Road Grange_Road Windsor_Close Springfield_Road
        Chapel_Street Bridge_Street Market_Place London_Road
    """),
    street_patterns=("{number} {street}", "Unit {number}, {street}"),
    phones=("+44 20 7### ####", "020 8### ####", "0161 4## ####", "+44 (0)121 4## ####", "0131 5## ####"),
    mobiles=("+44 7400 ######", "07911 2#####", "07802 ######"),
    free_mail=words("mail.example post.example inbox.example letterbox.example"),
    trades=words("""
        Logistics Consulting Software Foods Builders Plumbing Engineering Media Healthcare Textiles Energy
        Joinery Electrical Packaging Insurance Analytics Travel Printing Motors Roofing Catering Security
        Gardens Surveyors
    """),
    suffixes=("Ltd", "plc", "LLP", "Limited"),
)
