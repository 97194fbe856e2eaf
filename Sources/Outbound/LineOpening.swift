import CCurl
import CCurlShim
import ChannelKit

/// Opens lines to mail servers.
struct LineOpening {
    /// What is spoken on the line.
    enum Speech: String {
        case imap
        case pop3
        case smtp
    }

    /// How long a server has to take the connection.
    static let connectLimit = Duration.seconds(30)
    /// How long a server has until the sign-in is done.
    static let openingLimit = Duration.seconds(60)

    var speech: Speech
    var server: MailServer
    /// The name to greet an SMTP server with; nil is this machine's host name.
    var greetingName: String?

    /// Connects, secures and signs in, blocking the thread.
    func open(
        bell: Doorbell,
        cancellation: Cancellation,
        until deadline: ContinuousClock.Instant
    ) throws(LineFailure) -> SecuredLine {
        if server.accessToken != nil {
            return try open(loginOptions: "AUTH=XOAUTH2;AUTH=OAUTHBEARER", bell, cancellation, deadline)
        }
        do {
            return try open(loginOptions: Self.passwordMechanisms(speech), bell, cancellation, deadline)
        } catch .credentials(let text) where speech == .imap && text == Self.noMechanism {
            // A server without SASL PLAIN or LOGIN may know the LOGIN command (RFC 3501, 6.2.3) or another mechanism;
            // left to itself libcurl takes what it finds, but also what cannot work here (GSSAPI), hence not at first.
            return try open(loginOptions: nil, bell, cancellation, deadline)
        }
    }

    /// What a password is given with; POP3 has commands of its own beside SASL (RFC 1939, 7).
    private static func passwordMechanisms(_ speech: Speech) -> String? {
        speech == .pop3 ? nil : "AUTH=PLAIN;AUTH=LOGIN"
    }

    private static func cuts(_ octet: UInt8) -> Bool { octet == 0x0D || octet == 0x0A || octet == 0 }

    /// What is said of a server that was never asked.
    private static let noMechanism = "the server offers no sign-in with a password"

    private func open(
        loginOptions: String?,
        _ bell: Doorbell,
        _ cancellation: Cancellation,
        _ deadline: ContinuousClock.Instant
    ) throws(LineFailure) -> SecuredLine {
        guard NetworkLibrary.isReady, let handle = curl_easy_init() else {
            throw .unreachable("the network library cannot be set up")
        }
        let isLocalOnly = server.security == .none && server.user != nil
        let notes = OpeningNotes(cancellation: cancellation, isLocalOnly: isLocalOnly)
        var result = CURLE_OK
        do throws(LineFailure) {
            try configure(handle, loginOptions: loginOptions, until: deadline)
            notes.attach(to: handle)
            result = curl_easy_perform(handle)
        } catch {
            curl_easy_cleanup(handle)
            notes.releaseErrorBuffer()
            throw error
        }
        // From here on the line owns the handle and frees it, also when opening it failed.
        let line = SecuredLine(
            handle: handle,
            socket: tributary_curl_active_socket(handle),
            bell: bell,
            notes: notes
        )
        if let failure = failure(result, notes, cancellation) { throw failure }
        return line
    }

    private func configure(
        _ handle: UnsafeMutableRawPointer,
        loginOptions: String?,
        until deadline: ContinuousClock.Instant
    ) throws(LineFailure) {
        let left = min(ContinuousClock.now.duration(to: deadline), Self.openingLimit)
        guard left >= .milliseconds(1) else { throw .timedOut }
        // A secret read from a file may end in a line end, which would cut a command in two.
        guard
            ![server.user, server.password?.reveal(), server.accessToken?.reveal()]
                .contains(where: { $0?.utf8.contains(where: Self.cuts) == true })
        else { throw .credentials("the user, password or token holds a line end or NUL") }
        guard let host = HostName.urlForm(server.host), (1...65_535).contains(server.port) else {
            throw .unreachable("not a host name and port")
        }
        let scheme = server.security == .tls ? "\(speech.rawValue)s" : speech.rawValue
        let path = greetingName.flatMap(HostName.urlForm) ?? ""
        let milliseconds = { (duration: Duration) in Int(duration / .milliseconds(1)) }
        let secure = server.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        var texts: [(CURLoption, String?)] = [
            (CURLOPT_URL, "\(scheme)://\(host):\(server.port)/\(speech == .smtp ? path : "")"),
            (CURLOPT_PROTOCOLS_STR, scheme),
            // Proxies named by the environment are not for mail.
            (CURLOPT_PROXY, ""),
        ]
        if let user = server.user, let token = server.accessToken {
            texts += [
                (CURLOPT_USERNAME, user),
                (CURLOPT_XOAUTH2_BEARER, token.reveal()),
                (CURLOPT_LOGIN_OPTIONS, loginOptions),
            ]
        } else if let user = server.user {
            texts += [
                (CURLOPT_USERNAME, user),
                (CURLOPT_PASSWORD, server.password?.reveal() ?? ""),
                (CURLOPT_LOGIN_OPTIONS, loginOptions),
            ]
        }
        if let authorityFile = server.authorityFile {
            // Without the second line the system's authorities would still be trusted.
            texts += [(CURLOPT_CAINFO, authorityFile), (CURLOPT_CAPATH, nil)]
        }
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_CONNECT_ONLY, 1),
            (CURLOPT_USE_SSL, Int(secure.rawValue)),
            (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
            (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_TCP_NODELAY, 1),
            (CURLOPT_TCP_KEEPALIVE, 1),
            (CURLOPT_CONNECTTIMEOUT_MS, milliseconds(min(left, Self.connectLimit))),
            (CURLOPT_TIMEOUT_MS, milliseconds(left)),
        ]
        for (option, text) in texts where tributary_curl_set_text(handle, option, text) != CURLE_OK {
            throw .unreachable("option \(option.rawValue) is not supported")
        }
        for (option, number) in numbers where tributary_curl_set_long(handle, option, number) != CURLE_OK {
            throw .unreachable("option \(option.rawValue) is not supported")
        }
    }

    private func failure(
        _ result: CURLcode,
        _ notes: OpeningNotes,
        _ cancellation: Cancellation
    ) -> LineFailure? {
        let words = ServerWords(server)
        let said = notes.lines.last.map { words.shown($0) } ?? ""
        let reason = words.shown(notes.errorText.isEmpty ? NetworkLibrary.words(for: result) : notes.errorText)
        switch result {
        case CURLE_OK:
            // Where a server offers no sign-in, libcurl goes on without one.
            let isWithoutSignIn =
                speech == .smtp && server.user != nil && !SMTPExtensions(openingLines: notes.lines).offersSignIn
            return isWithoutSignIn ? .credentials(Self.noMechanism) : nil
        case CURLE_LOGIN_DENIED:
            if !SignInAnswer.isRefusal(notes.lines.last ?? [], speech) { return .credentials(Self.noMechanism) }
            if SignInAnswer.isTemporary(notes.lines.last ?? [], speech) { return .unreachable(said) }
            return .credentials(SignInAnswer.text(said, speech))
        case _ where NetworkLibrary.isAboutTrust(result):
            return .untrusted(reason)
        case CURLE_ABORTED_BY_CALLBACK where cancellation.isCanceled:
            return .canceled
        default:
            if notes.hasRefusedAddress {
                return .untrusted("a password is sent over an unsecured line to this machine only")
            }
            return .unreachable(said.isEmpty ? reason : "\(reason); the server said: \(said)")
        }
    }
}
