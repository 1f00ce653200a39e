"""Spain."""

from crm.sample.locale import Locale, cities, words

SPAIN = Locale(
    country="Spain",
    language="es",
    currency="EUR",
    top_domain="es.example",
    women=words("""
        María Carmen Ana Isabel Dolores Pilar Josefa Teresa Rosa Cristina Ángeles Lucía Marta Laura Elena
        Raquel Sofía Paula Nuria Beatriz Inés Begoña Rocío Mónica Concepción
    """),
    men=words("""
        Antonio José Manuel Francisco Juan David Javier Daniel Carlos Jesús Alejandro Miguel Rafael Pedro
        Pablo Ángel Sergio Fernando Jorge Luis Álvaro Iván Rubén Óscar Íñigo
    """),
    surnames=words("""
        García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández Ruiz
        Díaz Moreno Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez Ramírez Gil
        Serrano Morales Molina Blanco Suárez Castro Ortega Delgado Ortiz Marín Rubio Núñez Medina Sanz
        Castillo Iglesias Cortés Garrido Santos Guerrero Lozano Cano Cruz Méndez Flores Prieto Herrera Peña
        León Márquez Cabrera Gallego Calvo Vidal Campos Reyes Vega Fuentes Carrasco Aguilar Caballero Nieto
        Santana Pascual Herrero Montero Hidalgo Giménez Ibáñez Ferrer Durán Vicente De_la_Fuente
    """),
    cities=cities("""
        Madrid | Comunidad de Madrid | 280##
        Barcelona | Cataluña | 080##
        Valencia | Comunidad Valenciana | 460##
        Sevilla | Andalucía | 410##
        Zaragoza | Aragón | 500##
        Málaga | Andalucía | 290##
        Murcia | Región de Murcia | 300##
        Palma | Islas Baleares | 070##
        Las Palmas de Gran Canaria | Canarias | 350##
        Bilbao | País Vasco | 480##
        Alicante | Comunidad Valenciana | 030##
        Córdoba | Andalucía | 140##
        Valladolid | Castilla y León | 470##
        Vigo | Galicia | 362##
        Gijón | Asturias | 332##
        A Coruña | Galicia | 150##
        Granada | Andalucía | 180##
        Vitoria-Gasteiz | País Vasco | 010##
        Pamplona | Navarra | 310##
        Santander | Cantabria | 390##
    """),
    streets=words("""
        Calle_Mayor Calle_Real Calle_del_Sol Avenida_de_la_Constitución Calle_de_Alcalá Plaza_de_España
        Calle_San_José Calle_Cervantes Paseo_del_Prado Calle_Nueva Calle_de_la_Iglesia Avenida_de_Andalucía
        Calle_Goya Calle_Velázquez Ronda_Norte Calle_del_Carmen Calle_Santa_Ana Calle_Colón Calle_Ancha
        Avenida_del_Puerto
    """),
    street_patterns=("{street}, {number}", "{street}, {number}, 2º B"),
    phones=("+34 91 4## ## ##", "93 2## ## ##", "954 ## ## ##", "+34 963 ### ###", "944######"),
    mobiles=("+34 6## ### ###", "61# ## ## ##", "+34 65# ######"),
    free_mail=words("mail.example correo.example buzon.example cartas.example"),
    trades=words("""
        Logística Consultores Software Alimentación Construcciones Fontanería Industrias Medios Salud Textiles
        Energía Muebles Electricidad Envases Seguros Analítica Viajes Gráficas Automoción Cubiertas Óptica
        Seguridad Jardines Bodegas
    """),
    suffixes=("S.L.", "S.A.", "S.L.U.", "S. Coop."),
)
