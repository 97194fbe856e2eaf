/// The words by which mail systems say that a mail could not be delivered.
enum BounceWords {
    /// A display name that only mail systems have.
    static func isDaemonName(_ name: String) -> Bool { names.occurs(in: PreparedText(name, limit: 200)) }

    /// A subject that only bounces have.
    static func isSubject(_ subject: String) -> Bool { subjects.occurs(in: PreparedText(subject, limit: 400)) }

    /// A text that says of a mail that it could not be delivered, near its beginning.
    static func isText(_ text: some StringProtocol) -> Bool { phrases.occurs(in: PreparedText(text)) }

    /// A line that says why an address failed.
    static func explains(_ line: PreparedText) -> Bool { phrases.occurs(in: line) || commands.occurs(in: line) }

    /// The status of a bounce that names none: for good, unless it was delayed or tried for too long.
    static func defaultStatus(_ text: String, isDelayed: Bool) -> String {
        if isDelayed { return "4.0.0" }
        return expired.occurs(in: PreparedText(text)) ? "4.4.7" : "5.0.0"
    }

    /// A notice that delivery goes on being tried.
    static func isDelay(subject: String, text: String) -> Bool {
        delaySubjects.occurs(in: PreparedText(subject, limit: 400)) || delays.occurs(in: PreparedText(text))
    }

    private static let commands = PhraseSet(["rcpt to"])

    private static let names = PhraseSet([
        "mail delivery s", "mailer-daemon", "mailer daemon", "mail delivery agent", "delivery system",
        "mail administrator", "mail system", "postmaster", "mail transport", "delivery status",
    ])

    private static let subjects = PhraseSet([
        "undeliver", "undelivered", "returned mail", "returned to sender", "return to sender", "delivery failure",
        "delivery failed", "delivery fail", "failure notice", "failure notification", "mail delivery fail",
        "delivery status notification", "delivery notification", "delivery report", "mail failure",
        "mail delivery problem", "mail system error", "non delivery", "non-delivery", "nondeliver",
        "could not be delivered",
        "could not deliver", "not delivered", "delivery problem", "delivery error", "delivery delayed", "delayed mail",
        "message not delivered", "bounce", "rejected mail", "mail rejected", "user unknown", "unknown user",
        "returning to sender", "returning message", "mail failed", "postmaster notify", "mail could not",
        "unable to deliver", "delivery unsuccessful", "unzustellbar", "nicht zugestellt",
        "zustellung fehlgeschlagen", "übermittlungsstatus", "échec de la remise", "non remis", "no se puede entregar",
        "no se ha podido entregar", "mancata consegna", "não entregue", "falha na entrega", "onbestelbaar",
        "недоставлен", "не доставлено", "配信不能", "配送不能", "送信エラー", "配信エラー", "退信", "系统退信", "投递失败", "无法投递", "반송",
        "warning: could not send", "warning: message", "message delayed", "delivery temporarily", "error sending",
        "mail error", "undelivrable", "message status - undeliverable",
    ])

    private static let phrases = PhraseSet([
        "could not be delivered", "could not deliver", "couldn't be delivered", "wasn't able to deliver",
        "not able to deliver",
        "unable to deliver", "was not delivered", "were not delivered", "not been delivered", "cannot be delivered",
        "can not be delivered", "can't be delivered", "delivery to the following", "delivery failed",
        "delivery has failed",
        "delivery failure", "failed permanently", "permanent fatal errors", "permanent error",
        "transient non-fatal errors", "undeliverable", "undelivered", "mail delivery failed", "could not be sent",
        "did not reach", "didn't reach", "returned to sender", "failed to deliver", "error delivering your mail",
        "an error occurred while trying to deliver", "error while delivering", "has been rejected",
        "was rejected", "delivery error", "message delivery", "user unknown", "unknown user", "no such user",
        "invalid user address", "no valid recipients", "delivery errors", "attempting to deliver",
        "recipient address rejected", "mailbox unavailable", "mailbox is full", "mailbox full", "over quota",
        "delivery attempt", "delivery of your message", "returned message", "your message to", "problem delivering",
        "unable to accept", "not listed in", "does not exist", "permanent failure", "delivery status",
        "konnte nicht zugestellt", "nicht zugestellt", "nicht übermittelt", "n'a pas pu être", "no se pudo entregar",
        "non è stato possibile", "配信できません", "送信できません", "届けられません", "無法傳送", "无法送达", "无法投递", "退信",
    ])

    private static let expired = PhraseSet([
        "retry timeout exceeded", "retry time not reached",
    ])

    private static let delaySubjects = PhraseSet([
        "delayed", "(delay)", "still being retried", "warning: could not send", "warning: message", "delay",
        "verzögert", "temporarily", "retardé",
    ])

    private static let delays = PhraseSet([
        "will be retried", "will retry", "will continue to try", "will be attempted", "still trying",
        "will keep trying",
        "you do not need to resend", "no action is required on your part", "has not yet been delivered",
        "will try again", "delivery attempts will continue", "delay in delivery",
        "delivery to the following recipients has been delayed",
        "this is a warning message only", "this is a warning only",
    ])
}
