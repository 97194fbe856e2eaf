import CCurl
import CCurlShim
import Glibc

/// A connected, secured and signed-in line to a mail server, used by one thread at a time.
///
/// libcurl connects, secures and signs in (`CURLOPT_CONNECT_ONLY`); what is said afterwards is read and written here,
/// because libcurl's own IMAP takes a mail's text for the server's answers, and its own SMTP blocks without a way to
/// cancel and does not tell how far a mail had gone when the line broke.
final class SecuredLine {
    private let handle: UnsafeMutableRawPointer
    private let socket: Int32
    private let bell: Doorbell
    private let notes: OpeningNotes
    private let chunk: UnsafeMutableRawBufferPointer

    /// What the server said while the line was opened: line by line, bounded, without line ends.
    var openingLines: [[UInt8]] { notes.lines }

    /// Takes over a handle that is connected.
    init(handle: UnsafeMutableRawPointer, socket: Int32, bell: Doorbell, notes: OpeningNotes) {
        self.handle = handle
        self.socket = socket
        self.bell = bell
        self.notes = notes
        chunk = .allocate(byteCount: 32 * 1024, alignment: 16)
    }

    deinit {
        // libcurl sends nothing more on such a line: a good-bye was said before, or the line is broken.
        curl_easy_cleanup(handle)
        notes.releaseErrorBuffer()
        chunk.deallocate()
    }

    /// Whether nothing has come in that was not asked for; a server that hangs up or scolds an idle client is not quiet.
    func isQuiet() -> Bool {
        var count = 0
        return curl_easy_recv(handle, chunk.baseAddress, 1, &count) == CURLE_AGAIN
    }

    /// Sends all octets.
    ///
    /// - Throws: ``LineFailure``; then it is certain that the last octet has not gone out.
    func send(_ octets: some Collection<UInt8>, until deadline: ContinuousClock.Instant) throws(LineFailure) {
        let result =
            octets.withContiguousStorageIfAvailable { sendAll(UnsafeRawBufferPointer($0), deadline) }
            ?? Array(octets).withUnsafeBytes { sendAll($0, deadline) }
        if let failure = result { throw failure }
    }

    /// Waits for octets and returns what has come, at least one; valid until the next call.
    func receive(until deadline: ContinuousClock.Instant) throws(LineFailure) -> UnsafeRawBufferPointer {
        while true {
            var count = 0
            // Reading comes before waiting: what TLS has already decrypted never shows up in `poll`.
            let result = curl_easy_recv(handle, chunk.baseAddress, chunk.count, &count)
            if result == CURLE_AGAIN {
                try wait(for: Int16(POLLIN), until: deadline)
                continue
            }
            guard result == CURLE_OK else { throw .unreachable("the line broke: \(NetworkLibrary.words(for: result))") }
            guard count > 0 else { throw .unreachable("the server closed the line") }
            return UnsafeRawBufferPointer(rebasing: chunk[..<count])
        }
    }

    private func sendAll(_ octets: UnsafeRawBufferPointer, _ deadline: ContinuousClock.Instant) -> LineFailure? {
        var rest = octets[...]
        while !rest.isEmpty {
            // A repeated call must hand over the same octets, which TLS may have begun to encrypt.
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(64 * 1024))
            var count = 0
            let result = curl_easy_send(handle, piece.baseAddress, piece.count, &count)
            if result == CURLE_AGAIN {
                do { try wait(for: Int16(POLLOUT), until: deadline) } catch { return error }
                continue
            }
            guard result == CURLE_OK else {
                return .unreachable("the line broke: \(NetworkLibrary.words(for: result))")
            }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    private func wait(for events: Int16, until deadline: ContinuousClock.Instant) throws(LineFailure) {
        while true {
            var watched = [
                pollfd(fd: socket, events: events, revents: 0),
                pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw .timedOut }
            let patience = min(left / .milliseconds(1), 3_600_000)
            let ready = poll(&watched, 2, Int32(patience.rounded(.up)))
            if ready < 0, errno != EINTR { throw .unreachable("the line cannot be waited for (errno \(errno))") }
            if watched[1].revents != 0 { throw .canceled }
            if watched[0].revents != 0 { return }
        }
    }
}
