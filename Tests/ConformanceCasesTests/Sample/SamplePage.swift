import ChannelKit

/// A small honest adapter with a page: one text field, posted as it is.
struct SamplePage: ChannelAdapter, PageServing {
    static let manifestSource = Array(
        """
        kind: sample-page
        title: Sample page
        summary: A page with one field for tests.
        abilities:
          intake: [page]
        settings:
          - {name: reply_through, type: channel, required: true, doc: The channel that replies leave by.}

        """.utf8
    )

    let channel: ChannelID
    let context: AdapterContext
    let flaw: Flaw?

    init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) throws {
        try self.init(channel: channel, settings: settings, context: context, flaw: nil)
    }

    init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext, flaw: Flaw?) throws {
        self.channel = channel
        self.context = context
        self.flaw = flaw
    }

    func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        guard let text = String(validating: arrival.body, as: UTF8.self), !text.isEmpty else {
            throw UnreadableArrival(.verbatim("It is no text."))
        }
        return [
            InboundEnvelope(
                externalID: ExternalID(rawValue: "page-\(SampleMemory.digest(arrival.body))"),
                sender: EnvelopeSender(identity: nil, address: ""),
                text: SampleAdapter.clean(text),
                replyRoute: ReplyRoute(target: nil, address: "")
            )
        ]
    }

    func serve(_ request: WebRequest) async -> PageOutcome {
        guard request.method == "POST", request.path == "form" else { return .answer(WebAnswer(status: 404)) }
        let arrival = RawArrival(
            channel: channel,
            externalID: ExternalID(rawValue: SampleMemory.digest(request.body)),
            receivedAt: request.receivedAt,
            mediaType: "text/plain",
            settingsVersion: context.settingsVersion,
            body: request.body
        )
        return .submission(arrival) { [flaw] result in
            switch result {
            case .taken: return WebAnswer(status: 201)
            case .refused(let refusal):
                if flaw == .confirmsWhatWasRefused { return WebAnswer(status: 201) }
                switch refusal {
                case .busy(let wait):
                    let seconds = HeaderField("Retry-After", "\(wait.components.seconds)")
                    return WebAnswer(status: 503, headers: [seconds])
                case .unavailable(let words):
                    let told = flaw == .tellsTheOperatorsLog ? words : "Try again."
                    return WebAnswer(status: 503, contentType: "text/plain", text: told)
                case .tooLarge: return WebAnswer(status: 413)
                }
            }
        }
    }
}
