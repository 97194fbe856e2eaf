import ChannelKit

/// Says to whoever submitted what became of it: as a page to a person, as JSON to a program.
protocol SubmissionAnswering: Sendable {
    /// The answers need correction.
    func invalid(_ errors: [FieldError]) -> WebAnswer
    /// The whole was not taken.
    func refused(_ notice: FormNotice) -> WebAnswer
    /// It is journaled.
    func taken(number: Int?, isDuplicate: Bool) -> WebAnswer
}

/// Answers with the form, everything typed still in it.
struct PageAnswers: SubmissionAnswering {
    var page: FormPage
    var sentAddress: SentAddress

    func invalid(_ errors: [FieldError]) -> WebAnswer {
        var page = page
        page.errors = errors
        return page.answer(status: 422)
    }

    func refused(_ notice: FormNotice) -> WebAnswer {
        var page = page
        page.notice = notice
        return page.answer(status: notice.status, headers: notice.retryFields)
    }

    /// A redirect, so that loading the confirmation again sends nothing again.
    func taken(number: Int?, isDuplicate: Bool) -> WebAnswer {
        WebAnswer(
            status: 303,
            headers: [
                HeaderField("Location", sentAddress.relative(number: number, frame: page.frame)),
                HeaderField("Cache-Control", "no-store"),
            ]
        )
    }
}

/// Answers with JSON; what is wrong as RFC 9457 problem details.
struct ProblemAnswers: SubmissionAnswering {
    var language: FormLanguage
    /// A token to send the submission again with, and its sum.
    var issued: IssuedToken
    /// The fields that let a page of an allowed site read the answer.
    var sharing: [HeaderField]

    func invalid(_ errors: [FieldError]) -> WebAnswer {
        problem(status: 422, code: "invalid-fields", title: "Some answers need correction", detail: nil) { writer in
            writer.name("errors")
            writer.array { writer in
                for error in errors {
                    writer.object { writer in
                        writer.member("field", error.field)
                        writer.member("code", error.problem.code)
                        writer.member("detail", FormWords.of(language).problem(error.problem))
                    }
                }
            }
        }
    }

    func refused(_ notice: FormNotice) -> WebAnswer {
        var answer = problem(
            status: notice.status,
            code: notice.code,
            title: "The submission was not taken",
            detail: notice.detail
        ) { writer in
            switch notice {
            case .expired, .unproven:
                writer.member("token", issued.text)
                FormDescription.write(issued.challenge, to: &writer)
            default: break
            }
        }
        answer.headers += notice.retryFields
        return answer
    }

    /// 201 with the ticket's number, or 202 while it is not known.
    func taken(number: Int?, isDuplicate: Bool) -> WebAnswer {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("number", number)
            writer.member("status", number == nil ? "accepted" : "routed")
            writer.member("duplicate", isDuplicate)
        }
        return answer(status: number == nil ? 202 : 201, contentType: "application/json", body: writer.octets)
    }

    private func problem(
        status: Int,
        code: String,
        title: String,
        detail: String?,
        members: (inout JSONWriter) -> Void
    ) -> WebAnswer {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "urn:tributary:problem:\(code)")
            writer.member("title", title)
            writer.member("status", status)
            if let detail { writer.member("detail", detail) }
            members(&writer)
        }
        return answer(status: status, contentType: "application/problem+json", body: writer.octets)
    }

    private func answer(status: Int, contentType: String, body: [UInt8]) -> WebAnswer {
        WebAnswer(
            status: status,
            headers: [
                HeaderField("Content-Type", contentType),
                HeaderField("Cache-Control", "no-store"),
                HeaderField("X-Content-Type-Options", "nosniff"),
            ] + sharing,
            body: body
        )
    }
}

extension FormNotice {
    /// The `Retry-After` field, where waiting helps.
    fileprivate var retryFields: [HeaderField] {
        retryAfter.map { [HeaderField("Retry-After", String($0))] } ?? []
    }
}
