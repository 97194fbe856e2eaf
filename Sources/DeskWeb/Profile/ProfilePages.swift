import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// What somebody of the desk sets for themselves: the second step, and where they are signed in.
enum ProfilePages {
    /// Answers `GET /desk/profile`.
    static func show(_ exchange: Exchange) async throws -> Response { try await answer(ProfilePage(), exchange) }

    /// `POST /desk/profile/second-step`: shows a secret to whoever knows the password.
    static func begin(_ exchange: Exchange) async throws -> Response {
        let agent = try exchange.agent
        if let refusal = try await refusal(exchange) { return refusal }
        let secret = TimeCode.makeSecret()
        let sealed = try exchange.site.secondStepKeys.seal(secret, for: agent.id)
        guard try await exchange.store.prepareSecondStep(of: agent.id, sealed: sealed, at: exchange.now) else {
            return .seeOther("/desk/profile")
        }
        return try await answer(ProfilePage(secret: secret), exchange)
    }

    /// `POST /desk/profile/second-step/confirm`: the first code puts the second step in force.
    static func confirm(_ exchange: Exchange) async throws -> Response {
        let agent = try exchange.agent
        guard let digest = exchange.signedIn?.session.digest else { throw PageProblem.signInNeeded }
        let keys = exchange.site.secondStepKeys
        guard let step = try await exchange.store.secondStep(of: agent.id), step.confirmedAt == nil,
            let secret = keys.open(step.sealed, for: agent.id)
        else { return .seeOther("/desk/profile") }
        let code = exchange.form["code"].flatMap(TimeCode.read)
        guard let used = code.flatMap({ TimeCode.step(of: $0, secret, at: exchange.now) }) else {
            let problem = exchange.words.say(
                "That code does not fit. Give the six digits your app shows now, and check its clock.",
                "验证码不正确。请输入应用当前显示的 6 位数字，并检查设备时间。"
            )
            let page = ProfilePage(secret: secret, problem: problem)
            return try await answer(page, exchange, status: .unprocessableContent)
        }
        let codes = keys.makeRecoveryCodes()
        let others = try await exchange.store.sessions(of: agent.id, at: exchange.now).map(\.digest)
        let isOn = try await exchange.store.confirmSecondStep(
            of: agent.id,
            sealed: step.sealed,
            step: used,
            codes: codes.compactMap { keys.digest(ofRecoveryCode: $0, for: agent.id) },
            keeping: digest,
            at: exchange.now
        )
        guard isOn else { return .seeOther("/desk/profile") }
        for other in others where other != digest { exchange.site.live.end(session: other) }
        return try await answer(ProfilePage(codes: codes), exchange)
    }

    /// `POST /desk/profile/recovery-codes`: other codes, for whoever knows the password.
    static func renewCodes(_ exchange: Exchange) async throws -> Response {
        let agent = try exchange.agent
        if let refusal = try await refusal(exchange) { return refusal }
        guard try await exchange.store.secondStep(of: agent.id)?.confirmedAt != nil else {
            return .seeOther("/desk/profile")
        }
        let keys = exchange.site.secondStepKeys
        let codes = keys.makeRecoveryCodes()
        let digests = codes.compactMap { keys.digest(ofRecoveryCode: $0, for: agent.id) }
        try await exchange.store.replaceRecoveryCodes(of: agent.id, with: digests, at: exchange.now)
        return try await answer(ProfilePage(codes: codes), exchange)
    }

    /// `POST /desk/profile/second-step/off`: turns it off, for whoever knows the password.
    static func turnOff(_ exchange: Exchange) async throws -> Response {
        if let refusal = try await refusal(exchange) { return refusal }
        let agent = try exchange.agent.id
        try await exchange.store.removeSecondStep(of: agent, actor: .agent(agent), at: exchange.now)
        return .seeOther("/desk/profile")
    }

    /// `POST /desk/profile/sessions`: ends one session, or all others.
    static func endSessions(_ exchange: Exchange) async throws -> Response {
        guard let session = exchange.signedIn?.session else { throw PageProblem.signInNeeded }
        let choice: SessionChoice =
            exchange.form["session"].map { .one(reference: $0) } ?? .allBut(digest: session.digest)
        let ended = try await exchange.store.endSessions(
            choice,
            of: session.agent,
            actor: .agent(session.agent),
            at: exchange.now
        )
        for digest in ended { exchange.site.live.end(session: digest) }
        return .seeOther("/desk/profile")
    }

    /// The answer to a wrong password; nil when it is right.
    private static func refusal(_ exchange: Exchange) async throws -> Response? {
        let agent = try exchange.agent
        let password = exchange.form["password"] ?? ""
        let throttle = exchange.site.signInThrottle
        let subject = "password:\(agent.id)"
        if let seconds = throttle.wait(account: subject, address: exchange.remoteAddress, at: exchange.now) {
            throw PageProblem.tooMany(retryAfter: seconds)
        }
        let account = try await exchange.store.account(email: agent.email)
        let isRight: Bool
        do {
            isRight =
                password.utf8.count <= PasswordRules.maximumBytes
                ? try await exchange.site.passwords.verify(password, against: account?.passwordHash) : false
        } catch is PasswordHashing.Busy {
            throw PageProblem.tooMany(retryAfter: 5)
        }
        if isRight {
            throttle.succeeded(account: subject, address: exchange.remoteAddress)
            return nil
        }
        throttle.failed(account: subject, address: exchange.remoteAddress, at: exchange.now)
        let problem = exchange.words.say("That is not your password.", "密码不正确。")
        return try await answer(ProfilePage(problem: problem), exchange, status: .unprocessableContent)
    }

    private static func answer(
        _ page: ProfilePage,
        _ exchange: Exchange,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let agent = try exchange.agent
        var page = page
        page.agent = agent
        page.step = try await exchange.store.secondStep(of: agent.id)
        page.sessions = try await exchange.store.sessions(of: agent.id, at: exchange.now)
        page.isRequired = try await exchange.store.secondStepRoles().contains(agent.role)
        // Whoever still has to set it up sees nothing of the desk beside it.
        let isShut = page.isRequired && page.step?.confirmedAt == nil
        return exchange.page(
            exchange.words.say("Profile", "个人设置"),
            status: status,
            chrome: isShut ? nil : try await exchange.chrome(.profile),
            content: isShut
                ? "<main class=\"card wide\">\(page.html(exchange.frame))</main>" : page.html(exchange.frame)
        )
    }
}
