/// Invented mails as mail programs write them: an answer above, and below it what the program put there.
enum ClientMails {
    /// A program in a language, and what it puts above the mail it quotes without marks.
    static let unmarked: [(program: String, block: String)] = [
        (
            "Outlook, English",
            "From: Mia Berg <mia@example.com>\nSent: Tuesday, June 4, 2024 3:07 PM\nTo: Shop <shop@example.org>\nCc: Tom\nSubject: RE: Lamp"
        ),
        (
            "Outlook, German",
            "Von: Mia Berg <mia@example.com>\nGesendet: Dienstag, 4. Juni 2024 15:07\nAn: Shop <shop@example.org>\nBetreff: AW: Lampe"
        ),
        (
            "Outlook, French",
            "De : Mia Berg <mia@example.com>\nEnvoyé : mardi 4 juin 2024 15:07\nÀ : Boutique\nObjet : RE: Lampe"
        ),
        (
            "Outlook, Spanish",
            "De: Mia Berg <mia@example.com>\nEnviado: martes, 4 de junio de 2024 15:07\nPara: Tienda\nAsunto: RE: Lámpara"
        ),
        (
            "Outlook, Portuguese",
            "De: Mia Berg <mia@example.com>\nEnviado: terça-feira, 4 de junho de 2024 15:07\nPara: Loja\nAssunto: RES: Lâmpada"
        ),
        (
            "Outlook, Italian",
            "Da: Mia Berg <mia@example.com>\nInviato: martedì 4 giugno 2024 15:07\nA: Negozio\nOggetto: R: Lampada"
        ),
        (
            "Outlook, Dutch",
            "Van: Mia Berg <mia@example.com>\nVerzonden: dinsdag 4 juni 2024 15:07\nAan: Winkel\nOnderwerp: RE: Lamp"
        ),
        (
            "Outlook, Polish",
            "Od: Mia Berg <mia@example.com>\nWysłane: wtorek, 4 czerwca 2024 15:07\nDo: Sklep\nTemat: RE: Lampa"
        ),
        (
            "Outlook, Russian",
            "От: Mia Berg <mia@example.com>\nОтправлено: вторник, 4 июня 2024 г. 15:07\nКому: Магазин\nТема: RE: Лампа"
        ),
        ("Outlook, Russian capitals", "ОТ: Mia Berg\nОТПРАВЛЕНО: 4 июня 2024 г. 15:07\nКОМУ: Магазин\nТЕМА: Лампа"),
        (
            "Outlook, simplified Chinese",
            "发件人: Mia Berg <mia@example.com>\n发送时间: 2024年6月4日 15:07\n收件人: 商店\n抄送: Tom\n主题: 答复: 灯"
        ),
        (
            "Outlook, traditional Chinese",
            "寄件者: Mia Berg <mia@example.com>\n寄件日期: 2024年6月4日 下午 03:07\n收件者: 商店\n主旨: RE: 燈"
        ),
        ("Outlook, Japanese", "差出人: Mia Berg <mia@example.com>\n送信日時: 2024年6月4日 15:07\n宛先: ショップ\n件名: RE: ランプ"),
        ("Outlook, Korean", "보낸 사람: Mia Berg <mia@example.com>\n보낸 날짜: 2024년 6월 4일 화요일 오후 3:07\n받는 사람: 상점\n제목: RE: 램프"),
        (
            "Outlook, Swedish",
            "Från: Mia Berg <mia@example.com>\nSkickat: den 4 juni 2024 15:07\nTill: Butiken\nÄmne: Lampa"
        ),
        (
            "Outlook with emphasis",
            "**From:** Mia Berg <mia@example.com>\n**Sent:** Tuesday, June 4, 2024\n**To:** Shop\n**Subject:** Lamp"
        ),
        (
            "Windows Mail",
            "From: Mia Berg\nSent: \u{200E}Tuesday\u{200E}, \u{200E}June\u{200E} \u{200E}4\u{200E}, \u{200E}2024\nTo: Shop"
        ),
        (
            "Aliyun",
            "------------------------------------------------------------------\n发件人：Mia Berg <mia@example.com>\n发送时间：2024年6月4日(星期二) 15:07\n收件人：商店\n主\u{3000}题：灯"
        ),
        ("Foxmail", "发件人： Mia Berg\n发送时间： 2024-06-04 15:07\n收件人： shop\n主题： 灯"),
        ("Foxmail, English", "From: Mia Berg\nDate: 2024-06-04 15:07\nTo: shop\nSubject: Lamp"),
        (
            "QQ",
            "------------------ 原始邮件 ------------------\n发件人: \"Mia\" <mia@example.com>;\n发送时间: 2024年6月4日(星期二) 下午3:07\n收件人: \"shop\";\n主题: 灯"
        ),
        ("QQ, English", "------------------ Original ------------------\nFrom: \"Mia\" <mia@example.com>;"),
        ("QQ on a telephone", "---Original---\nFrom: \"Mia\"<mia@example.com>\nDate: Tue, Jun 4, 2024 15:07 PM"),
        ("NetEase on a telephone", "---- 回复的原邮件 ----\n| 发件人 | Mia Berg |\n| 发送日期 | 2024年06月04日 15:07 |"),
        (
            "NetEase on a telephone, English",
            "---- Replied Message ----\n| From | Mia Berg |\n| Date | 06/4/2024 15:07 |"
        ),
        (
            "GMX",
            "Gesendet: Dienstag, 04. Juni 2024 um 15:07 Uhr\nVon: \"Mia Berg\" <mia@example.com>\nAn: shop@example.org\nBetreff: Lampe"
        ),
        (
            "Samsung",
            "-------- Original message --------\nFrom: Mia Berg <mia@example.com>\nDate: 6/4/24 15:07 (GMT+01:00)"
        ),
        ("Samsung, Korean", "-------- 원본 이메일 --------\n발신: Mia Berg <mia@example.com>\n날짜: 24/6/4 오후 3:07 (GMT+09:00)"),
        ("Samsung, Spanish", "-------- Mensaje original --------\nDe: Mia Berg <mia@example.com>"),
        (
            "Naver",
            "-----Original Message-----\nFrom: \"Mia\"<mia@example.com>\nSent: 2024-06-04 (화) 15:07:00 (UTC+09:00)"
        ),
        ("Yahoo, Japanese", "----- 元のメッセージ -----\nFrom: Mia Berg"),
        ("Notes", "From:\tMia Berg/Example\nTo:\tShop/Example@EXAMPLE\nDate:\t04.06.2024 15:07\nSubject:\tLamp"),
        ("Gmail without marks", "On Tue, Jun 4, 2024 at 3:07 PM Mia Berg <mia@example.com> wrote:"),
        ("Yahoo", "On Tuesday, June 4, 2024 at 03:07:00 PM GMT+1, Mia Berg <mia@example.com> wrote:"),
        (
            "Yahoo, German",
            "Am Dienstag, 4. Juni 2024 um 15:07:00 MESZ hat Mia Berg <mia@example.com> Folgendes geschrieben:"
        ),
        ("NetEase", "在 2024-06-04 15:07:00，\"Mia\" <mia@example.com> 写道："),
        (
            "Outlook for iOS",
            "________________________________\nFrom: Mia Berg <mia@example.com>\nSent: Tuesday, June 4, 2024 3:07:00 PM\nTo: Shop\nSubject: Lamp"
        ),
    ]

    /// A program in a language, and what it puts above the lines it marks with `>`.
    static let attributions: [(program: String, line: String)] = [
        ("Gmail, English", "On Tue, Jun 4, 2024 at 3:07 PM Mia Berg <mia@example.com> wrote:"),
        ("Gmail, German", "Am Di., 4. Juni 2024 um 15:07 Uhr schrieb Mia Berg <mia@example.com>:"),
        ("Gmail, French", "Le mar. 4 juin 2024 à 15:07, Mia Berg <mia@example.com> a écrit :"),
        ("Gmail, Spanish", "El mar, 4 jun 2024 a las 15:07, Mia Berg (<mia@example.com>) escribió:"),
        ("Gmail, Brazilian", "Em ter., 4 de jun. de 2024 às 15:07, Mia Berg <mia@example.com> escreveu:"),
        ("Gmail, Portuguese", "Mia Berg <mia@example.com> escreveu (terça, 4/06/2024 à(s) 15:07):"),
        ("Gmail, Italian", "Il giorno mar 4 giu 2024 alle ore 15:07 Mia Berg <mia@example.com> ha scritto:"),
        ("Gmail, Dutch", "Op di 4 jun 2024 om 15:07 schreef Mia Berg <mia@example.com>:"),
        ("Gmail, Polish", "wt., 4 cze 2024 o 15:07 Mia Berg <mia@example.com> napisał(a):"),
        ("Gmail, Russian", "вт, 4 июн. 2024 г. в 15:07, Mia Berg <mia@example.com>:"),
        ("Gmail, simplified Chinese", "Mia Berg <mia@example.com> 于2024年6月4日周二 15:07写道："),
        ("Gmail, traditional Chinese", "Mia Berg <mia@example.com> 於 2024年6月4日 週二 下午3:07寫道："),
        ("Gmail, Japanese", "2024年6月4日(火) 15:07 Mia Berg <mia@example.com>:"),
        ("Gmail, Korean", "2024년 6월 4일 (화) 오후 3:07, Mia Berg <mia@example.com>님이 작성:"),
        ("Gmail, Turkish", "Mia Berg <mia@example.com>, 4 Haz 2024 Sal, 15:07 tarihinde şunu yazdı:"),
        ("Gmail, Finnish", "ti 4.6.2024 klo 15.07 Mia Berg (mia@example.com) kirjoitti:"),
        ("Gmail, Ukrainian", "вт, 4 черв. 2024 р. о 15:07 Mia Berg <mia@example.com> пише:"),
        ("Apple Mail, English", "> On 4 Jun 2024, at 15:07, Mia Berg <mia@example.com> wrote:"),
        ("Apple Mail, German", "Am 04.06.2024 um 15:07 schrieb Mia Berg <mia@example.com>:"),
        ("Apple Mail, Italian", "Il giorno 4 giu 2024, alle ore 15:07, Mia Berg <mia@example.com> ha scritto:"),
        ("Apple Mail, Portuguese", "No dia 04/06/2024, às 15:07, Mia Berg <mia@example.com> escreveu:"),
        ("Apple Mail, Polish", "Wiadomość napisana przez Mia Berg <mia@example.com> w dniu 4 cze 2024, o godz. 15:07:"),
        ("Apple Mail, Chinese", "2024年6月4日 15:07，Mia Berg <mia@example.com> 写道："),
        ("Apple Mail, Japanese", "2024/06/04 15:07、Mia Berg <mia@example.com>のメール:"),
        ("Apple Mail, Korean", "2024. 6. 4. 오후 3:07, Mia Berg <mia@example.com> 작성:"),
        ("Apple Mail, Russian", "4 июня 2024 г., в 15:07, Mia Berg <mia@example.com> написал(а):"),
        ("Thunderbird, English", "On 6/4/24 3:07 PM, Mia Berg wrote:"),
        ("Thunderbird, old German", "Mia Berg schrieb am 04.06.2024 um 15:07:"),
        ("Thunderbird, Spanish", "El 4/6/24 a las 15:07, Mia Berg escribió:"),
        ("Thunderbird, Portuguese", "Às 15:07 de 04/06/24, Mia Berg escreveu:"),
        ("Thunderbird, Polish", "W dniu 4.06.2024 o 15:07, Mia Berg pisze:"),
        ("Thunderbird, Dutch", "Op 4-6-2024 om 15:07 schreef Mia Berg:"),
        ("Thunderbird, Chinese", "在 2024/6/4 15:07, Mia Berg 写道:"),
        ("Thunderbird, Korean", "2024-06-04 오후 3:07에 Mia Berg 이(가) 쓴 글:"),
        ("Roundcube, Dutch", "Mia Berg schreef op 2024-06-04 15:07:"),
        ("Yahoo, French", "Le mardi 4 juin 2024 à 15:07:00 UTC+2, Mia Berg <mia@example.com> a écrit :"),
        ("Yahoo, Chinese", "Mia Berg <mia@example.com> 在 2024年6月4日 星期二 下午03:07:00 [GMT+8] 寫道："),
        ("Mail.ru", "Вторник, 4 июня 2024, 15:07 +03:00 от Mia Berg <mia@example.com>:"),
        ("The Bat", "Tuesday, June 4, 2024, 3:07:00 PM, you wrote:"),
        ("Becky, Japanese", "Mia Berg <mia@example.com> さんは書きました:"),
        ("Mutt", "* Mia Berg <mia@example.com> [2024-06-04 15:07] wrote:"),
        ("Zoho", "---- On Tue, 04 Jun 2024 15:07:00 +0200 Mia Berg <mia@example.com> wrote ----"),
        ("wrapped", "On Tue, Jun 4, 2024 at 3:07 PM Mia Berg, the one from the other shop <\nmia@example.com> wrote:"),
        ("entities", "On Tue, Jun 4, 2024 at 3:07 PM Mia Berg &lt;mia@example.com&gt; wrote:"),
    ]

    /// Letters that only look as if a program had written part of them.
    static let letters: [String] = [
        "I would like to travel:\n\nFrom: Berlin\nTo: Paris\nDate: 3 March 2025 10:15\n\nTwo persons, please.",
        "The log says\n2025-03-03 10:15:00 smtp to=<mia@example.com>\nand nothing more.",
        "It says this:\n2025-03-03 10:15:00 error for mia@example.com:\nno such box\nWhat now?",
        "On 3 March 2025 your colleague wrote:\nyou get your money back.\nI did not get it.",
        "Please note what I sent to <mia@example.com> and to you wrote:\nnothing came.",
        "Von meinem Konto wurde zweimal abgebucht.",
        "Das Paket habe ich gesendet",
        "从手机上看不到订单",
        "包裹已经寄出",
        "Enviado por error.",
        "Outlook with a reply",
        "The code is\n\n```\nOn Tue, Jun 4, 2024 at 3:07 PM Mia <mia@example.com> wrote:\n> x\n```\n\nas you see.",
        "Date: Tuesday\nPlace: the shop\nTime: 10:15",
        "To: whom it may concern\n\nI am content with the lamp.",
        "Some words.\n\nBest wishes from my new phone company!",
    ]
}
