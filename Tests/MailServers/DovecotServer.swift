public import Foundation

/// A Dovecot of a test's own, with mailboxes in its folder, on free loopback ports, ended with the last use of it.
///
/// It needs the packages dovecot-imapd and dovecot-pop3d and to be run as root.
public final class DovecotServer: Sendable {
    /// The port for IMAP after STARTTLS.
    public let imapPort: Int
    /// The port for IMAP over TLS.
    public let imapsPort: Int
    /// The port for POP3 after STLS.
    public let popPort: Int
    /// The port for POP3 over TLS.
    public let popsPort: Int
    /// The Unix socket where another server can have sign-ins checked (SASL).
    public let authenticationSocket: String

    private let folder: TestFolder
    private let process: ServerProcess

    /// Whether the program is installed.
    public static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: "/usr/sbin/dovecot") }

    /// Starts the server.
    ///
    /// `users` holds names with their passwords; `extra` is more lines of configuration, such as `protocol imap { … }`.
    public init(
        users: [String: String],
        certificate: TestAuthority.Certificate,
        in folder: TestFolder,
        extra: String = ""
    ) throws {
        self.folder = folder
        imapPort = try LoopbackSocket.freePort()
        imapsPort = try LoopbackSocket.freePort()
        popPort = try LoopbackSocket.freePort()
        popsPort = try LoopbackSocket.freePort()
        let base = folder.url.appending(path: "dovecot").path
        authenticationSocket = "\(base)/run/auth-clients"
        for name in ["run", "mail", "state"] {
            try FileManager.default.createDirectory(atPath: "\(base)/\(name)", withIntermediateDirectories: true)
        }
        // In base64, because a colon ends a field.
        let entries = users.map { "\($0.key):{PLAIN.b64}\(Data($0.value.utf8).base64EncodedString())::::::\n" }
        let userFile = try folder.write(entries.sorted().joined(), to: "dovecot/users")
        let configuration = Self.configuration(
            base: base,
            ports: (imapPort, imapsPort, popPort, popsPort),
            userFile: userFile,
            certificate: certificate
        )
        let file = try folder.write(configuration + extra + "\n", to: "dovecot/dovecot.conf")
        // The mailboxes belong to a user that is not root: Dovecot refuses to serve root's.
        let owner: [FileAttributeKey: Any] = [.ownerAccountName: "nobody"]
        try FileManager.default.setAttributes(owner, ofItemAtPath: "\(base)/mail")
        process = try ServerProcess(
            "/usr/sbin/dovecot",
            ["-F", "-c", file],
            ports: [imapPort, imapsPort, popPort, popsPort],
            log: folder.url.appending(path: "dovecot/output.log")
        )
    }

    /// Ends the server.
    public func stop() { process.stop() }

    /// The folder of all inboxes.
    var mailFolder: URL { folder.url.appending(path: "dovecot/mail") }

    /// The Maildir of a user's inbox.
    public func inbox(of user: String) -> URL { mailFolder.appending(path: user) }

    /// Delivers a mail into a user's inbox the way a mail transport does.
    public func deliver(_ octets: [UInt8], to user: String) throws {
        let inbox = inbox(of: user)
        let owner: [FileAttributeKey: Any] = [.ownerAccountName: "nobody", .groupOwnerAccountName: "nogroup"]
        for name in ["", "tmp", "new", "cur"] {
            let path = inbox.appending(path: name).path
            guard !FileManager.default.fileExists(atPath: path) else { continue }
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try FileManager.default.setAttributes(owner, ofItemAtPath: path)
        }
        let name = "\(Date().timeIntervalSince1970).\(UInt64.random(in: .min ... .max)).test"
        let file = inbox.appending(path: "tmp/\(name)")
        try Data(octets).write(to: file)
        try FileManager.default.setAttributes(owner, ofItemAtPath: file.path)
        try FileManager.default.moveItem(at: file, to: inbox.appending(path: "new/\(name)"))
    }

    /// What the server wrote into its log.
    public var log: String {
        (try? String(contentsOf: folder.url.appending(path: "dovecot/dovecot.log"), encoding: .utf8)) ?? ""
    }

    private static func configuration(
        base: String,
        ports: (imap: Int, imaps: Int, pop: Int, pops: Int),
        userFile: String,
        certificate: TestAuthority.Certificate
    ) -> String {
        """
        base_dir = \(base)/run
        state_dir = \(base)/state
        log_path = \(base)/dovecot.log
        protocols = imap pop3
        listen = 127.0.0.1
        mail_location = maildir:\(base)/mail/%u
        mail_uid = nobody
        mail_gid = nogroup
        first_valid_uid = 1
        ssl = required
        ssl_cert = <\(certificate.certificateFile)
        ssl_key = <\(certificate.keyFile)
        ssl_min_protocol = TLSv1.2
        disable_plaintext_auth = yes
        auth_mechanisms = plain login
        auth_failure_delay = 0
        login_trusted_networks =
        passdb {
          driver = passwd-file
          args = username_format=%u \(userFile)
        }
        userdb {
          driver = static
          args = uid=nobody gid=nogroup home=\(base)/mail/%u
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = \(ports.imap)
          }
          inet_listener imaps {
            port = \(ports.imaps)
          }
        }
        service pop3-login {
          chroot =
          inet_listener pop3 {
            port = \(ports.pop)
          }
          inet_listener pop3s {
            port = \(ports.pops)
          }
        }
        service auth {
          unix_listener auth-clients {
            mode = 0666
          }
        }
        service anvil {
          chroot =
        }
        service stats {
          chroot =
        }

        """
    }
}
