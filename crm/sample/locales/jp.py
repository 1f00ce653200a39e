"""Japan, every name with its reading."""

from crm.sample.locale import Locale, cities, readings, words

_WOMEN = """
    陽子:yoko 恵子:keiko 京子:kyoko 由美子:yumiko 幸子:sachiko 和子:kazuko 美咲:misaki さくら:sakura 葵:aoi
    結衣:yui 愛:ai 直美:naomi 久美子:kumiko 真由美:mayumi 智子:tomoko 裕子:yuko 明美:akemi 優子:yuuko
    美穂:miho 千夏:chinatsu 遥:haruka 彩:aya 麻衣:mai 舞:mai 純子:junko
"""
_MEN = """
    翔太:shota 大輔:daisuke 健太:kenta 拓也:takuya 直樹:naoki 誠:makoto 隆:takashi 浩:hiroshi 健一:kenichi
    和也:kazuya 達也:tatsuya 哲也:tetsuya 雄太:yuta 蓮:ren 大翔:hiroto 悠真:yuma 翼:tsubasa 亮:ryo 学:manabu
    剛:tsuyoshi 修:osamu 博:hiroshi 正:tadashi 一郎:ichiro 太郎:taro
"""
_SURNAMES = """
    佐藤:sato 鈴木:suzuki 高橋:takahashi 田中:tanaka 伊藤:ito 渡辺:watanabe 山本:yamamoto 中村:nakamura
    小林:kobayashi 加藤:kato 吉田:yoshida 山田:yamada 佐々木:sasaki 山口:yamaguchi 松本:matsumoto 井上:inoue
    木村:kimura 林:hayashi 斎藤:saito 清水:shimizu 山崎:yamazaki 森:mori 池田:ikeda 橋本:hashimoto 阿部:abe
    石川:ishikawa 山下:yamashita 中島:nakajima 石井:ishii 小川:ogawa 前田:maeda 岡田:okada 長谷川:hasegawa
    藤田:fujita 後藤:goto 近藤:kondo 村上:murakami 遠藤:endo 青木:aoki 坂本:sakamoto 福田:fukuda 太田:ota
    西村:nishimura 藤井:fujii 岡本:okamoto 金子:kaneko 藤原:fujiwara 三浦:miura 中野:nakano 中川:nakagawa
    原田:harada 松田:matsuda 竹内:takeuchi 小野:ono 田村:tamura 中山:nakayama 和田:wada 石田:ishida
    森田:morita 上田:ueda 原:hara 柴田:shibata 酒井:sakai 工藤:kudo 横山:yokoyama 宮崎:miyazaki 宮本:miyamoto
    内田:uchida 高木:takagi 谷口:taniguchi 安藤:ando 大野:ohno 丸山:maruyama 今井:imai 河野:kono
    藤本:fujimoto 村田:murata 武田:takeda 上野:ueno 杉山:sugiyama
"""
_TRADES = """
    商事:shoji 物流:butsuryu 製作所:seisakusho 工業:kogyo 建設:kensetsu 食品:shokuhin 電機:denki 印刷:insatsu
    化学:kagaku 製薬:seiyaku 運輸:unyu 不動産:fudosan システム:system 設計:sekkei 繊維:seni 精機:seiki
    水産:suisan 酒造:shuzo 木材:mokuzai 紙業:shigyo 観光:kanko 保険:hoken 自動車:jidosha 金属:kinzoku
"""
_PLACES = """
    千代田区:chiyoda 新宿区:shinjuku 大阪市:osaka 名古屋市:nagoya 横浜市:yokohama 京都市:kyoto 神戸市:kobe
    福岡市:fukuoka 札幌市:sapporo 仙台市:sendai 広島市:hiroshima さいたま市:saitama 千葉市:chiba
    新潟市:niigata 静岡市:shizuoka 金沢市:kanazawa 岡山市:okayama 熊本市:kumamoto 鹿児島市:kagoshima
    那覇市:naha
"""

JAPAN = Locale(
    country="Japan",
    language="ja",
    currency="JPY",
    top_domain="jp.example",
    women=words(_WOMEN),
    men=words(_MEN),
    surnames=words(_SURNAMES),
    readings=readings(_WOMEN, _MEN, _SURNAMES, _TRADES, _PLACES),
    cities=cities("""
        千代田区 | 東京都 | 100-00##
        新宿区 | 東京都 | 160-00##
        大阪市 | 大阪府 | 530-00##
        名古屋市 | 愛知県 | 460-00##
        横浜市 | 神奈川県 | 220-00##
        京都市 | 京都府 | 600-80##
        神戸市 | 兵庫県 | 650-00##
        福岡市 | 福岡県 | 810-00##
        札幌市 | 北海道 | 060-00##
        仙台市 | 宮城県 | 980-00##
        広島市 | 広島県 | 730-00##
        さいたま市 | 埼玉県 | 330-00##
        千葉市 | 千葉県 | 260-00##
        新潟市 | 新潟県 | 950-00##
        静岡市 | 静岡県 | 420-00##
        金沢市 | 石川県 | 920-08##
        岡山市 | 岡山県 | 700-00##
        熊本市 | 熊本県 | 860-08##
        鹿児島市 | 鹿児島県 | 890-00##
        那覇市 | 沖縄県 | 900-00##
    """),
    streets=words("""
        中央 本町 栄町 緑町 新町 旭町 幸町 若葉町 大手町 桜町 松原 東町 西町 南町 北町 昭和町 日の出町 錦町
        宮前 川端町
    """),
    street_patterns=("{street}1丁目{number}番", "{street}2-{number}-5", "{street}3-{number}"),
    phones=("+81 3-5###-####", "03-3###-####", "06-6###-####", "+81 52-2##-####", "045-6##-####"),
    mobiles=("+81 90-4###-####", "080-5###-####", "090-2###-####"),
    free_mail=words("mail.example yubin.example tegami.example meiru.example"),
    trades=words(_TRADES),
    word_gap="",
    suffixes=("株式会社", "有限会社", "合同会社"),
)
