import ChannelKit
import DeskConfiguration
import Testing

/// Certificate files are read and tried before anything starts.
@Suite struct CertificateTests {
    private static let text = """
        listen: {host: 0.0.0.0, port: 443, content_port: 8443}
        public_url: https://help.example.com
        tls: {certificate: /tls/cert.pem, key: /tls/key.pem}
        channels: {}
        """

    private static func environment(
        certificate: String = TestCertificate.certificate,
        key: String = TestCertificate.key,
        at seconds: Int64 = TestDesk.now.seconds
    ) -> ConfigurationEnvironment {
        TestDesk.environment(
            files: ["/tls/cert.pem": certificate, "/tls/key.pem": key, "/tls/open.pem": key],
            at: Timestamp(seconds: seconds)
        )
    }

    @Test func `a certificate in force with its key is taken`() throws {
        let configuration = try TestDesk.read(Self.text, environment: Self.environment())
        #expect(configuration.tls == CertificateFiles(certificate: "/tls/cert.pem", key: "/tls/key.pem"))
        #expect(configuration.contentURL == "https://help.example.com:8443")
        #expect(configuration.warnings.map(\.keyPath) == ["channels"])
    }

    /// 2027-01-01T00:00:00Z, the end of the certificate.
    private static let end: Int64 = 1_798_761_600

    static let times: [(Int64, String?, String?)] = [
        (end - 14 * 86_400, nil, nil),
        (end - 14 * 86_400 + 1, nil, "expires in 13 days"),
        (end - 1, nil, "expires in 0 days"),
        (end, "has expired", nil),
        (1_767_225_600, nil, nil),
        (1_767_225_599, "is not yet in force", nil),
    ]

    @Test(arguments: times)
    func `its time counts`(_ seconds: Int64, _ error: String?, _ warning: String?) throws {
        let environment = Self.environment(at: seconds)
        let errors = try TestDesk.errors(Array(Self.text.utf8), environment: environment)
        #expect(errors.map(\.problem) == [error].compactMap(\.self))
        guard error == nil else { return }
        let warnings = try TestDesk.read(Self.text, environment: environment).warnings
        #expect(warnings.filter { $0.keyPath == "tls.certificate" }.map(\.problem) == [warning].compactMap(\.self))
    }

    static let misfits: [(String, String, String, String)] = [
        (TestCertificate.certificate, TestCertificate.otherKey, "tls.key", "does not belong to the certificate"),
        (TestCertificate.certificate, TestCertificate.lockedKey, "tls.key", "holds no usable private key"),
        (TestCertificate.certificate, TestCertificate.certificate, "tls.key", "holds no usable private key"),
        (TestCertificate.certificate, "", "tls.key", "holds no usable private key"),
        (TestCertificate.key, TestCertificate.key, "tls.certificate", "holds no PEM certificate"),
        ("hello", TestCertificate.key, "tls.certificate", "holds no PEM certificate"),
        ("", TestCertificate.key, "tls.certificate", "holds no PEM certificate"),
    ]

    @Test(arguments: misfits)
    func `files that are of no use are refused`(
        _ certificate: String,
        _ key: String,
        _ keyPath: String,
        _ problem: String
    ) throws {
        let environment = Self.environment(certificate: certificate, key: key)
        let errors = try TestDesk.errors(Array(Self.text.utf8), environment: environment)
        #expect(errors.map(\.keyPath) == [keyPath])
        #expect(errors.first?.problem.contains(problem) == true, "\(errors)")
        #expect(errors.first?.line == 3)
    }

    @Test func `a key that everybody may read is refused`() throws {
        let text = Self.text.replacing("/tls/key.pem", with: "/tls/open.pem")
        let errors = try TestDesk.errors(Array(text.utf8), environment: Self.environment())
        #expect(errors.map(\.problem) == ["names a file that everybody on this machine may use"])
    }

    @Test(arguments: [("https://other.example.com", true), ("https://a.files.example.com", false)])
    func `a certificate for another host is warned of`(_ address: String, _ isWarned: Bool) throws {
        let text = Self.text.replacing("https://help.example.com", with: address)
        let warnings = try TestDesk.read(text, environment: Self.environment()).warnings
        #expect(warnings.contains { $0.problem.contains("not made out to the host") } == isWarned)
    }

    @Test func `a public address in plain http does not go with a certificate`() throws {
        let text = Self.text.replacing("https://help.example.com", with: "http://127.0.0.1:443")
        let errors = try TestDesk.errors(Array(text.utf8), environment: Self.environment())
        #expect(errors.map(\.problem) == ["is plain http beside `tls`"])
    }
}
