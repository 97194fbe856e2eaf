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
        try openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", "\(name).key", "-out", "\(name).csr",
        ])
        let extensions = "subjectAltName=\(hosts.joined(separator: ","))\nextendedKeyUsage=serverAuth\n"
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
