"""France."""

from crm.sample.locale import Locale, cities, words

FRANCE = Locale(
    country="France",
    language="fr",
    currency="EUR",
    top_domain="fr.example",
    women=words("""
        Marie Nathalie Isabelle Sylvie Catherine Françoise Valérie Céline Sandrine Aurélie Camille Léa Chloé
        Manon Émilie Hélène Élodie Juliette Margaux Anaïs Delphine Brigitte Agnès Noémie Inès
    """),
    men=words("""
        Jean Pierre Michel Philippe Nicolas Christophe Laurent François Frédéric Sébastien Julien Jérôme
        Stéphane Éric Thierry Benoît Loïc Mathieu Guillaume Rémi Hugo Théo Antoine Jean-Luc Jean-Baptiste
    """),
    surnames=words("""
        Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy
        Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Müller
        Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia
        Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont
        Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard
        Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Le_Gall
    """),
    cities=cities("""
        Paris | Île-de-France | 750##
        Marseille | Provence-Alpes-Côte d'Azur | 130##
        Lyon | Auvergne-Rhône-Alpes | 690##
        Toulouse | Occitanie | 310##
        Nice | Provence-Alpes-Côte d'Azur | 060##
        Nantes | Pays de la Loire | 440##
        Montpellier | Occitanie | 340##
        Strasbourg | Grand Est | 670##
        Bordeaux | Nouvelle-Aquitaine | 330##
        Lille | Hauts-de-France | 590##
        Rennes | Bretagne | 350##
        Reims | Grand Est | 510##
        Saint-Étienne | Auvergne-Rhône-Alpes | 420##
        Le Havre | Normandie | 766##
        Grenoble | Auvergne-Rhône-Alpes | 380##
        Dijon | Bourgogne-Franche-Comté | 210##
        Angers | Pays de la Loire | 490##
        Nîmes | Occitanie | 300##
        Brest | Bretagne | 292##
        Orléans | Centre-Val de Loire | 450##
    """),
    streets=words("""
        rue_de_la_République rue_Victor_Hugo avenue_Jean_Jaurès rue_Pasteur boulevard_Gambetta rue_du_Moulin
        place_de_l'Église rue_des_Écoles avenue_de_la_Gare rue_Saint-Michel chemin_des_Vignes rue_Voltaire
        quai_de_la_Loire rue_du_Château allée_des_Tilleuls rue_Jules_Ferry rue_Molière impasse_des_Lilas
        boulevard_Carnot rue_du_Marché
    """),
    street_patterns=("{number}, {street}", "{number} bis, {street}"),
    phones=("+33 1 4# ## ## ##", "01 42 ## ## ##", "04.91.##.##.##", "+33 (0)5 56 ## ## ##", "0240######"),
    mobiles=("+33 6 1# ## ## ##", "06 7# ## ## ##", "+33 7 6# ## ## ##"),
    free_mail=words("mail.example courriel.example poste.example boite.example"),
    trades=words("""
        Logistique Conseil Logiciels Traiteur Bâtiment Plomberie Industrie Médias Santé Textiles Énergie
        Mobilier Électricité Emballages Assurances Analyses Voyages Imprimerie Automobiles Toitures Optique
        Sécurité Paysages Vins
    """),
    suffixes=("SARL", "SA", "SAS", "EURL"),
)
