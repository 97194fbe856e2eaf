/// The words attributions are made of.
enum AttributionWords {
    /// How texts open that are attributions in some language: "On …", "Am …", "在 …".
    static let openings = WordTable([
        "on ", "at ", "am ", "le ", "el ", "il ", "em ", "op ", "den ", "dnia ", "w dniu ", "dne ", "dňa ",
        "în data ",
        "în ", "pe ", "la ", "в ", "во ", "на ", "il giorno ", "no dia ", "às ", "à(s) ", "a(z) ", "vào ", "pada ",
        "στις ", "ב-", "ב ", "بتاريخ ", "في ", "在", "于", "於", "kl. ", "ngày ", "dana ", "kuupäeval ", "dtx. ",
        "el dia ",
        "wiadomość napisana przez ", "ในวันที่", "เมื่อ",
    ])

    /// The verbs of writing, and what stands for them.
    static let verbs = WordTable([
        "wrote", "writes", "sent", "schrieb", "geschrieben", "schreef", "geschreven", "a écrit", "a ecrit",
        "écrivait",
        "escribió", "escribio", "ha escrito", "escreveu", "ha scritto", "scrisse", "va escriure", "napisał(a)",
        "napisał/a", "napisała", "napisał", "napisana", "pisze", "skrev", "kirjoitti", "napsal(a)", "napsala",
        "napsal",
        "napísal(a)", "napísal", "írta", "yazdı", "a scris", "написал(а)", "написала", "написал", "писал(а)",
        "писала",
        "писал", "пишет", "пише", "написав(ла)", "написала(в)", "написав", "написа", "је написао", "je napisao",
        "έγραψε", "כתב", "כתבה", "\u{202B}כתב", "كتب", "đã viết", "menulis", "rašė", "kirjutas",
        "写道", "寫道", "写到", "来信", "写了", "寫了", "のメール", "のメッセージ", "書きました", "さんは書いた", "さんが書いた",
        "님이 작성", "작성", "썼습니다", "님의 말", "이(가) 작성", "쓴 글", "เขียนว่า",
    ])
}
