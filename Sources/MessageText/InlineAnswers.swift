/// Recognizes the words that say the answers stand in the quoted mail: "my answers in red".
///
/// Mail programs that set the quoted mail below a header do not mark its lines, so nothing else tells the answers in
/// it from what was asked.
enum InlineAnswers {
    /// How many lines of the reply are looked at.
    static let maximumLines = 6
    /// The longest line that is looked at, in octets.
    private static let maximumLength = 400

    /// Whether a line announces answers in the quoted mail.
    static func announced(by line: Octets, _ text: inout FoldedText) -> Bool {
        guard line.count <= maximumLength else { return false }
        text.set(line)
        return text.read { words.firstWord(in: $0) != nil }
    }

    private static let words = WordTable([
        "inline", "in-line", "in line below", "interspersed", "answers below", "comments below", "replies below",
        "responses below", "answered below", "replied below", "commented below", "see my answers",
        "see my comments",
        "see my replies", "see my responses", "answers in red", "answers in blue", "answers in green",
        "answers in bold", "comments in red", "comments in blue", "comments in green", "comments in bold",
        "replies in red", "replies in blue", "responses in red", "responses in blue", "below in red",
        "below in blue",
        "below in green", "in red below", "in blue below", "answers within", "comments within",
        "antworten unten", "antworten im text", "antworten in rot", "antworten in blau", "antworten in grün",
        "antworten rot", "unten im text", "siehe im text", "antworte im text", "kommentare unten",
        "kommentare in rot",
        "anmerkungen in rot", "unten in rot", "unten in blau",
        "réponses ci-dessous", "réponse ci-dessous", "réponses en rouge", "réponses en bleu", "réponses en vert",
        "réponses dans le", "réponds ci-dessous", "répondu ci-dessous", "commentaires ci-dessous",
        "commentaires en rouge", "ci-dessous en rouge", "ci-dessous en bleu",
        "respuestas abajo", "respuestas en rojo", "respuestas en azul", "respondo abajo", "contesto abajo",
        "comentarios abajo", "comentarios en rojo", "abajo en rojo", "entre líneas",
        "respostas abaixo", "respostas em vermelho", "respostas em azul", "respondi abaixo", "respondo abaixo",
        "comentários abaixo", "comentários em vermelho", "abaixo em vermelho",
        "risposte sotto", "risposte in rosso", "risposte in blu", "rispondo sotto", "commenti sotto",
        "commenti in rosso", "sotto in rosso", "di seguito in rosso",
        "antwoorden hieronder", "antwoorden in rood", "antwoorden in het rood", "antwoorden in blauw",
        "reactie hieronder in", "hieronder in rood", "hieronder in het rood", "mijn antwoorden",
        "odpowiedzi poniżej", "odpowiedzi na czerwono", "odpowiadam poniżej", "komentarze poniżej",
        "poniżej na czerwono", "odpowiedzi w treści",
        "ответы ниже", "ответы красным", "ответы в тексте", "ответил ниже", "ответила ниже", "отвечаю ниже",
        "комментарии ниже", "ниже красным", "выделил красным", "выделила красным",
        "红字", "蓝字", "紅字", "藍字", "红色字", "蓝色字", "红色字体", "标红", "標紅", "原文中回复", "邮件中回复", "原邮件中回复",
        "下面邮件中", "原文中回覆", "赤字", "青字", "インライン", "文中にて", "本文中に", "빨간색으로 표시", "파란색으로 표시", "인라인",
        "본문에 답", "본문 중에",
    ])
}
