public import ChannelKit

/// The settings of the gateway itself: one list that the reader checks against and the reference is written from.
public enum CoreSettings {
    /// The keys of the file's first level, in the order of the reference.
    public static let file: [SettingSpec] = network + [limits, desk, notices, api, channels]

    /// The keys that every channel takes beside those of its adapter.
    public static let channel: [SettingSpec] = [
        SettingSpec(
            name: "adapter",
            type: .text(maximum: 64),
            isRequired: true,
            documentation: "The kind of the channel, such as `email`; `tributary adapters list` names them."
        ),
        SettingSpec(
            name: "enabled",
            type: .boolean,
            defaultValue: .boolean(true),
            documentation: "Whether the channel runs. One that is turned off keeps its tickets and holds its outbox."
        ),
        SettingSpec(
            name: "unify",
            type: .duration(.zero ... .seconds(365 * 86_400)),
            documentation: """
                For how long a new matter joins the one open ticket of the same verified contact; 0 never. Without \
                it: 0 where messages name what they answer (mail), else 72h.
                """
        ),
        SettingSpec(
            name: "region",
            type: .region,
            documentation: "The region whose telephone numbers are written without a country code; else the desk's."
        ),
        SettingSpec(
            name: "acknowledgment",
            type: .boolean,
            defaultValue: .boolean(false),
            documentation: "Whether the sender of a new matter is told at once that it has arrived, with its number."
        ),
        SettingSpec(
            name: "teams",
            type: .table(of: .text(maximum: 200), count: 0...200),
            documentation: """
                The team that new matters go to, by the address they were written to, such as \
                `{sales@example.org: Sales, billing@example.org: Billing, "*": Support}`; `*` is for what was written to \
                none of them. What was written to several teams is one ticket that all of them see. A name that no team \
                has counts for nothing.
                """
        ),
    ]

    private static let network: [SettingSpec] = [
        SettingSpec(
            name: "data_dir",
            type: .path,
            defaultValue: .text("data"),
            documentation: """
                The folder that holds all state. Here a relative path starts at the working directory; all other \
                paths start at this folder. The environment variable `TRIBUTARY_DATA` goes before it.
                """
        ),
        SettingSpec(
            name: "listen",
            type: .object(listen),
            defaultValue: .object([:]),
            documentation: "Where the gateway itself listens for HTTP."
        ),
        SettingSpec(
            name: "public_url",
            type: .url,
            documentation: """
                The address that customers, agents and providers see, without a path. Without it: the address of \
                `listen`.
                """
        ),
        SettingSpec(
            name: "content_url",
            type: .url,
            documentation: """
                The address that attachments and HTML mail are served under, on an origin of its own (another host \
                or port), so that they can do no harm to the workspace. Without it: `public_url` at the content port.
                """
        ),
        SettingSpec(
            name: "tls",
            type: .object(tls),
            documentation: "Certificate files, when the gateway itself speaks HTTPS; without it a proxy does."
        ),
        SettingSpec(
            name: "trusted_proxies",
            type: .list(of: .text(maximum: 64), count: 0...64),
            defaultValue: .list([]),
            documentation: """
                The addresses of reverse proxies, as IP addresses or CIDR blocks. What they say in `X-Forwarded-For`, \
                `X-Forwarded-Proto` and `Forwarded` is believed; others' is not.
                """
        ),
    ]

    private static let listen: [SettingSpec] = [
        SettingSpec(
            name: "host",
            type: .text(maximum: 253),
            defaultValue: .text("127.0.0.1"),
            documentation: "The address or host name to listen on; `0.0.0.0` or `::` is every address."
        ),
        SettingSpec(
            name: "port",
            type: .integer(1...65_535),
            defaultValue: .integer(8080),
            documentation: "The port to listen on; `--port` goes before it."
        ),
        SettingSpec(
            name: "content_port",
            type: .integer(1...65_535),
            documentation: "The port of attachments and HTML mail. Without it: the next port."
        ),
    ]

    private static let tls: [SettingSpec] = [
        SettingSpec(
            name: "certificate",
            type: .path,
            isRequired: true,
            documentation: "A PEM file with the certificate, followed by those that lead to its root."
        ),
        SettingSpec(
            name: "key",
            type: .path,
            isRequired: true,
            documentation: "A PEM file with the certificate's private key, without a passphrase, chmod 640 or stricter."
        ),
    ]

    private static let limits = SettingSpec(
        name: "limits",
        type: .object([
            SettingSpec(
                name: "max_message_size",
                type: .size(65_536...268_435_456),
                defaultValue: .integer(26_214_400),
                documentation: "The largest message taken from any channel, with its attachments."
            ),
            SettingSpec(
                name: "intake_queue",
                type: .integer(16...1_000_000),
                defaultValue: .integer(50_000),
                documentation: """
                    How many journaled arrivals may wait for their ticket before senders are asked to come back later.
                    """
            ),
            SettingSpec(
                name: "raw_retention",
                type: .duration(.zero...TimeSpan.maximum),
                defaultValue: .duration(.seconds(90 * 86_400)),
                documentation: "For how long the arrivals as they came are kept after routing; 0 keeps them for good."
            ),
        ]),
        defaultValue: .object([:]),
        documentation: "Bounds of what is taken and kept."
    )

    private static let desk = SettingSpec(
        name: "desk",
        type: .object([
            SettingSpec(
                name: "name",
                type: .text(maximum: 100),
                defaultValue: .text("Support"),
                documentation: "The name of the desk, as customers and agents see it."
            ),
            SettingSpec(
                name: "default_region",
                type: .region,
                documentation: "The region whose telephone numbers are written without a country code."
            ),
            SettingSpec(
                name: "language",
                type: .choice(["en", "zh"]),
                defaultValue: .text("en"),
                documentation: "The language of pages and messages where nobody has chosen one."
            ),
        ]),
        defaultValue: .object([:]),
        documentation: "What the desk is called and where it is at home."
    )

    private static let notices = SettingSpec(
        name: "notices",
        type: .object([
            SettingSpec(
                name: "robot_servers",
                type: .list(of: .url, count: 0...16),
                defaultValue: .list([]),
                documentation: """
                    Servers of one's own whose rooms may be told beside those of WeCom, Feishu, DingTalk and Slack, such as \
                    an on-premises Feishu: the address of a robot may then begin with one of these.
                    """
            )
        ]),
        defaultValue: .object([:]),
        documentation: "How agents and rooms are told."
    )

    private static let api = SettingSpec(
        name: "api",
        type: .object([
            SettingSpec(
                name: "requests_per_minute",
                type: .integer(10...1_000_000),
                defaultValue: .integer(600),
                documentation: "How many API requests a token may make in a minute."
            ),
            SettingSpec(
                name: "webhook_addresses",
                type: .list(of: .url, count: 0...64),
                defaultValue: .list([]),
                documentation: """
                    Web addresses in inner networks, or without TLS, that events may be sent to; what shares scheme, host \
                    and port with one of them is allowed. Without it: public https addresses alone.
                    """
            ),
        ]),
        defaultValue: .object([:]),
        documentation: "How programs work with the desk."
    )

    private static let channels = SettingSpec(
        name: "channels",
        type: .table(of: .object(channel), count: 0...1000),
        isRequired: true,
        documentation: """
            The channels by id. An id is 1 to 64 of `a-z`, `0-9` and `-`; tickets remember it, so it is never given \
            to a channel of another kind. Each takes the keys below and those of its adapter.
            """
    )
}
