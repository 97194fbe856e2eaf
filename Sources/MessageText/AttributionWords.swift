/// The words attributions are made of, in lower case.
enum AttributionWords {
    /// How texts open that are attributions in some language: "On …", "Am …", "在 …".
    static let openings = WordTable([
        "on ", "at ", "am ", "le ", "el ", "il ", "em ", "op ", "den ", "dnia ", "w dniu ", "dne ", "dňa ", "în data ",
        "pe ", "la ", "в ", "во ", "на ", "il giorno ", "no dia ", "a(z) ", "vào ", "pada ", "στις ", "ב-", "بتاريخ ",
        "在", "于", "於", "kl. ", "ngày ", "dana ", "kuupäeval ", "dtx. ", "el dia ", "ons ", "tors ", "fre ",
    ])

    /// The verbs of writing, and what stands for them; the longer of two that begin alike comes first.
    static let verbs = WordTable([
        "wrote", "writes", "sent", "schrieb", "geschrieben", "schreef", "geschreven", "a écrit", "a ecrit", "écrivait",
        "escribió", "escribio", "ha escrito", "escreveu", "ha scritto", "scrisse", "va escriure", "napisał(a)",
        "napisała", "napisał", "pisze", "skrev", "kirjoitti", "napsal(a)", "napsal", "napsala", "napísal", "írta",
        "yazdı", "a scris", "написал(а)", "написал", "написала", "писал", "пишет", "пише", "написав", "написала(в)",
        "написа", "је написао", "je napisao", "έγραψε", "כתב", "כתבה", "كتب", "đã viết", "menulis", "rašė", "kirjutas",
        "写道", "寫道", "写到", "来信", "のメール", "のメッセージ", "書きました", "さんは書いた", "님이 작성", "작성",
        "썼습니다", "님의 말", "이(가) 작성", "เขียนว่า",
    ])
}
