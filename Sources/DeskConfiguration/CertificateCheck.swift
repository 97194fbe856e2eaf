import COpenSSL
import ChannelKit
import Glibc

/// Checks that the certificate files can be used: readable, in time, for the host, and fitting together.
enum CertificateCheck {
    /// How long before its end a certificate is warned about.
    private static let noticeSeconds: Int64 = 14 * 86_400
    private static let maximumOctets = 262_144

    /// Notes what is wrong with the files.
    ///
    /// - Parameters:
    ///   - files: the certificate's and the key's.
    ///   - host: the name that people use; nil when it is not known.
    ///   - checker: takes what is wrong.
    static func run(on files: CertificateFiles, host: String?, with checker: inout SettingsChecker) {
        let certificate = readCertificate(files.certificate, with: &checker)
        let key = readKey(files.key, with: &checker)
        defer {
            X509_free(certificate)
            EVP_PKEY_free(key)
            ERR_clear_error()
        }
        guard let certificate else { return }
        checkTimes(of: certificate, with: &checker)
        let position = checker.position(of: "tls.certificate")
        if let host, !covers(certificate, host) {
            checker.warn(
                "tls.certificate",
                at: position,
                "is not made out to the host of `public_url`",
                "a certificate for \(host)"
            )
        }
        if let key, X509_check_private_key(certificate, key) != 1 {
            checker.refuse(
                "tls.key",
                at: checker.position(of: "tls.key"),
                "does not belong to the certificate",
                "the private key of the first certificate in `tls.certificate`"
            )
        }
    }

    private static func readCertificate(_ path: String, with checker: inout SettingsChecker) -> OpaquePointer? {
        let allowed = "a readable PEM file that begins with the server's certificate"
        guard let file = read(path, "tls.certificate", allowed, with: &checker) else { return nil }
        let certificate = withMemory(of: file.octets) { PEM_read_bio_X509($0, nil, refusePassphrase, nil) }
        if certificate == nil {
            let position = checker.position(of: "tls.certificate")
            checker.refuse("tls.certificate", at: position, "names a file that holds no PEM certificate", allowed)
        }
        return certificate
    }

    private static func readKey(_ path: String, with checker: inout SettingsChecker) -> OpaquePointer? {
        let allowed = "a PEM file with a private key without a passphrase, chmod 640 or stricter"
        guard let file = read(path, "tls.key", allowed, with: &checker) else { return nil }
        let position = checker.position(of: "tls.key")
        if file.isTooOpen {
            checker.refuse("tls.key", at: position, "names a file that everybody on this machine may use", allowed)
        }
        let key = withMemory(of: file.octets) { PEM_read_bio_PrivateKey($0, nil, refusePassphrase, nil) }
        if key == nil {
            checker.refuse("tls.key", at: position, "names a file that holds no usable private key", allowed)
        }
        return key
    }

    private static func read(
        _ path: String,
        _ keyPath: String,
        _ allowed: String,
        with checker: inout SettingsChecker
    ) -> ReadFile? {
        do {
            return try checker.environment.readFile(path, maximumOctets)
        } catch {
            checker.refuse(keyPath, at: checker.position(of: keyPath), "names a file that \(error.words)", allowed)
            return nil
        }
    }

    private static func withMemory(of octets: [UInt8], _ body: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
        octets.withUnsafeBytes { buffer in
            guard let memory = BIO_new_mem_buf(buffer.baseAddress, Int32(buffer.count)) else { return nil }
            defer { BIO_free(memory) }
            return body(memory)
        }
    }

    private static func checkTimes(of certificate: OpaquePointer, with checker: inout SettingsChecker) {
        let now = checker.environment.now().seconds
        let position = checker.position(of: "tls.certificate")
        guard let begin = seconds(of: X509_get0_notBefore(certificate)),
            let end = seconds(of: X509_get0_notAfter(certificate))
        else {
            checker.refuse("tls.certificate", at: position, "has unreadable times", "a certificate in force")
            return
        }
        if end <= now {
            checker.refuse("tls.certificate", at: position, "has expired", "a certificate in force")
        } else if begin > now {
            checker.refuse("tls.certificate", at: position, "is not yet in force", "a certificate in force")
        } else if end - now < noticeSeconds {
            let days = (end - now) / 86_400
            checker.warn("tls.certificate", at: position, "expires in \(days) days", "renew it")
        }
    }

    private static func seconds(of time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
        return Int64(timegm(&parts))
    }

    private static func covers(_ certificate: OpaquePointer, _ host: String) -> Bool {
        IPAddress(host) == nil
            ? X509_check_host(certificate, host, 0, 0, nil) == 1
            : X509_check_ip_asc(certificate, host, 0) == 1
    }
}

/// Answers the question for a passphrase with none; otherwise OpenSSL would ask on the terminal.
private func refusePassphrase(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int32,
    _ isWriting: Int32,
    _ context: UnsafeMutableRawPointer?
) -> Int32 { 0 }
