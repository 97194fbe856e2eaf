public import Foundation

/// A certificate authority that lives as long as a test.
public struct TestAuthority: Sendable {
    /// The folder that holds the authority's files.
    public let folder: URL
    /// The authority's own certificate, to be trusted.
    public var certificateFile: String { folder.appending(path: "authority.pem").path }

    /// A certificate with its key.
    public struct Certificate: Sendable {
        /// The certificate as PEM.
        public let certificateFile: String
        /// The key as PEM, without a password.
        public let keyFile: String
    }

    /// Makes an authority below a folder.
    public init(in folder: URL, named name: String = "authority") throws {
        self.folder = folder.appending(path: name)
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=Tributary test \(name)", "-keyout", "authority.key", "-out", "authority.pem",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
        ])
    }

    /// Issues a server's certificate.
    ///
    /// `name` is that of its files, `hosts` what it is good for, as `DNS:` and `IP:` entries, and `days` for how long from
    /// now; negative has expired.
    public func issue(
        _ name: String = "server",
        hosts: [String] = ["DNS:localhost", "IP:127.0.0.1"],
        days: Int = 2
    ) throws -> Certificate {
        try issue(name, for: hosts, use: "serverAuth", days: days)
    }

    /// Issues a certificate that signs mail from an address.
    public func issueSigner(_ name: String, address: String, days: Int = 30) throws -> Certificate {
        try issue(name, for: ["email:\(address)"], use: "emailProtection", days: days)
    }

    /// How a signature and what it signs go together.
    public enum SignatureForm: String, Sendable {
        /// Beside each other (`multipart/signed`).
        case beside = "-binary"
        /// The content inside the signature (`application/pkcs7-mime`).
        case around = "-nodetach"
    }

    /// Signs a part of a mail; what comes out begins with a header of its own.
    ///
    /// The part has a header and lines ended by CR and LF.
    public func sign(
        _ part: String,
        by signer: Certificate,
        _ form: SignatureForm = .beside,
        digest: String = "sha256"
    ) throws -> String {
        try Data(part.utf8).write(to: folder.appending(path: "part"))
        try openssl([
            "cms", "-sign", form.rawValue, "-in", "part", "-signer", signer.certificateFile, "-inkey", signer.keyFile,
            "-md", digest, "-out", "signed.eml",
        ])
        return String(decoding: try Data(contentsOf: folder.appending(path: "signed.eml")), as: UTF8.self)
    }

    /// Encrypts a part of a mail for the holder of a certificate; what comes out begins with a header of its own.
    public func encrypt(_ part: String, for reader: Certificate) throws -> String {
        try Data(part.utf8).write(to: folder.appending(path: "part"))
        try openssl(["cms", "-encrypt", "-aes256", "-in", "part", "-out", "encrypted.eml", reader.certificateFile])
        return String(decoding: try Data(contentsOf: folder.appending(path: "encrypted.eml")), as: UTF8.self)
    }

    private func issue(_ name: String, for holders: [String], use: String, days: Int) throws -> Certificate {
        try openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", "\(name).key", "-out", "\(name).csr",
        ])
        let extensions = "subjectAltName=\(holders.joined(separator: ","))\nextendedKeyUsage=\(use)\n"
        try Data(extensions.utf8).write(to: folder.appending(path: "\(name).ext"))
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "authority.pem", "-CAkey", "authority.key",
            "-CAcreateserial", "-days", "\(days)", "-extfile", "\(name).ext", "-out", "\(name).pem",
        ])
        return Certificate(
            certificateFile: folder.appending(path: "\(name).pem").path,
            keyFile: folder.appending(path: "\(name).key").path
        )
    }

    private func openssl(_ arguments: [String]) throws {
        let process = try ChildProcess(
            "env",
            ["-C", folder.path, "openssl"] + arguments,
            log: folder.appending(path: "output.log")
        )
        guard process.waitUntilExit() == 0 else { throw ServerStartFailure("openssl \(arguments.first ?? "")") }
    }
}

/// A server, or what it needs, could not be started.
public struct ServerStartFailure: Error, CustomStringConvertible {
    /// What could not be started, and why.
    public let description: String

    /// Creates a failure.
    public init(_ description: String) { self.description = description }
}
