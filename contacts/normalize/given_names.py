"""Given names and their short forms: Bob is Robert, Sepp is Josef."""

from collections import Counter
from functools import lru_cache

from nicknames import NickNamer

# Beside the English ones, which the library knows.
_OTHERS = """
    alexander alex sascha sasha sandro xander oleksandr aleksandr aleksander alejandro alessandro alexandros aleko
    alexandra sandra sascha sasha oleksandra aleksandra alessandra alejandra
    johannes johann hans hannes jan johan jens ivan john
    ioannis giannis yannis john giovanni gianni vanni juan jean joao jan ivan
    josef joseph sepp jupp pepi jose pepe giuseppe beppe peppe pino jozef youssef
    francisco paco pancho curro fran francesco franco ciccio francois franz frank franek franciszek chico
    francisca paca paqui francesca franca franziska franzi francoise
    maximilian max maxi maksymilian massimiliano maximiliano
    wolfgang wolfi wolf
    sebastian basti bastian seb sebas sebastien
    katharina kathi katja kati kathrin katrin katarzyna kasia kaska katerina katia katya katy ekaterina aikaterini
    catarina catalina caterina rina kateryna katja katharine catherine cathy katie kate
    stefanie steffi stephanie steph stefania stefka estefania
    stefan steffen steve stephan stephane stefano stepan esteban stephen steven
    susanne susi sanne susanna susana zuzanna zuza suzanne sue
    elisabeth lisa elisa betty lisbeth sissi elsbeth ilse elzbieta ela elka isabel isabella isabelle isa elisabetta
    elizabeth liesl babette
    margarete margarethe grete gretel gretchen greta margret marga margit malgorzata gosia margarita rita margherita
    marguerite margot margaret meg peggy
    magdalena magda leni lena madeleine madalena
    helena helene lena leni elena hela helen olena lenka
    michael michi mike michel michal miguel michele michail mikhail mykhailo mishko misha mickael
    matthias matze mattias mathieu matteo mateusz mateo mateus matthew matt matthieu
    andreas andi andy andrzej jedrek andre andrea andrei andriy andrew andres drew
    christian chris christoph christopher kristian krzysztof krzysiek christophe cristian cristobal cristoforo
    christina tina christiane christine chrissy kristina krystyna cristina
    thomas tom tommy tomasz tomek tomas tommaso tome
    peter pit pierre pietro pedro piotr piotrek petr petro petros perico
    paul paulo pablo paolo pavel pawel pavlos
    georg jorg jurgen schorsch georges giorgio jorge jerzy jurek georgios giorgos yorgos yuri heorhii george
    friedrich fritz fred freddy frederic frederik federico fryderyk
    heinrich heinz heiner henri enrico enrique henryk henrik harry hendrik henk
    wilhelm willi willy guillaume guglielmo guillermo memo wim willem william bill
    ludwig lutz louis luigi luis gigi ludovic
    karl carl charles carlo carlos karol karel charlie carlitos
    anton toni antonio antoine antoni antonis antonin tonio tonino tonico toninho
    antonia toni antoinette antonina
    martin martino marcin
    nikolaus klaus niko nikolas nikolaos nikos nicola nicolas nico mikolaj mykola nicolo nick
    dimitrios dimitris mitsos dmitri dmytro dima dimitri
    konstantin konstantinos kostas kostya constantin costas dinos
    konstantina dina konstantia
    vassilis vasilios vasilis vasyl basile basil
    panagiotis panos takis panayotis
    evangelos vangelis
    theodoros thodoris theo theodor teo teodoro fedir
    eleftherios lefteris
    spyridon spyros
    athanasios thanasis thanos sakis
    emmanuel manolis manos manu manuel manolo emanuele manny
    vladimir volodymyr vova volodya wladimir wlodzimierz
    yevhen zhenya evgeny evgenios eugene eugen eugenio
    serhii sergei serhiy seryozha sergio serge sergiusz
    anastasia nastya nastia anastasiia anastasiya tasia asia
    natalia nata natalya natalie nathalie nataliia natalka natasha
    tatiana tanya tania tetiana tetyana
    yuliia yulia julia juliet julie giulia giulietta
    maria mari marie mary mariya mariia marysia masha marika mia mitzi marijke
    maria_jose marijose
    ana anna ania anne annie anja anka anita anouk anny hanna hannah hania
    dolores lola loles
    concepcion concha conchita
    rosario charo
    mercedes merche
    pilar pili
    guadalupe lupe lupita
    ignacio nacho
    eduardo edu lalo edward edouard duda edoardo eddy
    rafael rafa raphael raffaele raf
    roberto beto robert bob rob rupert
    alberto beto berto tito albert
    gabriel gabi gabo gabriele
    gabriela gabi gaby gabriella gabrielle
    fernando nando fer ferdinand fernand ferdinando
    fernanda nanda fer
    leonardo leo leonard leonidas leonid leon lenny
    salvatore toto turi salvo salvador salva
    vincenzo enzo vincent vicente chente
    lorenzo renzo laurent lorenz laurenz lawrence
    giacomo jacopo jacques jakob jakub kuba jacob jaime jacobo iago
    luca lucas lukas lukasz luc luke
    agnieszka aga agnes agnese ines
    joanna asia johanna hanna giovanna jana joana jeanne juana
    barbara basia babsi barbel barb
    zofia zosia sophie sofia sofie sophia
    stanislaw staszek stanislas stanislav
    wojciech wojtek
    tadeusz tadek
    grzegorz grzesiek gregor gregory gregorio greg grigorios
    zbigniew zbyszek
    boguslaw bogdan bodek
    malgorzata malgosia gosia
    aleksandra ola
    mehmet memo mehmed muhammed mohammed mohamed muhammad mo
    mustafa musti
    ibrahim ibo abraham
    huseyin huso husein
    suleyman sulo
    fatma fatos fatima
    emine emis
    ahmet ahmed achmed
    ursula uschi ulla
    brigitte gitte gitti birgit brigitta
    gertrud trude gerti
    waltraud traudl
    dorothea dorte doris dora thea dorothee
    therese resi theresa teresa tereza tess terry
    ulrich uli ulli
    gunter gunther gunni
    rudolf rudi rodolfo rolf
    siegfried sigi siggi
    gottfried friedl
    bernhard bernd bernardo bernard hardy
    dietrich dieter dirk
    gerhard gerd gerard gerardo geert
    reinhard reiner rainer renard
    eberhard ebi
    leopold poldi leo
    ferdinand ferdl
    cornelia conny nelly corry
    cornelis kees cor
    theodorus theo dirk
    adrianus arie adriaan adrian adriano
    hendrika rika
    wilhelmina mina willy
    frederique fredy
    jean_pierre jp
    jean_claude jc
    philippe phil philipp felipe filippo filip philip filippos
    dominique dom domi dominik domenico domingo mimmo
    benjamin ben benji benoit benito beniamino benedikt benedetto benedict
    veronique vero veronika veronica weronika
    valerie val valeria valentina
    sylvie sylvia silvia silvie
    nathanael nathan nat
    kenta ken kenji
    misaki misa
    yoshihiro yoshi
"""


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for formal, short_forms in NickNamer().nickname_lookup.items():
        for name in (formal, *short_forms):
            names.setdefault(name, set()).add(f"en {formal}")
    for number, line in enumerate(_lines()):
        for name in line:
            names.setdefault(name, set()).add(f"{number}")
    return {name: frozenset(groups) for name, groups in names.items()}


@lru_cache(maxsize=1)
def _formal() -> dict[str, str]:
    """The name that stands for each group; an English one, if any, for that is a group of its own as well."""
    english = NickNamer().nickname_lookup
    formal = {f"{number}": next(filter(english.__contains__, line), line[0]) for number, line in enumerate(_lines())}
    return formal | {f"en {name}": name for name in english}


def _lines() -> list[list[str]]:
    lines = _OTHERS.strip().splitlines()
    return [[name.replace("_", " ") for name in line.split()] for line in lines]


def given_name_groups(name: str) -> frozenset[str]:
    """The groups of names to which a folded given name belongs: that of Robert, say; none for unknown names.

    Names of one group may be one person's. "Al" belongs to those of Albert, Alan, Alexander …
    """
    return _groups().get(name, frozenset())


@lru_cache(maxsize=1)
def _members() -> Counter[str]:
    """How many names may stand for each formal name."""
    formal = _formal()
    return Counter(name for groups in _groups().values() for name in {formal[group] for group in groups})


def formal_names(name: str) -> tuple[str, ...]:
    """The names for which a folded given name may stand, that with most short forms first: Robert for Bob and Robert.

    Itself alone, if it is not known.
    """
    names = {_formal()[group] for group in given_name_groups(name)}
    return tuple(sorted(names, key=lambda formal: (-_members()[formal], formal))) or (name,)
