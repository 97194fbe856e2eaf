import CCurl
import CCurlShim
import ChannelKit
import Glibc

/// One request under way, with its libcurl handle; used by the engine's thread alone.
final class ProviderTransfer {
    /// How long a server has to take the connection and secure it.
    static let connectLimit = Duration.seconds(10)

    let request: PendingRequest
    let handle: UnsafeMutableRawPointer
    private let filter: EgressFilter
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var reader: AnswerReader
    /// How many octets of the body libcurl has taken.
    private var takenCount = 0
    private var hasOpenedSocket = false
    private var hasRefusedAddress = false
    private var isRepetition = false

    /// Takes over a new handle.
    init(_ request: PendingRequest, handle: UnsafeMutableRawPointer, filter: EgressFilter) {
        self.request = request
        self.handle = handle
        self.filter = filter
        reader = AnswerReader(bodyLimit: request.content.maximumAnswerBytes)
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        // In this order: the handle uses the others to its end.
        curl_easy_cleanup(handle)
        curl_slist_free_all(fields)
        errorBuffer.deallocate()
    }

    /// What the end of the transfer means, by libcurl's result.
    func outcome(_ result: CURLcode) -> PendingRequest.Outcome {
        if let excess = reader.excess { return outcome(.excess(excess)) }
        if result == CURLE_OK { return reader.answer.map { .success($0) } ?? outcome(.brokenHead) }
        // A body that has begun to go out would have to be given again, which is refused as well.
        if result == CURLE_SEND_FAIL_REWIND { isRepetition = true }
        if isRepetition { return outcome(.repetition) }
        if hasRefusedAddress, !hasOpenedSocket { return outcome(.innerAddress) }
        let message = String(cString: errorBuffer)
        let isTold = TransferOutcome.isBeforeRequest(result) && !message.isEmpty
        let words = ServerWords(user: nil, password: nil).shown(isTold ? message : NetworkLibrary.words(for: result))
        return outcome(.library(result, words: words))
    }

    /// What a stop means; to be asked before the handle is taken from its engine.
    func outcome(_ stop: TransferStop) -> PendingRequest.Outcome {
        let limit = request.content.maximumAnswerBytes
        return .failure(
            TransferOutcome.failure(stop, hasGoneOut: hasGoneOut, host: request.origin.host, limit: limit)
        )
    }

    /// Whether the request's last octet may have left this machine.
    ///
    /// libcurl counts what it has handed to the system or to the TLS library, which is never less than what has gone out.
    private var hasGoneOut: Bool {
        let count = request.content.body.count
        // Without a body there is no telling at which octet the head ends, so that its first one decides.
        if count == 0 { return tributary_curl_request_size(handle) > 0 }
        // Before a repetition libcurl has begun to count anew.
        return isRepetition ? takenCount == count : tributary_curl_uploaded_size(handle) >= count
    }

    /// Tells libcurl everything about the request.
    ///
    /// - Throws: ``TransportFailure`` when it does not accept an option.
    func configure(authorityFile: String?) throws(TransportFailure) {
        let content = request.content
        let isUpload = !content.body.isEmpty || ["POST", "PUT", "PATCH"].contains(content.method)
        var texts: [(CURLoption, String?)] = [
            (CURLOPT_URL, content.url),
            (CURLOPT_PROTOCOLS_STR, "http,https"),
            (CURLOPT_CUSTOMREQUEST, content.method),
            // Proxies named by the environment would resolve and connect unchecked.
            (CURLOPT_PROXY, ""),
            (CURLOPT_ACCEPT_ENCODING, "gzip, deflate"),
        ]
        if content.headers.first(named: "User-Agent") == nil { texts.append((CURLOPT_USERAGENT, "Tributary")) }
        if let authorityFile {
            // Without the second line the system's authorities would still be trusted.
            texts += [(CURLOPT_CAINFO, authorityFile), (CURLOPT_CAPATH, nil)]
        }
        for (option, text) in texts { try accept(tributary_curl_set_text(handle, option, text), option) }
        for (option, number) in numbers(isUpload) {
            try accept(tributary_curl_set_long(handle, option, number), option)
        }
        if isUpload {
            let size = curl_off_t(content.body.count)
            try accept(tributary_curl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, size), CURLOPT_INFILESIZE_LARGE)
        }
        for line in RequestCheck.lines(content.headers) { fields = curl_slist_append(fields, line) ?? fields }
        try accept(tributary_curl_set_list(handle, CURLOPT_HTTPHEADER, fields), CURLOPT_HTTPHEADER)
        attach()
    }

    private func numbers(_ isUpload: Bool) -> [(CURLoption, Int)] {
        let left = max(.milliseconds(1), ContinuousClock.now.duration(to: request.deadline))
        let milliseconds = { (duration: Duration) in Int(duration / .milliseconds(1)) }
        // A server that closes a kept connection just as a request goes out leaves it unknown whether that was carried
        // out. Few servers do so within five seconds.
        let keptSeconds = request.content.effect == .delivery ? 3 : 60
        return [
            (CURLOPT_UPLOAD, isUpload ? 1 : 0),
            (CURLOPT_NOBODY, request.content.method == "HEAD" ? 1 : 0),
            (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS),
            (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
            (CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
            (CURLOPT_NOSIGNAL, 1),
            // Else ending a transfer waits, and with it all others, for a name server that does not answer.
            (CURLOPT_QUICK_EXIT, 1),
            (CURLOPT_TCP_NODELAY, 1),
            (CURLOPT_TCP_KEEPALIVE, 1),
            (CURLOPT_MAXAGE_CONN, keptSeconds),
            (CURLOPT_CONNECTTIMEOUT_MS, milliseconds(min(left, Self.connectLimit))),
            (CURLOPT_TIMEOUT_MS, milliseconds(left)),
        ]
    }

    private func accept(_ result: CURLcode, _ option: CURLoption) throws(TransportFailure) {
        if result != CURLE_OK { throw .unreachable(detail: "option \(option.rawValue) is not supported") }
    }

    private func attach() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        tributary_curl_set_error_buffer(handle, errorBuffer)
        tributary_curl_set_open_function(
            handle,
            { context, _, address in
                guard let context, let address else { return CURL_SOCKET_BAD }
                return ProviderTransfer.from(context).openSocket(address)
            },
            context
        )
        tributary_curl_set_request_function(
            handle,
            { context, _, _, _, _ in
                guard let context else { return 1 }
                return ProviderTransfer.from(context).maySend() ? 0 : 1
            },
            context
        )
        tributary_curl_set_read_function(
            handle,
            { octets, size, count, context in
                guard let octets, let context else { return 0 }
                let room = UnsafeMutableRawBufferPointer(start: octets, count: size * count)
                return ProviderTransfer.from(context).fill(room)
            },
            context
        )
        tributary_curl_set_header_function(
            handle,
            { octets, size, count, context in
                guard let octets, let context else { return 0 }
                let line = UnsafeRawBufferPointer(start: octets, count: size * count)
                return ProviderTransfer.from(context).reader.take(headerLine: line) ? line.count : 0
            },
            context
        )
        tributary_curl_set_write_function(
            handle,
            { octets, size, count, context in
                guard let octets, let context else { return 0 }
                let piece = UnsafeRawBufferPointer(start: octets, count: size * count)
                return ProviderTransfer.from(context).reader.take(body: piece) ? piece.count : 0
            },
            context
        )
    }

    private static func from(_ context: UnsafeMutableRawPointer) -> ProviderTransfer {
        Unmanaged<ProviderTransfer>.fromOpaque(context).takeUnretainedValue()
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        do throws(EgressRefusal) {
            guard let resolved = NetworkAddress(address) else { throw .unreadable }
            try filter.check(resolved, of: request.origin)
        } catch {
            hasRefusedAddress = true
            return CURL_SOCKET_BAD
        }
        hasOpenedSocket = true
        let target = address.pointee
        return Glibc.socket(target.family, target.socktype | Int32(SOCK_CLOEXEC.rawValue), target.`protocol`)
    }

    /// Whether the request may be sent: once only.
    ///
    /// When a kept connection ends before the answer, libcurl would send the request again on a new one, although the
    /// first may have been carried out.
    private func maySend() -> Bool {
        isRepetition = takenCount > 0 || tributary_curl_request_size(handle) > 0
        return !isRepetition
    }

    private func fill(_ room: UnsafeMutableRawBufferPointer) -> Int {
        request.content.body.withUnsafeBytes { body in
            let piece = body[takenCount...].prefix(room.count)
            room.copyBytes(from: piece)
            takenCount += piece.count
            return piece.count
        }
    }
}
