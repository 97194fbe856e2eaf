import CCurl
import CCurlShim
import Glibc

/// What libcurl tells and asks while it opens a line.
final class OpeningNotes {
    private static let octetLimit = 64 * 1024

    private(set) var lines: [[UInt8]] = []
    private var octetCount = 0
    private let cancellation: Cancellation
    private let isLocalOnly: Bool
    private(set) var hasRefusedAddress = false
    let errorBuffer: UnsafeMutablePointer<CChar>

    init(cancellation: Cancellation, isLocalOnly: Bool) {
        self.cancellation = cancellation
        self.isLocalOnly = isLocalOnly
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    /// libcurl's own words on what went wrong.
    var errorText: String { String(cString: errorBuffer) }

    /// Frees the buffer; libcurl writes into it as long as its handle lives.
    func releaseErrorBuffer() { errorBuffer.deallocate() }

    /// Has a handle report to these notes, which must outlive it.
    func attach(to handle: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        tributary_curl_set_error_buffer(handle, errorBuffer)
        tributary_curl_set_header_function(
            handle,
            { octets, size, count, context in
                guard let octets, let context else { return 0 }
                let line = UnsafeRawBufferPointer(start: octets, count: size * count)
                return Unmanaged<OpeningNotes>.fromOpaque(context).takeUnretainedValue().take(line)
            },
            context
        )
        tributary_curl_set_progress_function(
            handle,
            { context, _, _, _, _ in
                guard let context else { return 1 }
                return Unmanaged<OpeningNotes>.fromOpaque(context).takeUnretainedValue().cancellation.isCanceled ? 1 : 0
            },
            context
        )
        tributary_curl_set_open_function(
            handle,
            { context, _, address in
                guard let context, let address else { return CURL_SOCKET_BAD }
                return Unmanaged<OpeningNotes>.fromOpaque(context).takeUnretainedValue().openSocket(address)
            },
            context
        )
    }

    private func take(_ line: UnsafeRawBufferPointer) -> Int {
        octetCount += line.count
        // A server that talks without end while one signs in is not worth listening to.
        guard octetCount <= Self.octetLimit else { return 0 }
        var end = line.count
        while end > 0, line[end - 1] == 0x0A || line[end - 1] == 0x0D { end -= 1 }
        lines.append(Array(line[..<end]))
        return line.count
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let target = address.pointee
        if isLocalOnly, NetworkAddress(address)?.isLoopback != true {
            hasRefusedAddress = true
            return CURL_SOCKET_BAD
        }
        return Glibc.socket(target.family, target.socktype | Int32(SOCK_CLOEXEC.rawValue), target.`protocol`)
    }
}
