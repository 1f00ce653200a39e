"""Turkey."""

from crm.sample.locale import Locale, cities, words

TURKEY = Locale(
    country="Turkey",
    language="tr",
    currency="TRY",
    top_domain="tr.example",
    women=words("""
        Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Zehra Sultan Hanife Merve Özlem Gülşen Esra Büşra
        Ebru Derya Çiğdem Ceren Pınar Selin İpek Nurgül Yıldız
    """),
    men=words("""
        Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Murat Ömer Ramazan Halil Süleyman
        Emre Burak Çağrı Gökhan Uğur Oğuz Tolga Kemal Barış Şükrü
    """),
    surnames=words("""
        Yılmaz Kaya Demir Şahin Çelik Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara
        Koç Kurt Özkan Şimşek Polat Korkmaz Çakır Erdoğan Yavuz Can Acar Şen Aktaş Güler Yalçın Güneş Bozkurt
        Bulut Keskin Turan Gül Avcı Işık Kaplan Özer Bayram Coşkun Ateş Tekin Taş Köse Yüksel Ünal Sarı Tunç
        Güngör Ceylan Toprak Duman Uçar Akın Uysal Karaca Kocabaş Erol Soylu Eren Topal Demirci Sezer Bilgin
        Ekinci Oral Sönmez Akgül Uzun Altun Kahraman Baş Tosun Genç Çiftçi Ertürk Karakaş
    """),
    cities=cities("""
        İstanbul | İstanbul | 34###
        Ankara | Ankara | 06###
        İzmir | İzmir | 35###
        Bursa | Bursa | 16###
        Antalya | Antalya | 07###
        Adana | Adana | 01###
        Konya | Konya | 42###
        Gaziantep | Gaziantep | 27###
        Mersin | Mersin | 33###
        Kayseri | Kayseri | 38###
        Eskişehir | Eskişehir | 26###
        Diyarbakır | Diyarbakır | 21###
        Samsun | Samsun | 55###
        Denizli | Denizli | 20###
        Trabzon | Trabzon | 61###
        Malatya | Malatya | 44###
        İzmit | Kocaeli | 41###
        Balıkesir | Balıkesir | 10###
        Muğla | Muğla | 48###
        Çanakkale | Çanakkale | 17###
    """),
    streets=words("""
        Atatürk_Caddesi Cumhuriyet_Caddesi İstiklal_Caddesi İnönü_Caddesi Gazi_Bulvarı Lale_Sokak Gül_Sokak
        Çınar_Sokak Bağdat_Caddesi Zafer_Caddesi Menekşe_Sokak Okul_Sokak Fatih_Caddesi Barbaros_Bulvarı
        Papatya_Sokak Mimar_Sinan_Caddesi Yunus_Emre_Caddesi Deniz_Sokak Hürriyet_Caddesi Ihlamur_Sokak
    """),
    street_patterns=("{street} No: {number}", "{street} No: {number} D: 5"),
    phones=("+90 212 3## ## ##", "0216 4## ## ##", "+90 312 4## ## ##", "(0232) 4## ## ##"),
    mobiles=("+90 532 ### ## ##", "0542 ### ## ##", "+90 555 #######"),
    free_mail=words("mail.example posta.example eposta.example mektup.example"),
    trades=words("""
        Lojistik Danışmanlık Yazılım Gıda İnşaat Tesisat Sanayi Medya Sağlık Tekstil Enerji Mobilya Elektrik
        Ambalaj Sigorta Analiz Turizm Matbaa Otomotiv Yapı Optik Güvenlik Peyzaj Makina
    """),
    suffixes=("A.Ş.", "Ltd. Şti."),
)
