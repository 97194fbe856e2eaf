import CCurl
import CCurlShim
import Glibc

/// The process-wide set-up of libcurl.
enum NetworkLibrary {
    /// Reading this sets libcurl up, once; `false` when it cannot be.
    static let isReady: Bool = {
        // A peer that hangs up must be an error of one call and not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()

    /// libcurl's words for a result code.
    static func words(for result: CURLcode) -> String {
        guard let words = curl_easy_strerror(result) else { return "transfer error \(result.rawValue)" }
        return String(cString: words)
    }

    /// Whether a result says that the other side's certificate, or ours, is not to be trusted.
    static func isAboutTrust(_ result: CURLcode) -> Bool {
        switch result {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            true
        default: false
        }
    }
}
