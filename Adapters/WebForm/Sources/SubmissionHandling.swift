import AddressNormalization
import ChannelKit
import ProviderKit

/// Takes a submission through every check, cheap ones first, and makes an arrival of it.
///
/// A check that fails gives back everything typed with a way to go on; only a page of a strange site gets nothing. What a
/// program most likely sent is journaled all the same, marked, and answered like everything else.
struct SubmissionHandling: Sendable {
    var definition: FormDefinition
    var settingsVersion: String
    var origins: OriginPolicy
    var mint: FormTokenMint
    var work: ProofOfWork
    var sentAddress: SentAddress
    var limiter: RateLimiter<LimitedSubject>
    var keys: SubmissionKeys
    var makeNonce: @Sendable () -> [UInt8]

    /// What an attempt costs that comes to nothing: a tenth of a submission, so that honest mistakes are cheap.
    private static let attemptCost = 0.1

    /// Answers `POST form`.
    func handle(_ request: WebRequest, frame: PageFrame) -> PageOutcome {
        guard origins.allowsSubmission(request.headers) else {
            return .answer(answering(request, frame: frame, form: nil, token: fresh(request)).refused(.otherSite))
        }
        let encoding: SubmissionEncoding
        let form: SubmittedForm
        do {
            encoding = try SubmissionEncoding(contentType: request.headers.first(named: "Content-Type"))
            form = try encoding.read(request.body)
        } catch {
            let answering = answering(request, frame: frame, form: nil, token: fresh(request))
            return .answer(answering.refused(.unreadable(error)))
        }
        let reading = mint.read(form.first(SubmittedForm.Reserved.token), now: request.receivedAt)
        let token = token(for: reading, request: request)
        let answering = answering(request, frame: frame, form: form, token: token)
        switch check(form, encoding: encoding, reading: reading, request: request, frame: frame) {
        case .invalid(let errors): return .answer(answering.invalid(errors))
        case .refused(let notice):
            guard case .alreadySent = notice else { return .answer(answering.refused(notice)) }
            // The old token's key is spent; a new one lets the same answers go out as a new submission.
            return .answer(
                self.answering(request, frame: frame, form: form, token: seasoned(request)).refused(notice)
            )
        case .accepted(let accepted): return take(accepted, answering: answering, request: request)
        }
    }

    /// A submission that passed every check.
    private struct Accepted {
        var record: SubmissionRecord
        var digest: [UInt8]
        /// The keys that it was the first to use.
        var claimed: [String]
    }

    // MARK: - The checks

    private enum Verdict {
        case invalid([FieldError])
        case refused(FormNotice)
        case accepted(Accepted)
    }

    private func check(
        _ form: SubmittedForm,
        encoding: SubmissionEncoding,
        reading: FormToken.Reading,
        request: WebRequest,
        frame: PageFrame
    ) -> Verdict {
        let network = NetworkAddress.network(of: request.remoteAddress)
        let perAddress = (LimitedSubject.network(network), definition.rateLimits.perAddress)
        if let wait = limiter.take(Self.attemptCost, from: [perAddress], now: request.receivedAt) {
            return .refused(.tooMany(minutes: wait.wholeMinutes))
        }
        let validation = FieldValidation(definition: definition, refusesUnknownFields: encoding == .json)
        let validated = validation.validate(form)
        guard validated.errors.isEmpty else { return .invalid(validated.errors) }
        if let notice = tokenTrouble(reading, encoding: encoding, now: request.receivedAt) { return .refused(notice) }
        guard let key = key(for: reading, request: request) else { return .refused(.unusableKey) }

        let isFilledByProgram = form.values[definition.honeypotName]?.contains { !$0.isEmpty } == true
        let proof = proof(form, token: reading.token)
        let record = SubmissionRecord(
            key: key,
            language: frame.language,
            proof: proof,
            suspicion: isFilledByProgram ? SubmissionRecord.filledByProgram : nil,
            isRepaired: form.isRepaired,
            form: validated,
            definition: definition
        )
        let digest = record.digest()
        // A token is used once even where the sender names a key, or one worked sum would do for any number of submissions.
        let spent = Set([key, reading.token?.key ?? key])
        let claims = spent.map { keys.look($0, digest: digest) }
        if claims.contains(.taken) { return .refused(.alreadySent) }
        // Sent again, by a double click or a lost answer: it costs nothing and the journal knows it.
        if !claims.contains(.new) { return .accepted(Accepted(record: record, digest: digest, claimed: [])) }
        var limits = [perAddress]
        let isProven = definition.asksProofOfWork ? proof == .work : proof == .time
        if !isProven { limits.append((.unprovenNetwork(network), definition.rateLimits.perAddressUnproven)) }
        if let identity = identity(of: validated) {
            limits.append((.identity(identity), definition.rateLimits.perEmail))
        }
        if let wait = limiter.take(1 - Self.attemptCost, from: limits, now: request.receivedAt) {
            return .refused(.tooMany(minutes: wait.wholeMinutes))
        }
        return claim(record, keys: spent, digest: digest)
    }

    private func claim(_ record: SubmissionRecord, keys spent: Set<String>, digest: [UInt8]) -> Verdict {
        var claimed: [String] = []
        for key in spent {
            switch keys.claim(key, digest: digest) {
            case .new: claimed.append(key)
            case .same: continue
            case .taken:
                claimed.forEach(keys.release)
                return .refused(.alreadySent)
            }
        }
        return .accepted(Accepted(record: record, digest: digest, claimed: claimed))
    }

    private func tokenTrouble(_ reading: FormToken.Reading, encoding: SubmissionEncoding, now: Timestamp) -> FormNotice?
    {
        switch reading {
        case .valid(let token):
            let missing = definition.minimumFillTime - now.since(token.shownAt)
            return missing > .zero ? .tooFast(seconds: Int(missing.wholeMilliseconds / 1000) + 1) : nil
        case .expired: return .expired
        case .missing where encoding == .json && definition.takesJSONWithoutToken: return nil
        case .missing, .forged: return .unproven
        }
    }

    /// The key that stands for this submission: the sender's own, else the token's, else one nobody has.
    private func key(for reading: FormToken.Reading, request: WebRequest) -> String? {
        if let given = request.headers.first(named: "Idempotency-Key") {
            let isUsable = (1...128).contains(given.utf8.count) && given.utf8.allSatisfy { (33...126).contains($0) }
            return isUsable ? given : nil
        }
        return reading.token?.key ?? Base64URL.encode(makeNonce())
    }

    private func proof(_ form: SubmittedForm, token: FormToken?) -> SubmissionRecord.Proof {
        guard let token else { return .none }
        return definition.asksProofOfWork && work.accepts(form.first(SubmittedForm.Reserved.proof), for: token)
            ? .work : .time
    }

    private func identity(of form: ValidatedForm) -> IdentityKey? {
        form.answer(.email)?.identity
            ?? form.answer(.phone).flatMap { PhoneNumberNormalization.key($0.value, region: definition.region) }
    }

    // MARK: - The outcome

    private func take(
        _ accepted: Accepted,
        answering: any SubmissionAnswering,
        request: WebRequest
    ) -> PageOutcome {
        let arrival = RawArrival(
            channel: definition.channel,
            externalID: ExternalID(rawValue: "\(accepted.record.key):\(Hexadecimal.encode(accepted.digest))"),
            receivedAt: request.receivedAt,
            mediaType: SubmissionRecord.mediaType,
            settingsVersion: settingsVersion,
            body: accepted.record.encoded()
        )
        return .submission(arrival) { [keys, claimed = accepted.claimed] result in
            switch result {
            case .taken(let number, let isDuplicate): return answering.taken(number: number, isDuplicate: isDuplicate)
            case .refused(let refusal):
                claimed.forEach(keys.release)
                return answering.refused(refusal.notice)
            }
        }
    }

    private func answering(
        _ request: WebRequest,
        frame: PageFrame,
        form: SubmittedForm?,
        token: FormToken
    ) -> any SubmissionAnswering {
        let issued = IssuedToken(token: token, mint: mint, work: definition.asksProofOfWork ? work : nil)
        if request.wantsJSON {
            return ProblemAnswers(
                language: frame.language,
                issued: issued,
                sharing: origins.sharingFields(request.headers)
            )
        }
        let page = FormPage(
            definition: definition,
            frame: frame,
            issued: issued,
            typed: form.map(typed) ?? [:],
            hadFiles: form?.files.isEmpty == false
        )
        return PageAnswers(page: page, sentAddress: sentAddress)
    }

    /// What was typed, to be shown again; a checkbox as `yes` or nothing.
    private func typed(_ form: SubmittedForm) -> [String: String] {
        var typed: [String: String] = [:]
        for field in definition.fields where field.kind != .file {
            typed[field.name] = form.first(field.name)
        }
        return typed
    }

    // MARK: - Tokens

    /// The token of the form that is given back: the same while it is good, a renewed one otherwise.
    private func token(for reading: FormToken.Reading, request: WebRequest) -> FormToken {
        switch reading {
        case .valid(let token): token
        case .expired: seasoned(request)
        case .missing, .forged: fresh(request)
        }
    }

    private func fresh(_ request: WebRequest) -> FormToken {
        FormToken(shownAt: request.receivedAt, nonce: makeNonce())
    }

    /// A token for somebody who has proven to have had a form for long enough: it can be sent at once.
    private func seasoned(_ request: WebRequest) -> FormToken {
        FormToken(
            shownAt: request.receivedAt.advanced(by: .zero - definition.minimumFillTime),
            nonce: makeNonce()
        )
    }
}

extension WebRequest {
    /// Whether the other side is a program: it sends JSON, or asks for it before HTML.
    var wantsJSON: Bool {
        if headers.first(named: "Content-Type")?.lowercased().hasPrefix("application/json") == true { return true }
        let accept = headers.first(named: "Accept")?.lowercased() ?? ""
        return accept.hasPrefix("application/json") || accept.hasPrefix("application/problem+json")
    }
}

extension IntakeRefusal {
    /// What it says to whoever submitted.
    fileprivate var notice: FormNotice {
        switch self {
        case .busy(let retryAfter): .busy(seconds: max(1, Int(retryAfter.wholeMilliseconds / 1000)))
        case .unavailable: .unavailable
        case .tooLarge(let limit): .tooLarge(maximumBytes: Int(limit))
        }
    }
}

extension Duration {
    /// The time in minutes, rounded up.
    fileprivate var wholeMinutes: Int { Int((wholeMilliseconds + 59_999) / 60_000) }
}

/// Whom a limit counts.
enum LimitedSubject: Sendable, Hashable {
    /// An IPv4 address or an IPv6 /64.
    case network(UInt64)
    /// The same, for submissions that prove nothing.
    case unprovenNetwork(UInt64)
    /// The identity that submissions are made in the name of.
    case identity(IdentityKey)
}
