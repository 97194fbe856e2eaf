import AddressNormalization
public import ChannelKit
import ProviderKit

/// A page on which customers write to the desk.
///
/// A submission becomes one arrival, and the arrival one envelope; the reply leaves by the channel named in the settings.
/// Below the channel's path are `form` (the page, its submission, and both for programs), `sent` (the confirmation),
/// `embed.js` (the script for other sites), `form.css` and `form.js`.
public struct WebFormAdapter: ChannelAdapter, PageServing {
    /// The octets of `adapter.yml`.
    public static var manifestSource: [UInt8] { PackageResources.adapter_yml }

    private let definition: FormDefinition
    private let origins: OriginPolicy
    private let mint: FormTokenMint
    private let work: ProofOfWork
    private let sentAddress: SentAddress
    private let submissions: SubmissionHandling
    private let makeNonce: @Sendable () -> [UInt8]

    /// Makes the adapter of one channel.
    ///
    /// - Throws: ``ChannelKit/SettingProblem`` when the fields do not make a form or an origin is none.
    public init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) throws {
        try self.init(channel: channel, settings: settings, context: context) {
            var generator = SystemRandomNumberGenerator()
            // Two draws rather than sixteen: each is a call of the system.
            let (high, low) = (generator.next(), generator.next())
            return (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> (8 * ($0 % 8))) }
        }
    }

    /// Makes an adapter whose nonces come from elsewhere, so that a test knows its pages to the octet.
    init(
        channel: ChannelID,
        settings: ChannelSettings,
        context: AdapterContext,
        makeNonce: @escaping @Sendable () -> [UInt8]
    ) throws {
        definition = try FormDefinition(channel: channel, settings: settings)
        origins = OriginPolicy(
            allowedOrigins: definition.allowedOrigins,
            ownOrigin: WebOrigin(context.publicURL)?.text
        )
        mint = FormTokenMint(key: context.key("form-token"), channel: channel)
        work = ProofOfWork(key: context.key("form-work"))
        sentAddress = SentAddress(key: context.key("form-sent"))
        self.makeNonce = makeNonce
        submissions = SubmissionHandling(
            definition: definition,
            settingsVersion: context.settingsVersion,
            origins: origins,
            mint: mint,
            work: work,
            sentAddress: sentAddress,
            limiter: RateLimiter(),
            keys: SubmissionKeys(),
            makeNonce: makeNonce
        )
    }

    /// Makes the one envelope of a submission.
    ///
    /// - Throws: ``ChannelKit/UnreadableArrival`` for what is no submission or was most likely sent by a program.
    public func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        [try SubmissionNormalization(replyThrough: definition.replyThrough).envelope(of: arrival)]
    }

    /// The form's title, as its page is headed.
    public func pageTitle(language: String) -> String? {
        let language = FormLanguage.allCases.first { $0.tag == language } ?? definition.language
        return definition.title.text(in: language) ?? FormWords.of(language).title
    }

    /// Answers a request below the channel's path.
    public func serve(_ request: WebRequest) async -> PageOutcome {
        let frame = frame(for: request)
        let version = request.query.first(named: "v")
        switch (request.method, request.path) {
        case ("POST", "form"): return submissions.handle(request, frame: frame)
        case ("OPTIONS", "form"): return .answer(origins.preflight(request.headers))
        case ("GET", "form"), ("HEAD", "form"): return .answer(form(request, frame: frame))
        case ("GET", "sent"), ("HEAD", "sent"): return .answer(sent(request, frame: frame))
        case ("GET", "form.css"), ("HEAD", "form.css"): return .answer(PageAsset.style.answer(version: version))
        case ("GET", "form.js"), ("HEAD", "form.js"): return .answer(PageAsset.script.answer(version: version))
        case ("GET", "embed.js"), ("HEAD", "embed.js"): return .answer(PageAsset.embedding.answer(version: version))
        case (_, "form"): return .answer(wrongMethod(allowed: "GET, HEAD, POST, OPTIONS"))
        case (_, "sent"), (_, "form.css"), (_, "form.js"), (_, "embed.js"):
            return .answer(wrongMethod(allowed: "GET, HEAD"))
        default: return .answer(missing(frame))
        }
    }

    private func form(_ request: WebRequest, frame: PageFrame) -> WebAnswer {
        let issued = IssuedToken(
            token: FormToken(shownAt: request.receivedAt, nonce: makeNonce()),
            mint: mint,
            work: definition.asksProofOfWork ? work : nil
        )
        guard request.wantsJSON else {
            return FormPage(
                definition: definition,
                frame: frame,
                issued: issued,
                prefilled: FormPrefill.values(for: request, in: definition)
            ).answer()
        }
        let description = FormDescription(
            definition: definition,
            language: frame.language,
            issued: issued
        )
        return WebAnswer(
            status: 200,
            headers: [HeaderField("Content-Type", "application/json"), HeaderField("Cache-Control", "no-store")]
                + origins.sharingFields(request.headers),
            body: description.octets()
        )
    }

    private func sent(_ request: WebRequest, frame: PageFrame) -> WebAnswer {
        guard let confirmed = sentAddress.number(query: request.query) else { return missing(frame) }
        return SentPage(definition: definition, frame: frame, number: confirmed.number).answer()
    }

    private func missing(_ frame: PageFrame) -> WebAnswer {
        let words = FormWords.of(frame.language)
        return frame.answer(status: 404, title: words.pageMissing) { $0.element("h1", words.pageMissing) }
    }

    private func wrongMethod(allowed: String) -> WebAnswer {
        WebAnswer(
            status: 405,
            contentType: "text/plain; charset=utf-8",
            text: "method not allowed\n",
            headers: [HeaderField("Allow", allowed)]
        )
    }

    private func frame(for request: WebRequest) -> PageFrame {
        PageFrame(
            language: FormLanguage.negotiated(
                asked: request.query.first(named: "lang"),
                acceptLanguage: request.headers.first(named: "Accept-Language"),
                fallback: definition.language
            ),
            isEmbedded: request.query.first(named: "embed") == "1",
            frameAncestors: origins.frameAncestors,
            host: request.host
        )
    }
}
