import Foundation

/// A Postfix of a test's own on free loopback ports, which delivers into the inboxes of a ``DovecotServer`` and lets its
/// users submit; ended with the last use of it.
///
/// It needs the package postfix and to be run as root. Nothing leaves the machine: mail for a strange domain is taken
/// from a signed-in user and comes back as a bounce. An unknown user of one of its own domains is refused at once (550).
public final class PostfixServer: Sendable {
    /// The port for mail from anybody to the users, and for submission after STARTTLS.
    public let smtpPort: Int
    /// The port for submission over TLS.
    public let smtpsPort: Int

    private let folder: TestFolder
    private let process: ServerProcess

    /// Whether the program is installed.
    public static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: "/usr/sbin/postfix") }

    /// Starts the server.
    ///
    /// `mailboxes` holds addresses with the user of `dovecot` whose inbox each is; `extra` is more lines of main.cf, such
    /// as `message_size_limit = 20000`.
    public init(
        mailboxes: [String: String],
        dovecot: DovecotServer,
        certificate: TestAuthority.Certificate,
        in folder: TestFolder,
        extra: String = ""
    ) throws {
        self.folder = folder
        smtpPort = try LoopbackSocket.freePort()
        smtpsPort = try LoopbackSocket.freePort()
        let base = folder.url.appending(path: "postfix").path
        for name in ["queue", "data"] {
            try FileManager.default.createDirectory(atPath: "\(base)/\(name)", withIntermediateDirectories: true)
        }
        try FileManager.default.setAttributes([.ownerAccountName: "postfix"], ofItemAtPath: "\(base)/data")
        let domains = Set(mailboxes.keys.compactMap { $0.split(separator: "@").last.map(String.init) })
        let main = Self.main(base: base, domains: domains.sorted(), dovecot: dovecot, certificate: certificate)
        try folder.write(main + extra + "\n", to: "postfix/main.cf")
        try folder.write(Self.services(smtp: smtpPort, smtps: smtpsPort), to: "postfix/master.cf")
        let entries = mailboxes.map { "\($0.key) \($0.value)/\n" }.sorted().joined()
        try folder.write(entries, to: "postfix/mailboxes")
        process = try ServerProcess(
            "/usr/sbin/postfix",
            ["-c", base, "start-fg"],
            ports: [smtpPort, smtpsPort],
            log: folder.url.appending(path: "postfix/output.log"),
            idFile: "\(base)/queue/pid/master.pid"
        )
    }

    /// Ends the server.
    public func stop() { process.stop() }

    /// What the server wrote into its log.
    public var log: String {
        (try? String(contentsOf: folder.url.appending(path: "postfix/postfix.log"), encoding: .utf8)) ?? ""
    }

    private static func main(
        base: String,
        domains: [String],
        dovecot: DovecotServer,
        certificate: TestAuthority.Certificate
    ) -> String {
        """
        compatibility_level = 3.6
        queue_directory = \(base)/queue
        data_directory = \(base)/data
        maillog_file = \(base)/postfix.log
        maillog_file_prefixes = \(base)
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = mx.tributary.test
        mydestination =
        mynetworks =
        alias_maps =
        default_transport = error:5.1.2 the test ends here
        virtual_mailbox_domains = \(domains.joined(separator: ", "))
        virtual_mailbox_base = \(dovecot.mailFolder.path)
        virtual_mailbox_maps = texthash:\(base)/mailboxes
        virtual_minimum_uid = 1
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        recipient_delimiter = +
        smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unauth_destination
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = \(dovecot.authenticationSocket)
        smtpd_sasl_security_options = noanonymous
        smtpd_tls_security_level = may
        smtpd_tls_auth_only = yes
        smtpd_tls_cert_file = \(certificate.certificateFile)
        smtpd_tls_key_file = \(certificate.keyFile)
        smtpd_client_connection_rate_limit = 0
        smtpd_client_connection_count_limit = 0

        """
    }

    private static func services(smtp: Int, smtps: Int) -> String {
        """
        127.0.0.1:\(smtp) inet n - n - - smtpd
        127.0.0.1:\(smtps) inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """
    }
}
