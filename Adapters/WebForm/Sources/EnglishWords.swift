import ProviderKit

extension FormWords {
    /// English.
    static let english = FormWords(
        title: "Contact us",
        send: "Send",
        sending: "Sending …",
        checking: "One moment …",
        optional: "(optional)",
        choose: "Please choose",
        dependentHint: { "The choices depend on “\($0)”." },
        yes: "Yes",
        otherLanguage: "中文",
        honeypot: "Leave this field empty",
        errorPrefix: "Error: ",
        errorSummary: { $0 == 1 ? "Please correct one answer" : "Please correct \($0) answers" },
        filesAgain: "For your safety browsers forget chosen files: please choose them again.",
        fileLimits: { count, each, kinds in
            count == 1
                ? "One file of up to \(each): \(kinds)." : "Up to \(count) files of up to \(each) each: \(kinds)."
        },
        families: [
            .image: "pictures", .pdf: "PDF", .text: "text", .office: "office documents",
            .archive: "archives", .audio: "audio", .video: "video",
        ],
        problem: englishProblem,
        notice: englishNotice,
        sentTitle: "Thank you. We have your message.",
        sentNumber: { "Your number is \($0)" },
        sentNumberHint: "Keep it at hand when you write or call about this again.",
        sentPending: "It is being filed; you will find its number in our answer. You need not send it again.",
        sentNext: "We answer to the address you gave. If nothing comes, please look among your unwanted mail.",
        sentAgain: "Write another message",
        pageMissing: "There is no such page."
    )

    private static let englishProblem: @Sendable (FieldProblem) -> String = { problem in
        switch problem {
        case .missing: "Please answer this."
        case .unticked: "Please tick this to go on."
        case .tooLong(let maximum): "Please shorten this to at most \(maximum) characters."
        case .noEmailAddress: "This is no e-mail address. It should look like name@example.com."
        case .noPhoneNumber: "This is no telephone number. Include the country code, such as +49 30 123456."
        case .noChoice: "Please choose one of the offered answers."
        case .noDate: "This is no date. Write year, month and day, such as 2026-03-27."
        case .repeated: "This was answered twice, in different ways."
        case .unknownField: "The form has no such field."
        case .tooManyFiles(let maximum): "Please choose at most \(maximum) \(maximum == 1 ? "file" : "files")."
        case .fileTooLarge(let name, let maximum): "“\(name)” is larger than \(size(maximum))."
        case .filesTooLarge(let maximum): "The files are larger than \(size(maximum)) together."
        case .fileTypeRefused(let name): "“\(name)” is a kind of file that we do not take."
        case .fileNameMisleads(let name): "“\(name)” holds another kind of file than its name says."
        case .fileEmpty(let name): "“\(name)” is empty."
        }
    }

    private static let englishNotice: @Sendable (FormNotice) -> String = { notice in
        switch notice {
        case .tooFast: "That was quick. To tell people from programs we ask you to press “Send” once more."
        case .expired: "This page stood open for more than a day. Please press “Send” once more."
        case .unproven: "Please check what you wrote and press “Send” once more."
        case .tooMany(let minutes):
            "Many messages came from your connection or address. Please try again in "
                + (minutes == 1 ? "a minute." : "\(minutes) minutes.") + " What you wrote is still here."
        case .alreadySent: "This form was sent before, with other answers. Press “Send” to send this as a new message."
        case .busy:
            "Very many people are writing at this moment. Please try again shortly; what you wrote is still here."
        case .unavailable:
            "We could not store your message just now. Please try again in a minute; what you wrote is still here."
        case .tooLarge(let maximum):
            "All of it together is larger than \(size(maximum)). Please send fewer or smaller files."
        case .otherSite: "This form may not be sent from that site. Please write to us here."
        case .unreadable: "Your browser sent something that we could not read. Please try again."
        case .unusableKey: "Your browser sent something that we could not read. Please try again."
        }
    }
}
