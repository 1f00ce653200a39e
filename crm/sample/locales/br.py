"""Brazil."""

from crm.sample.locale import Locale, cities, words

BRAZIL = Locale(
    country="Brazil",
    language="pt",
    currency="BRL",
    top_domain="br.example",
    women=words("""
        Maria Ana Francisca Antônia Adriana Juliana Márcia Fernanda Patrícia Aline Camila Letícia Beatriz
        Gabriela Larissa Vanessa Luciana Cláudia Débora Renata Natália Tatiane Conceição Sônia Luíza
    """),
    men=words("""
        José João Antônio Francisco Carlos Paulo Pedro Lucas Luiz Marcos Gabriel Rafael Daniel Marcelo Bruno
        Eduardo Felipe Rodrigo Thiago Vinícius Gustavo Leonardo Cauê Otávio Sebastião
    """),
    surnames=words("""
        Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho
        Almeida Lopes Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques
        Machado Mendes Freitas Cardoso Ramos Gonçalves Santana Teixeira Araújo Pinto Correia Moura Cavalcanti
        Monteiro Batista Campos Castro Melo Azevedo Barros Borges Cunha Duarte Farias Fonseca Guimarães Leite
        Macedo Magalhães Medeiros Miranda Morais Nogueira Pacheco Peixoto Pires Queiroz Reis Rezende Sales
        Sampaio Siqueira Tavares Vasconcelos Viana Xavier Brandão Assunção Bezerra Camargo Dantas da_Silva
        dos_Santos
    """),
    cities=cities("""
        São Paulo | SP | 01###-###
        Rio de Janeiro | RJ | 20###-###
        Brasília | DF | 70###-###
        Salvador | BA | 40###-###
        Fortaleza | CE | 60###-###
        Belo Horizonte | MG | 30###-###
        Manaus | AM | 69###-###
        Curitiba | PR | 80###-###
        Recife | PE | 50###-###
        Goiânia | GO | 74###-###
        Belém | PA | 66###-###
        Porto Alegre | RS | 90###-###
        Campinas | SP | 13###-###
        São Luís | MA | 65###-###
        Maceió | AL | 57###-###
        Natal | RN | 59###-###
        João Pessoa | PB | 58###-###
        Florianópolis | SC | 88###-###
        Vitória | ES | 29###-###
        Ribeirão Preto | SP | 14###-###
    """),
    streets=words("""
        Rua_das_Flores Avenida_Paulista Rua_XV_de_Novembro Avenida_Brasil Rua_São_João Rua_Sete_de_Setembro
        Avenida_Getúlio_Vargas Rua_Dom_Pedro_II Rua_Santos_Dumont Rua_da_Paz Avenida_Atlântica Rua_Tiradentes
        Rua_Rui_Barbosa Rua_Bela_Vista Avenida_Independência Rua_Amazonas Rua_Bahia Praça_da_Sé
        Rua_do_Comércio Travessa_São_José
    """),
    street_patterns=("{street}, {number}", "{street}, {number}, sala 3"),
    phones=("+55 11 3###-####", "(21) 2###-####", "+55 (31) 3###-####", "(41) 3###-####", "51 3### ####"),
    mobiles=("+55 11 9####-####", "(21) 98###-####", "+55 31 99###-####"),
    free_mail=words("mail.example correio.example caixa.example cartas.example"),
    trades=words("""
        Logística Consultoria Sistemas Alimentos Construções Hidráulica Indústria Mídia Saúde Tecidos Energia
        Móveis Elétrica Embalagens Seguros Análises Turismo Gráfica Autopeças Telhados Óptica Segurança
        Jardins Ferramentas
    """),
    suffixes=("Ltda.", "S.A.", "ME", "EIRELI"),
)
