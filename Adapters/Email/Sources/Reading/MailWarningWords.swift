import ChannelKit
import MailParsing

// What agents are told of a mail's reading, and never text from the mail but names that a certificate proves.

extension MailWarning {
    /// What happened.
    var said: Wording {
        switch self {
        case .mailCut:
            Wording("The mail is over the size limit; its end is missing.", "邮件超过大小上限；末尾缺失。")
        case .headerCut:
            Wording("The header is over its limit; some of it is missing.", "邮件头超过上限；部分缺失。")
        case .partsCut:
            Wording(
                "The mail has too many or too deeply nested parts; some are missing.",
                "邮件的部分过多或嵌套过深；部分缺失。"
            )
        case .addressesCut:
            Wording("The mail names too many addresses; some are missing.", "邮件中的地址过多；部分缺失。")
        case .brokenStructure:
            Wording(
                "The mail's parts could not be told apart; its source is shown as text.",
                "无法区分邮件的各部分；以文本显示其源码。"
            )
        case .strayHeaderLines:
            Wording(
                "The header holds lines that are no header fields; they were left out.",
                "邮件头中有不是字段的行；已略去。"
            )
        case .charsetGuessed:
            Wording(
                "The text's character encoding is wrong or missing and was guessed.",
                "文字的字符编码有误或缺失，按推测显示。"
            )
        case .dateUnreadable: Wording("The mail's date could not be read.", "无法读取邮件的日期。")
        case .fromMissing:
            Wording(
                "The mail's From field holds no address; the address for answers is shown instead.",
                "邮件的发件人字段没有地址；改为显示回复地址。"
            )
        case .severalFrom:
            Wording("The mail has more than one From field; the first is shown.", "邮件有多个发件人字段；显示第一个。")
        case .containerCut:
            Wording(
                "A file that Outlook packed other files into (winmail.dat) is damaged; some of them may be missing.",
                "Outlook 打包其他文件的文件（winmail.dat）已损坏；其中部分文件可能缺失。"
            )
        case .textShortened: Wording("The text is very long and was shortened.", "文字很长，已截短。")
        }
    }
}

extension MailProtection {
    /// What an agent should know, on one line.
    var said: Wording {
        switch self {
        case .encrypted(let scheme):
            Wording(
                "The mail is encrypted (\(scheme.rawValue)); what it says is kept as a file and cannot be read here.",
                "邮件已加密（\(scheme.rawValue)）；内容保存为文件，无法在此阅读。"
            )
        case .signed(let scheme, .unchecked):
            Wording(
                "The mail is signed (\(scheme.rawValue)); the signature was not checked.",
                "邮件有签名（\(scheme.rawValue)）；签名未经检查。"
            )
        case .signed(let scheme, .refused(let objection)):
            Wording(
                "The mail is signed (\(scheme.rawValue)), but the signature proves nothing: \(objection.said.english).",
                "邮件有签名（\(scheme.rawValue)），但签名不能证明什么：\(objection.said.chinese)。"
            )
        case .signed(let scheme, .proven(let signer)):
            Wording(
                "The mail is signed (\(scheme.rawValue)) by \(signer.title), as \(signer.authority) vouches.",
                "邮件有 \(signer.title) 的签名（\(scheme.rawValue)），由 \(signer.authority) 担保。"
            )
        }
    }
}

extension SignatureObjection {
    /// Why the signature proves nothing, as the end of a sentence.
    fileprivate var said: Wording {
        switch self {
        case .unreadable: Wording("it could not be read", "无法读取")
        case .uncheckable: Wording("it could not be checked", "无法检查")
        case .notOneSigner: Wording("it has not exactly one signer", "签名者不是一人")
        case .outdatedMethod: Wording("it was made with an outdated method", "使用了过时的方法")
        case .untimely:
            Wording(
                "it was not made in the days before the mail came, so that anybody may have sent it again",
                "签名不是在邮件到达前几天内做出的，任何人都可能重新发送"
            )
        case .untrustedCertificate:
            Wording(
                "no authority that is believed vouches for the certificate at that time",
                "没有受信任的机构在当时为证书担保"
            )
        case .missingCertificate: Wording("the signer's certificate is missing", "缺少签名者的证书")
        case .changedContent: Wording("the content is not what was signed", "内容与签名时不同")
        case .nobody: Wording("it names no signer", "没有注明签名者")
        case .noAddress: Wording("its certificate names no mail address", "证书没有注明邮件地址")
        }
    }
}
