/// The words that signatures are known by.
enum SignatureWords {
    /// How lines begin that telephones and mail programs add.
    static let devicePrefixes = WordTable([
        "sent from", "sent via", "sent using", "sent wirelessly", "sent on the go", "from my i", "from my mobile",
        "from my android", "get outlook for", "yahoo mail: search", "sendt fra min", "skickat från min",
        "envoyé depuis",
        "envoyé de mon", "envoyé sans fil", "envoyé à partir", "obtenir outlook", "télécharger outlook",
        "gesendet von mein",
        "diese nachricht wurde von mein", "diese e-mail wurde von mein", "diese mail wurde von mein",
        "holen sie sich outlook", "enviado desde", "enviado do meu", "enviada do meu", "enviado a partir",
        "obtener outlook", "descargar outlook", "obtenga outlook", "obter o outlook", "obtenha o outlook",
        "obter outlook", "baixar o outlook", "inviato da iphone", "inviato dal mio", "inviato da mio",
        "ottieni outlook",
        "scarica outlook", "ottenere outlook", "verzonden vanaf", "verzonden via", "verstuurd vanaf", "wysłane z",
        "wysłano z", "wyslane z", "wyslano z", "pobierz outlook", "pobierz aplikację outlook", "uzyskaj outlook",
        "отправлено с ", "отправлено из", "отправлено от", "отправлено через", "отправлено с\u{A0}",
        "скачать outlook",
        "получить outlook", "послано с ", "надіслано з", "відправлено з", "odesláno z", "odoslané z", "poslano s ",
        "trimis de pe", "download outlook", "发自我的", "發自我的", "发自 ", "发送自", "發送自", "傳送自", "寄件自", "寄自我的",
        "获取outlook", "获取 outlook", "取得 outlook", "取得outlook", "獲取 outlook", "下载 outlook", "下載 outlook",
        "gửi từ", "dikirim dari", "στάλθηκε από", "נשלח מ", "أرسلت من",
    ])
    /// How such lines begin too when they name a device or a program.
    static let likelyPrefixes = WordTable([
        "sent with", "sent by ", "from my phone", "outlook for ", "outlook für ", "outlook voor ", "outlook pour ",
        "outlook para ", "outlook per ", "outlook dla ", "outlook для ", "sendt fra", "sendt med", "skickat från",
        "skickat med", "lähetetty ", "envoyé par", "envoyé avec", "gesendet ", "von outlook", "enviado ",
        "enviada ",
        "inviato ", "inviata ", "verzonden ", "verstuurd ", "wysłane ", "wysłano ", "отправлено ", "elküldve ",
        "发自",
        "發自",
        "来自我的", "來自我的", "来自 outlook", "來自 outlook", "发件自", "発信元", "ios 版", "android 版", "ios용", "android용",
    ])
    /// How such lines end when they name a device or a program.
    static let deviceEndings = WordTable([
        "from mobile", "from phone", "from iphone", "from a phone", "から送信", "に送信", "から送信しました", "より送信", "を入手",
        "에서 보냄", "에서 보낸 메일", "에서 보냈습니다", "에서 전송", "에서 전송함", "에서 전송됨", "에서 전송했습니다", "다운로드",
        "다운로드하세요", "gönderildi", "传送", "傳送", "寄出", "发送", "發送", "发送的", "gesendet", "herunterladen", "beziehen",
        "downloaden", "网易邮箱大师",
    ])
    /// The devices and programs that send mail.
    static let devices = WordTable([
        "iphone", "ipad", "ipod", "android", "galaxy", "samsung", "huawei", "xiaomi", "oppo", "vivo", "pixel",
        "oneplus",
        "blackberry", "nokia", "phone", "mobil", "handy", "telefon", "tablet", "outlook", "windows", "mail", "gmx",
        "web.de", "proton", "device", "gerät", "móvil", "celular", "cellulare", "dispositivo", "téléphone",
        "telefoon",
        "apparaat", "urządzeni", "телефон", "смартфон", "почт", "устройств", "手机", "手機", "邮箱", "郵箱", "邮件", "郵件",
        "小米", "华为", "華為", "荣耀", "三星", "红米", "苹果", "スマートフォン", "スマホ", "携帯", "휴대폰", "핸드폰", "스마트폰",
        "갤럭시", "아이폰", "메일", "cihaz",
    ])
    /// Words of leave that are a line of their own.
    static let signOffs = WordTable([
        "best", "br", "rgds", "thx", "ty", "lg", "vg", "mfg", "mvh", "vh", "mvg", "yours", "cheers", "thanks",
        "ciao",
        "sincerely", "respectfully", "love", "gruß", "grüße", "gruss", "saludos", "gracias", "merci",
        "cordialement",
        "saluti", "grazie", "abraços", "abraço", "obrigado", "obrigada", "atenciosamente", "cumprimentos", "atte",
        "atentamente", "groeten", "groetjes", "hälsningar", "hilsen", "pozdrawiam", "pozdrowienia", "спасибо",
        "с уважением", "谢谢", "謝謝", "多谢", "此致", "敬礼", "祝好", "顺祝商祺", "顺颂商祺", "敬上", "以上", "敬具",
        "よろしくお願いします", "よろしくお願いいたします", "宜しくお願い致します", "감사합니다", "고맙습니다", "bien à vous",
        "un saludo", "an saludo",
        "regards", "greetings", "cdlt", "bien cdt", "cdt", "slds", "un cordial saludo", "besos", "att", "abs",
        "cordiais saudações", "distinti saluti", "a presto", "gr", "mvrgr", "vriendelijke groeten", "pozdr", "pzdr",
        "с ув", "с уважением", "благодарю", "заранее спасибо", "此致敬礼", "祝您生活愉快", "祝工作顺利", "顺祝", "祝商祺", "谨启", "敬启",
        "感谢", "感謝", "谢谢您", "谢谢您的帮助", "謝謝您", "よろしくお願い申し上げます", "宜しくお願いします", "敬具", "草々", "감사드립니다",
        "수고하세요", "수고하십시오", "안녕히 계세요", "드림", "올림",
    ])
    /// How lines of leave begin.
    static let signOffStarts = WordTable([
        "regards", "best regards", "kind regards", "warm regards", "best wishes", "all the best", "many thanks",
        "thanks", "thank you", "sincerely", "yours ", "with regards", "with best", "warmest", "take care",
        "talk soon",
        "mit freundlichen", "freundliche grüße", "viele grüße", "liebe grüße", "beste grüße", "schöne grüße",
        "herzliche grüße", "bien cordialement", "cordialement", "salutations", "un saludo", "saludos", "cordiali",
        "distinti", "met vriendelijke", "vriendelijke groet", "hartelijke", "med vänlig", "med vennlig",
        "med venlig",
        "vänliga hälsningar", "z poważaniem", "z pozdrowieniami", "с уважением", "с наилучшими", "з повагою",
        "com os melhores", "com os meus", "atentamente", "atenciosamente", "cordialmente", "le saluda", "reciba un",
        "sinceramente",
        "bien à vous", "bien à toi", "bonne journée", "bonne réception", "mes salutations",
        "meilleures salutations",
        "sincères salutations", "beste groet", "groet", "met hartelijke", "serdecznie pozdrawiam", "pozdrawiam",
        "z wyrazami szacunku", "всего доброго", "искренне ваш", "с благодарностью", "хорошего дня",
        "buona giornata",
        "cari saluti", "un caro saluto", "grazie mille", "grazie e", "danke und", "vielen dank", "besten dank",
        "schönen gruß", "gruß", "grüße", "hochachtungsvoll", "freundlichst", "muchas gracias", "merci d",
        "merci beaucoup",
        "cheers", "melhores cumprimentos", "s pozdravem",
    ])
}
